//! The same facts in each format: one JSON object, Kestra's markers, or text; and `reason` in every output.

use crate::{NOW, TOOLS};
use makerates_tests::{Outcome, World, in_case};
use serde_json::{Value, json};
use std::fs;

/// A morning on which the sources agree, so that `transform quality` finds nothing.
const CALM: &str = "2026-09-24T06:00:00Z";

/// Every command, in an order in which each succeeds.
const COMMANDS: [(&str, &str); 17] = [
    ("quota-gate", "init"),
    ("sync-dynamodb", "init"),
    ("quota-gate", "available"),
    ("quota-gate", "available --preferred exchangerate"),
    ("extract-frankfurter", ""),
    ("extract-exchangerate", ""),
    ("quota-gate", "reserve --source frankfurter"),
    ("quota-gate", "check"),
    ("transform", ""),
    ("transform", "quality"),
    ("transform", "inspect"),
    ("transform", "inspect --sql values(1)"),
    ("transform", "explain EUR/USD"),
    ("sync-dynamodb", "--full"),
    ("sync-dynamodb", ""),
    ("sync-dynamodb", "get EUR/USD"),
    ("quota-gate", "reset --all --yes"),
];

#[test]
fn a_run_that_succeeds_gives_the_same_outputs_to_scripts_and_to_kestra() {
    let world = World::at(CALM);
    for (tool, arguments) in COMMANDS {
        let _case = in_case(format!("{tool} {arguments}"));
        let outcome = world.run(tool).args(arguments).args("--format json").outcome();
        let json = outcome.expect(0);
        assert!(json["reason"].is_string(), "{json}");
        let first = outcome.stderr.lines().next().unwrap_or_default();
        assert_says_stores(&world, first);

        let outcome = world.run(tool).args(arguments).args("--format kestra").outcome();
        assert_eq!(outcome.stderr, "", "Kestra shows all of standard error as errors");
        assert_eq!(outcome.code, Some(0));
        let markers = outcome.markers();
        assert_eq!(markers.outputs.len(), 1, "{}", outcome.stdout);
        assert_eq!(names(&markers.outputs[0]), names(&json));
        assert!(markers.logs.iter().all(|log| log["level"].is_string() && log["message"].is_string()));
        assert_says_stores(&world, markers.logs[0]["message"].as_str().unwrap_or_default());
    }
}

#[test]
fn json_is_the_default_when_standard_output_is_no_terminal() {
    let world = World::at(NOW);
    let outputs = world.run("quota-gate").args("available").outcome().expect(0);
    assert_eq!((&outputs["source"], &outputs["reason"]), (&json!("frankfurter"), &json!("")));
}

#[test]
fn a_wrong_argument_is_told_to_the_caller_who_reads_outputs() {
    let world = World::at(NOW);
    for tool in TOOLS {
        for arguments in ["--nonsense", "nonsense nonsense", "--home", "--now x", "--config nowhere.toml"] {
            let _case = in_case(format!("{tool} {arguments}"));
            let arguments = if tool == "quota-gate" { format!("check {arguments}") } else { arguments.to_owned() };
            let run = || world.run(tool).args(&arguments);
            assert_told(&run().outcome(), 2);
            assert_told(&world.run(tool).args("--format json").args(&arguments).outcome(), 2);
            assert_marked(&run().env("MAKERATES_FORMAT", "kestra").outcome(), 2);
            assert_marked(&world.run(tool).args("--format kestra").args(&arguments).outcome(), 2);
            assert_marked(&world.run(tool).args("--format=kestra").args(&arguments).outcome(), 2);
        }
    }
    assert_marked(&world.run("quota-gate").args("--format kestra").outcome(), 2);
}

#[test]
fn a_run_that_fails_tells_why_in_its_outputs_and_on_one_line() {
    let mut world = World::at(NOW);
    world.replay.set_faults(&json!([
        {"source": "frankfurter", "kind": "status", "status": 500},
        {"source": "exchangerate", "kind": "html"},
    ]));
    let cases = [
        ("extract-frankfurter", "", 4),
        ("extract-exchangerate", "", 4),
        ("extract-exchangerate", "--date 2026-09-25", 2),
        ("quota-gate", "available", 3),
        ("quota-gate", "reserve --source frankfurter --requests 5", 3),
        ("quota-gate", "reset --all", 2),
        ("transform", "", 2),
        ("transform", "quality", 2),
        ("transform", "inspect", 2),
        ("transform", "explain EUR/USD", 2),
        ("sync-dynamodb", "", 2),
        ("sync-dynamodb", "get EUR/USD", 2),
    ];
    for (tool, arguments, code) in cases {
        let _case = in_case(format!("{tool} {arguments}"));
        // No request is left but for the extractors.
        let daily = if tool == "quota-gate" { "0" } else { "100" };
        for format in ["json", "kestra", "text"] {
            world.renew_home();
            let run = world.run(tool).args(arguments).args("--format").args(format);
            let run = run.env("MAKERATES_QUOTA__FRANKFURTER__DAILY", daily);
            let outcome = run.env("MAKERATES_QUOTA__EXCHANGERATE__DAILY", daily).outcome();
            match format {
                "json" => assert_told(&outcome, code),
                "kestra" => assert_marked(&outcome, code),
                _ => {
                    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(code), ""), "a failure is no result");
                    assert!(outcome.error().starts_with("error: "), "{}", outcome.stderr);
                }
            }
        }
    }
    fs::create_dir_all(world.home().join("silver/makerates.duckdb")).expect("the folder can be made");
    assert_marked(&world.run("sync-dynamodb").args("--format kestra").outcome(), 6);
}

#[test]
fn text_is_for_people() {
    let world = World::at(CALM);
    for (tool, arguments) in COMMANDS {
        let _case = in_case(format!("{tool} {arguments}"));
        let outcome = world.run(tool).args(arguments).args("--format text --quiet").outcome();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        assert!(!outcome.stdout.trim().is_empty() && !outcome.stdout.starts_with(['{', ':']), "{}", outcome.stdout);
    }
}

/// The first line of the log says which stores the run uses.
fn assert_says_stores(world: &World, line: &str) {
    let home = world.home().display().to_string();
    for store in ["bronze", "silver", "embedded tables", &home] {
        assert!(line.contains(store), "no {store} in: {line}");
    }
}

fn names(outputs: &Value) -> Vec<&String> {
    outputs.as_object().expect("outputs are an object").keys().collect()
}

/// One JSON object with the reason, and the error as the last line.
fn assert_told(outcome: &Outcome, code: i32) {
    let outputs = outcome.expect(code);
    let reason = outputs["reason"].as_str().expect("every output has a reason");
    assert!(!reason.is_empty() && !reason.contains('\n'), "{reason}");
    let next_step = outputs["next_step"].as_str().expect("a failure has a next step");
    assert!(outcome.error().ends_with(next_step), "{}", outcome.stderr);
    assert!(outcome.error().starts_with("error: ") && outcome.error().contains("; "), "{}", outcome.stderr);
}

/// Markers with the reason, and one line on standard error.
fn assert_marked(outcome: &Outcome, code: i32) {
    assert_eq!(outcome.code, Some(code), "{}{}", outcome.stdout, outcome.stderr);
    let markers = outcome.markers();
    assert_eq!(markers.outputs.len(), 1, "{}", outcome.stdout);
    let reason = markers.outputs[0]["reason"].as_str().expect("every output has a reason");
    assert!(!reason.is_empty(), "{}", outcome.stdout);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    assert!(outcome.error().starts_with("error: ") && outcome.error().contains("; "), "{}", outcome.stderr);
}
