//! What the tracker knows of a source: its counts against its limits, whether it is blocked, and its circuit.

use super::circuit::Circuit;
use super::period::{Limit, limits};
use super::state::State;
use super::tracker::{STATE, Tracker, number, text};
use crate::dynamodb::TableError;
use jiff::Timestamp;
use makerates_domain::source::Source;

/// A source's use of its quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Whose quota it is.
    pub source: Source,
    /// The count of each period that has a limit, the day first.
    pub periods: Vec<UsedPeriod>,
    /// Requests of the day that were answered.
    pub success_count: u64,
    /// Requests of the day that failed.
    pub failure_count: u64,
    /// How long the answers of the day took together, in milliseconds.
    pub latency_ms_total: u64,
    /// The day's status, for people.
    pub status: String,
    /// When the source was last asked.
    pub last_request_at: Option<String>,
    /// Until when the source said that it must not be asked, and why.
    pub blocked: Option<(Timestamp, String)>,
    /// How its circuit stands.
    pub circuit: Circuit,
    /// Failures in a row.
    pub consecutive_failures: u64,
    /// How often the circuit was opened since it was last closed.
    pub open_count: u64,
}

/// A limit and what is used of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedPeriod {
    /// With the period it is of.
    pub limit: Limit,
    /// Requests counted.
    pub used: u64,
}

impl Usage {
    /// A source of which the tracker knows nothing yet, without its limits.
    #[must_use]
    pub fn unused(source: Source) -> Self {
        Self {
            source,
            periods: Vec::new(),
            success_count: 0,
            failure_count: 0,
            latency_ms_total: 0,
            status: "active".to_owned(),
            last_request_at: None,
            blocked: None,
            circuit: Circuit::Closed,
            consecutive_failures: 0,
            open_count: 0,
        }
    }

    /// How long an answer took on average today, in milliseconds; none when there was none.
    #[must_use]
    pub fn latency_ms(&self) -> Option<u64> {
        self.latency_ms_total.checked_div(self.success_count + self.failure_count)
    }

    /// When the periods end that leave no more requests than this; now, when all leave more.
    #[must_use]
    pub fn renewed_at(&self, requests: u64, now: Timestamp) -> Timestamp {
        let short = self.periods.iter().filter(|period| period.remaining() <= requests);
        short.map(|period| period.limit.period.ends_at()).max().unwrap_or(now)
    }

    /// Until when a block or the circuit lets nobody ask, and why: what is left of the quota does not help before. None when it
    /// may be asked now.
    #[must_use]
    pub fn waits_until(&self, now: Timestamp) -> Option<(Timestamp, &str)> {
        let blocked = self.blocked.as_ref().map(|(until, reason)| (*until, reason.as_str()));
        let circuit = self.circuit.waits_until(now).map(|until| (until, "circuit_open"));
        blocked.filter(|(until, _)| *until > now).into_iter().chain(circuit).max()
    }

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

impl Tracker<'_> {
    /// The use of a source at an instant.
    pub async fn usage(&self, source: Source, now: Timestamp) -> Result<Usage, TableError> {
        let state = State::of(self.item(source, STATE).await?.as_ref())?;
        let mut usage = Usage {
            blocked: state.blocked.filter(|(until, _)| *until > now),
            circuit: state.circuit,
            consecutive_failures: state.consecutive_failures,
            open_count: state.open_count,
            ..Usage::unused(source)
        };
        for (index, limit) in limits(source, self.quota, now).into_iter().enumerate() {
            let item = self.item(source, &limit.period.key()).await?;
            let item = item.as_ref();
            usage.periods.push(UsedPeriod { limit, used: number(item, "request_count")? });
            if index == 0 {
                usage.success_count = number(item, "success_count")?;
                usage.failure_count = number(item, "failure_count")?;
                usage.latency_ms_total = number(item, "latency_ms_total")?;
                usage.status = text(item, "status").unwrap_or(usage.status);
                usage.last_request_at = text(item, "last_request_at");
            }
        }
        Ok(usage)
    }
}
