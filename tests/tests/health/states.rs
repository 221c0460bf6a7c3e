//! `quota-gate health` in each state: what it finds, and its exit code.

use crate::{CALM, morning};
use makerates_tests::World;
use serde_json::{Value, json};

/// The findings; there are some exactly when the exit code is 5.
fn findings(world: &World) -> Vec<String> {
    let outcome = world.run("quota-gate").args("health").outcome();
    let outputs = outcome.expect(outcome.code.expect("it ends by itself"));
    let findings: Vec<String> =
        serde_json::from_value(outputs["findings"].clone()).expect("findings are a list of texts");
    assert_eq!(outcome.code, Some(if findings.is_empty() { 0 } else { 5 }), "{outputs}");
    findings
}

fn findings_at(world: &World, now: &str) -> Vec<String> {
    let outcome = world.run("quota-gate").args("health --days 14").env("MAKERATES_NOW", now).outcome();
    let outputs = outcome.expect(outcome.code.expect("it ends by itself"));
    serde_json::from_value(outputs["findings"].clone()).expect("findings are a list of texts")
}

fn assert_finds(world: &World, parts: &[&str]) {
    let findings = findings(world);
    for part in parts {
        assert!(findings.iter().any(|finding| finding.contains(part)), "no `{part}` in {findings:#?}");
    }
    assert_eq!(findings.len(), parts.len(), "{findings:#?}");
}

#[test]
fn after_a_good_morning_nobody_needs_to_look() {
    let world = World::at(CALM);
    morning(&world);
    assert_finds(&world, &[]);
    let outputs = world.run("quota-gate").args("health").ok();
    assert_eq!(outputs["steps"].as_array().map(Vec::len), Some(6), "{outputs}");
    assert!(outputs["fresh_rates"].as_f64() > Some(100.0), "{outputs}");
    let text = world.run("quota-gate").args("health --format text").outcome();
    assert!(text.stdout.starts_with("healthy: nobody needs to look\n"), "{}", text.stdout);
    assert!(text.stdout.contains("the oldest LATEST item is 1 day old"), "{}", text.stdout);
    assert!(text.stdout.contains("validated rates of 2026-09-23, which is due: 1"), "{}", text.stdout);
}

#[test]
fn a_pipeline_that_never_ran_is_found_missing() {
    let world = World::at(CALM);
    assert_finds(
        &world,
        &[
            "nothing was published",
            "silver was not rebuilt",
            "frankfurter: it has no rate of late, 2026-09-23 is due",
            "exchangerate: it has no rate of late, 2026-09-23 is due",
        ],
    );
}

#[test]
fn a_morning_that_is_missing_is_found_when_its_rates_are_due_and_two_hours_later_as_a_run() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-09-25T05:59:59Z");
    assert_finds(&world, &[]);
    let due = [
        "frankfurter: its newest rates are of 2026-09-23, 2026-09-24 is due",
        "exchangerate: its newest rates are of 2026-09-23, 2026-09-24 is due",
        "silver has no validated rate of 2026-09-24, which is due",
    ];
    world.set_clock("2026-09-25T06:30:00Z");
    assert_finds(&world, &due);
    world.set_clock("2026-09-25T08:00:01Z");
    assert_finds(
        &world,
        &[&["sync-dynamodb: nothing was published", "transform: silver was not rebuilt"], &due[..]].concat(),
    );
}

/// What was counted of yesterday's rates says nothing of today's.
#[test]
fn rates_that_were_fresh_yesterday_are_not_counted_as_fresh() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-09-25T12:00:00Z");
    let outputs = world.run("quota-gate").args("health").outcome().expect(5);
    assert_eq!(outputs["fresh_rates"], 0.0, "{outputs}");
    let text = world.run("quota-gate").args("health --format text").outcome();
    assert!(text.stdout.contains("validated rates of 2026-09-24, which is due: 0;"), "{}", text.stdout);
}

