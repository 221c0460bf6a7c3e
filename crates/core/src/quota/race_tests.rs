//! Races, played out one write at a time: what a caller saw is old when its own write comes, and the write itself has
//! to notice.

use super::circuit::{LEASE, Probe};
use super::tracker::{STATE, Tracker, write_if};
use super::transaction::{Claim, Refusal, reservation_items};
use super::{BlockReason, CallOutcome, Circuit, QuotaError, Reservation, limits};
use crate::config::Config;
use crate::dynamodb::{QUOTA_TRACKER, Tables};
use jiff::{SignedDuration, Timestamp};
use makerates_domain::source::Source;
use std::future::Future;
use std::time::Duration;

const SOURCE: Source = Source::Frankfurter;

fn now() -> Timestamp {
    "2026-09-29T06:00:00Z".parse().unwrap()
}

/// Runs a race on an empty store, where the second failure opens the circuit.
fn race<'a, F: Future<Output = ()>>(test: impl FnOnce(Tables, Config) -> F + 'a) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let home = tempfile::tempdir().unwrap();
        let tables = Tables::connect(Some(&home.path().join("dynamodb.sqlite"))).await.unwrap();
        tables.ensure_embedded(&QUOTA_TRACKER).await.unwrap();
        let mut config = Config::default();
        config.circuit.failures_max = 2;
        test(tables, config).await;
    });
}

async fn record(tracker: &Tracker<'_>, reservation: &Reservation, outcome: CallOutcome, now: Timestamp) {
    tracker.record(reservation, outcome, Duration::ZERO, now).await.unwrap();
}

/// Opens the circuit with two failures; gives a reservation from before, and the instant when a probe is due.
async fn open(tracker: &Tracker<'_>) -> (Reservation, Timestamp) {
    let reservation = tracker.reserve(SOURCE, 1, now()).await.unwrap();
    for _ in 0..2 {
        record(tracker, &reservation, CallOutcome::SourceFailure, now()).await;
    }
    let Circuit::Open(due) = tracker.usage(SOURCE, now()).await.unwrap().circuit else { panic!("it is open") };
    (reservation, due)
}

/// The write of a claim that was made before.
async fn write(tracker: &Tracker<'_>, claim: &Claim, now: Timestamp) -> Result<(), bool> {
    let items = reservation_items(SOURCE, &limits(SOURCE, tracker.quota, now), 1, claim, now);
    let request = tracker.tables.client.transact_write_items().set_transact_items(Some(items));
    request.send().await.map(drop).map_err(|error| matches!(Refusal::of(&error), Some(Refusal::State(_))))
}

fn claim(id: &str, now: Timestamp) -> Claim {
    let lease_until = now + SignedDuration::from_mins(3);
    Claim::Probe(Probe { id: id.to_owned(), open_count: 1, lease_until })
}

#[test]
fn two_callers_saw_that_the_probe_is_due_and_one_gets_it() {
    race(|tables, config| async move {
        let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
        let (_, due) = open(&tracker).await;
        let (first, second) = (claim("first", due), claim("second", due));
        assert_eq!(write(&tracker, &first, due).await, Ok(()));
        assert_eq!(write(&tracker, &second, due).await, Err(true), "the state refuses");
        let usage = tracker.usage(SOURCE, due).await.unwrap();
        assert_eq!((usage.circuit, usage.periods[0].used), (Circuit::HalfOpen(due + SignedDuration::from_mins(3)), 2));
        let third = tracker.reserve(SOURCE, 1, due).await;
        assert!(matches!(third, Err(QuotaError::CircuitOpen { .. })), "{third:?}");
    });
}

#[test]
fn the_place_of_a_probe_that_never_answers_is_free_at_the_very_end_of_its_lease() {
    race(|tables, config| async move {
        let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
        let (_, due) = open(&tracker).await;
        let early = tracker.reserve(SOURCE, 1, due - SignedDuration::from_millis(1)).await;
        assert!(matches!(early, Err(QuotaError::CircuitOpen { retry_at, .. }) if retry_at == due), "{early:?}");
        let dead = tracker.reserve(SOURCE, 1, due).await.unwrap();
        let ends = due + LEASE;
        let early = tracker.reserve(SOURCE, 1, ends - SignedDuration::from_millis(1)).await;
        assert!(matches!(early, Err(QuotaError::CircuitOpen { retry_at, .. }) if retry_at == ends), "{early:?}");
        let next = tracker.reserve(SOURCE, 1, ends).await.unwrap();
        assert!(next.probe.is_some());
        // The first one was not dead after all: its answer is of nobody's concern, and the second one's is.
        record(&tracker, &dead, CallOutcome::Success, ends).await;
        assert_eq!(tracker.usage(SOURCE, ends).await.unwrap().circuit.name(), "half_open");
        record(&tracker, &next, CallOutcome::Success, ends).await;
        assert_eq!(tracker.usage(SOURCE, ends).await.unwrap().circuit, Circuit::Closed);
    });
}

