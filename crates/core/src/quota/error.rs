//! Why no request may be sent.

use super::period::Period;
use crate::clock::format_instant;
use crate::dynamodb::TableError;
use crate::failure::{Exit, Failure};
use jiff::Timestamp;
use makerates_domain::source::Source;

/// Why no request may be sent.
#[derive(Debug, thiserror::Error)]
pub enum QuotaError {
    /// A period has not as many requests left.
    #[error("quota_exhausted: {source_name}'s limit for {period} ({limit}) leaves no room for {requests} more")]
    Exhausted {
        /// Which source may not be asked.
        source_name: Source,
        /// How many were asked for.
        requests: u64,
        /// The limit of the period.
        limit: u64,
        /// The period, which ends when it is worth trying again.
        period: Period,
    },
    /// The source said that it must not be asked.
    #[error("{reason}: {source_name} must not be asked until {}", format_instant(*.until))]
    Blocked {
        /// Which source may not be asked.
        source_name: Source,
        /// What it said.
        reason: String,
        /// Until when.
        until: Timestamp,
    },
    /// The source failed too often in a row, or a probe is under way to find out whether it is well again.
    #[error("circuit_open: {source_name} failed too often in a row, and is not asked until {}", format_instant(*.retry_at))]
    CircuitOpen {
        /// Which source may not be asked.
        source_name: Source,
        /// When a caller may become the probe.
        retry_at: Timestamp,
    },
    /// The tracker did not answer: then nothing is sent.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl From<QuotaError> for Failure {
    fn from(error: QuotaError) -> Self {
        let retry_at = match error {
            QuotaError::Table(error) => return Failure::from(error),
            QuotaError::Exhausted { source_name, requests, limit, period } if requests > limit => {
                return Failure::new(
                    Exit::NoSource,
                    error.to_string(),
                    never_fits(source_name, requests, limit, period),
                );
            }
            QuotaError::Exhausted { period, .. } => period.ends_at(),
            QuotaError::CircuitOpen { retry_at, .. } => retry_at,
            QuotaError::Blocked { until, .. } => until,
        };
        let retry_at = format_instant(retry_at);
        let next = format!("wait until {retry_at}, or ask the other source (quota-gate available)");
        Failure::new(Exit::NoSource, error.to_string(), next).with_output("retry_at", retry_at)
    }
}

/// What helps where waiting does not.
fn never_fits(source: Source, requests: u64, limit: u64, period: Period) -> String {
    if limit == 0 {
        let setting = period.setting();
        return format!(
            "raise quota.{source}.{setting} to ask it at all, or ask the other source (quota-gate available)"
        );
    }
    format!("so many never fit: `quota-gate plan --source {source} --requests {requests}` spreads them over days")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(requests: u64, limit: u64) -> String {
        let period = Period::Day("2026-09-24".parse().unwrap());
        Failure::from(QuotaError::Exhausted { source_name: Source::Frankfurter, requests, limit, period }).next
    }

    #[test]
    fn waiting_is_advised_only_where_it_helps() {
        assert!(
            told(1, 10)
                .ends_with("wait until 2026-09-25T00:00:00.000Z, or ask the other source (quota-gate available)")
        );
        assert!(told(11, 10).contains("`quota-gate plan --source frankfurter --requests 11` spreads them over days"));
        assert!(
            told(1, 0).contains("raise quota.frankfurter.daily to ask it at all"),
            "no plan ever fits into nothing"
        );
    }
}
