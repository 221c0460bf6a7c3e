//! Two syncs at once: the newer silver wins, item by item, wherever the older one was paused.

use super::{gold, restated};
use makerates_tests::gold::{Gold, KeptSilver};
use makerates_tests::proxy::{Proxy, Way};
use makerates_tests::run::Outcome;
use makerates_tests::{Run, in_case};
use serde_json::json;
use std::collections::BTreeMap;
use std::env;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Each of the six rounds twice, unless `GOLD_ROUNDS` says otherwise. Four of them are the same each time; in two the
/// server decides who comes first.
fn rounds() -> usize {
    env::var("GOLD_ROUNDS").map_or(12, |rounds| rounds.parse().expect("GOLD_ROUNDS is a number"))
}

/// A place where one run is stopped, until it is let go.
#[derive(Default)]
struct Barrier {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// So many calls go through before one is held.
    through: usize,
    is_held: bool,
    is_open: bool,
}

impl Barrier {
    fn close_after(&self, through: usize) {
        *self.state.lock().expect("nobody panics") = State { through, ..State::default() };
    }

    /// Called by each of the calls that it stops.
    fn pass(&self) {
        let mut state = self.state.lock().expect("nobody panics");
        if state.is_open || state.through > 0 {
            state.through = state.through.saturating_sub(1);
            return;
        }
        state.is_held = true;
        self.changed.notify_all();
        drop(self.changed.wait_while(state, |state| !state.is_open));
    }

    fn wait_until_held(&self) {
        let state = self.state.lock().expect("nobody panics");
        let waited = self.changed.wait_timeout_while(state, Duration::from_mins(1), |state| !state.is_held);
        assert!(waited.expect("nobody panics").0.is_held, "the sync did not come to that call");
    }

    fn open(&self) {
        self.state.lock().expect("nobody panics").is_open = true;
        self.changed.notify_all();
    }
}

/// Four silvers: a rate, another value of it, the first value again, and the day's rate withdrawn.
fn silvers(gold: &mut Gold) -> [KeptSilver; 4] {
    gold.world.run("extract-frankfurter").args("--from 2026-09-22 --to 2026-09-28 --no-panel").ok();
    gold.world.run("transform").ok();
    let first = gold.keep_silver();
    let mut next = |hour: usize, faults| {
        gold.world.set_clock(&format!("2026-09-29T{hour:02}:00:00Z"));
        gold.world.replay.set_faults(&faults);
        gold.world.run("extract-frankfurter").args("--date 2026-09-28 --no-panel --refresh").ok();
        gold.world.run("transform").ok();
        gold.keep_silver()
    };
    let other = next(7, restated("SEK", "2026-09-28", "1.001"));
    let again = next(8, json!([]));
    let withdrawn = next(9, restated("SEK", "2026-09-28", "1.05"));
    [first, other, again, withdrawn]
}

fn sync(gold: &Gold, silver: &KeptSilver) -> Run {
    silver.published_by(gold.run("sync-dynamodb")).env("MAKERATES_GOLD__BASES", "EUR")
}

/// A proxy that stops a sync at one of these calls, and what holds it there.
fn stopped(gold: &Gold, operation: &'static str) -> (Proxy, Arc<Barrier>) {
    let barrier = Arc::new(Barrier::default());
    let gate = Arc::clone(&barrier);
    let proxy = gold.proxy(move |call, _| {
        if call.operation == operation {
            gate.pass();
        }
        Way::Through
    });
    (proxy, barrier)
}

#[test]
fn the_newer_silver_wins_wherever_the_older_sync_was_paused() {
    let mut gold = gold("races");
    let silvers = silvers(&mut gold);
    let said: Vec<BTreeMap<_, _>> = silvers
        .iter()
        .map(|silver| {
            gold.wipe();
            sync(&gold, silver).ok();
            gold.said()
        })
        .collect();
    assert!(said[0] != said[1] && said[1] != said[2] && said[3].len() < said[2].len(), "the silvers differ");
    let (writing, write) = stopped(&gold, "TransactWriteItems");
    let (raising, raise) = stopped(&gold, "UpdateItem");
    let pairs = [(0, 1), (1, 2), (1, 2), (2, 3), (1, 3), (0, 2)];
    for round in 0..rounds() {
        let (older, newer) = pairs[round % pairs.len()];
        let through = round % 2;
        // In every third round the newer one raises the fence in the moment in which the older one writes again.
        let at_once = round % 3 == 2;
        let _case = in_case(format!("round {round}: {older} is paused after {through} transactions, {newer} runs"));
        gold.forget_fence();
        write.close_after(through);
        let paused = silvers[older].published_by(gold.through(&writing, "sync-dynamodb"));
        let paused = paused.env("MAKERATES_GOLD__BASES", "EUR").args("--full").spawn();
        write.wait_until_held();
        raise.close_after(0);
        let running = silvers[newer].published_by(gold.through(&raising, "sync-dynamodb"));
        let running = running.env("MAKERATES_GOLD__BASES", "EUR").args(["--full", ""][round % 2]).spawn();
        raise.wait_until_held();
        raise.open();
        let finished = if at_once {
            write.open();
            Outcome::of(running).expect(0)
        } else {
            let finished = Outcome::of(running).expect(0);
            write.open();
            finished
        };
        let late = Outcome::of(paused).expect(0);
        assert_eq!((&finished["superseded"], &finished["failed"]), (&false.into(), &0.into()));
        assert!(at_once || late["superseded"] == true, "{late}");
        assert_eq!(gold.said(), said[newer]);
    }
}

