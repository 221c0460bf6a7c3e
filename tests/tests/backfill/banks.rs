//! Past days of the panel, bank by bank: one request each for any range, and what one bank can't do is nothing to the others.

use crate::support::{NOW, count, fault_of, frankfurter, of_bank, paths};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

/// Four years, which four banks have of those that a list lets speak beside the ECB.
const YEARS: &str = "--from 2021-01-04 --to 2024-12-31";

#[test]
fn each_bank_that_a_list_lets_speak_is_one_request_whatever_the_range() {
    let world = World::at(NOW);
    let outputs = frankfurter(&world, YEARS).ok();
    assert_eq!((&outputs["requests"], &outputs["answers_new"]), (&json!(7), &json!(7)));
    assert_eq!((&outputs["witnesses"], &outputs["failed_providers"]), (&json!(6), &json!([])));
    for bank in ["BOC", "CBC", "FED", "NBP"] {
        assert_eq!(of_bank(&world, bank), ["2021-01-04..2024-12-31"], "{bank}");
    }
    assert_eq!(of_bank(&world, "BNB"), ["2021-01-04..2024-06-28"], "its last day");
    assert!(of_bank(&world, "ECB").is_empty(), "v1 has it, in its own digits");
    assert_eq!(count(&world)["request_count"], 7);
    let receipts = world.receipts();
    let of_fed = receipts.iter().find(|receipt| receipt["parameters"] == "2021-01-04..2024-12-31_FED").expect("one");
    assert_eq!((&of_fed["endpoint"], &of_fed["outcome"]), (&json!("bank"), &json!("new")));
    assert_eq!(frankfurter(&world, YEARS).ok()["requests"], 0);

    let panel = frankfurter(&world, "--panel --from 2021-01-04 --to 2022-12-30").ok();
    assert_eq!((&panel["requests"], of_bank(&world, "ECB").len()), (&json!(1), 1), "where v1 is not asked it speaks");
}

