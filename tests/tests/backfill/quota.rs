//! A backfill that takes several days' quota: each day goes on where the one before ended, whatever the source has no data of.

use makerates_tests::replay::KEY;
use makerates_tests::{Run, World};
use serde_json::json;

/// Seven market days.
const DAYS: &str = "--from 2026-09-14 --to 2026-09-22 --concurrency 1";

/// A run with a quota of three a day.
fn limited(world: &World, arguments: &str) -> Run {
    let run = world.run("extract-exchangerate").args(&format!("{DAYS} {arguments}"));
    run.env("EXCHANGERATE_API_KEY", KEY).env("MAKERATES_QUOTA__EXCHANGERATE__DAILY", "3")
}

/// Of the first three days, whose rates are stamped a day later, the source has none.
fn world_without_the_first_days() -> World {
    let world = World::at("2026-09-27T06:00:00Z");
    let body = r#"{"result":"error","error-type":"no-data-available"}"#;
    let fault = |day: u8| {
        let path = format!("2026/9/{day}");
        json!({"source": "exchangerate", "kind": "status", "status": 404, "body": body, "path_contains": path})
    };
    world.replay.set_quota(&json!({"plan": "pro"}));
    world.replay.set_faults(&json!([fault(15), fault(16), fault(17)]));
    world
}

#[test]
fn days_without_data_keep_no_other_day_waiting() {
    let mut world = world_without_the_first_days();
    let mut run_at = |day: &str, exit: i32| {
        world.set_clock(&format!("{day}T06:00:00Z"));
        let outputs = limited(&world, "--up-to-quota").outcome().expect(exit);
        ["requests", "answers_new", "already_answered", "missing_dates", "resume_from"]
            .map(|name| outputs[name].clone())
    };
    let none = json!(["2026-09-14", "2026-09-15", "2026-09-16"]);
    assert_eq!(run_at("2026-09-27", 4), [json!(3), json!(0), json!(0), none, json!("2026-09-17")]);
    assert_eq!(run_at("2026-09-28", 0), [json!(3), json!(3), json!(0), json!([]), json!("2026-09-14")]);
    let again = json!(["2026-09-14", "2026-09-15"]);
    assert_eq!(run_at("2026-09-29", 4), [json!(3), json!(1), json!(3), again, json!("2026-09-16")]);
    assert_eq!(run_at("2026-09-30", 4)[3], json!(["2026-09-14", "2026-09-15", "2026-09-16"]));
}

#[test]
fn a_person_sees_what_is_left_and_that_days_without_data_are_asked_for_again() {
    let mut world = world_without_the_first_days();
    let text = |world: &World, arguments: &str| limited(world, arguments).env("MAKERATES_FORMAT", "text").outcome();
    let first = text(&world, "--up-to-quota");
    for line in [
        "exchangerate: no answer with rates, after 3 requests",
        "3 days missing, from 2026-09-14 on: the next run asks again, last for the 3 of which the source has no data",
        "not asked yet: 4 questions, from 2026-09-17 on",
    ] {
        assert!(first.stdout.lines().any(|printed| printed == line), "no `{line}` in: {}", first.stdout);
    }
    world.set_clock("2026-09-28T06:00:00Z");
    let plan = text(&world, "--up-to-quota --dry-run").stdout;
    assert!(
        plan.contains("--up-to-quota would leave 4 questions, from 2026-09-14 on, 3 of them asked before"),
        "{plan}"
    );
    let refused = text(&world, "").stderr;
    assert!(refused.contains("run it with --up-to-quota for what fits, or see"), "{refused}");
}