/// Nobody else publishes what is missing then.
#[test]
fn a_table_that_is_emptied_in_the_midst_was_not_overtaken() {
    let gold = gold("emptied");
    gold.fetch();
    let (writing, write) = stopped(&gold, "TransactWriteItems");
    write.close_after(1);
    let running = gold.through(&writing, "sync-dynamodb").spawn();
    write.wait_until_held();
    gold.wipe();
    write.open();
    let interrupted = Outcome::of(running);
    assert!(interrupted.error().contains("the fence is gone"), "{}", interrupted.error());
    assert_eq!(interrupted.expect(6)["superseded"], false);
    gold.sync("");
    gold.assert_equal_to_silver("");
}

/// A silver that knows less must not withdraw what it does not know, however late its last receipt is.
#[test]
fn a_silver_of_another_bronze_publishes_nothing_unless_it_is_told_to() {
    let mut gold = gold("otherbronze");
    gold.fetch();
    gold.world.run("extract-frankfurter").args("--date 2026-09-25 --no-panel").ok();
    gold.world.run("transform").ok();
    gold.sync("");
    let said = gold.said();
    gold.world.set_clock("2026-09-29T08:00:00Z");
    gold.world.renew_home();
    gold.world.run("extract-frankfurter").ok();
    gold.world.run("transform").ok();
    gold.run("sync-dynamodb").args("--dry-run").outcome().expect(2);
    assert!(gold.sync("--dry-run --take-over")["would_take_back"].as_u64() > Some(0));
    let outcome = gold.run("sync-dynamodb").outcome();
    outcome.expect(2);
    for word in ["another bronze", "#00000005", "#00000003", "--take-over"] {
        assert!(outcome.error().contains(word), "{word}: {}", outcome.error());
    }
    assert_eq!(gold.said(), said);
    let taken_over = gold.sync("--take-over");
    let withdrawn = taken_over["taken_back"].as_array().expect("keys are a list");
    assert!(withdrawn.contains(&"EUR/SEK 2026-09-25".into()), "{taken_over}");
    gold.assert_equal_to_silver("");
}

/// Else one morning with a clock that is ahead would lock the table until that day has come.
#[test]
fn a_silver_of_a_time_to_come_gives_way_when_a_person_says_so() {
    let mut gold = gold("ahead");
    gold.fetch();
    gold.sync("");
    gold.world.set_clock("2027-03-01T06:00:00Z");
    gold.world.run("extract-frankfurter").args("--no-panel --refresh").ok();
    gold.world.run("transform").ok();
    gold.sync("");
    gold.world.set_clock("2026-09-29T08:00:00Z");
    gold.world.run("transform").ok();
    let said = gold.said();
    for arguments in ["", "--dry-run"] {
        let outcome = gold.run("sync-dynamodb").args(arguments).outcome();
        outcome.expect(2);
        for word in ["2027-03-01", "2026-09-29T08:00:00", "--take-over"] {
            assert!(outcome.error().contains(word), "{word}: {}", outcome.error());
        }
    }
    assert_eq!(gold.said(), said);
    assert_eq!(gold.sync("--take-over")["superseded"], false);
    gold.assert_equal_to_silver("");
    assert_eq!(gold.sync("")["superseded"], false);
}

/// What an earlier release left in the fence has no instant of the build: it is read, and older than any build of its
/// receipts.
#[test]
fn a_fence_of_an_earlier_release_is_passed_and_holds_against_older_silvers() {
    let mut gold = gold("oldfence");
    gold.fetch();
    let published = gold.sync("");
    let version = published["silver_version"].as_str().expect("it is text").to_owned();
    let (without_build, _) = version.rsplit_once('#').expect("it ends in the instant of the build");
    let leave = |gold: &Gold, version: &str| {
        gold.put(makerates_tests::tables::Item::from(
            [
                ("currency_pair", "#fence"),
                ("rate_date", "silver_version"),
                ("silver_version", version),
                ("holder", "h"),
            ]
            .map(|(name, value)| (name.to_owned(), aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned()))),
        ));
    };
    leave(&gold, without_build);
    assert_eq!(gold.sync("")["superseded"], false);
    leave(&gold, "2026-09-29T06:00:00.001Z#00000009");
    assert_eq!(gold.sync("")["superseded"], true);
    gold.world.set_clock("2026-09-29T08:00:00Z");
    leave(&gold, "2026-09-28T06:00:00.000Z#00000009");
    let other = gold.run("sync-dynamodb").outcome();
    other.expect(2);
    assert!(other.error().contains("another bronze"), "{}", other.error());
}
