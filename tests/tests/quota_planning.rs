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
