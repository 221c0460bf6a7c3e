//! A small model of the quota and the circuit, without a table: what the real tracker has to agree with.

use crate::config::Config;
use crate::quota::circuit::LEASE;
use crate::quota::{CallOutcome, Circuit, Usage, cool_down, limits};
use jiff::Timestamp;
use makerates_domain::source::Source;
use std::collections::BTreeMap;

pub const SOURCE: Source = Source::ExchangeRate;

/// The state diagram, and counts by the keys of their periods.
#[derive(Debug)]
pub struct Model {
    pub used: BTreeMap<String, u64>,
    pub state: State,
    pub blocked_until: Option<Timestamp>,
    pub failures: u64,
    pub opens: u64,
    failures_max: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Closed,
    Open { retry_at: Timestamp },
    HalfOpen { probe: usize, lease_until: Timestamp },
}

/// What a reservation should come to.
#[derive(Debug, PartialEq, Eq)]
pub enum Expected {
    Granted { is_probe: bool },
    Blocked(Timestamp),
    CircuitOpen(Timestamp),
    Exhausted(Timestamp),
}

/// A circuit that has just opened: its real cool-down is chance within these bounds.
#[derive(Debug)]
pub struct Opened {
    earliest: Timestamp,
    latest: Timestamp,
}

impl Model {
    pub fn new(config: &Config) -> Self {
        Self {
            used: BTreeMap::new(),
            state: State::Closed,
            blocked_until: None,
            failures: 0,
            opens: 0,
            failures_max: config.circuit.failures_max,
        }
    }

    /// A reservation by the caller with this number.
    pub fn reserve(&mut self, config: &Config, caller: usize, requests: u64, now: Timestamp) -> Expected {
        if let Some(until) = self.blocked_until.filter(|until| *until > now) {
            return Expected::Blocked(until);
        }
        let is_probe = match self.state {
            State::Closed => false,
            State::Open { retry_at: until } | State::HalfOpen { lease_until: until, .. } if until > now => {
                return Expected::CircuitOpen(until);
            }
            State::Open { .. } | State::HalfOpen { .. } => true,
        };
        let limits = limits(SOURCE, &config.quota, now);
        let used = |key: &str| self.used.get(key).copied().unwrap_or(0);
        let full = limits.iter().filter(|limit| used(&limit.period.key()) + requests > limit.requests);
        if let Some(until) = full.map(|limit| limit.period.ends_at()).max() {
            return Expected::Exhausted(until);
        }
        for limit in &limits {
            *self.used.entry(limit.period.key()).or_default() += requests;
        }
        if is_probe {
            self.state = State::HalfOpen { probe: caller, lease_until: now + LEASE };
        }
        Expected::Granted { is_probe }
    }

    /// The outcome of a caller's request; tells when it opened the circuit.
    pub fn settle(&mut self, caller: usize, was_probe: bool, outcome: CallOutcome, now: Timestamp) -> Option<Opened> {
        match (was_probe, self.state, outcome) {
            (true, State::HalfOpen { probe, lease_until }, _) if probe == caller && lease_until > now => {
                match outcome {
                    CallOutcome::Success => (self.state, self.failures, self.opens) = (State::Closed, 0, 0),
                    CallOutcome::SourceFailure => return Some(self.open(self.opens + 1, now)),
                    CallOutcome::Neutral => self.state = State::Open { retry_at: now },
                }
                None
            }
            (false, State::Closed, CallOutcome::Success) => {
                self.failures = 0;
                None
            }
            (false, State::Closed, CallOutcome::SourceFailure) if self.failures + 1 < self.failures_max => {
                self.failures += 1;
                None
            }
            (false, State::Closed, CallOutcome::SourceFailure) => Some(self.open(1, now)),
            // Late, or of nobody's concern.
            _ => None,
        }
    }

    fn open(&mut self, opens: u64, now: Timestamp) -> Opened {
        self.failures += 1;
        self.opens = opens;
        let latest = now + cool_down(opens, 0.0);
        self.state = State::Open { retry_at: latest };
        Opened { earliest: now + cool_down(opens, 1.0), latest }
    }

    /// Takes the real cool-down over, if it is one that chance can bring.
    pub fn adopt(&mut self, opened: &Opened, usage: &Usage) -> Result<(), String> {
        match usage.circuit {
            // Half a millisecond may be lost in writing the instant.
            Circuit::Open(retry_at)
                if retry_at <= opened.latest && retry_at >= opened.earliest - jiff::SignedDuration::from_millis(1) =>
            {
                self.state = State::Open { retry_at };
                Ok(())
            }
            other => Err(format!("{other:?} instead of open, as in {opened:?}")),
        }
    }

    pub fn circuit(&self) -> Circuit {
        match self.state {
            State::Closed => Circuit::Closed,
            State::Open { retry_at } => Circuit::Open(retry_at),
            State::HalfOpen { lease_until, .. } => Circuit::HalfOpen(lease_until),
        }
    }
}
