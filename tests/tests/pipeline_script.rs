//! `scripts/pipeline`: it does what the daily flow does, and its exit code is the worst of its steps.

use makerates_tests::replay::KEY;
use makerates_tests::{Outcome, Run, World, executables, in_case};
use serde_json::{Value, json};
use std::fs;

/// A morning after a day on which the sources agree.
const NOW: &str = "2026-09-25T06:00:00Z";

/// A run of the script with the executables that this test program has built.
fn pipeline(world: &World, environment: &[(&str, &str)]) -> Outcome {
    let built = executables::path("transform");
    let profile = built.parent().expect("it lies in a folder of its profile");
    let target = profile.parent().expect("that lies in target");
    let tools = world.home().join("tools");
    fs::create_dir_all(&tools).expect("a folder for tools");
    // Cargo was here already.
    let cargo = tools.join("cargo");
    if !cargo.exists() {
        std::os::unix::fs::symlink("/usr/bin/true", cargo).expect("a link can be made");
    }
    let name = if profile.ends_with("release") { "release" } else { "dev" };
    let script = format!(
        "PATH={}:$PATH BUILD_PROFILE={name} CARGO_TARGET_DIR={} exec '{}/scripts/pipeline' $ARGUMENTS",
        tools.display(),
        target.display(),
        executables::root().display()
    );
    let run = world.run("transform").env("EXCHANGERATE_API_KEY", KEY);
    let run: Run = environment.iter().fold(run, |run, (name, value)| run.env(name, value));
    run.after(&["bash"], &script).outcome()
}

fn outcomes_by_source(world: &World) -> Vec<String> {
    let mut outcomes: Vec<String> =
        world.receipts().iter().map(|receipt| format!("{} {}", receipt["source"], receipt["outcome"])).collect();
    outcomes.sort();
    // Of one source there may be several questions: the ECB, the panel, its banks.
    outcomes.dedup();
    outcomes.iter().map(|outcome| outcome.replace('"', "")).collect()
}

fn is_published(world: &World, pair: &str) -> bool {
    world.run("sync-dynamodb").args(&format!("get {pair}")).outcome().code == Some(0)
}

