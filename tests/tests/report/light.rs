//! The light says whether today's rates can be trusted, and why not.

use crate::{CALM, report};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

/// The state of the light, and of one of its signals with its words.
fn light(world: &World, name: &str) -> (String, String, String) {
    let (outputs, html) = report(world);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let state = text(&outputs["light"]);
    assert!(html.contains(&format!("<div class=\"light {state}\"")), "the page shows what the output says");
    let signals = outputs["signals"].as_array().expect("a list");
    let signal = signals.iter().find(|signal| signal["name"] == name).expect("the signal is there");
    (state, text(&signal["state"]), text(&signal["text"]))
}

#[test]
fn a_calm_day_is_green() {
    let world = World::at(CALM);
    world.pipeline();
    let (state, signal, text) = light(&world, "Freshness");
    assert_eq!((state.as_str(), signal.as_str()), ("green", "green"), "{text}");
    assert!(text.contains("validated rates of 2026-09-23"), "{text}");
}

#[test]
fn a_source_that_is_missing_is_amber() {
    let world = World::at(CALM);
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    let (state, signal, text) = light(&world, "Sources");
    assert_eq!((state.as_str(), signal.as_str()), ("amber", "amber"), "{text}");
    assert_eq!(text, "exchangerate: it has no rate of late, 2026-09-23 is due");
}

#[test]
fn a_silver_that_nobody_publishes_is_not_green() {
    let world = World::at(CALM);
    for step in ["extract-frankfurter", "extract-exchangerate", "transform"] {
        world.run(step).ok();
    }
    let (state, signal, text) = light(&world, "Runs");
    assert_eq!((state.as_str(), signal.as_str()), ("amber", "amber"), "{text}");
    assert!(
        text.starts_with(
            "sync-dynamodb: nothing was published as far as is recorded (no run of it in the last 30 days)"
        ),
        "{text}"
    );
}

#[test]
fn a_contradiction_is_red_names_the_currency_and_stays_until_a_newer_day_is_there() {
    let mut world = World::at(CALM);
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "SEK", "factor": "1.03" });
    world.replay.set_faults(&json!([fault]));
    world.pipeline();
    let (state, signal, text) = light(&world, "Conflicts");
    assert_eq!((state.as_str(), signal.as_str()), ("red", "red"), "{text}");
    assert!(text.ends_with("2026-09-23: SEK"), "{text}");
    world.set_clock("2026-09-25T05:00:00Z");
    assert_eq!(light(&world, "Conflicts").2, text, "the newest day that silver knows is still that one");
    world.replay.set_faults(&json!([]));
    world.set_clock("2026-09-25T06:00:00Z");
    world.pipeline();
    let (_, signal, text) = light(&world, "Conflicts");
    assert_eq!(signal, "green", "{text}");
    let (_, _, text) = light(&world, "Quality checks");
    assert!(text.ends_with("(beside 2 notes of days before)"), "what is over is a note: {text}");
}

/// What a person reads who is called: what is wrong, what to do, and the runbook's words for it on the page itself.
#[test]
fn a_signal_says_what_to_do_next_in_words() {
    let world = World::at(CALM);
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "SEK", "factor": "1.03" });
    world.replay.set_faults(&json!([fault]));
    world.pipeline();
    let (outputs, html) = report(&world);
    let signals = outputs["signals"].as_array().expect("a list");
    let of = |name: &str| signals.iter().find(|signal| signal["name"] == name).expect("the signal is there");
    let next = of("Conflicts")["next_step"].as_str().expect("a text");
    assert!(next.contains("`transform explain PAIR`") && next.ends_with("(docs/runbook.md#conflicts)"), "{next}");
    assert_eq!(of("Freshness")["next_step"], Value::Null, "what is green needs no step");
    assert!(html.contains("<a href=\"#runbook-conflicts\">") && html.contains("id=\"runbook-conflicts\""));
    assert!(of("Quality checks")["text"].as_str().is_some_and(|text| !text.contains('_')), "{signals:?}");
    let text = world.run("transform").args("report --format text").outcome();
    assert!(text.stdout.starts_with("red: Look before you rely on today’s rates\n- "), "{}", text.stdout);
    assert!(
        text.stdout.contains("\n- Conflicts: 1 in conflict and withheld on 2026-09-23: SEK\n  next: "),
        "{}",
        text.stdout
    );
}

