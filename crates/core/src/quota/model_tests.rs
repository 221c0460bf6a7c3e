//! Any sequence of reservations, outcomes, clock steps and kills, on the real embedded store, against a small model:
//! no more is sent than granted, no more granted than allowed, and the circuit follows its state diagram.

mod model;

use super::tracker::number;
use super::tracker::{STATE, TABLE};
use super::{BlockReason, CallOutcome, QuotaError, Reservation, Tracker, limits};
use crate::config::Config;
use crate::dynamodb::{QUOTA_TRACKER, Tables};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use model::{Expected, Model, SOURCE};
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, TestRunner};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Debug, Clone)]
enum Step {
    Reserve(u64),
    /// The outcome of one of the requests under way.
    Outcome(prop::sample::Index, CallOutcome),
    /// A 429 to one of them, with so many seconds of waiting.
    Throttled(prop::sample::Index, i64),
    /// One of the callers dies, before or after it has sent its request.
    Kill(prop::sample::Index, bool),
    Clock(i64),
    /// The clock moves to just before, at, or just after the instant that the circuit or the block names.
    ClockToEnd(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let outcome = prop_oneof![
        2 => Just(CallOutcome::Success),
        4 => Just(CallOutcome::SourceFailure),
        1 => Just(CallOutcome::Neutral),
    ];
    // Around a cool-down, a lease, a day and a month.
    let clock = prop_oneof![0..70_i64, 100..400_i64, 3_000..30_000_i64, 80_000..100_000_i64, Just(30 * 86_400_i64)];
    let step = prop_oneof![
        8 => prop_oneof![9 => Just(1_u64), 1 => 2..8_u64].prop_map(Step::Reserve),
        8 => (any::<prop::sample::Index>(), outcome).prop_map(|(which, outcome)| Step::Outcome(which, outcome)),
        1 => (any::<prop::sample::Index>(), 1..3_000_i64).prop_map(|(which, seconds)| Step::Throttled(which, seconds)),
        1 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(which, sent)| Step::Kill(which, sent)),
        3 => clock.prop_map(Step::Clock),
        3 => (-1..=1_i64).prop_map(Step::ClockToEnd),
    ];
    prop::collection::vec(step, 1..60)
}

fn config() -> Config {
    let mut config = Config::default();
    (config.quota.exchangerate.daily, config.quota.exchangerate.monthly) = (12, 30);
    config.circuit.failures_max = 3;
    config
}

/// The real tracker, the model, and the requests under way.
struct Run<'a> {
    tracker: Tracker<'a>,
    config: &'a Config,
    model: Model,
    now: Timestamp,
    under_way: Vec<(usize, u64, Reservation)>,
    callers: usize,
    sent: BTreeMap<String, u64>,
}

