//! Which market days bronze has: what is known is a day, however it was asked for, alone or within any range.

use super::Extraction;
use super::plan::{Asked, Series};
use super::receipt_index::{ReceiptIndex, with_answer};
use super::scope::{Scope, is_expected};
use futures_util::StreamExt;
use jiff::Timestamp;
use makerates_core::bronze::{BronzeKey, FETCHED_AT_ONCE};
use makerates_core::failure::Failure;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Endpoint;
use std::collections::{BTreeMap, BTreeSet};

/// An earlier question that may have days of a series, as its receipt's name tells.
#[derive(Debug)]
struct Candidate<'k> {
    fetched_at: Timestamp,
    path: &'k str,
    /// The days that it can have: those that it asked for and that were over.
    from: RateDate,
    to: RateDate,
}

impl Extraction<'_> {
    /// The days of a series that bronze has.
    ///
    /// The newest answers are looked at first, several at a time, and none whose days another one has. So the whole
    /// history is one answer to be read, and a backfill of single days is each of its answers once.
    pub(super) async fn covered(
        &self,
        series: Asked<'_>,
        earlier: &ReceiptIndex,
    ) -> Result<BTreeSet<RateDate>, Failure> {
        let mut candidates = candidates(series, earlier, self.context.clock.now());
        let mut lacking: BTreeSet<RateDate> = series.days.iter().copied().collect();
        loop {
            let next = next_candidates(&mut candidates, &lacking);
            if next.is_empty() {
                break;
            }
            let look = |candidate| self.days_of(series, candidate);
            let mut looked = futures_util::stream::iter(next.into_iter().map(look)).buffer_unordered(FETCHED_AT_ONCE);
            while let Some(days) = looked.next().await {
                for day in days? {
                    lacking.remove(&day);
                }
            }
        }
        Ok(series.days.iter().copied().filter(|day| !lacking.contains(day)).collect())
    }

    /// The days of banks that the whole panel was asked for, which has each of them: by how many days after them they are all there.
    pub(super) async fn covered_by_panel(
        &self,
        series: &[Series<'_>],
        earlier: &ReceiptIndex,
    ) -> Result<BTreeMap<i32, BTreeSet<RateDate>>, Failure> {
        let mut days: BTreeMap<i32, BTreeSet<RateDate>> = BTreeMap::new();
        for asked in series.iter().filter(|series| series.endpoint == Endpoint::Bank).map(Series::asked) {
            days.entry(asked.complete_after_days).or_default().extend(asked.days);
        }
        let mut covered = BTreeMap::new();
        for (complete_after_days, days) in days {
            let days: Vec<RateDate> = days.into_iter().collect();
            let of_panel = Asked { endpoint: Endpoint::V2, banks: &[], days: &days, complete_after_days };
            covered.insert(complete_after_days, self.covered(of_panel, earlier).await?);
        }
        Ok(covered)
    }

    /// The days of a series that the answer to an earlier question has.
    async fn days_of(&self, series: Asked<'_>, candidate: Candidate<'_>) -> Result<Vec<RateDate>, Failure> {
        let receipt = with_answer(self.bronze.receipt(candidate.path).await)?;
        let Some(sha256) = receipt.and_then(|receipt| receipt.sha256) else { return Ok(Vec::new()) };
        let asked = || series.days.iter().copied().filter(|day| (candidate.from..=candidate.to).contains(day));
        let is_owed = |day: &RateDate| is_expected(series.endpoint, series.banks, *day);
        if !asked().any(|day| is_owed(&day)) {
            let key = BronzeKey::Answer { endpoint: series.endpoint, sha256 };
            return Ok(if self.bronze.contains(&key).await? { asked().collect() } else { Vec::new() });
        }
        match self.contents_of(series.endpoint, series.banks.first().map(String::as_str), &sha256).await {
            Ok(contents) => {
                // Of a day that nobody owes, the one before tells whether it lies in a gap.
                let mut is_whole = true;
                let mut has = |day: &RateDate| {
                    is_whole = if is_owed(day) { contents.has(*day) } else { is_whole };
                    is_whole || contents.has(*day)
                };
                Ok(asked().filter(&mut has).collect())
            }
            Err(error) => {
                // It has to be asked for again.
                tracing::warn!("an earlier answer can't be read: {}", error.reason());
                Ok(Vec::new())
            }
        }
    }
}

/// The earlier questions that may have days of a series, the newest first.
fn candidates<'k>(series: Asked<'_>, earlier: &'k ReceiptIndex, now: Timestamp) -> Vec<Candidate<'k>> {
    let endpoint = series.endpoint;
    let mut candidates = Vec::new();
    for (parameters, receipts) in earlier.of_endpoint(endpoint) {
        let scope = Scope::parse(endpoint, parameters).filter(|scope| scope.has_all(series.banks));
        // Which day the latest rates were of, no name tells.
        let Some((from, to)) = scope.and_then(|scope| scope.days) else { continue };
        for (fetched_at, path) in receipts.iter().filter(|(fetched_at, _)| *fetched_at <= now) {
            let Some(complete) = utc_day(*fetched_at).plus_days(-series.complete_after_days) else { continue };
            candidates.push(Candidate { fetched_at: *fetched_at, path, from, to: to.min(complete) });
        }
    }
    candidates.retain(|candidate| candidate.from <= candidate.to);
    candidates.sort_by_key(|candidate| std::cmp::Reverse((candidate.fetched_at, candidate.path)));
    candidates
}

/// Takes the candidates that are worth looking at: each may have a day that is lacking and that none before it may have.
fn next_candidates<'k>(candidates: &mut Vec<Candidate<'k>>, lacking: &BTreeSet<RateDate>) -> Vec<Candidate<'k>> {
    let mut unclaimed = lacking.clone();
    let (next, rest) = std::mem::take(candidates).into_iter().partition(|candidate| {
        let claimed: Vec<RateDate> = unclaimed.range(candidate.from..=candidate.to).copied().collect();
        for day in &claimed {
            unclaimed.remove(day);
        }
        !claimed.is_empty()
    });
    *candidates = rest;
    next
}

#[cfg(test)]
mod tests;
