//! `quota-gate check --reconcile`: the source's own count of an account beside ours.

use makerates_tests::{Run, World, replay::KEY};
use serde_json::json;

fn reconcile(world: &World) -> Run {
    let refresh_day = ("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "17");
    world.run("quota-gate").env("EXCHANGERATE_API_KEY", KEY).env(refresh_day.0, refresh_day.1).args("check --reconcile")
}

#[test]
fn requests_that_others_made_with_the_account_are_taken_over() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.replay.set_quota(&json!({ "limit": 1500, "used": 1400 }));
    let first = reconcile(&world).ok();
    let counts = &first["reconciled"];
    // The question itself is counted on both sides.
    assert_eq!((&counts["counted_by_source"], &counts["counted_by_us"]), (&json!(1401), &json!(0)), "{counts}");
    assert_eq!(
        (&counts["raised"], &counts["remaining"], &counts["asked_now"]),
        (&json!(true), &json!(99), &json!(true))
    );
    let month = |outputs: &serde_json::Value| outputs["sources"][1]["month_request_count"].clone();
    assert_eq!(month(&first), 1401);
    assert_eq!(first["sources"][1]["remaining"], 49, "the day's limit is the tighter one: 50 less the question");

    let again = reconcile(&world).ok();
    assert_eq!(again["reconciled"]["asked_now"], false, "once an hour at most");
    assert_eq!(world.replay.requests().len(), 1);

    // The source lags behind: a lower count of its own changes nothing.
    world.set_clock("2026-09-29T07:00:00Z");
    world.replay.set_quota(&json!({ "used": 10 }));
    let later = reconcile(&world).ok();
    assert_eq!((&later["reconciled"]["asked_now"], &later["reconciled"]["raised"]), (&json!(true), &json!(false)));
    assert_eq!(month(&later), 1402, "ours, with the second question");
}

#[test]
fn the_answer_is_kept_like_any_other_and_is_no_rate() {
    let world = World::at("2026-09-29T06:00:00Z");
    reconcile(&world).ok();
    let (answers, receipts) = (world.files("bronze/answers"), world.files("bronze/receipts"));
    assert_eq!((answers.len(), receipts.len()), (1, 1));
    assert!(answers[0].0.starts_with("bronze/answers/exchangerate/quota/"), "{}", answers[0].0);
    let kept = [answers, receipts].concat();
    assert!(kept.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(KEY)));
    world.pipeline();
    assert_eq!(world.query("select count(*) from bronze.answers where unreadable_reason <> ''"), ["0"]);
}

#[test]
fn without_a_key_or_an_answer_it_says_so() {
    let world = World::at("2026-09-29T06:00:00Z");
    let without = world.run("quota-gate").args("check --reconcile").outcome();
    assert_eq!(without.expect(2)["reason"], "the source's own count needs the API key");
    world.replay.set_faults(&json!([{ "source": "exchangerate", "kind": "html" }]));
    assert_eq!(reconcile(&world).outcome().code, Some(4));
    let soon = reconcile(&world).outcome();
    assert!(
        soon.expect(4)["reason"].as_str().is_some_and(|reason| reason.contains("did not answer")),
        "{}",
        soon.stderr
    );
    assert_eq!(world.replay.requests().len(), 1, "a question that failed is not repeated within the hour");
}

#[test]
fn a_key_that_the_source_refuses_is_what_there_is_to_mend() {
    let world = World::at("2026-09-29T06:00:00Z");
    let wrong = world.run("quota-gate").args("check --reconcile").env("EXCHANGERATE_API_KEY", "wrong").outcome();
    wrong.expect(2);
    assert!(wrong.error().contains("next: check EXCHANGERATE_API_KEY and the account"), "{}", wrong.error());
}
