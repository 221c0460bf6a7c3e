//! The record of runs: what each leaves, what leaves none, and that it never fails a run.

use crate::{CALM, morning};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

fn steps(world: &World) -> Vec<(String, u64)> {
    let outcome = world.run("quota-gate").args("health").outcome();
    let outputs = outcome.expect(outcome.code.expect("it ends by itself"));
    let steps = outputs["steps"].as_array().expect("steps are a list").iter();
    let pair =
        |step: &Value| (step["step"].as_str().expect("a name").to_owned(), step["runs"].as_u64().expect("a number"));
    steps.map(pair).collect()
}

#[test]
fn each_step_leaves_a_record_and_a_look_leaves_none() {
    let world = World::at(CALM);
    morning(&world);
    world.run("extract-frankfurter").args("--from 2026-09-21 --to 2026-09-22 --dry-run").ok();
    world.run("transform").args("inspect").ok();
    world.run("transform").args("explain EUR/USD").ok();
    world.run("sync-dynamodb").args("get EUR/USD").ok();
    world.run("quota-gate").args("check").ok();
    let expected = [
        "extract-exchangerate",
        "extract-frankfurter",
        "quota-gate-available",
        "sync-dynamodb",
        "transform",
        "transform-quality",
    ];
    assert_eq!(steps(&world), expected.map(|step| (step.to_owned(), 1)));
}

/// The days of a backfill, or runs under a clock that stands still, end at the same instant.
#[test]
fn runs_of_the_same_instant_leave_a_record_each() {
    let world = World::at(CALM);
    for source in ["frankfurter", "exchangerate", "frankfurter"] {
        world.run("quota-gate").args("reserve --source").arg(source).env("MAKERATES_RUN_ID", "backfill").ok();
    }
    let refused = world.run("quota-gate").args("reserve --source exchangerate --requests 51");
    refused.env("MAKERATES_RUN_ID", "backfill").outcome().expect(3);
    assert_eq!(steps(&world), [("quota-gate-reserve".to_owned(), 4)]);
    let outcome = world.run("quota-gate").args("health").outcome();
    let outputs = outcome.expect(5);
    assert_eq!(outputs["steps"][0]["last_outcome"], "no_source", "the last of them is the last: {outputs}");
}

#[test]
fn a_record_that_can_t_be_written_costs_the_run_nothing_but_a_warning() {
    let world = World::at(CALM);
    morning(&world);
    // A port on which nobody listens.
    let run = world.run("transform").env("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
    let run = run.env("AWS_ACCESS_KEY_ID", "x").env("AWS_SECRET_ACCESS_KEY", "x").env("AWS_REGION", "eu-central-1");
    let outcome = run.outcome();
    outcome.expect(0);
    assert!(outcome.stderr.contains("this run is not recorded: "), "{}", outcome.stderr);
    assert_eq!(steps(&world).iter().find(|(step, _)| step == "transform").map(|(_, runs)| *runs), Some(1));
}

#[test]
fn the_key_is_in_no_record() {
    let world = World::at(CALM);
    let with_key = || world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", makerates_tests::replay::KEY);
    with_key().ok();
    world.replay.set_faults(&json!([{ "source": "exchangerate", "kind": "redirect", "location": format!("http://127.0.0.1/{}", makerates_tests::replay::KEY) }]));
    assert_eq!(with_key().outcome().code, Some(4));
    let outputs = world.run("quota-gate").args("health").outcome().expect(5).to_string();
    assert!(outputs.contains("redirect") && !outputs.contains(makerates_tests::replay::KEY), "{outputs}");
}

/// It fails every morning, and nobody would hear of it for a day: the last run before it was good.
#[test]
fn what_is_misconfigured_is_recorded_with_the_setting_to_mend() {
    let cases = [
        (
            "extract-exchangerate",
            "EXCHANGERATE_API_KEY",
            "s3cret/key",
            "the API key can't be used",
            "EXCHANGERATE_API_KEY",
        ),
        (
            "extract-exchangerate",
            "MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE",
            "no-such-file",
            "no-such-file",
            "key_file",
        ),
        (
            "extract-frankfurter",
            "MAKERATES_SOURCES__FRANKFURTER__URL",
            "ftp://x",
            "sources.frankfurter.url",
            "mend the setting",
        ),
        ("sync-dynamodb", "MAKERATES_GOLD__BASES", "XAU", "gold.bases has XAU", "mend what the message names"),
    ];
    for (tool, variable, value, told, next) in cases {
        let _case = in_case(format!("{tool}, {variable}"));
        let world = World::at(CALM);
        morning(&world);
        world.run(tool).env(variable, value).outcome().expect(2);
        let health = world.run("quota-gate").args("health").outcome().expect(5);
        let finding = health["findings"][0].as_str().expect("a text");
        assert!(finding.starts_with(&format!("{tool}: the last run failed (misconfigured): ")), "{finding}");
        assert!(finding.contains(told) && !finding.contains("s3cret"), "{finding}");
        assert!(health["next_steps"][0].as_str().is_some_and(|step| step.contains(next)), "{health}");
    }
    let world = World::at(CALM);
    morning(&world);
    world.run("extract-frankfurter").args("--from 2026-09-22 --to 2026-09-21").outcome().expect(2);
    world.run("quota-gate").args("health").ok();
}