impl Run<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Clock(seconds) => {
                self.now += SignedDuration::from_secs(*seconds);
                return Ok(());
            }
            Step::ClockToEnd(offset_ms) => {
                let end = self.model.circuit().waits_until(self.now).max(self.model.blocked_until);
                let at = end.unwrap_or(self.now) + SignedDuration::from_millis(*offset_ms);
                // A clock that goes back is another test's subject.
                self.now = self.now.max(at);
                return Ok(());
            }
            Step::Reserve(requests) => self.reserve(*requests).await?,
            Step::Kill(which, sent) => {
                if let Some((_, requests, reservation)) = self.take(*which)
                    && *sent
                {
                    self.count_sent(&reservation, requests);
                }
            }
            Step::Outcome(which, outcome) => {
                if let Some(call) = self.take(*which) {
                    self.settle(call, *outcome).await?;
                }
            }
            Step::Throttled(which, seconds) => {
                if let Some(call) = self.take(*which) {
                    let until = self.now + SignedDuration::from_secs(*seconds);
                    self.tracker.block(&call.2, BlockReason::Throttled, until).await.map_err(fail)?;
                    self.model.blocked_until = self.model.blocked_until.max(Some(until));
                    self.settle(call, CallOutcome::Neutral).await?;
                }
            }
        }
        self.compare().await
    }

    async fn reserve(&mut self, requests: u64) -> Result<(), TestCaseError> {
        self.callers += 1;
        let expected = self.model.reserve(self.config, self.callers, requests, self.now);
        let found = match self.tracker.reserve(SOURCE, requests, self.now).await {
            Ok(reservation) => {
                let is_probe = reservation.probe.is_some();
                self.under_way.push((self.callers, requests, reservation));
                Expected::Granted { is_probe }
            }
            Err(QuotaError::Blocked { until, .. }) => Expected::Blocked(until),
            Err(QuotaError::CircuitOpen { retry_at, .. }) => Expected::CircuitOpen(retry_at),
            Err(QuotaError::Exhausted { period, .. }) => Expected::Exhausted(period.ends_at()),
            Err(QuotaError::Table(error)) => return Err(fail(error)),
        };
        prop_assert_eq!(found, expected);
        Ok(())
    }

    fn take(&mut self, which: prop::sample::Index) -> Option<(usize, u64, Reservation)> {
        let calls = self.under_way.len();
        (calls > 0).then(|| self.under_way.swap_remove(which.index(calls)))
    }

    async fn settle(
        &mut self,
        (caller, requests, reservation): (usize, u64, Reservation),
        outcome: CallOutcome,
    ) -> Result<(), TestCaseError> {
        self.count_sent(&reservation, requests);
        let opened = self.model.settle(caller, reservation.probe.is_some(), outcome, self.now);
        self.tracker.record(&reservation, outcome, Duration::from_millis(7), self.now).await.map_err(fail)?;
        if let Some(opened) = opened {
            let usage = self.tracker.usage(SOURCE, self.now).await.map_err(fail)?;
            self.model.adopt(&opened, &usage).map_err(TestCaseError::fail)?;
        }
        Ok(())
    }

    fn count_sent(&mut self, reservation: &Reservation, requests: u64) {
        for period in &reservation.periods {
            *self.sent.entry(period.key()).or_default() += requests;
        }
    }

    async fn compare(&self) -> Result<(), TestCaseError> {
        let usage = self.tracker.usage(SOURCE, self.now).await.map_err(fail)?;
        prop_assert_eq!(usage.circuit, self.model.circuit());
        prop_assert_eq!((usage.consecutive_failures, usage.open_count), (self.model.failures, self.model.opens));
        let blocked = self.model.blocked_until.filter(|until| *until > self.now);
        prop_assert_eq!(usage.blocked.map(|(until, _)| until), blocked);
        for period in usage.periods {
            let key = period.limit.period.key();
            prop_assert_eq!(period.used, self.model.used.get(&key).copied().unwrap_or(0));
            prop_assert!(period.used <= period.limit.requests);
        }
        Ok(())
    }

    /// Of every period that was ever counted in: sent ≤ granted ≤ limit.
    async fn check_periods(&self) -> Result<(), TestCaseError> {
        for (key, granted) in &self.model.used {
            let item = self.tracker.item(SOURCE, key).await.map_err(fail)?;
            let counted = number(item.as_ref(), "request_count").map_err(fail)?;
            prop_assert_eq!(counted, *granted);
            prop_assert!(self.sent.get(key).copied().unwrap_or(0) <= counted);
            let limits = &self.config.quota.exchangerate;
            let limit = if key.ends_with("P1M") { limits.monthly } else { limits.daily };
            prop_assert!(counted <= limit);
        }
        Ok(())
    }
}

fn fail(error: impl std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

/// An empty tracker for the next case: a new file for each would take longer than the case.
async fn empty(tables: &Tables, model: &Model) -> Result<(), TestCaseError> {
    for key in model.used.keys().map(String::as_str).chain([STATE]) {
        let request = tables.client.delete_item().table_name(TABLE);
        let request = request.key("api_source", AttributeValue::S(SOURCE.to_string()));
        request.key("tracking_date", AttributeValue::S(key.to_owned())).send().await.map_err(fail)?;
    }
    Ok(())
}

#[test]
fn any_sequence_keeps_the_quota_and_follows_the_state_diagram() {
    let home = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let tables = runtime.block_on(async {
        let tables = Tables::connect(Some(&home.path().join("dynamodb.sqlite"))).await.unwrap();
        tables.ensure_embedded(&QUOTA_TRACKER).await.unwrap();
        tables
    });
    let config = config();
    let begin: Timestamp = "2026-09-29T22:00:00Z".parse().unwrap();
    let mut runner = TestRunner::new(Cases { failure_persistence: None, ..Cases::with_cases(48) });
    let result = runner.run(&steps(), |steps| {
        runtime.block_on(async {
            let mut run = Run {
                tracker: Tracker::new(&tables, &config.quota, &config.circuit),
                config: &config,
                model: Model::new(&config),
                now: begin,
                under_way: Vec::new(),
                callers: 0,
                sent: BTreeMap::new(),
            };
            let mut result = Ok(());
            for step in &steps {
                result = run.step(step).await;
                if result.is_err() {
                    break;
                }
            }
            let checked = if result.is_ok() { run.check_periods().await } else { result };
            // Also a day that was only refused has an item: it holds a status and no count.
            for limit in limits(SOURCE, &config.quota, run.now) {
                run.model.used.entry(limit.period.key()).or_default();
            }
            empty(&tables, &run.model).await.and(checked)
        })
    });
    runtime.block_on(tables.close());
    result.unwrap();
}
