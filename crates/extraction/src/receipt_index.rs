//! What the receipts tell of earlier questions: no state of its own says what was asked.

use super::Request;
use jiff::{SignedDuration, Timestamp};
use makerates_core::bronze::{BronzeError, BronzeKey, BronzeStore, Receipt, ReceiptName};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::{Endpoint, Source};
use std::collections::HashMap;

/// The receipts of one source, by question, the oldest first.
#[derive(Debug, Default)]
pub(super) struct ReceiptIndex {
    paths: HashMap<(Endpoint, String), Vec<(Timestamp, String)>>,
}

impl ReceiptIndex {
    /// All receipts of a source: the listing alone, a page per thousand.
    pub async fn of_all_days(bronze: &BronzeStore, source: Source) -> Result<Self, BronzeError> {
        Ok(Self::of(bronze.receipt_paths(source).await?))
    }

    /// The receipts of today and of so many days before.
    pub async fn of_late(bronze: &BronzeStore, source: Source, now: Timestamp, days: i32) -> Result<Self, BronzeError> {
        let today = utc_day(now);
        let mut paths = Vec::new();
        for day in (-days..=0).filter_map(|offset| today.plus_days(offset)) {
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

    /// The receipts of the same question.
    pub fn of_question(&self, request: &Request) -> &[(Timestamp, String)] {
        self.paths.get(&(request.endpoint, request.parameters.clone())).map_or(&[], Vec::as_slice)
    }

    /// The day on which a question was asked last.
    pub fn last_asked(&self, request: &Request) -> Option<RateDate> {
        self.of_question(request).last().map(|(fetched_at, _)| utc_day(*fetched_at))
    }

    /// Whether an earlier answer to a question is still good.
    pub async fn is_answered(
        &self,
        bronze: &BronzeStore,
        request: &Request,
        now: Timestamp,
    ) -> Result<bool, BronzeError> {
        let Some(days) = request.good_for_days else { return Ok(false) };
        let good_since = now - SignedDuration::from_hours(24 * i64::from(days));
        let receipts = self.of_question(request).iter().rev();
        for (_, path) in receipts.filter(|(fetched_at, _)| (good_since..=now).contains(fetched_at)) {
            let Some(sha256) = with_answer(bronze.receipt(path).await)?.and_then(|receipt| receipt.sha256) else {
                continue;
            };
            return bronze.contains(&BronzeKey::Answer { endpoint: request.endpoint, sha256 }).await;
        }
        Ok(false)
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
