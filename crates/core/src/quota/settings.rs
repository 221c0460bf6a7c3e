//! What of the quotas is set: the limits, the order of the sources, and how much a circuit bears.

use crate::from_text;
use makerates_domain::source::Source;
use serde::{Deserialize, Serialize};

/// How often each source may be asked, and in which order one takes over from the other.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// The failover chain: the first that may be asked is.
    #[serde(deserialize_with = "from_text::list")]
    pub order: Vec<Source>,
    /// Frankfurter has no published limit; ours keeps us polite.
    pub frankfurter: FrankfurterQuota,
    /// ExchangeRate-API's free plan: 1,500 a month, spread over its days.
    pub exchangerate: ExchangeRateQuota,
}

/// Frankfurter's limit.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FrankfurterQuota {
    /// Requests a UTC day.
    #[serde(deserialize_with = "from_text::number")]
    pub daily: u64,
}

/// ExchangeRate-API's limits.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRateQuota {
    /// Requests a UTC day.
    #[serde(deserialize_with = "from_text::number")]
    pub daily: u64,
    /// Requests a billing month.
    #[serde(deserialize_with = "from_text::number")]
    pub monthly: u64,
    /// The day of the month on which the account's billing month begins (1 to 31).
    #[serde(deserialize_with = "from_text::number")]
    pub refresh_day_of_month: i8,
}

/// When a source that fails is left alone.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitBreaker {
    /// So many failures in a row open a source's circuit.
    #[serde(deserialize_with = "from_text::number")]
    pub failures_max: u64,
}
