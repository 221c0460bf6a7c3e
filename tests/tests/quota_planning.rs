//! What the tracker tells for planning: whether requests fit, and what was asked before.

use makerates_tests::World;
use serde_json::json;

#[test]
fn requests_that_do_not_fit_today_are_spread_over_days_and_the_billing_month() {
    let world = World::at("2026-09-29T06:00:00Z");
    let gate =
        |arguments: &str| world.run("quota-gate").env("MAKERATES_QUOTA__EXCHANGERATE__MONTHLY", "60").args(arguments);
    gate("reserve --source exchangerate --requests 20").ok();
    let fits = gate("plan --source exchangerate --requests 30").ok();
    assert_eq!((&fits["fits_today"], &fits["days"]), (&json!(true), &json!([{"date": "2026-09-29", "requests": 30}])));

    let outcome = gate("plan --source exchangerate --requests 100").outcome();
    let plan = outcome.expect(3);
    // 60 a month: 40 are left of September, and October begins anew.
    let days = json!([
        {"date": "2026-09-29", "requests": 30},
        {"date": "2026-09-30", "requests": 10},
        {"date": "2026-10-01", "requests": 50},
        {"date": "2026-10-02", "requests": 10},
    ]);
    assert_eq!((&plan["days"], &plan["remaining"]), (&days, &json!(30)));
    assert!(outcome.error().contains("2026-09-29 to 2026-10-02"), "{}", outcome.error());
    let usage = gate("check").ok();
    assert_eq!(usage["sources"][1]["request_count"], 20, "a plan counts nothing");

    let never = world
        .run("quota-gate")
        .env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "0")
        .args("plan --source frankfurter --requests 1");
    assert_eq!(never.outcome().expect(3)["days"], json!([]));
}

#[test]
fn the_history_shows_each_day_the_peak_and_where_the_month_is_heading() {
    let mut world = World::at("2026-09-01T06:00:00Z");
    for (day, requests) in [("2026-09-01", 3), ("2026-09-05", 40), ("2026-09-10", 2)] {
        world.set_clock(&format!("{day}T06:00:00Z"));
        world.run("quota-gate").args(&format!("reserve --source exchangerate --requests {requests}")).ok();
    }
    let fault = json!([{"source": "exchangerate", "kind": "status", "status": 404, "body": "{}"}]);
    world.replay.set_faults(&fault);
    assert_eq!(world.run("extract-exchangerate").outcome().code, Some(4));

    let history = world.run("quota-gate").args("history").ok();
    let exchangerate = &history["sources"][1];
    let days: Vec<String> = exchangerate["history"]
        .as_array()
        .expect("the history is a list")
        .iter()
        .map(|day| format!("{} {} {} {}", day["date"], day["requests"], day["quota_limit"], day["failures"]))
        .collect();
    assert_eq!(days, [r#""2026-09-01" 3 50 0"#, r#""2026-09-05" 40 50 0"#, r#""2026-09-10" 3 50 1"#]);
    assert_eq!((&exchangerate["peak_date"], &exchangerate["peak_requests"]), (&json!("2026-09-05"), &json!(40)));
    // 46 in the first ten days of thirty.
    assert_eq!((&exchangerate["month_requests"], &exchangerate["month_end_projected"]), (&json!(46), &json!(138)));
    assert_eq!(history["sources"][0]["requests"], 0);

    let short = world.run("quota-gate").args("history --days 5 --source exchangerate --format text").outcome();
    assert_eq!(short.code, Some(0), "{}", short.stderr);
    assert!(
        short.stdout.contains("3 requests since 2026-09-06, 1 failed, 3 at most (on 2026-09-10)"),
        "{}",
        short.stdout
    );
    assert!(short.stdout.contains('█'), "{}", short.stdout);
}

/// What is left of the quota helps nobody before the source may be asked.
#[test]
fn a_plan_knows_that_a_source_must_not_be_asked() {
    let world = World::at("2026-09-29T06:00:00Z");
    let throttle = |seconds: u32| {
        world.run("quota-gate").args("reset --all --yes").ok();
        let fault = json!([{ "source": "exchangerate", "kind": "status", "status": 429, "retry_after": seconds }]);
        world.replay.set_faults(&fault);
        world.run("extract-exchangerate").outcome().expect(3);
    };
    let plan = || world.run("quota-gate").args("plan --source exchangerate --requests 3");
    let dry_run = || world.run("extract-exchangerate").args("--dry-run");

    throttle(36_000);
    let text = plan().args("--format text").outcome();
    assert!(text.stdout.contains("today (49 left), from 16:00 UTC on: throttled"), "{}", text.stdout);
    assert_eq!(plan().ok()["retry_at"], "2026-09-29T16:00:00.000Z");
    let text = dry_run().args("--format text").outcome();
    assert!(text.stdout.contains("fits, from 16:00 UTC on (throttled)"), "{}", text.stdout);

    throttle(86_400);
    let outcome = plan().outcome();
    let refused = outcome.expect(3);
    assert_eq!((&refused["fits_today"], &refused["retry_at"]), (&json!(false), &json!("2026-09-30T06:00:00.000Z")));
    assert_eq!(refused["days"], json!([{"date": "2026-09-30", "requests": 3}]));
    assert!(outcome.error().contains("until 2026-09-30T06:00:00.000Z (throttled)"), "{}", outcome.error());
    let planned = dry_run().ok();
    assert_eq!((&planned["fits"], &planned["retry_at"]), (&json!(false), &json!("2026-09-30T06:00:00.000Z")));
}

#[test]
fn a_plan_knows_that_a_circuit_is_open() {
    let world = World::at("2026-09-29T23:59:30Z");
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "status", "status": 500 }]));
    let run = world.run("extract-frankfurter").args("--no-panel").env("MAKERATES_CIRCUIT__FAILURES_MAX", "1");
    run.outcome().expect(4);
    let refused = world.run("quota-gate").args("plan --source frankfurter --requests 1").outcome().expect(3);
    assert!(refused["reason"].as_str().is_some_and(|reason| reason.contains("(circuit_open)")), "{refused}");
    assert_eq!(refused["days"][0]["date"], "2026-09-30");
}

#[test]
fn a_reservation_of_more_than_is_left_does_not_make_the_day_exhausted() {
    let world = World::at("2026-09-29T06:00:00Z");
    let status = |requests: u32, exit: i32| {
        let run = world.run("quota-gate").args(&format!("reserve --source exchangerate --requests {requests}"));
        run.outcome().expect(exit);
        world.run("quota-gate").args("history --source exchangerate").ok()["sources"][0]["history"][0]["status"].clone()
    };
    assert_eq!(status(3, 0), "active");
    assert_eq!(status(100, 3), "active");
    assert_eq!(status(47, 0), "active");
    assert_eq!(status(2, 3), "exhausted");
}
