//! The plan comes first: days, requests, quota, time; what does not fit is not begun.

use crate::support::{NOW, asked, frankfurter};
use makerates_tests::replay::KEY;
use makerates_tests::{World, in_case, recorded};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Easter 2024: Good Friday is 03-29, Easter Monday 04-01.
const EASTER: &str = "--from 2024-03-25 --to 2024-04-05";

fn questions(plan: &Value) -> Vec<&str> {
    let questions = plan["questions"].as_array().expect("a plan has questions");
    questions.iter().map(|question| question.as_str().expect("it is text")).collect()
}

#[test]
fn a_dry_run_shows_the_plan_and_asks_nothing() {
    let world = World::at(NOW);
    let plan = frankfurter(&world, &format!("{EASTER} --no-panel --mode isolated --dry-run")).ok();
    assert_eq!((&plan["days"], &plan["requests"]), (&json!(8), &json!(8)));
    assert_eq!((&plan["skipped_weekends"], &plan["skipped_holidays"]), (&json!(2), &json!(2)));
    assert_eq!((&plan["remaining"], &plan["fits"]), (&json!(10_000), &json!(true)));
    assert!(plan["estimated_seconds"].as_u64() > Some(0), "{plan}");
    assert_eq!(questions(&plan)[3..5], ["v1 2024-03-28", "v1 2024-04-02"]);
    assert!(world.replay.requests().is_empty(), "no source is asked");
    assert_eq!((world.receipts().len(), world.files("bronze").len()), (0, 0), "nothing is kept");
}

#[test]
fn a_batch_has_as_few_requests_as_the_source_allows() {
    let world = World::at(NOW);
    let all = "--from 1999-01-04 --to 2026-10-30 --dry-run";
    let plan = frankfurter(&world, all).ok();
    assert_eq!((&plan["days"], &plan["requests"]), (&json!(7_126), &json!(2)));
    assert_eq!(questions(&plan), ["v1 1999-01-04..2026-10-30", "providers list"]);
    assert!(plan["reason"].as_str().unwrap_or_default().contains("one request more"), "{}", plan["reason"]);
    assert_eq!(plan["fits"], Value::Null, "nobody knows yet");
    frankfurter(&world, "").ok();
    let plan = frankfurter(&world, all).ok();
    assert_eq!((&plan["requests"], &plan["reason"]), (&json!(6), &json!("")));
    let expected = [
        "v1 1999-01-04..2026-10-30",
        "bank 2017-01-03..2024-12-31_BOC",
        "bank 2021-01-04..2024-06-28_BNB",
        "bank 2021-01-04..2024-12-31_CBC",
        "bank 2021-01-04..2024-12-31_FED",
        "bank 2021-01-04..2024-12-31_NBP",
    ];
    assert_eq!(questions(&plan), expected, "a bank's days are those that it may have");
    let run = world.run("extract-exchangerate").args(EASTER).arg("--dry-run").env("EXCHANGERATE_API_KEY", KEY);
    let plan = run.ok();
    assert_eq!((&plan["requests"], &plan["skipped_weekends"]), (&json!(10), &json!(2)), "one a day, on holidays too");
    assert!(!plan.to_string().contains(KEY));
}

/// With 1999's Easter, and without the two long New Year's Eves.
#[test]
fn every_recorded_day_since_1999_is_a_question_of_its_own() {
    let plan =
        frankfurter(&World::at(NOW), "--from 1999-01-04 --to 2026-10-30 --no-panel --mode isolated --dry-run").ok();
    let days: BTreeSet<String> = recorded::ecb().into_keys().map(|(day, _)| format!("v1 {day}")).collect();
    let questions = questions(&plan);
    assert!(questions.iter().eq(&days), "{} questions for {} days", questions.len(), days.len());
}

#[test]
fn weekends_alone_are_nothing_to_ask() {
    let world = World::at(NOW);
    for (tool, weekend) in
        [("extract-frankfurter", "--date 2026-09-27"), ("extract-exchangerate", "--from 2026-09-26 --to 2026-09-27")]
    {
        let _case = in_case(tool);
        let outputs = world.run(tool).args(weekend).env("EXCHANGERATE_API_KEY", KEY).ok();
        assert_eq!((&outputs["days"], &outputs["requests"]), (&json!(0), &json!(0)));
        assert!(outputs["skipped_weekends"].as_u64() > Some(0), "{outputs}");
    }
    assert!(world.replay.requests().is_empty());
}

