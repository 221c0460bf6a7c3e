//! What came of a request: the day's statistics, the circuit, and what the source said of itself.

use super::circuit::CallOutcome;
use super::reservation::Reservation;
use super::tracker::{STATE, TABLE, Tracker, instant, whole, write_if};
use crate::dynamodb::{TableError, attribute};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The block that a 429 without a `Retry-After` means: the open access of ExchangeRate-API states 20 minutes.
pub const DEFAULT_BLOCK: SignedDuration = SignedDuration::from_mins(20);

/// Why the source said that it must not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockReason {
    /// 429, or no requests left by its own headers.
    Throttled,
    /// The source's own count says that the quota is used up.
    QuotaReached,
}

impl BlockReason {
    /// The name in the item.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::QuotaReached => "quota_reached",
        }
    }

    /// The day's status, for people.
    const fn status(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::QuotaReached => "exhausted",
        }
    }
}

impl Tracker<'_> {
    /// Records what came of a request: the circuit first, because code decides by it; the numbers of the
    /// day and of the month are for people.
    pub async fn record(
        &self,
        reservation: &Reservation,
        outcome: CallOutcome,
        latency: Duration,
        now: Timestamp,
    ) -> Result<(), TableError> {
        self.settle(reservation, outcome, now).await?;
        let counted = if outcome == CallOutcome::Success { "success_count" } else { "failure_count" };
        let latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        for period in &reservation.periods {
            let request = self
                .update(reservation.source, &period.key())
                .update_expression(format!("ADD {counted} :one, latency_ms_total :latency SET last_request_at = :now"))
                .expression_attribute_values(":one", whole(1))
                .expression_attribute_values(":latency", whole(latency_ms))
                .expression_attribute_values(":now", instant(now));
            request.send().await.map_err(|error| TableError::of("recording an outcome", TABLE, &error))?;
        }
        Ok(())
    }

    /// Blocks a source until an instant that it named itself; an earlier end never replaces a later one.
    pub async fn block(
        &self,
        reservation: &Reservation,
        reason: BlockReason,
        until: Timestamp,
    ) -> Result<(), TableError> {
        let source = reservation.source;
        let request = self
            .update(source, STATE)
            .update_expression("SET blocked_until = :until, blocked_reason = :reason")
            .condition_expression("attribute_not_exists(blocked_until) OR blocked_until < :until")
            .expression_attribute_values(":until", instant(until))
            .expression_attribute_values(":reason", attribute(reason.name()));
        write_if(request, "blocking a source").await?;
        self.set_status(source, reservation.day, reason.status(), None).await
    }
}
