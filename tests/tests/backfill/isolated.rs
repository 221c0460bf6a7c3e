//! One bad day harms no other, is named, and is all that the next run asks for.

use crate::support::{NOW, asked, fault_of, frankfurter};
use makerates_tests::World;
use makerates_tests::replay::KEY;
use serde_json::{Value, json};

/// Twenty ECB days: 1 May is a holiday.
const MONTH: &str = "--from 2024-05-01 --to 2024-05-29 --no-panel --mode isolated";

#[test]
fn a_failed_day_is_named_and_the_others_go_on() {
    let world = World::at(NOW);
    let server_error = json!({"kind": "status", "status": 500});
    let html = json!({"kind": "html"});
    world.replay.set_faults(&json!([fault_of("2024-05-14", &server_error), fault_of("2024-05-21", &html)]));
    let outcome = frankfurter(&world, MONTH).outcome();
    let outputs = outcome.expect(4);
    assert_eq!((&outputs["days"], &outputs["answers_new"]), (&json!(20), &json!(18)));
    assert_eq!(outputs["failed_dates"], json!(["2024-05-14", "2024-05-21"]));
    for word in ["2 questions failed", "2024-05-14 (", "HTTP 500", "2024-05-21 (", "not_json", "run it again"] {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    assert_eq!(world.files("bronze/answers").len(), 18, "one object a day");

    world.replay.set_faults(&json!([]));
    let before = asked(&world).values().sum::<usize>();
    let outputs = frankfurter(&world, MONTH).ok();
    assert_eq!((&outputs["requests"], &outputs["already_answered"]), (&json!(2), &json!(18)));
    assert_eq!(asked(&world).values().sum::<usize>(), before + 2, "only the failed days are asked again");
    assert_eq!(world.files("bronze/answers").len(), 20);
    let again = frankfurter(
        &world,
        &format!("{MONTH} --refresh --date 2024-05-14").replace("--from 2024-05-01 --to 2024-05-29", ""),
    )
    .ok();
    assert_eq!((&again["requests"], &again["answers_unchanged"]), (&json!(1), &json!(1)), "--refresh asks again");
}

/// Three attempts each: two days one after the other were five failures in a row, in every run, and no later day was ever asked for.
#[test]
fn two_days_that_fail_shut_off_neither_the_others_nor_the_source() {
    let world = World::at(NOW);
    let server_error = json!({"kind": "status", "status": 500});
    world.replay.set_faults(&json!([fault_of("2024-05-14", &server_error), fault_of("2024-05-15", &server_error)]));
    let outputs = frankfurter(&world, MONTH).outcome().expect(4);
    assert_eq!((&outputs["failed_dates"], &outputs["answers_new"]), (&json!(["2024-05-14", "2024-05-15"]), &json!(18)));
    assert_eq!((&outputs["requests"], &outputs["quota"]["circuit"]), (&json!(24), &json!("closed")));
}

#[test]
fn a_batch_ends_with_its_first_failure() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.replay.set_quota(&json!({"plan": "pro"}));
    let fault = json!([{"source": "exchangerate", "kind": "status", "status": 404, "path_contains": "2026/9/23"}]);
    let run = |world: &World, mode: &str| {
        let arguments = format!("--from 2026-09-21 --to 2026-09-25 --concurrency 1 --mode {mode}");
        world.run("extract-exchangerate").args(&arguments).env("EXCHANGERATE_API_KEY", KEY).outcome()
    };
    world.replay.set_faults(&fault);
    let batch = run(&world, "batch").expect(4);
    assert_eq!((&batch["answers_new"], &batch["resume_from"]), (&json!(1), &json!("2026-09-23")));
    world.renew_home();
    let isolated = run(&world, "isolated").expect(4);
    assert_eq!((&isolated["answers_new"], &isolated["failed_dates"]), (&json!(4), &json!(["2026-09-22"])));
}

/// Whoever asks for them again needs each.
#[test]
fn a_range_that_failed_is_named_with_all_its_days() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([fault_of("/v1/", &json!({"kind": "html"}))]));
    // Labour Day and two weekends are none of them.
    let outputs = frankfurter(&world, "--from 2024-04-29 --to 2024-05-07 --no-panel").outcome().expect(4);
    let days = ["2024-04-29", "2024-04-30", "2024-05-02", "2024-05-03", "2024-05-06", "2024-05-07"];
    assert_eq!((&outputs["requests"], &outputs["failed_dates"]), (&json!(1), &json!(days)));
    world.replay.set_faults(&json!([fault_of("/v2/", &json!({"kind": "html"}))]));
    let outputs = frankfurter(&world, "--panel --from 2024-04-30 --to 2024-05-02").outcome().expect(4);
    let days = ["2024-04-30", "2024-05-01", "2024-05-02"];
    assert_eq!(outputs["failed_dates"], json!(days), "of the panel the holiday is one too");
}

/// The days after it are asked all the same.
#[test]
fn a_day_without_data_ends_no_batch() {
    let world = World::at("2026-09-29T06:00:00Z");
    world.replay.set_quota(&json!({"plan": "pro"}));
    let body = r#"{"result":"error","error-type":"no-data-available"}"#;
    world.replay.set_faults(&json!([
        {"source": "exchangerate", "kind": "status", "status": 404, "body": body, "path_contains": "2026/9/23"}
    ]));
    let arguments = "--from 2026-09-21 --to 2026-09-25 --concurrency 1";
    let outcome = world.run("extract-exchangerate").args(arguments).env("EXCHANGERATE_API_KEY", KEY).outcome();
    let outputs = outcome.expect(4);
    assert_eq!((&outputs["answers_new"], &outputs["missing_dates"]), (&json!(4), &json!(["2026-09-22"])));
    assert_eq!((&outputs["failed_dates"], &outputs["resume_from"]), (&json!([]), &Value::Null));
    assert!(outcome.error().contains("exchangerate answered without 2026-09-22"), "{}", outcome.error());
    for words in ["ask Frankfurter for the days", "only what is missing is asked for, and those last"] {
        assert!(outcome.error().contains(words), "no `{words}` in: {}", outcome.error());
    }
}