/// Whoever is called at night reads what to do beside what is wrong, and reads it once.
#[test]
fn each_finding_has_its_next_step_and_the_error_line_does_not_repeat_them() {
    let world = World::at(CALM);
    morning(&world);
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "status", "status": 503 }]));
    world.run("extract-frankfurter").outcome().expect(4);
    let outcome = world.run("quota-gate").args("health --format text").outcome();
    assert_eq!(outcome.code, Some(5));
    assert!(outcome.stdout.starts_with("one thing to look at:\n- extract-frankfurter: "), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("\n  next: `transform bronze ls"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("(docs/runbook.md#source-failed)\n"), "{}", outcome.stdout);
    assert_eq!(
        outcome.error(),
        "error: one thing to look at; next: docs/runbook.md says what each finding means and what to do"
    );
    let json = world.run("quota-gate").args("health").outcome();
    let reason = json.expect(5)["reason"].clone();
    assert!(reason.as_str().is_some_and(|reason| reason.contains("HTTP 503")), "callers get it whole: {reason}");
}

#[test]
fn a_source_that_fails_is_found_with_its_reason_and_then_its_circuit() {
    let world = World::at(CALM);
    morning(&world);
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "status", "status": 503 }]));
    assert_eq!(world.run("extract-frankfurter").outcome().code, Some(4));
    assert_finds(
        &world,
        &[
            "extract-frankfurter: the last run failed (source): frankfurter did not answer latest (server_error: HTTP 503)",
        ],
    );
    assert_eq!(world.run("extract-frankfurter").outcome().code, Some(4));
    assert_finds(&world, &["extract-frankfurter: the last run failed", "frankfurter: its circuit is open"]);
    world.replay.set_faults(&json!([]));
}

#[test]
fn a_quota_that_is_nearly_used_is_found() {
    let world = World::at(CALM);
    morning(&world);
    let with_limit = |limit: &str| {
        let run = world.run("quota-gate").args("health");
        run.env("MAKERATES_QUOTA__EXCHANGERATE__DAILY", limit).outcome()
    };
    with_limit("2").expect(0);
    let outputs = with_limit("1").expect(5);
    assert_eq!(outputs["findings"], json!(["exchangerate: 1 of 1 requests of 2026-09-24 are used"]));
}

#[test]
fn rates_in_conflict_are_found_with_the_check_that_says_so() {
    let world = World::at(CALM);
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "SEK", "factor": "1.03" });
    world.replay.set_faults(&json!([fault]));
    world.run("extract-frankfurter").ok();
    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    let quality = world.run("transform").args("quality").outcome();
    assert_eq!(quality.code, Some(5));
    assert!(quality.expect(5)["next_step"].as_str().is_some_and(|next| next.ends_with("(docs/runbook.md#conflicts)")));
    world.run("sync-dynamodb").ok();
    assert_finds(&world, &["transform-quality: the last run failed (quality): no_conflict_of_late"]);
}

/// With nothing said of it, there is nothing to decide.
#[test]
fn a_source_that_is_silent_is_told_with_what_mends_that() {
    let world = World::at(CALM);
    world.replay.set_faults(&json!([{ "source": "exchangerate", "kind": "html" }]));
    world.run("extract-frankfurter").ok();
    assert_eq!(world.run("extract-exchangerate").outcome().code, Some(4));
    world.run("transform").ok();
    let quality = world.run("transform").args("quality").outcome();
    let next = &quality.expect(5)["next_step"];
    assert!(next.as_str().is_some_and(|next| next.ends_with("(docs/runbook.md#no-fresh-rates)")), "{next}");
    assert!(!next.to_string().contains("decide"), "{next}");
}

#[test]
fn a_silver_that_lags_behind_is_found() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-09-25T06:00:00Z");
    world.run("transform").ok();
    assert_finds(
        &world,
        &[
            "frankfurter: its newest rates are of 2026-09-23",
            "exchangerate: its newest rates are of 2026-09-23",
            "silver has no validated rate of 2026-09-24, which is due",
        ],
    );
}

#[test]
fn a_sync_that_a_later_one_has_superseded_has_published_nothing() {
    let mut world = World::at("2026-09-25T06:00:00Z");
    let to_gold = |world: &World| {
        world.run("extract-frankfurter").ok();
        world.run("extract-exchangerate").ok();
        world.run("transform").ok();
        world.run("sync-dynamodb").ok()
    };
    assert_eq!(to_gold(&world)["superseded"], false);
    world.set_clock(CALM);
    assert_eq!(to_gold(&world)["superseded"], true);
    assert_finds(&world, &["sync-dynamodb: nothing was published"]);
}