/// Those of which a list says that one rate is for a month, or comes once a quarter.
#[test]
fn a_bank_without_rates_of_days_is_not_asked() {
    let world = World::at(NOW);
    let bank = |key: &str, more: &str| format!(r#"{{"key":"{key}","name":"{key}"{more}}}"#);
    let list = [
        bank("BOC", r#","publish_cadence":"daily","rate_type":"average rate""#),
        bank("CBC", r#","publish_cadence":"monthly","frequency":"daily""#),
        bank("FED", r#","publish_cadence":"quarterly""#),
        bank("NBP", r#","publish_cadence":"monthly","rate_type":"monthly customs rate""#),
        bank("BNB", r#","publish_cadence":"daily","frequency":"quarterly""#),
    ];
    let body = json!({"kind": "body", "text": format!("[{}]", list.join(",")), "times": 1});
    world.replay.set_faults(&json!([fault_of("/v2/providers", &body)]));
    frankfurter(&world, "--panel --date 2024-06-03 --concurrency 1").ok();
    let asked: Vec<String> = paths(&world).into_iter().filter(|path| path.contains("/rates?")).collect();
    let own = |bank: &str| format!("/v2/providers/{bank}/rates?base=USD&from=2024-06-03&to=2024-06-03");
    assert_eq!(asked, ["BOC", "CBC"].map(own));
}

#[test]
fn banks_that_are_named_are_asked_whatever_a_list_says_and_however_many() {
    let world = World::at(NOW);
    let outputs = frankfurter(&world, "--providers CBC,nbp --from 2024-06-03 --to 2024-06-28").ok();
    assert_eq!((&outputs["requests"], &outputs["witnesses"]), (&json!(2), &json!(2)));
    assert!(paths(&world).iter().all(|path| path.starts_with("/v2/providers/")), "no list is needed");
    let many = (10..40).map(|number| format!("B{number}")).collect::<Vec<_>>().join(",");
    let plan = frankfurter(&world, &format!("--providers {many} --date 2024-06-28 --dry-run")).ok();
    assert_eq!(plan["requests"], 30);
}

#[test]
fn one_bank_without_rates_of_then_is_no_failure_where_others_have_some() {
    let world = World::at(NOW);
    let outputs = frankfurter(&world, "--providers NBP,BOC --date 2019-06-03").ok();
    assert_eq!((&outputs["answers_new"], &outputs["failed_providers"]), (&json!(1), &json!([])));
    assert_eq!(outputs["silent_providers"], json!(["NBP"]));
    assert_eq!(outputs["reason"], "NBP has no rates of then, or is no bank of the panel: check --providers");
}

/// With `-q` no warning says so, and in text nobody sees the outputs.
#[test]
fn a_bank_that_nobody_knows_is_told_in_text_beside_one_that_is_kept_already() {
    let world = World::at(NOW);
    frankfurter(&world, "--providers BOC --date 2024-06-04").ok();
    let outcome = frankfurter(&world, "-q --format text --providers NOPE,BOC --date 2024-06-04").outcome();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let lines: Vec<&str> = outcome.stdout.lines().skip(1).collect();
    assert!(lines[0].starts_with("frankfurter: no answer with rates, after "), "{lines:?}");
    assert_eq!(lines[1..], ["no rates of then, or no such bank: NOPE"]);
}

#[test]
fn a_bank_that_fails_is_named_and_harms_no_other_and_is_all_that_the_next_run_asks() {
    let world = World::at(NOW);
    let run = || frankfurter(&world, "--panel --from 2024-04-02 --to 2024-06-28 --concurrency 1").outcome();
    world.replay.set_faults(&json!([fault_of("/BOC/", &json!({"kind": "html"}))]));
    let outcome = run();
    let outputs = outcome.expect(4);
    assert_eq!((&outputs["failed_providers"], &outputs["failed_dates"]), (&json!(["BOC"]), &json!([])));
    assert_eq!(outputs["answers_new"], 6, "the list and five banks");
    for word in ["a question failed: BOC (", "not_json", "run it again"] {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    world.replay.set_faults(&json!([]));
    let outputs = run().expect(0);
    assert_eq!((&outputs["requests"], of_bank(&world, "BOC").len()), (&json!(1), 2));
}

/// An older copy of the service: its answers are the same, in ranges of five years at most.
#[test]
fn where_banks_have_no_route_of_their_own_the_panel_s_is_asked_and_that_is_remembered() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([fault_of("/v2/providers/", &json!({"kind": "status", "status": 404}))]));
    let run = || frankfurter(&world, "--from 2017-01-03 --to 2024-12-31 --panel --concurrency 1").ok();
    let outputs = run();
    let refused: Vec<String> = paths(&world).into_iter().filter(|path| path.contains("/v2/providers/")).collect();
    assert_eq!(refused.len(), 1, "the others know: {refused:?}");
    let of_boc: Vec<String> = paths(&world).into_iter().filter(|path| path.contains("providers=BOC")).collect();
    let expected = ["2017-01-03&to=2022-01-02", "2022-01-03&to=2024-12-31"]
        .map(|span| format!("/v2/rates?base=USD&providers=BOC&from={span}").replace("2022-01-02", "2021-12-31"));
    assert_eq!(of_boc, expected);
    assert_eq!((&outputs["witnesses"], &outputs["failed_providers"]), (&json!(6), &json!([])));
    assert_eq!(outputs["requests"], json!(paths(&world).len()));
    assert_eq!(run()["requests"], 0);
    // Years of before the recording are no end of it.
    let outputs = frankfurter(&world, "--providers NBP --from 2010-01-04 --to 2021-12-30 --refresh").ok();
    assert_eq!((&outputs["requests"], &outputs["answers_unchanged"]), (&json!(4), &json!(0)));
    assert_eq!((&outputs["answers_new"], &outputs["first_rate_date"]), (&json!(1), &json!("2021-01-04")));
}

/// Three attempts each: without a third bank between them these were six failures of the source, and shut it off.
#[test]
fn two_banks_that_fail_shut_off_neither_the_others_nor_the_source() {
    let world = World::at(NOW);
    let failing = json!({"kind": "status", "status": 500});
    world.replay.set_faults(&json!([fault_of("/BOC/", &failing), fault_of("/FED/", &failing)]));
    let month = "--providers BOC,FED,NBP --from 2024-06-03 --to 2024-06-28";
    let outputs = frankfurter(&world, month).outcome().expect(4);
    assert_eq!((&outputs["failed_providers"], of_bank(&world, "NBP").len()), (&json!(["BOC", "FED"]), 1));
    let state = world.run("quota-gate").args("check").ok()["sources"][0].clone();
    assert_eq!((&state["circuit"], &state["request_count"]), (&json!("closed"), &json!(7)), "{state}");
    world.replay.set_faults(&json!([]));
    assert_eq!(frankfurter(&world, month).ok()["answers_new"], 2);
}

#[test]
fn a_bank_that_nobody_knows_is_told_and_does_not_mean_an_older_copy() {
    let world = World::at(NOW);
    let outputs = frankfurter(&world, "--providers AAA,NBP --date 2024-06-28 --concurrency 1").ok();
    assert_eq!((&outputs["requests"], of_bank(&world, "NBP").len()), (&json!(3), 1));
    let outcome = frankfurter(&world, "--providers AAA --date 2024-06-28").outcome();
    outcome.expect(4);
    assert!(outcome.error().contains("none of the named banks has rates"), "{}", outcome.error());
}

#[test]
fn a_source_that_asks_to_wait_a_second_is_waited_for() {
    let mut world = World::at(NOW);
    for status in [429, 503] {
        let _case = in_case(status.to_string());
        world.renew_home();
        let fault = json!({"kind": "status", "status": status, "retry_after": 1, "times": 1});
        world.replay.set_faults(&json!([fault_of("/NBP/", &fault)]));
        let outputs = frankfurter(&world, "--providers FED,NBP --date 2024-06-28").ok();
        assert_eq!((&outputs["requests"], &outputs["answers_new"]), (&json!(3), &json!(2)));
    }
    world.renew_home();
    world
        .replay
        .set_faults(&json!([fault_of("/FED/", &json!({"kind": "status", "status": 429, "retry_after": 3600}))]));
    let outputs = frankfurter(&world, "--providers FED,NBP --date 2024-06-28 --concurrency 1").outcome().expect(3);
    assert_eq!((&outputs["requests"], &outputs["resume_from"]), (&json!(1), &json!("2024-06-28")), "an hour is not");
}

/// Whoever is not asked again has failed with the first attempt.
#[test]
fn a_bank_that_asks_for_a_long_wait_is_a_failure_of_the_source() {
    let world = World::at(NOW);
    let overloaded = json!({"kind": "status", "status": 503, "retry_after": 3600});
    world.replay.set_faults(&json!([fault_of("/FED/", &overloaded)]));
    frankfurter(&world, "--providers FED --date 2024-06-28").outcome().expect(4);
    let state = world.run("quota-gate").args("check").ok()["sources"][0].clone();
    assert_eq!((&state["request_count"], &state["consecutive_failures"]), (&json!(1), &json!(1)), "{state}");
}

#[test]
fn a_quota_that_ends_keeps_what_came_and_the_next_run_goes_on() {
    let world = World::at(NOW);
    frankfurter(&world, "").ok();
    let limited = |arguments: &str| {
        frankfurter(&world, &format!("{YEARS} {arguments}")).env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "6")
    };
    let refused = limited("").outcome();
    let outputs = refused.expect(3);
    assert!(refused.error().contains("6 requests to frankfurter needed, 3 left"), "{}", refused.error());
    assert_eq!((&outputs["fits_until"], &outputs["resume_from"]), (&Value::Null, &json!("2021-01-04")));
    assert_eq!(limited("--up-to-quota").ok()["answers_new"], 3);
    let rest = frankfurter(&world, YEARS).ok();
    assert_eq!((&rest["requests"], of_bank(&world, "NBP").len()), (&json!(3), 1));
}

/// In a receipt's name a `_` parts the days from the bank.
#[test]
fn a_bank_whose_key_has_a_line_is_asked_for_past_days_and_known_again() {
    let world = World::at(NOW);
    let record = r#"{"date":"2024-06-28","base":"USD","quote":"EUR","rate":0.9336}"#;
    let answer = |path: &str, text: &str| fault_of(path, &json!({"kind": "body", "text": format!("[{text}]")}));
    let list = answer("/v2/providers", r#"{"key":"CBS_WS"},{"key":"CBS.B"}"#);
    world.replay.set_faults(&json!([answer("/CBS_WS/", record), list]));
    let outputs = frankfurter(&world, "--panel --date 2024-06-28").ok();
    assert_eq!((&outputs["requests"], &outputs["witnesses"]), (&json!(2), &json!(1)), "the list and that bank");
    assert_eq!(of_bank(&world, "CBS_WS"), ["2024-06-28..2024-06-28"]);
    for again in ["--panel", "--providers cbs_ws"] {
        assert_eq!(frankfurter(&world, &format!("{again} --date 2024-06-28")).ok()["requests"], 0, "{again}");
    }
    assert_eq!(frankfurter(&world, "--providers CBS,WS --date 2024-06-28 --dry-run").ok()["requests"], 2, "two others");
    world.run("transform").ok();
    assert_eq!(world.query("select witness, digits from silver.observations"), ["CBS_WS 0.9336"]);
    let latest = frankfurter(&world, "--providers CBS_WS").outcome();
    latest.expect(2);
    assert!(latest.error().contains("CBS_WS can't be named for the latest rates"), "{}", latest.error());
}

/// One object, and two witnesses: the receipts tell whose it is.
#[test]
fn two_banks_that_send_the_same_byte_for_byte_are_two_witnesses() {
    let world = World::at(NOW);
    let record =
        |quote: &str, rate: &str| format!(r#"{{"date":"2024-06-28","base":"USD","quote":"{quote}","rate":{rate}}}"#);
    let text = format!("[{},{}]", record("EUR", "0.9336"), record("SEK", "10.6"));
    world.replay.set_faults(&json!([fault_of("/v2/providers/", &json!({"kind": "body", "text": text}))]));
    frankfurter(&world, "--providers FED,NBP --date 2024-06-28").ok();
    assert_eq!(world.files("bronze/answers/frankfurter/bank").len(), 1);
    world.run("transform").ok();
    let said = world.query("select witness, currency, digits from silver.observations order by all");
    assert_eq!(said, ["FED SEK 10.6", "FED USD 0.9336", "NBP SEK 10.6", "NBP USD 0.9336"]);
}

#[test]
fn a_list_alone_is_nothing_to_publish() {
    let world = World::at(NOW);
    let outputs = frankfurter(&world, YEARS).env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "2").outcome().expect(3);
    assert_eq!((&outputs["requests"], &outputs["answered"]), (&json!(1), &json!(0)));
}

/// The same bank's word of a morning, in the answer for all, and of a past day, by its own route.
#[test]
fn a_bank_of_a_morning_and_of_past_days_is_one_witness_and_nothing_is_taken_back() {
    let mut world = World::at("2024-07-02T06:00:00Z");
    frankfurter(&world, "").ok();
    world.set_clock("2024-07-12T06:00:00Z");
    frankfurter(&world, "--from 2024-06-24 --to 2024-07-11").ok();
    world.run("transform").ok();
    let of_day = "select witness, count(*) > 10, bool_or(is_restated) from silver.observations
        where stamp = '2024-06-28' and witness in ('BOC', 'FED', 'NBP') group by all order by all";
    assert_eq!(world.query(of_day), ["BOC true false", "FED true false", "NBP true false"]);
    let twice =
        "select currency from silver.observations group by source, witness, stamp, currency having count(*) > 1";
    assert!(world.query(twice).is_empty());
    let finest = "select digits, endpoint from silver.observations
        where stamp = '2024-06-28' and witness = 'FED' and currency = 'JPY'";
    assert_eq!(world.query(finest), ["160.88 bank"]);
    assert!(world.query("select * from silver.restatements").is_empty());
}