#[test]
fn an_answer_within_no_lease_changes_nothing_even_when_nobody_else_is_the_probe() {
    race(|tables, config| async move {
        let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
        let (_, due) = open(&tracker).await;
        let probe = tracker.reserve(SOURCE, 1, due).await.unwrap();
        let ends = due + LEASE;
        let before = tracker.usage(SOURCE, due).await.unwrap().circuit;
        for outcome in [CallOutcome::Success, CallOutcome::SourceFailure, CallOutcome::Neutral] {
            record(&tracker, &probe, outcome, ends).await;
            assert_eq!(tracker.usage(SOURCE, due).await.unwrap().circuit, before, "{outcome:?}");
        }
    });
}

#[test]
fn a_block_that_comes_between_look_and_write_stops_the_probe() {
    race(|tables, config| async move {
        let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
        let (earlier, due) = open(&tracker).await;
        let claim = claim("probe", due);
        tracker.block(&earlier, BlockReason::Throttled, due + SignedDuration::from_mins(20)).await.unwrap();
        assert_eq!(write(&tracker, &claim, due).await, Err(true));
        assert!(matches!(tracker.reserve(SOURCE, 1, due).await, Err(QuotaError::Blocked { .. })));
        assert_eq!(tracker.usage(SOURCE, due).await.unwrap().circuit, Circuit::Open(due));
    });
}

#[test]
fn a_probe_that_ends_between_look_and_write_leaves_nothing_to_probe() {
    for outcome in [CallOutcome::Success, CallOutcome::SourceFailure] {
        race(|tables, config| async move {
            let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
            let (_, due) = open(&tracker).await;
            let late = claim("late", due);
            let probe = tracker.reserve(SOURCE, 1, due).await.unwrap();
            record(&tracker, &probe, outcome, due).await;
            assert_eq!(write(&tracker, &late, due).await, Err(true), "closed, or open for longer");
            let next = tracker.reserve(SOURCE, 1, due).await;
            match outcome {
                CallOutcome::Success => assert!(next.unwrap().probe.is_none(), "an ordinary request"),
                _ => assert!(matches!(next, Err(QuotaError::CircuitOpen { retry_at, .. }) if retry_at > due)),
            }
        });
    }
}

#[test]
fn a_success_between_the_two_writes_of_a_failure_begins_the_row_anew() {
    race(|tables, config| async move {
        let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
        let reservation = tracker.reserve(SOURCE, 1, now()).await.unwrap();
        record(&tracker, &reservation, CallOutcome::SourceFailure, now()).await;
        // The second failure has found that it may not merely be counted; then the success comes, then its second write.
        record(&tracker, &reservation, CallOutcome::Success, now()).await;
        let opening = tracker.opening(SOURCE, 1, now(), now());
        let super::tracker::Written::No(state) = write_if(opening, "opening").await.unwrap() else {
            panic!("one failure is not two")
        };
        assert_eq!(state.unwrap()["tracking_date"].as_s().unwrap(), STATE);
        record(&tracker, &reservation, CallOutcome::SourceFailure, now()).await;
        let usage = tracker.usage(SOURCE, now()).await.unwrap();
        assert_eq!((usage.circuit, usage.consecutive_failures), (Circuit::Closed, 1));
    });
}

#[test]
fn outcomes_at_once_are_all_counted_and_open_the_circuit_once() {
    race(|tables, mut config| async move {
        config.circuit.failures_max = 8;
        let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
        let reservation = tracker.reserve(SOURCE, 1, now()).await.unwrap();
        let fail = || record(&tracker, &reservation, CallOutcome::SourceFailure, now());
        tokio::join!(fail(), fail(), fail(), fail(), fail(), fail(), fail());
        assert_eq!(tracker.usage(SOURCE, now()).await.unwrap().consecutive_failures, 7);
        tokio::join!(fail(), fail(), fail(), fail());
        let usage = tracker.usage(SOURCE, now()).await.unwrap();
        assert_eq!((usage.circuit.name(), usage.consecutive_failures, usage.open_count), ("open", 8, 1));
    });
}

#[test]
fn a_lowered_setting_opens_with_the_next_failure_and_one_is_enough_for_one() {
    race(|tables, mut config| async move {
        config.circuit.failures_max = 8;
        let reservation =
            Tracker::new(&tables, &config.quota, &config.circuit).reserve(SOURCE, 1, now()).await.unwrap();
        for _ in 0..6 {
            record(
                &Tracker::new(&tables, &config.quota, &config.circuit),
                &reservation,
                CallOutcome::SourceFailure,
                now(),
            )
            .await;
        }
        for failures_max in [3, 1] {
            config.circuit.failures_max = failures_max;
            let tracker = Tracker::new(&tables, &config.quota, &config.circuit);
            record(&tracker, &reservation, CallOutcome::SourceFailure, now()).await;
            assert_eq!(tracker.usage(SOURCE, now()).await.unwrap().circuit.name(), "open");
            tracker.reset(SOURCE, "a test", now()).await.unwrap();
        }
    });
}
