//! The daily question: the ECB, and then the panel of central banks, without which the run can do.

use crate::support::{frankfurter, paths};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

const NOW: &str = "2026-09-29T06:00:00Z";
const ECB: &str = "/v1/latest?base=EUR";
const PANEL: &str = "/v2/rates?base=USD&expand=providers";

/// A fault of the panel alone.
fn of_panel(fault: &Value) -> Value {
    let mut fault = fault.clone();
    fault["source"] = json!("frankfurter");
    fault["path_contains"] = json!("/v2/");
    json!([fault])
}

#[test]
fn every_morning_asks_the_ecb_and_then_the_panel_against_the_dollar() {
    let world = World::at("2024-07-02T06:00:00Z");
    let outputs = frankfurter(&world, "").ok();
    assert_eq!(paths(&world), [ECB, PANEL]);
    assert_eq!(
        (&outputs["requests"], &outputs["answers_new"], &outputs["witnesses"]),
        (&json!(2), &json!(2), &json!(2))
    );
    assert_eq!((&outputs["last_rate_date"], &outputs["reason"]), (&json!("2024-07-01"), &json!("")));
    assert_eq!(
        outputs["first_rate_date"], "2024-07-01",
        "what a bank carries forward from Friday is no day of the run"
    );
    world.run("transform").ok();
    let dollar = "select witness, base_currency, digits, round(half_unit_pct, 4) from silver.observations
        where currency = 'USD' order by all";
    // 1.3687 / 1.4659 of the Friday before Canada Day, rounded to five decimals.
    assert_eq!(world.query(dollar), ["BOC USD 0.93369 0.0005", "ECB EUR 1.0745 0.0047"]);
    let franc = "select witness, rate_per_eur, round(half_unit_pct, 4) from silver.observations
        where currency = 'CHF' and witness = 'BOC'";
    assert_eq!(world.query(franc), ["BOC 0.962696398162 0.0011"], "made of two rounded rates");
}

#[test]
fn a_panel_that_has_nothing_new_sends_no_body() {
    let mut world = World::at(NOW);
    frankfurter(&world, "").ok();
    world.set_clock("2026-09-29T07:00:00Z");
    let outputs = frankfurter(&world, "").ok();
    assert_eq!((&outputs["answers_unchanged"], &outputs["bytes"]), (&json!(2), &json!(0)));
    let statuses: Vec<Value> = world.replay.requests().iter().map(|request| request["status"].clone()).collect();
    assert_eq!(statuses, [200, 200, 304, 304]);
}

#[test]
fn the_plan_knows_of_both_questions() {
    let world = World::at(NOW);
    let plan = frankfurter(&world, "--dry-run").ok();
    assert_eq!((&plan["requests"], &plan["questions"]), (&json!(2), &json!(["v1 latest", "v2 latest"])));
    assert_eq!(frankfurter(&world, "--no-panel --dry-run").ok()["requests"], 1);
    assert!(paths(&world).is_empty());
    frankfurter(&world, "--no-panel").ok();
    assert_eq!(paths(&world), [ECB]);
}

#[test]
fn a_panel_that_fails_leaves_the_ecb_s_answer_and_a_warning() {
    let world = &mut World::at(NOW);
    for (fault, why) in [
        (json!({"kind": "status", "status": 503}), "server_error: HTTP 503"),
        (json!({"kind": "status", "status": 404}), "HTTP 404"),
        (json!({"kind": "status", "status": 429}), "throttled: HTTP 429"),
        (json!({"kind": "html"}), "not_json"),
        (json!({"kind": "truncated"}), "not_json"),
        (json!({"kind": "broken_off"}), "connection"),
        (json!({"kind": "reset"}), "connection"),
        (json!({"kind": "wrong_base", "base": "XOF"}), "wrong_base: XOF instead of USD"),
        (json!({"kind": "body", "text": "[]"}), "empty_rates"),
    ] {
        let _case = in_case(why);
        world.renew_home();
        world.replay.set_faults(&of_panel(&fault));
        let outcome = frankfurter(world, "").outcome();
        let outputs = outcome.expect(0);
        let reason = outputs["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("without the panel of central banks: ") && reason.contains(why), "{reason}");
        assert!(outcome.error().contains("WARN") && outcome.error().contains(reason), "{}", outcome.error());
        assert_eq!((&outputs["answers_new"], &outputs["last_rate_date"]), (&json!(1), &json!("2026-09-28")));
        let counted = &world.run("quota-gate").args("check").ok()["sources"][0]["request_count"];
        assert_eq!(counted, &outputs["requests"], "each attempt is counted");
        world.run("transform").ok();
        assert_eq!(world.query("select count(*) > 20 from silver.validated_rates where publisher = 'ECB'"), ["true"]);
    }
}

#[test]
fn a_quota_for_one_question_is_the_ecb_s() {
    let world = World::at(NOW);
    let run = |limit: &str| frankfurter(&world, "").env("MAKERATES_QUOTA__FRANKFURTER__DAILY", limit).outcome();
    let outputs = run("1").expect(0);
    assert!(outputs["reason"].as_str().unwrap_or_default().contains("quota"), "{}", outputs["reason"]);
    assert_eq!(paths(&world), [ECB]);
    run("1").expect(3);
}

#[test]
fn without_the_ecb_the_panel_is_not_asked() {
    let world = World::at(NOW);
    world
        .replay
        .set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 503, "path_contains": "/v1/"}]));
    let outcome = frankfurter(&world, "").outcome();
    assert_eq!(outcome.expect(4)["answers_new"], 0);
    assert!(paths(&world).iter().all(|path| path == ECB));
}

#[test]
fn banks_that_are_only_named_are_kept_and_told() {
    let world = World::at("2024-07-02T06:00:00Z");
    world.replay.set_faults(&of_panel(&json!({"kind": "provider_codes"})));
    let outputs = frankfurter(&world, "").ok();
    assert_eq!(outputs["answers_new"], 2);
    assert!(outputs["reason"].as_str().unwrap_or_default().contains("named the banks"), "{}", outputs["reason"]);
    world.run("transform").ok();
    assert_eq!(world.query("select distinct witness from silver.observations"), ["ECB"]);
    assert_eq!(world.run("transform").ok()["unreadable_answers"], 0);
}

/// Bronze of before has answers of the panel against the euro: they stay what they were.
#[test]
fn an_answer_against_the_euro_stays_readable() {
    let mut world = World::at("2024-07-01T06:00:00Z");
    frankfurter(&world, "--panel --date 2024-06-27").ok();
    world.set_clock("2024-07-02T06:00:00Z");
    frankfurter(&world, "").ok();
    world.run("transform").ok();
    let bases = "select stamp, base_currency from silver.observations where witness = 'BOC' group by all order by all";
    assert_eq!(world.query(bases), ["2024-06-27 EUR", "2024-06-28 USD"]);
}
