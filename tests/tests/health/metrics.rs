//! The metrics of a run in CloudWatch's and Prometheus' formats: the same names and numbers as Kestra gets.

use crate::{CALM, morning};
use makerates_core::metrics::catalogue::CATALOGUE;
use makerates_tests::{Outcome, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// The lines on standard error that are CloudWatch's.
fn emf(stderr: &str) -> Vec<Value> {
    stderr
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|line: &Value| line["_aws"].is_object())
        .collect()
}

#[test]
fn emf_lines_carry_each_metric_under_its_dimensions() {
    let world = World::at(CALM);
    let outcome = world.run("extract-frankfurter").args("--metrics emf").outcome();
    outcome.expect(0);
    let lines = emf(&outcome.stderr);
    // Of the source, of its quota's day, of its quota, of the run.
    assert_eq!(lines.len(), 4, "{}", outcome.stderr);
    let of_source = &lines[0];
    assert_eq!(
        (&of_source["source"], &of_source["layer"], &of_source["requests"]),
        (&json!("frankfurter"), &json!("bronze"), &json!(3))
    );
    let directive = &of_source["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(
        (&directive["Namespace"], &directive["Dimensions"]),
        (&json!("Makerates"), &json!([["layer", "source"]]))
    );
    assert_eq!((&lines[3]["step"], &lines[3]["run_failed"]), (&json!("extract-frankfurter"), &json!(0)));
}

#[test]
fn the_environment_asks_for_metrics_of_every_step() {
    let world = World::at(CALM);
    let stderr = |metrics: &str| {
        let outcome = world.run("quota-gate").args("available").env("MAKERATES_METRICS", metrics).outcome();
        outcome.expect(0);
        outcome.stderr
    };
    assert!(!emf(&stderr("emf")).is_empty());
    assert!(emf(&stderr("")).is_empty());
    stderr(&format!("prometheus {}", world.home().display()));
    assert!(world.home().join("makerates-quota-gate-available.prom").is_file());
}

#[test]
fn a_failed_run_is_counted_as_one() {
    let world = World::at(CALM);
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "html" }]));
    let outcome = world.run("extract-frankfurter").args("--metrics emf").outcome();
    assert_eq!(outcome.code, Some(4));
    assert!(emf(&outcome.stderr).iter().any(|line| line["run_failed"] == json!(1)), "{}", outcome.stderr);
}

/// The alarms would take the state of then for that of now.
#[test]
fn an_audit_of_an_earlier_state_sends_nothing() {
    let world = World::at(CALM);
    world.run("extract-frankfurter").ok();
    let audit = world.home().join("audit");
    let outcome = world.run("transform").args("--out").arg(&audit).args("--metrics emf").outcome();
    assert_eq!((outcome.code, emf(&outcome.stderr).len()), (Some(0), 0), "{}", outcome.stderr);
    assert!(!emf(&world.run("transform").args("--metrics emf").outcome().stderr).is_empty());
}

#[test]
fn prometheus_gets_a_file_or_one_per_step_in_a_folder() {
    let world = World::at(CALM);
    let file = world.home().join("makerates.prom");
    world.run("quota-gate").args("available --metrics prometheus").arg(&file).ok();
    let text = fs::read_to_string(&file).expect("the file is there");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "a node exporter runs as a user of its own");
    }
    assert!(text.contains("# TYPE makerates_quota_limit gauge\n"), "{text}");
    let step = "step=\"quota-gate-available\"";
    let limit =
        format!("makerates_quota_limit{{layer=\"control\",period=\"day\",source=\"exchangerate\",{step}}} 50\n");
    let circuit = format!("makerates_circuit_open{{layer=\"control\",source=\"frankfurter\",{step}}} 0\n");
    assert!(text.contains(&limit) && text.contains(&circuit), "{text}");

    world.run("quota-gate").args("available --metrics prometheus").arg(world.home()).ok();
    let of_step = fs::read_to_string(world.home().join("makerates-quota-gate-available.prom")).expect("it is there");
    assert!(of_step.contains("makerates_run_failed{layer=\"control\",step=\"quota-gate-available\"} 0\n"), "{of_step}");
}

