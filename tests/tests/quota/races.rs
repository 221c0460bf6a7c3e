//! Fifty processes that share a file, and never more requests than the limit.

use crate::support::{NOW, open_circuit, usage};
use makerates_tests::World;
use makerates_tests::race::{assert_granted_and_refused, at_once, rounds};
use serde_json::json;

#[test]
fn of_fifty_processes_exactly_as_many_as_the_limit_are_granted() {
    let mut world = World::at(NOW);
    for _ in 0..rounds() {
        // The table too is made by whoever comes first.
        world.renew_home();
        let outcomes = at_once(50, || {
            let run = world.run("quota-gate").args("reserve --source frankfurter --requests 1");
            run.env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "30")
        });
        assert_granted_and_refused(&outcomes, 30, 20);
        assert_eq!(usage(&world, "frankfurter")["request_count"], 30);
        for refused in outcomes.iter().filter(|outcome| outcome.code == Some(3)) {
            let outputs = refused.expect(3);
            assert!(
                outputs["reason"].as_str().is_some_and(|reason| reason.starts_with("quota_exhausted")),
                "{outputs}"
            );
            assert_eq!(outputs["retry_at"], "2026-09-30T00:00:00.000Z");
        }
    }
}

#[test]
fn the_month_is_a_limit_of_its_own() {
    let mut world = World::at(NOW);
    for _ in 0..rounds() {
        world.renew_home();
        let outcomes = at_once(50, || {
            let run = world.run("quota-gate").args("reserve --source exchangerate");
            run.env("MAKERATES_QUOTA__EXCHANGERATE__MONTHLY", "30")
                .env("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "17")
        });
        assert_granted_and_refused(&outcomes, 30, 20);
        let run = world.run("quota-gate").args("check");
        let check = run.env("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "17").ok();
        let usage = &check["sources"][1];
        assert_eq!((&usage["request_count"], &usage["month_request_count"]), (&json!(30), &json!(30)));
        let refused = outcomes.iter().find(|outcome| outcome.code == Some(3)).expect("some are refused");
        assert_eq!(refused.expect(3)["retry_at"], "2026-10-17T00:00:00.000Z", "the month, not the day, is used up");
    }
}

#[test]
fn many_requests_are_counted_all_or_none() {
    let world = World::at(NOW);
    let outcomes = at_once(12, || {
        let run = world.run("quota-gate").args("reserve --source frankfurter --requests 7");
        run.env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "30")
    });
    assert_granted_and_refused(&outcomes, 4, 8);
    assert_eq!(usage(&world, "frankfurter")["request_count"], 28);
}

#[test]
fn of_twenty_callers_exactly_one_is_the_probe() {
    let mut world = World::at(NOW);
    for _ in 0..rounds() {
        world.renew_home();
        world.set_clock(NOW);
        let due = open_circuit(&world);
        world.set_clock(&due);
        let outcomes = at_once(20, || world.run("quota-gate").args("reserve --source frankfurter"));
        assert_granted_and_refused(&outcomes, 1, 19);
        for refused in outcomes.iter().filter(|outcome| outcome.code == Some(3)) {
            let outputs = refused.expect(3);
            assert!(outputs["reason"].as_str().is_some_and(|reason| reason.starts_with("circuit_open")), "{outputs}");
        }
        let usage = usage(&world, "frankfurter");
        assert_eq!((&usage["circuit"], &usage["request_count"]), (&json!("half_open"), &json!(2)));
    }
}
