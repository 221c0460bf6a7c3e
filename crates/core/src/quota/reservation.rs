//! Reserving: one transaction holds every condition and every count.
//!
//! Looking first and counting then would let twenty processes all see the last free request.

use super::circuit::{Circuit, LEASE, Probe};
use super::error::QuotaError;
use super::period::{Limit, Period, limits};
use super::state::State;
use super::tracker::{Item, TABLE, Tracker};
use super::transaction::{Claim, Refusal, is_conflict, reservation_items};
use crate::backoff;
use crate::clock::later;
use crate::dynamodb::TableError;
use jiff::Timestamp;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Source;

/// How often a reservation that met another one is tried again before we give up: with the waits below, half a
/// minute of steady conflict.
const ATTEMPTS_MAX: u32 = 40;

/// A request that was counted, and so may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a counted request should be sent, and its outcome recorded"]
pub struct Reservation {
    /// The source that may be asked.
    pub source: Source,
    /// The day that the request was counted on: a run over midnight books each on its own day.
    pub day: RateDate,
    /// The periods that it was counted in.
    pub(super) periods: Vec<Period>,
    /// What this caller is, when it is the one that asks a source whose circuit is half-open.
    pub(super) probe: Option<Probe>,
}

impl Tracker<'_> {
    /// Counts `requests` requests, all or none, if every limit allows them, nothing blocks the source and its circuit
    /// lets this caller pass.
    ///
    /// The token makes a retry inside the SDK count once. A circuit whose cool-down has passed, or whose probe did
    /// not answer within its lease, makes this caller the probe, in the same transaction as the counts: twenty
    /// callers may all read that it is due, one of their writes finds it so, and the others find a lease.
    pub async fn reserve(&self, source: Source, requests: u64, now: Timestamp) -> Result<Reservation, QuotaError> {
        let limits = limits(source, self.quota, now);
        let mut claim = Claim::Ordinary;
        let mut token = uuid::Uuid::now_v7().to_string();
        for attempt in 0..ATTEMPTS_MAX {
            let items = reservation_items(source, &limits, requests, &claim, now);
            let transaction = self.tables.client.transact_write_items().set_transact_items(Some(items));
            let Err(error) = transaction.client_request_token(&token).send().await else {
                let probe = claim.into_probe();
                if probe.is_some() {
                    tracing::info!("the circuit of {source} is half-open: this request is the probe");
                }
                let periods = limits.iter().map(|limit| limit.period).collect();
                return Ok(Reservation { source, day: utc_day(now), periods, probe });
            };
            match Refusal::of(&error) {
                Some(Refusal::State(state)) => {
                    // The state has changed since the claim was made, or the ordinary claim met a circuit that is due.
                    claim = next_claim(source, state, now)?;
                    token = uuid::Uuid::now_v7().to_string();
                }
                Some(Refusal::Limits(failed)) => {
                    self.note_exhausted(source, now).await;
                    return Err(exhausted(source, requests, &limits, &failed));
                }
                None if is_conflict(&error) => backoff::wait(attempt).await,
                None => return Err(TableError::of("reserving a request", TABLE, &error).into()),
            }
        }
        let operation = format!("reserving a request to {source}");
        let reason = format!("{ATTEMPTS_MAX} transactions in a row met another one");
        Err(TableError::Request { operation, reason }.into())
    }

    /// The refusal stands whether or not this note for people can be written. Who wanted more than is left has used up nothing.
    async fn note_exhausted(&self, source: Source, now: Timestamp) {
        let noted = match self.usage(source, now).await {
            Ok(usage) if usage.remaining() > 0 => Ok(()),
            Ok(_) => self.set_status(source, utc_day(now), "exhausted", None).await,
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            tracing::warn!("the status `exhausted` of {source} was not noted: {error}");
        }
    }
}

/// What to claim after the state refused a claim, or why nothing can be claimed.
fn next_claim(source: Source, state: Option<&Item>, now: Timestamp) -> Result<Claim, QuotaError> {
    let state = State::of(state)?;
    if let Some((until, reason)) = state.blocked.filter(|(until, _)| *until > now) {
        return Err(QuotaError::Blocked { source_name: source, reason, until });
    }
    if let Some(retry_at) = state.circuit.waits_until(now) {
        return Err(QuotaError::CircuitOpen { source_name: source, retry_at });
    }
    Ok(match state.circuit {
        // It was not when the claim was made: a probe has succeeded since, or somebody reset the source.
        Circuit::Closed => Claim::Ordinary,
        _ => Claim::Probe(Probe {
            id: uuid::Uuid::now_v7().to_string(),
            open_count: state.open_count,
            lease_until: later(now, LEASE),
        }),
    })
}

/// Of the limits that refused, the one that ends last: before that the request would be refused again.
fn exhausted(source: Source, requests: u64, limits: &[Limit], failed: &[usize]) -> QuotaError {
    let failed = failed.iter().filter_map(|index| limits.get(*index));
    let limit = failed.max_by_key(|limit| limit.period.ends_at()).unwrap_or(&limits[0]);
    QuotaError::Exhausted { source_name: source, requests, limit: limit.requests, period: limit.period }
}