#[test]
fn what_does_not_fit_into_the_quota_is_not_begun() {
    let world = World::at(NOW);
    let limited = |arguments: &str| {
        frankfurter(&world, &format!("{EASTER} --no-panel --mode isolated {arguments}"))
            .env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "3")
    };
    let plan = limited("--dry-run").ok();
    assert_eq!((&plan["fits"], &plan["remaining"], &plan["resume_from"]), (&json!(false), &json!(3), &Value::Null));
    let part = limited("--dry-run --up-to-quota").ok();
    assert_eq!((&part["fits"], &part["resume_from"]), (&json!(false), &json!("2024-03-28")));
    assert_eq!(questions(&part), ["v1 2024-03-25", "v1 2024-03-26", "v1 2024-03-27"]);

    let outcome = limited("").outcome();
    let outputs = outcome.expect(3);
    assert!(outcome.error().contains("8 requests to frankfurter needed, 3 left"), "{}", outcome.error());
    assert!(
        outcome.error().contains("end the range on 2024-03-27, or run it with --up-to-quota"),
        "{}",
        outcome.error()
    );
    assert_eq!((&outputs["fits_until"], &outputs["resume_from"]), (&json!("2024-03-27"), &json!("2024-03-28")));
    assert_eq!(outputs["retry_at"], "2026-11-01T00:00:00.000Z");
    assert!(world.replay.requests().is_empty(), "nothing was started");

    let outputs = limited("--up-to-quota").ok();
    assert_eq!((&outputs["requests"], &outputs["resume_from"]), (&json!(3), &json!("2024-03-28")));
    assert!(
        outputs["reason"].as_str().is_some_and(|reason| reason.starts_with("the quota does not suffice for 5 questions, from 2024-03-28 on:")),
        "{outputs:?}"
    );
    assert_eq!(world.replay.requests().len(), 3);
    limited("").outcome().expect(3);
    let nothing = limited("--up-to-quota").outcome();
    let outputs = nothing.expect(3);
    assert_eq!((&outputs["requests"], &outputs["answered"]), (&json!(0), &json!(3)), "nothing is spent, or forgotten");
    assert_eq!(
        (&outputs["resume_from"], &outputs["retry_at"]),
        (&json!("2024-03-28"), &json!("2026-11-01T00:00:00.000Z"))
    );
    assert!(nothing.error().contains("wait until 2026-11-01T00:00:00.000Z"), "{}", nothing.error());

    let rest = frankfurter(&world, &format!("{EASTER} --no-panel --mode isolated")).ok();
    assert_eq!(
        (&rest["requests"], &rest["already_answered"], &rest["resume_from"]),
        (&json!(5), &json!(3), &Value::Null)
    );
    assert!(asked(&world).values().all(|times| *times == 1), "no day is asked twice");
}

#[test]
fn a_plan_of_nothing_is_within_every_quota() {
    let world = World::at(NOW);
    assert_eq!(world.run("quota-gate").args("plan --source exchangerate --requests 0").ok()["fits_today"], true);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let world = World::at(NOW);
    let many = (10..30).map(|number| format!("B{number}")).collect::<Vec<_>>().join(",");
    let cases: [(&str, &[&str]); 8] = [
        ("--from 2024-04-05 --to 2024-04-01", &["ends", "begins"]),
        ("--from 1998-12-31 --to 2024-04-01", &["1998-12-31", "1999-01-04"]),
        ("--date 2026-11-02", &["future"]),
        ("--mode sideways", &["sideways", "isolated"]),
        ("--concurrency 0", &["concurrency"]),
        ("--max-failures 0", &["max-failures"]),
        ("--providers ECB,../x", &["../x"]),
        (&format!("--providers {many}"), &["--providers"]),
    ];
    for (arguments, words) in cases {
        let _case = in_case(arguments);
        let outcome = frankfurter(&world, arguments).outcome();
        outcome.expect(2);
        for word in words {
            assert!(outcome.stderr.contains(word), "no `{word}` in: {}", outcome.stderr);
        }
    }
    assert!(world.replay.requests().is_empty());
}
