//! Why no request may be sent.

use crate::clock::format_instant;
use crate::dynamodb::TableError;
use crate::failure::{Exit, Failure};
use jiff::Timestamp;
use makerates_domain::source::Source;

/// Why no request may be sent.
#[derive(Debug, thiserror::Error)]
pub enum QuotaError {
    /// A period has not as many requests left.
    #[error("quota_exhausted: {requests} more requests to {source_name} do not fit into {limit} of {period}")]
    Exhausted {
        /// Which source may not be asked.
        source_name: Source,
        /// How many were asked for.
        requests: u64,
        /// The limit of the period.
        limit: u64,
        /// The period, in words.
        period: String,
        /// When it ends.
        retry_at: Timestamp,
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
            QuotaError::Exhausted { requests, limit, source_name, .. } if requests > limit => {
                let next = format!(
                    "so many never fit: `quota-gate plan --source {source_name} --requests {requests}` spreads them over days"
                );
                return Failure::new(Exit::NoSource, error.to_string(), next);
            }
            QuotaError::Exhausted { retry_at, .. } | QuotaError::CircuitOpen { retry_at, .. } => retry_at,
            QuotaError::Blocked { until, .. } => until,
        };
        let retry_at = format_instant(retry_at);
        let next = format!("wait until {retry_at}, or ask the other source (quota-gate available)");
        Failure::new(Exit::NoSource, error.to_string(), next).with_output("retry_at", retry_at)
    }
}