#[test]
fn what_one_source_does_never_stops_the_other_and_the_exit_code_tells_it() {
    let fault = |source: &str, fault: Value| {
        let mut fault = fault;
        fault["source"] = json!(source);
        json!([fault])
    };
    let status = |status: u16| json!({"kind": "status", "status": status});
    let wrong_key = json!({"kind": "body", "status": 403, "text": r#"{"result":"error","error-type":"invalid-key"}"#});
    let forbidden = json!({"kind": "body", "status": 403, "text": r#"{"message":"forbidden"}"#});
    // On the first morning a source that does not answer has no rate at all, and that is a critical finding: 5 is the worst.
    let cases = [
        ("both answer", json!([]), 0, ["exchangerate new", "frankfurter new"]),
        ("a wrong key", fault("exchangerate", wrong_key), 2, ["exchangerate failed", "frankfurter new"]),
        ("the first one forbids", fault("frankfurter", forbidden), 2, ["exchangerate new", "frankfurter failed"]),
        ("a source fails", fault("frankfurter", status(500)), 5, ["exchangerate new", "frankfurter failed"]),
        ("a content network", fault("frankfurter", status(403)), 5, ["exchangerate new", "frankfurter rejected"]),
        ("a source is exhausted", fault("exchangerate", status(429)), 5, ["exchangerate failed", "frankfurter new"]),
    ];
    let mut world = World::at(NOW);
    for (name, faults, code, outcomes) in cases {
        world.renew_home();
        world.replay.set_faults(&faults);
        let outcome = pipeline(&world, &[]);
        assert_eq!(outcome.code, Some(code), "{name}: {}", outcome.stderr);
        assert_eq!(outcomes_by_source(&world), outcomes, "{name}: both are asked");
        assert!(is_published(&world, "EUR/USD"), "{name}: what there is is published");
        assert!(outcome.stdout.contains("\npublished: the newest rates are of 2026-09-24\n"), "{}", outcome.stdout);
        assert_eq!(outcome.stderr.contains("a source did not answer"), code != 0, "{name}");
    }
}

#[test]
fn without_an_answer_nothing_is_published_and_it_says_so() {
    let mut world = World::at(NOW);
    let both = |status: u16| {
        json!(
            ["frankfurter", "exchangerate"].map(|source| json!({"source": source, "kind": "status", "status": status}))
        )
    };
    for (status, code) in [(500, 4), (429, 3)] {
        world.renew_home();
        world.replay.set_faults(&both(status));
        let outcome = pipeline(&world, &[]);
        assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("nothing was published: no source answered"), "{}", outcome.stderr);
        for told in [
            format!("frankfurter gave no answer (exit code {code}); the other source is asked all the same.\n"),
            format!("exchangerate gave no answer (exit code {code}).\n"),
        ] {
            assert!(outcome.stderr.contains(&told), "no `{told}` in: {}", outcome.stderr);
        }
        assert!(outcome.stderr.contains("`quota-gate health` says how old it is"), "{}", outcome.stderr);
        assert!(!world.silver().exists());
    }
    // Both are blocked by now.
    let outcome = pipeline(&world, &[]);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stderr.contains("nothing was published: no source may be asked now"), "{}", outcome.stderr);
}

/// The ECB and the market feed can't be had, and the banks of the panel have long been heard: what they agree on is published.
#[test]
fn an_extractor_that_failed_and_has_an_answer_is_enough_to_publish() {
    let mut world = World::at("2024-07-02T06:00:00Z");
    for format in ["text", "json", "kestra"] {
        let _case = in_case(format);
        world.renew_home();
        world.replay.set_faults(&json!([]));
        world.run("extract-frankfurter").args("--from 2024-03-01 --to 2024-06-28").ok();
        world.replay.set_faults(&json!([
            {"source": "frankfurter", "kind": "status", "status": 503, "path_contains": "/v1/"},
            {"source": "exchangerate", "kind": "html"},
        ]));
        let outcome = pipeline(&world, &[("MAKERATES_FORMAT", format)]);
        let told = format!("{}{}", outcome.stdout, outcome.stderr);
        // The feed has no rate at all, and that is a critical finding.
        assert_eq!(outcome.code, Some(5), "{told}");
        assert!(outcome.stderr.contains("frankfurter failed (exit code 4), but not in all"), "{told}");
        assert!(outcome.stderr.contains("exchangerate gave no answer (exit code 4)"), "{told}");
        assert!(outcome.stderr.contains("a source did not answer, or not in full"), "{told}");
        let shown = [r#""answered": 1"#, r#""answered":1"#, "frankfurter: a new answer"];
        assert!(shown.iter().any(|shown| outcome.stdout.contains(shown)), "what an extractor prints is shown: {told}");
        let rate = world.run("sync-dynamodb").args("get EUR/USD").ok();
        assert_eq!(rate["effective_date"], "2024-07-01", "{rate}");
    }
}

/// A run whose every step ended well may still have brought nothing.
#[test]
fn a_run_that_brought_nothing_new_says_so_and_which_day_is_due() {
    let mut world = World::at(NOW);
    assert_eq!(pipeline(&world, &[]).code, Some(0));
    world.set_clock("2026-09-25T07:00:00Z");
    let again = pipeline(&world, &[]);
    let nothing_new = "nothing new to publish, the table says it all already: the newest rates are of 2026-09-24\n";
    assert!(again.stdout.contains(nothing_new), "{}", again.stdout);
    world.set_clock("2026-09-29T07:00:00Z");
    world.replay.set_faults(&json!(
        ["frankfurter", "exchangerate"].map(|source| json!({"source": source, "kind": "stale", "date": "2026-09-25"}))
    ));
    let stale = pipeline(&world, &[]);
    assert!(stale.stdout.contains("the newest rates are of 2026-09-25, and 2026-09-28 is due"), "{}", stale.stdout);
    assert_eq!(stale.code, Some(5), "{}", stale.stderr);
}

#[test]
fn a_slip_of_the_pen_is_told_before_a_request_is_spent() {
    let world = World::at(NOW);
    let slips = [
        ("--ful", "a similar argument exists: '--full'"),
        ("--full --incremental", "the argument '--full' cannot be used with '--incremental'"),
    ];
    for (arguments, told) in slips {
        let outcome = pipeline(&world, &[("ARGUMENTS", arguments)]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
        assert!(world.receipts().is_empty(), "{:?}", world.receipts());
    }
    assert_eq!(pipeline(&world, &[("ARGUMENTS", "--full")]).code, Some(0));
}

#[test]
fn a_critical_finding_withholds_its_own_rate_and_no_other() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--from 2026-06-01 --to 2026-09-23 --no-panel").ok();
    let fault = json!([{"source": "exchangerate", "kind": "multiply", "currency": "JPY", "factor": "1.05"}]);
    world.replay.set_faults(&fault);
    let outcome = pipeline(&world, &[]);
    assert_eq!(outcome.code, Some(5), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stderr.contains("what was validated is published all the same"), "{}", outcome.stderr);
    assert!(is_published(&world, "EUR/USD"));
}
