//! What the tracker knows of a source: its counts against its limits, and whether it is blocked.

use super::period::Limit;
use crate::dynamodb::TableError;
use crate::source::Source;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use std::collections::HashMap;

/// An item as the SDK gives it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// A source's use of its quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// The source.
    pub source: Source,
    /// The count of each period that has a limit, the day first.
    pub periods: Vec<UsedPeriod>,
    /// Requests of the day that were answered.
    pub success_count: u64,
    /// Requests of the day that failed.
    pub failure_count: u64,
    /// The day's status, for people.
    pub status: String,
    /// When the source was last asked.
    pub last_request_at: Option<String>,
    /// Until when the source said that it must not be asked, and why.
    pub blocked: Option<(Timestamp, String)>,
}

/// A limit and what is used of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedPeriod {
    /// The limit.
    pub limit: Limit,
    /// Requests counted.
    pub used: u64,
}

impl Usage {
    /// Requests left now: the least of all periods.
    #[must_use]
    pub fn remaining(&self) -> u64 {
        self.periods.iter().map(UsedPeriod::remaining).min().unwrap_or(0)
    }
}

impl UsedPeriod {
    /// Requests left in the period.
    #[must_use]
    pub fn remaining(&self) -> u64 {
        self.limit.requests.saturating_sub(self.used)
    }
}

/// A whole number of an item; an attribute that is not there counts as 0.
pub(super) fn number(item: Option<&Item>, name: &str) -> Result<u64, TableError> {
    let Some(value) = item.and_then(|item| item.get(name)) else { return Ok(0) };
    let wrong = || TableError::Item { key: "api_quota_tracker".to_owned(), reason: format!("{name} is {value:?}") };
    value.as_n().map_err(|_| wrong())?.parse().map_err(|_| wrong())
}

/// A text of an item.
pub(super) fn text(item: Option<&Item>, name: &str) -> Option<String> {
    item.and_then(|item| item.get(name)).and_then(|value| value.as_s().ok()).cloned()
}
