//! What the page says of runs is what their record says.

use crate::{CALM, report, rows, section};
use makerates_tests::World;
use serde_json::{Value, json};

/// What the light says of the runs.
fn said(world: &World) -> (String, String) {
    let (outputs, html) = report(world);
    let signals = outputs["signals"].as_array().expect("a list");
    let signal = signals.iter().find(|signal| signal["name"] == "Runs").expect("the light speaks of the runs");
    assert!(section(&html, "today").contains("href=\"#runs\">Runs</a>"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&signal["state"]), text(&signal["text"]))
}

#[test]
fn a_run_that_is_recorded_was_and_is_shown() {
    let world = World::at(CALM);
    world.pipeline();
    assert_eq!(said(&world), ("green".to_owned(), "the last run of each step that is recorded ended well".to_owned()));
    let (_, html) = report(&world);
    let runs = rows(&html, "runs-table");
    let sync = runs.iter().find(|row| row[1] == "sync-dynamodb").expect("the sync is among the runs");
    assert_eq!((sync[0].as_str(), sync[2].as_str()), ("2026-09-24 06:00 UTC", "ok"));
}

/// The record goes back for 30 days: of what was before it says nothing.
#[test]
fn where_no_run_is_recorded_the_page_says_just_that() {
    let mut world = World::at(CALM);
    world.pipeline();
    world.set_clock("2026-11-03T06:00:00Z");
    let (state, text) = said(&world);
    assert_eq!(state, "amber", "{text}");
    assert_eq!(
        text,
        "sync-dynamodb: nothing was published as far as is recorded (no run of it in the last 30 days); \
         transform: silver was not rebuilt as far as is recorded (no run of it in the last 30 days)"
    );
    let (_, html) = report(&world);
    let runs = section(&html, "runs");
    assert!(runs.contains("No run is recorded in the last 30 days.") && !runs.contains("never"), "{runs}");
}

#[test]
fn a_run_that_failed_is_told_with_its_time_as_the_page_writes_times() {
    let mut world = World::at(CALM);
    world.pipeline();
    world.set_clock("2026-09-26T06:00:00Z");
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "status", "status": 503 }]));
    world.run("extract-frankfurter").outcome().expect(4);
    let (_, html) = report(&world);
    let today = section(&html, "today");
    assert!(today.contains("extract-frankfurter: the last run failed (source"), "{today}");
    assert!(today.contains("(the last good run was at 2026-09-24 06:00 UTC)"), "{today}");
}
