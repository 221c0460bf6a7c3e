//! When a source is used up the next one takes over, and when none is left a person is told until when.

use crate::support::{NOW, usage};
use makerates_tests::World;
use makerates_tests::replay::KEY;
use serde_json::json;

const FRANKFURTER_DAILY: &str = "MAKERATES_QUOTA__FRANKFURTER__DAILY";
const EXCHANGERATE_DAILY: &str = "MAKERATES_QUOTA__EXCHANGERATE__DAILY";

#[test]
fn exchangerate_takes_over_from_a_used_up_frankfurter_and_its_rates_are_published() {
    let world = World::at(NOW);
    // Used up by something else than a run of today: bronze has nothing of Frankfurter.
    world.run("quota-gate").args("reserve --source frankfurter").env(FRANKFURTER_DAILY, "1").ok();
    let refused = world.run("extract-frankfurter").args("--no-panel").env(FRANKFURTER_DAILY, "1").outcome().expect(3);
    assert_eq!((&refused["requests"], &refused["retry_at"]), (&json!(0), &json!("2026-09-30T00:00:00.000Z")));

    let available = world.run("quota-gate").args("available").env(FRANKFURTER_DAILY, "1").ok();
    assert_eq!((&available["source"], &available["failover_from"]), (&json!("exchangerate"), &json!("frankfurter")));
    assert_eq!((&available["available"], &available["remaining"]), (&json!(["exchangerate"]), &json!(50)));
    assert!(available["reason"].as_str().is_some_and(|reason| reason.contains("frankfurter: quota_exhausted")));
    assert_eq!(usage(&world, "frankfurter")["status"], "failed_over");

    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    let gold = world.run("sync-dynamodb").ok();
    assert!(gold["written"].as_u64() > Some(0), "{gold}");
    let rate = world.run("sync-dynamodb").args("get USD/EUR").ok();
    assert_eq!((&rate["validation_status"], &rate["publisher"]), (&json!("unwitnessed"), &json!("ExchangeRate-API")));
    assert!(world.replay.requests().iter().all(|request| request["path"] != "/v1/latest"), "Frankfurter was not asked");
}

#[test]
fn with_both_used_up_the_run_ends_with_the_earliest_way_out() {
    let world = World::at(NOW);
    let limited = |tool: &str, arguments: &str| {
        let run = world.run(tool).args(arguments);
        run.env(FRANKFURTER_DAILY, "1")
            .env(EXCHANGERATE_DAILY, "1")
            .env("MAKERATES_QUOTA__EXCHANGERATE__MONTHLY", "1")
            .env("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "17")
    };
    limited("extract-frankfurter", "").ok();
    limited("extract-exchangerate", "").ok();
    let none = limited("quota-gate", "available").outcome();
    let outputs = none.expect(3);
    assert_eq!((&outputs["source"], &outputs["available"]), (&json!(null), &json!([])));
    assert_eq!(outputs["retry_at"], "2026-09-30T00:00:00.000Z", "Frankfurter's day ends before the other's month");
    let reason = outputs["reason"].as_str().expect("a reason is text");
    assert!(
        reason.contains("frankfurter: quota_exhausted 2026-09-30")
            && reason.contains("exchangerate: quota_exhausted 2026-10-17")
    );
    assert!(none.error().contains("no source may be asked now") && none.error().contains("wait until 2026-09-30"));
}

#[test]
fn what_a_source_says_of_our_quota_hands_over_to_the_other_one() {
    let mut world = World::at(NOW);
    let throttled = json!([{"source": "frankfurter", "kind": "status", "status": 429, "retry_after": 1200}]);
    world.replay.set_faults(&throttled);
    world.run("extract-frankfurter").args("--no-panel").outcome().expect(3);
    let available = || world.run("quota-gate").args("available").ok();
    assert_eq!(available()["source"], "exchangerate");
    assert!(
        available()["reason"].as_str().is_some_and(|reason| reason.contains("throttled_until 2026-09-29T06:20:00"))
    );

    world.replay.set_quota(&json!({"limit": 1500, "used": 1500, "status": 200}));
    world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", KEY).outcome().expect(3);
    let none = world.run("quota-gate").args("available").outcome().expect(3);
    assert_eq!(none["retry_at"], "2026-09-29T06:20:00.000Z", "the throttled one is free first");

    world.replay.set_faults(&json!([]));
    world.set_clock("2026-09-29T06:20:00Z");
    assert_eq!(world.run("quota-gate").args("available --preferred exchangerate").ok()["source"], "frankfurter");
    world.run("extract-frankfurter").args("--no-panel").ok();
}

#[test]
fn a_wrong_key_is_no_reason_to_pass_the_source_over() {
    let world = World::at(NOW);
    world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", "wrong-key").outcome().expect(2);
    assert_eq!(usage(&world, "exchangerate")["status"], "misconfigured");
    let available = world.run("quota-gate").args("available --preferred exchangerate").ok();
    assert_eq!((&available["source"], &available["failover_from"]), (&json!("exchangerate"), &json!(null)));
    assert_eq!(available["reason"], "exchangerate: misconfigured, frankfurter: within_quota");
}

/// A look that says only how many requests are left would send a person the wrong way.
#[test]
fn a_key_that_was_refused_is_shown_with_what_mends_it_until_the_source_is_asked_again() {
    let world = World::at(NOW);
    world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", "wrong-key").outcome().expect(2);
    for command in ["available", "available --preferred exchangerate", "check"] {
        let shown = world.run("quota-gate").args(command).args("--format text").outcome().stdout;
        assert!(
            shown.contains("exchangerate is misconfigured: it refuses our key: mend EXCHANGERATE_API_KEY"),
            "{shown}"
        );
    }
    assert_eq!(usage(&world, "exchangerate")["verdict"], "misconfigured");
    world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", KEY).ok();
    let shown = world.run("quota-gate").args("available --format text").outcome().stdout;
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert_eq!(usage(&world, "exchangerate")["verdict"], "within_quota");
}