#[test]
fn a_target_holiday_is_no_fault_of_the_ecb() {
    let mut world = World::at("2024-04-02T06:00:00Z");
    world.run("extract-frankfurter").args("--from 2024-03-01 --to 2024-04-01").ok();
    world.run("transform").ok();
    let (_, _, text) = light(&world, "Sources");
    assert!(!text.contains("frankfurter"), "the ECB's of Thursday are its newest on Easter Monday: {text}");
    world.set_clock("2024-04-03T09:00:00Z");
    let (_, _, text) = light(&world, "Sources");
    assert!(text.starts_with("frankfurter: its newest rates are of 2024-03-28, 2024-04-02 is due"), "{text}");
}

#[test]
fn old_rates_are_red_once_newer_ones_are_due() {
    let mut world = World::at(CALM);
    world.pipeline();
    for (now, expected) in
        [("2026-09-25T05:59:59Z", "green"), ("2026-09-25T06:30:00Z", "red"), ("2026-09-29T05:00:00Z", "red")]
    {
        let _case = in_case(now);
        world.set_clock(now);
        let (state, signal, text) = light(&world, "Freshness");
        assert_eq!((state.as_str(), signal.as_str()), (expected, expected), "{text}");
    }
}

#[test]
fn half_an_hour_after_a_morning_on_which_both_sources_failed_it_is_red() {
    let mut world = World::at(CALM);
    world.pipeline();
    world.set_clock("2026-09-25T06:00:00Z");
    let fault = |source| json!({ "source": source, "kind": "status", "status": 503 });
    world.replay.set_faults(&json!([fault("frankfurter"), fault("exchangerate")]));
    for source in ["extract-frankfurter", "extract-exchangerate"] {
        world.run(source).outcome().expect(4);
    }
    world.set_clock("2026-09-25T06:30:00Z");
    let (state, signal, text) = light(&world, "Freshness");
    assert_eq!((state.as_str(), signal.as_str()), ("red", "red"), "{text}");
    assert_eq!(text, "no validated rate of 2026-09-24, which is due; the newest are of 2026-09-23, 1 weekday before");
}

#[test]
fn without_tables_the_page_is_written_all_the_same() {
    let world = World::at(CALM);
    world.pipeline();
    std::fs::remove_file(world.home().join("dynamodb.sqlite")).expect("the tables were there");
    let (outputs, html) = report(&world);
    assert!(outputs["reason"].as_str().is_some_and(|reason| reason.starts_with("there are no tables at")), "{outputs}");
    assert!(html.contains("The tracker can’t be read") && html.contains("The runs can’t be read"));
    assert!(!world.home().join("dynamodb.sqlite").exists(), "a look makes no file");

    let nobody = world.run("transform").args("report").env("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
    let nobody =
        nobody.env("AWS_REGION", "eu-central-1").env("AWS_ACCESS_KEY_ID", "a").env("AWS_SECRET_ACCESS_KEY", "b");
    let outputs = nobody.ok();
    assert_ne!(outputs["reason"], "", "nobody listens there");
    assert_eq!(outputs["light"], "amber");
}

/// No level is new where the other witness is silent about what both disagreed on.
#[test]
fn a_dispute_that_waits_for_its_end_is_no_jump() {
    let mut world = World::at(CALM);
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "SEK", "factor": "1.03" });
    world.replay.set_faults(&json!([fault]));
    world.pipeline();
    world.set_clock("2026-09-25T06:00:00Z");
    world.run("extract-frankfurter").args("--no-panel").ok();
    world.run("transform").ok();
    let (outputs, _) = report(&world);
    let signals = outputs["signals"].as_array().expect("a list");
    let quarantine = signals.iter().find(|signal| signal["name"] == "Quarantine").expect("the signal is there");
    assert!(quarantine["text"].as_str().is_some_and(|text| text.contains("unsettled_dispute")), "{quarantine}");
    let next = quarantine["next_step"].as_str().expect("it is not green");
    assert!(next.ends_with("(docs/runbook.md#conflicts)"), "{next}");
}
