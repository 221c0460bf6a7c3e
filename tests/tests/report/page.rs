//! The page is one file without anything from outside, and says what silver and the tables say.

use crate::{CALM, exact_rows, report, rows, section};
use makerates_tests::World;
use serde_json::json;

#[test]
fn the_page_is_one_file_that_needs_nothing_from_outside() {
    let world = World::at(CALM);
    world.pipeline();
    let (outputs, html) = report(&world);
    let file = world.home().join("report.html");
    assert_eq!(outputs["file"], json!(file.display().to_string()));
    assert_eq!(outputs["bytes"], json!(html.len()));
    assert_eq!(outputs["reason"], json!(""));
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    for outside in ["http:", "https:", "//cdn", "<link", "@import", "url(", " src=", "<iframe"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("content=\"default-src 'none'; script-src 'sha256-"), "the browser must load nothing");
    let left: Vec<_> = world.files("").into_iter().filter(|(name, _)| name.contains(".new-")).collect();
    assert!(left.is_empty(), "nothing half-written stays");
}

#[test]
fn every_rate_stands_as_in_silver() {
    let world = World::at(CALM);
    world.pipeline();
    let (_, html) = report(&world);
    let mut shown: Vec<String> = exact_rows(&html, "rates-table").iter().map(|row| row[..6].join(" ")).collect();
    let mut expected = world.query(
        "select base_currency || '/' || quote_currency, digits, validation_status, rate_date,
            date '2026-09-24' - rate_date, deviation_pct from silver.latest_rates",
    );
    assert!(expected.len() > 100, "{} rates", expected.len());
    shown.iter_mut().chain(&mut expected).for_each(|row| *row = row.trim_end().to_owned());
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected);
}

#[test]
fn the_quarantine_has_its_rule_and_evidence() {
    let world = World::at(CALM);
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "SEK", "factor": "1.03" });
    world.replay.set_faults(&json!([fault]));
    world.pipeline();
    let (_, html) = report(&world);
    let mut shown: Vec<String> = exact_rows(&html, "quarantine-table").iter().map(|row| row[..7].join(" ")).collect();
    let mut expected = world.query(
        "select rate_date, base_currency || '/' || quote_currency, rule, evidence, witness, digits, layer
         from silver.quarantine",
    );
    assert!(expected.iter().any(|row| row.contains("USD/SEK")), "{expected:?}");
    assert_eq!(shown.len(), expected.len());
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected);
}

#[test]
fn quotas_and_runs_are_those_of_the_tables() {
    let world = World::at(CALM);
    world.run("quota-gate").args("init").ok();
    world.pipeline();
    let (_, html) = report(&world);
    let quota = section(&html, "quota");
    assert!(quota.contains("1 of 50 requests of the day 2026-09-24"), "{quota}");
    assert_eq!(rows(&html, "quota-exchangerate")[0][..3], ["2026-09-24", "1", "50"]);
    let runs: Vec<String> = rows(&html, "runs-table").iter().map(|row| row[1..3].join(" ")).collect();
    for step in ["sync-dynamodb ok", "transform ok", "extract-frankfurter ok", "extract-exchangerate ok"] {
        assert!(runs.iter().any(|run| run == step), "{step} is not in {runs:?}");
    }
}

#[test]
fn a_page_goes_where_it_is_wanted_or_the_run_fails_in_one_line() {
    let world = World::at(CALM);
    let outcome = world.run("transform").args("report").outcome();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.error().contains("run `transform` first"), "{}", outcome.error());
    world.pipeline();
    world.run("transform").args("report --out pages/today.html").ok();
    assert!(world.home().join("pages/today.html").is_file());
    std::fs::write(world.home().join("file"), "").expect("home can be written");
    let outcome = world.run("transform").args("report --out file/page.html").outcome();
    outcome.expect(6);
    assert!(outcome.error().contains("the report failed: writing"), "{}", outcome.error());
}
