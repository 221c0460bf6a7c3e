//! The circuit breaker in the table: what an outcome does to the item `STATE`, each by one conditional update.
//!
//! Nothing is read first and written then. Between two writes of ours anybody may have moved the circuit, so every
//! write names the state that it is for, and does nothing in another one.

use super::Circuit;
use super::circuit::{CallOutcome, Probe, cool_down};
use super::reservation::Reservation;
use super::state::State;
use super::tracker::{STATE, Tracker, Written, instant, whole, write_if};
use crate::clock::{format_instant, later};
use crate::dynamodb::{TableError, attribute};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use jiff::Timestamp;
use makerates_domain::source::Source;

const CLOSED: &str = "(attribute_not_exists(circuit) OR circuit = :closed)";

/// This very probe, within its lease. When the lease has run out another caller may be the probe, and in any case
/// nobody relied on this one any more.
const STILL_THE_PROBE: &str = "circuit = :half_open AND probe_id = :probe AND probe_lease_until > :now";

/// How often a failure is counted anew when others keep changing the count under it.
const RACES_MAX: u32 = 20;

impl Tracker<'_> {
    /// Moves the circuit by what a request came to.
    pub(super) async fn settle(
        &self,
        reservation: &Reservation,
        outcome: CallOutcome,
        now: Timestamp,
    ) -> Result<(), TableError> {
        let source = reservation.source;
        match (&reservation.probe, outcome) {
            (Some(probe), CallOutcome::Success) => self.close(source, probe, now).await,
            (Some(probe), CallOutcome::SourceFailure) => self.reopen(source, probe, now).await,
            (Some(probe), CallOutcome::Neutral) => self.release(source, probe, now).await,
            (None, CallOutcome::Success) => self.forget_failures(source).await,
            (None, CallOutcome::SourceFailure) => self.count_failure(source, now).await,
            (None, CallOutcome::Neutral) => Ok(()),
        }
    }

    /// The source answered: failures are counted in a row, so the row begins anew. An answer that comes while the
    /// circuit is open was asked for before it opened, and only the probe closes it.
    async fn forget_failures(&self, source: Source) -> Result<(), TableError> {
        let request = self
            .update(source, STATE)
            .update_expression("SET consecutive_failures = :zero")
            // Without the second part every answer of every day would be a write.
            .condition_expression("circuit = :closed AND consecutive_failures > :zero")
            .expression_attribute_values(":closed", attribute("closed"))
            .expression_attribute_values(":zero", whole(0));
        write_if(request, "forgetting failures").await.map(drop)
    }

    /// One more failure in a row; the last one that is borne opens the circuit.
    ///
    /// Two writes, each for its own range of counts, so that whoever comes in between is seen. Two failures at
    /// once, one short of opening: the first opens, the second finds neither a count below nor a closed circuit, and
    /// changes nothing. A success at once with the failure that would open: either it comes first, and neither
    /// range fits any more, so the failure is counted anew from 0; or it comes second, finds the circuit open, and
    /// changes nothing.
    async fn count_failure(&self, source: Source, now: Timestamp) -> Result<(), TableError> {
        // So many are borne; the next one opens the circuit.
        let borne = self.failures_max.saturating_sub(1);
        for _ in 0..RACES_MAX {
            if borne > 0
                && let Written::Yes = write_if(self.counting(source, borne), "counting a failure").await?
            {
                return Ok(());
            }
            let retry_at = later(now, cool_down(1, rand::random()));
            match write_if(self.opening(source, borne, retry_at, now), "opening a circuit").await? {
                Written::Yes => {
                    let (failures, until) = (self.failures_max, format_instant(retry_at));
                    tracing::warn!("{failures} failures of {source} in a row: its circuit is open until {until}");
                    return Ok(());
                }
                Written::No(item) if State::of(item.as_ref())?.circuit != Circuit::Closed => return Ok(()),
                Written::No(_) => {}
            }
        }
        let reason = format!("{RACES_MAX} writes in a row met another one");
        Err(TableError::Request { operation: format!("counting a failure of {source}"), reason })
    }

    /// Counts a failure that does not open the circuit yet: there are fewer than `borne` before it.
    fn counting(&self, source: Source, borne: u64) -> UpdateItemFluentBuilder {
        self.update(source, STATE)
            .update_expression("SET circuit = :closed ADD consecutive_failures :one")
            .condition_expression(format!(
                "{CLOSED} AND (attribute_not_exists(consecutive_failures) OR consecutive_failures < :borne)"
            ))
            .expression_attribute_values(":closed", attribute("closed"))
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":borne", whole(borne))
    }

    /// Counts the failure that opens the circuit: there are `borne` before it, or more when the setting was lowered.
    pub(super) fn opening(
        &self,
        source: Source,
        borne: u64,
        retry_at: Timestamp,
        now: Timestamp,
    ) -> UpdateItemFluentBuilder {
        let request = self
            .update(source, STATE)
            .update_expression(
                "SET circuit = :open, open_count = :one, opened_at = :now, retry_at = :retry_at \
                 ADD consecutive_failures :one",
            )
            .expression_attribute_values(":closed", attribute("closed"))
            .expression_attribute_values(":open", attribute("open"))
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":now", instant(now))
            .expression_attribute_values(":retry_at", instant(retry_at));
        if borne == 0 {
            return request.condition_expression(CLOSED);
        }
        request
            .condition_expression(format!("{CLOSED} AND consecutive_failures >= :borne"))
            .expression_attribute_values(":borne", whole(borne))
    }

    /// The probe was answered: everybody may ask again.
    async fn close(&self, source: Source, probe: &Probe, now: Timestamp) -> Result<(), TableError> {
        let request = self
            .probes_write(source, probe, now)
            .update_expression(
                "SET circuit = :closed, consecutive_failures = :zero, open_count = :zero \
                 REMOVE opened_at, retry_at, probe_id, probe_lease_until",
            )
            .expression_attribute_values(":closed", attribute("closed"))
            .expression_attribute_values(":zero", whole(0));
        match write_if(request, "closing a circuit").await? {
            Written::Yes => tracing::info!("{source} answers again: its circuit is closed"),
            Written::No(_) => came_too_late(source),
        }
        Ok(())
    }

    /// The probe failed: nobody may ask for a longer while.
    async fn reopen(&self, source: Source, probe: &Probe, now: Timestamp) -> Result<(), TableError> {
        let open_count = probe.open_count.saturating_add(1);
        let retry_at = later(now, cool_down(open_count, rand::random()));
        let request = self
            .probes_write(source, probe, now)
            .update_expression(
                "SET circuit = :open, open_count = :open_count, opened_at = :now, retry_at = :retry_at \
                 ADD consecutive_failures :one REMOVE probe_id, probe_lease_until",
            )
            .expression_attribute_values(":open", attribute("open"))
            .expression_attribute_values(":open_count", whole(open_count))
            .expression_attribute_values(":retry_at", instant(retry_at))
            .expression_attribute_values(":one", whole(1));
        match write_if(request, "opening a circuit again").await? {
            Written::Yes => {
                tracing::warn!("the probe of {source} failed: its circuit is open until {}", format_instant(retry_at));
            }
            Written::No(_) => came_too_late(source),
        }
        Ok(())
    }

    /// The probe learnt nothing of the source's health: the circuit is open and due at once, so that the next caller
    /// is the probe, unless the source itself has blocked us meanwhile.
    async fn release(&self, source: Source, probe: &Probe, now: Timestamp) -> Result<(), TableError> {
        let request = self
            .probes_write(source, probe, now)
            .update_expression("SET circuit = :open, retry_at = :now REMOVE probe_id, probe_lease_until")
            .expression_attribute_values(":open", attribute("open"));
        if let Written::No(_) = write_if(request, "giving a probe back").await? {
            came_too_late(source);
        }
        Ok(())
    }

    /// A write that only this probe may do, and only within its lease.
    fn probes_write(&self, source: Source, probe: &Probe, now: Timestamp) -> UpdateItemFluentBuilder {
        self.update(source, STATE)
            .condition_expression(STILL_THE_PROBE)
            .expression_attribute_values(":half_open", attribute("half_open"))
            .expression_attribute_values(":probe", attribute(&probe.id))
            .expression_attribute_values(":now", instant(now))
    }
}

fn came_too_late(source: Source) {
    tracing::warn!("the answer to the probe of {source} came after its lease: its circuit stays as it is");
}
