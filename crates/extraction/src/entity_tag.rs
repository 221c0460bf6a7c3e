//! The entity tag of an earlier answer, by which a source may say that nothing has changed; and how long it is trusted.

use super::Request;
use super::receipt_index::{ReceiptIndex, with_answer};
use jiff::{SignedDuration, Timestamp};
use makerates_core::bronze::{BronzeError, BronzeKey, BronzeStore, Outcome};

/// An entity tag is trusted for so long after the last whole answer: Frankfurter makes its tag of the newest date, not
/// of the rates, so that a restated rate of the same date would hide behind a 304 (lineofflight/frankfurter,
/// `cache_key`). A day is also what the service itself lets an answer be cached.
const TAG_TRUSTED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// An earlier answer to the same question, and the tag by which the source knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Validator {
    pub etag: String,
    pub sha256: String,
}

impl ReceiptIndex {
    /// The tag of the last answer to the same question, if the source gave one and a whole answer is young enough.
    pub async fn validator(
        &self,
        bronze: &BronzeStore,
        request: &Request,
        now: Timestamp,
    ) -> Result<Option<Validator>, BronzeError> {
        let mut newest: Option<Validator> = None;
        for (fetched_at, path) in self.of_question(request).iter().rev() {
            if *fetched_at > now {
                continue;
            }
            if now.duration_since(*fetched_at) >= TAG_TRUSTED_FOR {
                break;
            }
            let Some(receipt) = with_answer(bronze.receipt(path).await)? else { continue };
            let (Some(sha256), Some(etag)) = (receipt.sha256, receipt.etag) else { return Ok(None) };
            let newest = newest.get_or_insert(Validator { etag, sha256 });
            if receipt.outcome != Outcome::NotModified {
                let key = BronzeKey::Answer { endpoint: request.endpoint, sha256: newest.sha256.clone() };
                // A 304 for an answer that is lost or damaged would be worth nothing.
                return Ok(bronze.is_whole(&key).await?.then(|| newest.clone()));
            }
        }
        Ok(None)
    }
}
