//! A backfill may be killed at any instant: what it has is kept, and the next run asks for the rest alone.

use crate::support::{NOW, asked, fault_of, frankfurter};
use makerates_tests::World;
use makerates_tests::race::wait_for;
use serde_json::json;
use std::collections::BTreeMap;
use std::process::Child;

/// 250 ECB days.
const RANGE: &str = "--from 2024-01-02 --to 2024-12-19 --no-panel --mode isolated";
const DAYS: usize = 250;
const KILLS: u64 = 20;

/// Requests that may be under way when a run is killed.
const CONCURRENCY: usize = 2;

/// Numbers that look random, and are the same in every run (Knuth's MMIX generator).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }
}

fn kill(mut run: Child) {
    run.kill().expect("a child can be killed");
    run.wait().expect("a child can be waited for");
}

fn days_asked(world: &World) -> BTreeMap<String, usize> {
    asked(world)
}

/// In every second round the kill comes at a barrier: the source holds the answer of a day back, so that the run is
/// between its reservation and its answer. In the others it comes when so many receipts are there, wherever the run
/// then is: between an answer and its receipt, in a write, in a transaction.
#[test]
fn killed_twenty_times_no_day_is_asked_twice_but_those_under_way() {
    let world = World::at(NOW);
    let plan = frankfurter(&world, &format!("{RANGE} --dry-run")).ok();
    let days: Vec<String> = plan["questions"]
        .as_array()
        .expect("a plan has questions")
        .iter()
        .filter_map(|question| question.as_str()?.strip_prefix("v1 ").map(str::to_owned))
        .collect();
    assert_eq!(days.len(), DAYS);
    let mut seeded = Seeded(20_261_125);
    for round in 0..KILLS {
        let done = world.receipts().len();
        let goal = done + 1 + seeded.below(10);
        if round % 2 == 0 {
            let barrier = &days[goal];
            world.replay.set_faults(&json!([fault_of(barrier, &json!({"kind": "hang", "ms": 600_000}))]));
            let before = days_asked(&world).get(&format!("/v1/{barrier}")).copied().unwrap_or_default();
            let run = frankfurter(&world, RANGE).spawn();
            wait_for("the barrier", || {
                (days_asked(&world).get(&format!("/v1/{barrier}")).copied().unwrap_or_default() > before).then_some(())
            });
            kill(run);
            world.replay.set_faults(&json!([]));
        } else {
            let run = frankfurter(&world, RANGE).spawn();
            wait_for("receipts", || (world.receipts_written() >= goal).then_some(()));
            kill(run);
        }
    }
    let outputs = frankfurter(&world, RANGE).ok();
    assert_eq!((&outputs["days"], &outputs["failed_dates"]), (&json!(DAYS), &json!([])));
    let asked = days_asked(&world);
    assert_eq!(asked.len(), DAYS, "every day was asked for");
    let repeated: usize = asked.values().map(|times| times - 1).sum();
    let kills = usize::try_from(KILLS).expect("it is small");
    assert!(repeated <= kills * CONCURRENCY, "{repeated} repeated questions after {kills} kills: {asked:?}");
    assert_eq!(world.files("bronze/answers").iter().filter(|(path, _)| is_object(path)).count(), DAYS);
    let verified = world.run("transform").args("bronze verify").ok();
    assert_eq!((&verified["damaged"], &verified["receipts_without_answer"]), (&json!([]), &json!([])));
    assert_eq!(frankfurter(&world, RANGE).ok()["requests"], 0, "the end is complete");
    let counted = world.run("quota-gate").args("check").ok()["sources"][0]["request_count"].clone();
    assert!(counted.as_u64() >= Some(asked.values().sum::<usize>() as u64), "every request was counted: {counted}");
}

/// The temporary files of killed writers have names of their own.
fn is_object(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| !name.starts_with('.'))
}
