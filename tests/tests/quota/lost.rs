//! Counts that are lost while bronze remembers the requests: no quota begins at 0 again without a word.

use crate::support::{NOW, usage};
use makerates_tests::replay::KEY;
use makerates_tests::{World, in_case};
use std::fs;

/// A home that has asked both sources, and has lost its tables since.
fn world_without_its_tables() -> World {
    let world = World::at(NOW);
    for tool in ["extract-frankfurter", "extract-exchangerate"] {
        world.run(tool).env("EXCHANGERATE_API_KEY", KEY).ok();
    }
    lose_tables(&world);
    world
}

fn lose_tables(world: &World) {
    for end in ["", "-wal", "-shm"] {
        // All that was written may be in the file itself.
        let _ = fs::remove_file(world.home().join(format!("dynamodb.sqlite{end}")));
    }
}

#[test]
fn lost_counts_are_exit_6_until_somebody_lets_them_go() {
    let world = world_without_its_tables();
    let asked = world.replay.requests().len();
    // A run leaves its record in a file that is new then: that does not make the counts known.
    for (tool, arguments) in [
        ("quota-gate", "init"),
        ("quota-gate", "available"),
        ("quota-gate", "check"),
        ("quota-gate", "reset --source frankfurter --yes"),
        ("extract-frankfurter", ""),
        ("extract-exchangerate", "--dry-run"),
        ("extract-exchangerate", ""),
        ("extract-frankfurter", "--no-panel"),
    ] {
        let _case = in_case(format!("{tool} {arguments}"));
        let outcome = world.run(tool).args(arguments).outcome();
        outcome.expect(6);
        for words in ["counts of requests are lost", "restore dynamodb.sqlite", "quota-gate reset --all --yes"] {
            assert!(outcome.error().contains(words), "no `{words}` in: {}", outcome.error());
        }
    }
    assert_eq!(world.replay.requests().len(), asked, "nothing was asked");
    world.run("quota-gate").args("reset --all --yes").ok();
    world.run("quota-gate").args("init").ok();
    world.run("extract-frankfurter").args("--no-panel").ok();
    assert_eq!(usage(&world, "frankfurter")["request_count"], 1);
}

#[test]
fn another_home_beside_the_same_bronze_is_no_new_quota() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    let elsewhere = tempfile::tempdir().expect("there is a temporary folder");
    let outcome = world
        .run("extract-frankfurter")
        .env("MAKERATES_HOME", elsewhere.path())
        .env("MAKERATES_BRONZE__LOCATION", world.home().join("bronze"))
        .outcome();
    outcome.expect(6);
    assert!(outcome.error().contains(&elsewhere.path().display().to_string()), "{}", outcome.error());
}

#[test]
fn what_was_asked_in_a_billing_month_or_a_day_that_is_over_is_no_loss() {
    let mut world = world_without_its_tables();
    world.set_clock("2026-09-30T06:00:00Z");
    let outcome = world.run("extract-frankfurter").outcome();
    outcome.expect(6);
    assert!(outcome.error().contains("receipts of exchangerate of 2026-09-29"), "{}", outcome.error());
    world.set_clock("2026-10-01T06:00:00Z");
    world.run("extract-frankfurter").ok();
    world.run("extract-exchangerate").ok();
}

#[test]
fn a_new_home_needs_no_init() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    assert_eq!(usage(&world, "frankfurter")["request_count"], 1);
}