/// Of a series that two files have a node exporter serves one, maybe the older one.
#[test]
fn of_the_steps_in_a_folder_none_has_a_series_of_another() {
    let world = World::at(CALM);
    let folder = world.home().join("textfile");
    fs::create_dir(&folder).expect("the folder can be made");
    let metrics = format!("prometheus {}", folder.display());
    let steps = [("quota-gate", "available"), ("quota-gate", "check"), ("extract-exchangerate", ""), ("transform", "")];
    for (tool, arguments) in steps {
        world.run(tool).args(arguments).env("MAKERATES_METRICS", &metrics).ok();
    }
    let mut series = Vec::new();
    for file in fs::read_dir(&folder).expect("the folder is there") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("it is text");
        let values = text.lines().filter(|line| !line.starts_with('#'));
        series.extend(values.filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned())));
    }
    let all = series.len();
    series.sort();
    series.dedup();
    assert_eq!((series.len(), all > 30), (all, true), "{series:?}");
}

/// Two steps that run at the same time, or one after the other: each line is whole, and none is lost.
#[test]
fn cloudwatchs_lines_go_to_the_end_of_a_file() {
    let world = World::at(CALM);
    let file = world.home().join("emf.log");
    let metrics = format!("emf {}", file.display());
    let looks: Vec<_> =
        (0..4).map(|_| world.run("quota-gate").args("check").env("MAKERATES_METRICS", &metrics).spawn()).collect();
    for look in looks {
        assert!(!Outcome::of(look).expect(0).is_null());
    }
    world.run("extract-exchangerate").env("MAKERATES_METRICS", &metrics).ok();
    let text = fs::read_to_string(&file).expect("the file is there");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a whole line")).collect();
    let of_runs = lines.iter().filter(|line| line.get("run_failed").is_some()).count();
    assert_eq!((of_runs, text.ends_with('\n')), (5, true), "{text}");
    assert!(lines.iter().any(|line| line["source"] == "exchangerate" && line["quota_used"] == 1), "{text}");
}

#[test]
fn a_file_that_cannot_be_written_costs_the_run_nothing_but_a_warning() {
    let world = World::at(CALM);
    fs::create_dir(world.home().join("makerates-quota-gate-available.prom")).expect("the folder can be made");
    let outcome = world.run("quota-gate").args("available --metrics prometheus").arg(world.home()).outcome();
    outcome.expect(0);
    assert!(outcome.stderr.contains("the metrics of this run are lost"), "{}", outcome.stderr);
}

#[test]
fn a_target_that_is_none_is_refused() {
    let world = World::at(CALM);
    for (words, part) in [
        ("statsd", "emf, emf with a file, or prometheus with a file"),
        ("prometheus", "needs a file"),
        ("prometheus /nowhere/at/all.prom", "there is no folder /nowhere/at (/ is there): make it"),
        ("emf x", "put --metrics last"),
    ] {
        let outcome = world.run("quota-gate").args("available --metrics").args(words).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains(part), "{}", outcome.stderr);
    }
}

/// What the steps of a morning measure is exactly what the catalogue describes, and the page lists all of it.
#[test]
fn every_metric_is_described_and_documented() {
    let world = World::at(CALM);
    morning(&world);
    let mut measured = BTreeSet::new();
    for (tool, arguments) in
        [("quota-gate", "available"), ("extract-frankfurter", ""), ("transform", ""), ("sync-dynamodb", "")]
    {
        let markers = world.run(tool).args(arguments).args("--format kestra").outcome().markers();
        measured.extend(markers.metrics.iter().map(|metric| metric["name"].as_str().unwrap_or_default().to_owned()));
    }
    let described: BTreeSet<String> = CATALOGUE.iter().map(|description| description.name.to_owned()).collect();
    assert_eq!(measured, described);
    let page =
        fs::read_to_string(makerates_tests::executables::root().join("docs/metrics.md")).expect("the page is there");
    for description in CATALOGUE {
        let row = format!("`{}`", description.name);
        assert!(
            page.lines().any(|line| line.contains(&row) && line.contains(description.meaning)),
            "{row} is not on the page"
        );
    }
}