#[test]
fn a_clock_that_is_behind_is_found() {
    let mut world = World::at("2026-09-28T06:00:00Z");
    world.run("extract-frankfurter").ok();
    world.set_clock(CALM);
    morning(&world);
    assert_finds(&world, &["requests are booked on the wrong day"]);
    // It was the other clock that was ahead.
    let reset = world.run("quota-gate").args("reset --all --yes").outcome();
    assert_eq!(reset.code, Some(0), "{}", reset.stderr);
    assert_finds(&world, &[]);
    let quiet = world.run("quota-gate").args("check").outcome();
    assert!(!quiet.stderr.contains("the clock stands at"), "{}", quiet.stderr);
}

#[test]
fn a_latest_item_grows_older_though_nobody_looks_at_it() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-09-26T12:00:00Z");
    let health: Value = world.run("quota-gate").args("health").outcome().expect(5);
    assert_eq!(health["oldest_latest_age_days"], 3, "{health}");
}

/// What was asked is not what came: a backfill, or a feed that repeats an old day, is no answer about today.
#[test]
fn a_source_that_answers_with_an_old_day_is_found() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-09-25T06:00:00Z");
    world.replay.set_faults(&json!([{ "source": "exchangerate", "kind": "stale", "date": "2026-09-24" }]));
    for step in ["extract-frankfurter", "extract-exchangerate", "transform", "sync-dynamodb"] {
        world.run(step).ok();
    }
    world.run("extract-frankfurter").args("--from 2026-09-01 --to 2026-09-04 --no-panel").ok();
    world.set_clock("2026-09-25T08:00:01Z");
    assert_finds(&world, &["exchangerate: its newest rates are of 2026-09-23, 2026-09-24 is due"]);
}

/// Easter has three TARGET closing days in a row: readers may use Thursday's rates for as long as `valid_until` says.
#[test]
fn a_holiday_makes_no_latest_item_stale() {
    let world = World::at("2024-04-02T06:00:00Z");
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    world.run("sync-dynamodb").ok();
    let findings = |now: &str| findings_at(&world, now);
    // 2024-03-28 is valid until the fifth TARGET day after it, 2024-04-08; Mondays to Fridays alone would end on 04-04.
    assert!(!findings("2024-04-08T12:00:00Z").iter().any(|finding| finding.contains("LATEST")));
    assert!(
        findings("2024-04-09T12:00:00Z")
            .iter()
            .any(|finding| finding.contains("the oldest LATEST item is 12 days old"))
    );
}

/// A run is missing after 26 hours, also when no more than a day is looked at.
#[test]
fn a_look_at_one_day_sees_a_run_that_is_expected_every_26_hours() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-09-25T05:30:00Z");
    world.run("quota-gate").args("health --days 1").ok();
    world.set_clock("2026-09-25T07:30:00Z");
    let outputs = world.run("quota-gate").args("health --days 1").outcome().expect(5);
    assert!(!outputs["findings"].to_string().contains("sync-dynamodb"), "{outputs}");
}

#[test]
fn a_latest_item_that_nobody_renews_is_found() {
    let mut world = World::at(CALM);
    morning(&world);
    world.set_clock("2026-10-02T06:00:00Z");
    world.run("extract-frankfurter").ok();
    world.run("extract-exchangerate").args("--dry-run").ok();
    world.run("transform").ok();
    world.run("sync-dynamodb").ok();
    let findings = findings(&world);
    assert!(
        findings.iter().any(|finding| finding.contains("the oldest LATEST item is 9 days old (2026-09-23)")),
        "{findings:?}"
    );
}

#[test]
fn what_was_checked_is_shown_also_when_a_person_should_look() {
    let world = World::at(CALM);
    let outcome = world.run("quota-gate").args("health --format text").outcome();
    assert_eq!(outcome.code, Some(5));
    assert!(outcome.stdout.starts_with("4 things to look at:\n- sync-dynamodb: "), "{}", outcome.stdout);
    assert!(outcome.error().contains("docs/runbook.md"), "{}", outcome.stderr);
    let json: Value = world.run("quota-gate").args("health").outcome().expect(5);
    assert_eq!(json["sources"].as_array().map(Vec::len), Some(2), "{json}");
}
