//! What the receipts tell of earlier questions: no state of its own says what was asked.

use super::Request;
use jiff::{SignedDuration, Timestamp};
use makerates_core::bronze::{BronzeError, BronzeKey, BronzeStore, Outcome, Receipt, ReceiptName};
use makerates_domain::dates::utc_day;
use makerates_domain::source::{Endpoint, Source};
use std::collections::HashMap;

/// An entity tag is trusted for so long after the last whole answer: Frankfurter makes its tag of the newest date, not
/// of the rates, so that a restated rate of the same date would hide behind a 304 (lineofflight/frankfurter,
/// `cache_key`). A day is also what the service itself lets an answer be cached.
const TAG_TRUSTED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The receipts of one source, by question, the oldest first.
#[derive(Debug, Default)]
pub(super) struct ReceiptIndex {
    paths: HashMap<(Endpoint, String), Vec<(Timestamp, String)>>,
}

/// An earlier answer to the same question, and the tag by which the source knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Validator {
    pub etag: String,
    pub sha256: String,
}

impl ReceiptIndex {
    /// All receipts of a source: the listing alone, a page per thousand.
    pub async fn of_all_days(bronze: &BronzeStore, source: Source) -> Result<Self, BronzeError> {
        Ok(Self::of(bronze.receipt_paths(source).await?))
    }

    /// The receipts of today and yesterday: those whose entity tags may still be sent.
    pub async fn of_late(bronze: &BronzeStore, source: Source, now: Timestamp) -> Result<Self, BronzeError> {
        let today = utc_day(now);
        let mut paths = Vec::new();
        for day in [today.plus_days(-1), Some(today)].into_iter().flatten() {
            paths.extend(bronze.receipt_paths_of(source, day).await?);
        }
        Ok(Self::of(paths))
    }

    fn of(paths: Vec<String>) -> Self {
        let mut index = Self::default();
        for path in paths {
            // What is no receipt is told by `transform`.
            let Some(name) = ReceiptName::parse(&path) else { continue };
            index.paths.entry((name.endpoint, name.parameters)).or_default().push((name.fetched_at, path));
        }
        index
    }

    fn of_question(&self, request: &Request) -> &[(Timestamp, String)] {
        self.paths.get(&(request.endpoint, request.parameters.clone())).map_or(&[], Vec::as_slice)
    }

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
                // A 304 for an answer that is lost would be worth nothing.
                return Ok(bronze.contains(&key).await?.then(|| newest.clone()));
            }
        }
        Ok(None)
    }

    /// The questions to a face, by what they asked for, each with its receipts.
    pub fn of_endpoint(&self, endpoint: Endpoint) -> impl Iterator<Item = (&str, &[(Timestamp, String)])> {
        let questions = self.paths.iter().filter(move |((of, _), _)| *of == endpoint);
        questions.map(|((_, parameters), receipts)| (parameters.as_str(), receipts.as_slice()))
    }
}

/// A receipt that speaks of an answer; one that can't be read speaks of nothing.
pub(super) fn with_answer(receipt: Result<Receipt, BronzeError>) -> Result<Option<Receipt>, BronzeError> {
    match receipt {
        Ok(receipt) => Ok(Some(receipt).filter(|receipt| receipt.outcome.has_answer())),
        Err(BronzeError::Receipt(..)) => Ok(None),
        Err(error) => Err(error),
    }
}