#[test]
fn so_many_failures_are_enough() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "body", "status": 404, "text": "{}"}]));
    let arguments = format!("{MONTH} --max-failures 3 --concurrency 1");
    let outcome = frankfurter(&world, &arguments).outcome();
    let outputs = outcome.expect(4);
    assert_eq!(outputs["failed_dates"], json!(["2024-05-02", "2024-05-03", "2024-05-06"]));
    assert_eq!(outputs["resume_from"], "2024-05-07");
    assert!(outcome.error().contains("ended early"), "{}", outcome.error());
    assert_eq!(world.replay.requests().len(), 3);
}

/// What the next day would meet too ends the run: asking on would only cost requests.
#[test]
fn a_refusal_that_holds_for_every_day_ends_the_run_at_once() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    let arguments = "--from 2026-09-01 --to 2026-09-25 --mode isolated --concurrency 1";
    let run =
        |world: &World| world.run("extract-exchangerate").args(arguments).env("EXCHANGERATE_API_KEY", KEY).outcome();
    let free = run(&world);
    assert_eq!(free.expect(4)["requests"], 1, "plan-upgrade-required is explained, not retried");
    assert!(free.error().contains("plan-upgrade-required") && free.error().contains("Frankfurter"));
    let wrong_key = r#"{"result":"error","error-type":"invalid-key"}"#;
    for (status, body, exit) in [(429, "", 3), (403, wrong_key, 2), (403, "error code: 1010", 4)] {
        world.renew_home();
        let fault = json!([
            {"source": "exchangerate", "kind": "status", "status": status, "body": body, "path_contains": "2026/9/4"}
        ]);
        world.replay.set_quota(&json!({"plan": "pro"}));
        world.replay.set_faults(&fault);
        let outputs = run(&world).expect(exit);
        assert_eq!((&outputs["answers_new"], &outputs["requests"]), (&json!(2), &json!(3)), "HTTP {status}");
        assert_eq!(outputs["resume_from"], "2026-09-03", "HTTP {status}");
    }
}

#[test]
fn without_a_network_one_question_is_enough() {
    let world = World::at(NOW);
    let nowhere = "http://a234567890b234567890c234567890d234567890e234567890f234567890g234567890";
    let run = frankfurter(&world, &format!("{MONTH} --concurrency 1"));
    let outcome = run.env("MAKERATES_SOURCES__FRANKFURTER__URL", nowhere).outcome();
    let outputs = outcome.expect(4);
    assert_eq!((&outputs["requests"], &outputs["resume_from"]), (&json!(3), &json!("2024-05-02")), "three attempts");
    assert!(outcome.error().contains("no network"), "{}", outcome.error());
}

#[test]
fn an_open_circuit_ends_the_run_and_names_where_to_go_on() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "html"}]));
    let outcome = frankfurter(&world, &format!("{MONTH} --concurrency 1")).outcome();
    let outputs = outcome.expect(4);
    assert_eq!(outputs["failed_dates"].as_array().map(Vec::len), Some(5), "five failures open the circuit");
    assert_eq!((&outputs["requests"], &outputs["resume_from"]), (&json!(5), &json!("2024-05-09")));
    assert!(outputs["retry_at"].is_string() && outcome.error().contains("circuit_open"), "{}", outcome.error());
    let next = outputs["next_step"].as_str().expect("a failure has a next step");
    assert!(next.starts_with("wait until") && next.contains("then run it again"), "not before that: {next}");
}

/// A source that lags behind answers with an earlier day: that is no answer to the question.
#[test]
fn a_day_that_was_answered_with_an_earlier_one_is_asked_for_again() {
    let world = World::at(NOW);
    let lag = json!({"kind": "stale", "date": "2024-05-28"});
    world.replay.set_faults(&json!([fault_of("2024-05-29", &lag)]));
    let outputs = frankfurter(&world, MONTH).outcome().expect(4);
    assert_eq!((&outputs["missing_dates"], &outputs["failed_dates"]), (&json!(["2024-05-29"]), &json!([])));
    assert_eq!(outputs["reason"], "not_there_yet: frankfurter answered without 2024-05-29");
    world.replay.set_faults(&json!([]));
    let outputs = frankfurter(&world, MONTH).ok();
    assert_eq!((&outputs["requests"], &outputs["last_rate_date"]), (&json!(1), &json!("2024-05-29")));
    assert_eq!(outputs["missing_dates"], json!([]));
}

/// On the day itself its rates may not be there yet.
#[test]
fn a_day_that_was_asked_for_on_itself_is_asked_for_again_later() {
    let mut world = World::at("2024-05-29T06:00:00Z");
    let outputs = frankfurter(&world, MONTH).ok();
    assert_eq!((&outputs["last_rate_date"], &outputs["missing_dates"]), (&json!("2024-05-28"), &json!([])));
    world.set_clock("2024-05-30T06:00:00Z");
    let outputs = frankfurter(&world, MONTH).ok();
    assert_eq!((&outputs["requests"], &outputs["last_rate_date"]), (&json!(1), &json!("2024-05-29")));
    assert_eq!(frankfurter(&world, MONTH).ok()["requests"], Value::from(0));
}
