//! What was asked of a source in the last days, as the tracker still knows it.

use super::tracker::{Tracker, number, text};
use crate::dynamodb::TableError;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Source;

/// What was asked of a source on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayUsage {
    /// The UTC day.
    pub date: RateDate,
    /// Requests counted.
    pub requests: u64,
    /// The day's limit at that time.
    pub limit: u64,
    /// Requests that failed.
    pub failures: u64,
    /// The day's status, for people.
    pub status: String,
}

impl Tracker<'_> {
    /// A source's days from `from` to `to`, oldest first; days on which nothing was noted are left out.
    pub async fn history(&self, source: Source, from: RateDate, to: RateDate) -> Result<Vec<DayUsage>, TableError> {
        let mut days = Vec::new();
        for item in &self.periods(source).await? {
            let item = Some(item);
            // A billing month (`2026-09-17/P1M`) sorts between the days.
            let Some(date) = text(item, "tracking_date").and_then(|key| key.parse().ok()) else { continue };
            if !(from..=to).contains(&date) {
                continue;
            }
            days.push(DayUsage {
                date,
                requests: number(item, "request_count")?,
                limit: number(item, "quota_limit")?,
                failures: number(item, "failure_count")?,
                status: text(item, "status").unwrap_or_default(),
            });
        }
        Ok(days)
    }
}
