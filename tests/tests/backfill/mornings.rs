//! The daily question: the ECB, and then the panel of central banks, without which the run can do.

use crate::support::{fault_of, frankfurter, paths};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

const NOW: &str = "2026-09-29T06:00:00Z";
const ECB: &str = "/v1/latest?base=EUR";
const PANEL: &str = "/v2/rates?base=USD&expand=providers";
const BANKS: &str = "/v2/providers?";

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
    assert_eq!(paths(&world), [ECB, PANEL, BANKS]);
    assert_eq!(
        (&outputs["requests"], &outputs["answers_new"], &outputs["witnesses"]),
        (&json!(3), &json!(3), &json!(6))
    );
    assert_eq!((&outputs["last_rate_date"], &outputs["reason"]), (&json!("2024-07-01"), &json!("")));
    assert_eq!(
        outputs["first_rate_date"], "2024-07-01",
        "what a bank carries forward from Friday is no day of the run"
    );
    world.run("transform").ok();
    let dollar = "select witness, base_currency, digits, round(half_unit_pct, 4) from silver.observations
        where currency = 'USD' and witness in ('BOC', 'ECB') order by all";
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
    assert_eq!(statuses, [200, 200, 200, 304, 304], "who the banks are is not asked again");
}

#[test]
fn the_plan_knows_of_every_question() {
    let world = World::at(NOW);
    let plan = frankfurter(&world, "--dry-run").ok();
    assert_eq!(
        (&plan["requests"], &plan["questions"]),
        (&json!(3), &json!(["v1 latest", "v2 latest", "providers list"]))
    );
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
fn banks_that_are_only_named_are_asked_one_by_one_for_the_last_days() {
    let world = World::at("2024-07-02T06:00:00Z");
    world.replay.set_faults(&of_panel(&json!({"kind": "provider_codes"})));
    let outputs = frankfurter(&world, "").ok();
    assert_eq!((&outputs["answers_new"], &outputs["requests"]), (&json!(8), &json!(8)));
    assert!(outputs["reason"].as_str().unwrap_or_default().contains("named banks"), "{}", outputs["reason"]);
    let own = |bank| format!("/v2/providers/{bank}/rates?base=USD&from=2024-06-25&to=2024-07-02");
    let mut of_banks = paths(&world)[3..].to_vec();
    of_banks.sort();
    assert_eq!(of_banks, ["BNB", "BOC", "CBC", "FED", "NBP"].map(own));
    assert_eq!(outputs["last_rate_date"], "2024-07-01", "they are no days of the run");
    world.run("transform").ok();
    let witnesses = world.query("select distinct witness from silver.observations order by all");
    assert_eq!(witnesses, ["BNB", "BOC", "CBC", "ECB", "FED", "NBP"]);
    assert_eq!(world.run("transform").ok()["unreadable_answers"], 0);
}

/// Who spoke is heard, and those of whom nothing else would be known are asked.
#[test]
fn where_some_banks_are_only_named_those_are_asked_too() {
    let world = World::at("2024-07-02T06:00:00Z");
    let said = r#"{"key":"BOC","date":"2024-06-28","rate":0.9335}"#;
    let record =
        format!(r#"{{"date":"2024-07-01","base":"USD","quote":"EUR","rate":0.93,"providers":["FED",{said}]}}"#);
    let body = json!({"kind": "body", "text": format!("[{record}]")});
    world.replay.set_faults(&json!([fault_of("/v2/rates", &body)]));
    let outputs = frankfurter(&world, "").ok();
    assert!(outputs["reason"].as_str().unwrap_or_default().contains("named banks"), "{}", outputs["reason"]);
    assert_eq!(
        (&outputs["witnesses"], &outputs["answers_new"]),
        (&json!(3), &json!(4)),
        "the ECB, Canada and the Reserve"
    );
    let asked: Vec<String> = paths(&world).into_iter().filter(|path| path.starts_with("/v2/providers/")).collect();
    assert_eq!(asked, ["/v2/providers/FED/rates?base=USD&from=2024-06-25&to=2024-07-02"]);
}

#[test]
fn a_rate_of_which_no_bank_is_named_is_suspicious_and_has_no_witness() {
    let world = World::at("2024-07-02T06:00:00Z");
    let panel = |entries: &str| {
        let record =
            format!(r#"{{"date":"2024-07-01","base":"USD","quote":"EUR","rate":0.93,"providers":[{entries}]}}"#);
        world
            .replay
            .set_faults(&json!([fault_of("/v2/rates", &json!({"kind": "body", "text": format!("[{record}]")}))]));
        let outputs = frankfurter(&world, "--panel").ok();
        ["witnesses", "suspicious", "currencies", "last_rate_date"].map(|name| outputs[name].clone())
    };
    let said = r#"{"key":"BOC","date":"2024-06-28","rate":0.9335}"#;
    let of_one = [json!(1), json!(0), json!(1), json!("2024-06-28")];
    assert_eq!(panel(said), of_one);
    for unnamed in [r#"{"date":"2024-07-01","rate":0.93}"#, r#"{"key":".B","date":"2024-07-01","rate":0.93}"#, "0.93"] {
        let _case = in_case(unnamed);
        let expected = [json!(1), json!(1), json!(1), json!("2024-06-28")];
        assert_eq!(panel(&format!("{said},{unnamed}")), expected, "nor is its day one of the run");
    }
}

/// The panel's answer took what was left for one of them; the ECB's is kept all the same.
#[test]
fn banks_that_are_only_named_are_asked_within_the_quota() {
    let world = World::at("2024-07-02T06:00:00Z");
    world.replay.set_faults(&of_panel(&json!({"kind": "provider_codes"})));
    let outputs = frankfurter(&world, "").env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "5").ok();
    assert_eq!((&outputs["answers_new"], &outputs["requests"]), (&json!(5), &json!(5)));
    let reason = outputs["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("without some banks of the panel") && reason.contains("quota"), "{reason}");
}

#[test]
fn a_bank_that_is_named_and_fails_is_told_and_harms_no_other() {
    let world = World::at("2024-07-02T06:00:00Z");
    let of_fed = json!({"source": "frankfurter", "kind": "html", "path_contains": "/FED/"});
    let codes = of_panel(&json!({"kind": "provider_codes"}))[0].clone();
    world.replay.set_faults(&json!([codes, of_fed]));
    let outputs = frankfurter(&world, "").ok();
    assert_eq!(outputs["answers_new"], 7);
    let reason = outputs["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("without some banks of the panel") && reason.contains("FED ("), "{reason}");
}

#[test]
fn who_the_banks_are_is_asked_once_a_week_and_told() {
    let mut world = World::at("2024-07-02T06:00:00Z");
    let asked = |world: &World| paths(world).iter().filter(|path| *path == BANKS).count();
    for (now, times) in [("02T06:00", 1), ("03T06:00", 1), ("09T05:59", 1), ("09T06:01", 2), ("10T06:00", 2)] {
        world.set_clock(&format!("2024-07-{now}:00Z"));
        frankfurter(&world, "").ok();
        assert_eq!(asked(&world), times, "{now}");
    }
    assert_eq!(world.files("bronze/answers/frankfurter/providers").len(), 2, "as they came");
    // Else nobody knows which market day the bank's dates describe.
    frankfurter(&world, "--from 2024-05-20 --to 2024-07-02").ok();
    world.run("transform").ok();
    let banks = world.query("select key, label, pivot_currency, publish_cadence from silver.banks order by all");
    let expected = [
        "BNB Bulgarian National Bank (official rate) BGN daily",
        "BOC Bank of Canada (average rate) CAD daily",
        "CBC Central Bank of the Republic of China (Taiwan) (interbank spot market closing) USD monthly",
        "ECB European Central Bank (reference rate) EUR daily",
        "FED Federal Reserve (H.10) USD daily",
        "NBP Narodowy Bank Polski (average rate) PLN daily",
    ];
    assert_eq!(banks, expected);
    let story = world.run("transform").args("explain EUR/USD --date 2024-07-02 --format text").outcome();
    assert!(story.stdout.contains("Bank of Canada (average rate)"), "{}", story.stdout);
}

#[test]
fn without_the_list_of_banks_each_is_heard_under_its_key() {
    let world = World::at("2024-07-02T06:00:00Z");
    for mut fault in [json!({"kind": "status", "status": 404}), json!({"kind": "html"})] {
        fault["path_contains"] = json!("/v2/providers");
        fault["source"] = json!("frankfurter");
        world.replay.set_faults(&json!([fault]));
        let outputs = frankfurter(&world, "").ok();
        let reason = outputs["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("without the list of banks: "), "{reason}");
    }
    world.run("transform").ok();
    let witnesses = world.query("select distinct witness from silver.observations order by all");
    assert_eq!(witnesses, ["BNB", "BOC", "CBC", "ECB", "FED", "NBP"]);
    world.replay.set_faults(&json!([]));
    frankfurter(&world, "").ok();
    assert_eq!(world.files("bronze/answers/frankfurter/providers").len(), 1, "it is asked again until it answers");
}

/// It is asked for once a week, and a morning looks at the receipts of a week: who could not be asked for longer is remembered
/// all the same.
#[test]
fn an_older_list_of_banks_serves_as_long_as_no_newer_one_can_be_had() {
    let mut world = World::at("2024-05-02T06:00:00Z");
    frankfurter(&world, "").ok();
    world.set_clock("2024-05-20T06:00:00Z");
    frankfurter(&world, "").ok();
    let no_list =
        json!({"source": "frankfurter", "path_contains": "/v2/providers", "kind": "status", "status": 404, "times": 1});
    let codes = of_panel(&json!({"kind": "provider_codes"}))[0].clone();
    let names_alone = |world: &World, arguments: &str| {
        world.replay.set_faults(&json!([no_list, codes]));
        let before = paths(world).len();
        let outputs = frankfurter(world, arguments).ok();
        let reason = outputs["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("without the list of banks: ") && reason.contains("named banks"), "{reason}");
        paths(world)[before..].iter().filter(|path| path.starts_with("/v2/providers/")).count()
    };
    world.set_clock("2024-07-02T06:00:00Z");
    assert_eq!(names_alone(&world, ""), 5, "a list of six weeks ago");
    assert_eq!(names_alone(&world, "--refresh"), 5);
    let lists = world.files("bronze/answers/frankfurter/providers");
    let newest = lists.iter().find(|(_, body)| body.windows(10).any(|part| part == b"2024-05-17"));
    let newest = newest.unwrap_or_else(|| panic!("{} lists", lists.len()));
    std::fs::remove_file(world.home().join(&newest.0)).expect("the file is there");
    assert_eq!(names_alone(&world, "--refresh"), 5, "the one before it");
    for (path, _) in world.files("bronze/answers/frankfurter/providers") {
        std::fs::remove_file(world.home().join(path)).expect("the file is there");
    }
    assert_eq!(names_alone(&world, "--refresh"), 0);
}
