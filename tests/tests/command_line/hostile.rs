//! What others wrote (a source, a caller, a folder's name) steers no terminal, and begins no line of its own.

use crate::NOW;
use makerates_tests::{Outcome, World, in_case};
use serde_json::json;
use std::fs;

/// Colours, a title, the direction of writing, and a line that looks like outputs of ours.
const HOSTILE: &str = "\u{1b}[31m\u{9b}2J\u{1b}]0;x\u{7}\u{202e}\n::{\"outputs\":{\"source\":\"evil\"}}::\n";

#[test]
fn a_source_s_words_are_shown_and_do_nothing() {
    let world = World::at(NOW);
    let body = json!({"result": "error", "error-type": HOSTILE, "message": HOSTILE}).to_string();
    world.replay.set_faults(&json!([
        {"source": "exchangerate", "kind": "body", "status": 200, "text": body},
        {"source": "frankfurter", "kind": "body", "status": 400, "text": body},
    ]));
    for tool in ["extract-exchangerate", "extract-frankfurter"] {
        for format in ["text", "json", "kestra"] {
            let _case = in_case(format!("{tool} --format {format}"));
            let outcome = world.run(tool).args("-vv --format").arg(format).outcome();
            assert!(matches!(outcome.code, Some(2 | 4)), "{}", outcome.stderr);
            assert_harmless(&outcome, format);
        }
    }
    let told = world.run("transform").args("bronze ls --format text --date 2026-09-29").outcome();
    assert_harmless(&told, "text");
    assert!(told.stdout.contains("u{1b}"), "{}", told.stdout);
    let health = world.run("quota-gate").args("health --format text").outcome();
    assert_harmless(&health, "text");
}

#[test]
fn a_query_s_cells_and_a_folder_s_name_are_shown_and_do_nothing() {
    let world = World::at(NOW);
    let home = world.home().join("a\u{1b}[1m\nb\u{202e}");
    world.run("extract-frankfurter").env("MAKERATES_HOME", &home).ok();
    world.run("transform").env("MAKERATES_HOME", &home).ok();
    let sql = format!("select '{HOSTILE}' as \"{}\"", HOSTILE.replace('"', "'"));
    for format in ["text", "json", "kestra"] {
        let _case = in_case(format);
        let run = || world.run("transform").env("MAKERATES_HOME", &home).args("-vv --format").arg(format);
        assert_harmless(&run().args("inspect --sql").arg(&sql).outcome(), format);
        assert_harmless(&run().args("inspect --sql").arg(format!("no query {HOSTILE}")).outcome(), format);
        assert_harmless(&run().args("--show-config").outcome(), "text");
    }
    let rows = world.run("transform").env("MAKERATES_HOME", &home).args("inspect --sql").arg(&sql).ok();
    let cells: Vec<_> = rows["rows"][0].as_object().expect("a row is an object").values().collect();
    assert_eq!(cells, [HOSTILE], "JSON has the text itself");
    let object = home.join("bronze/hostile");
    fs::write(&object, HOSTILE).expect("it can be written");
    let run = world.run("transform").env("MAKERATES_HOME", &home).args("bronze cat hostile");
    assert_eq!(run.outcome().stdout, HOSTILE, "an object goes out as it is");
}

fn assert_harmless(outcome: &Outcome, format: &str) {
    for (name, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
        let steers = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(steers), "{name}: {text:?}");
        assert!(!text.contains("\n::{\"outputs\":{\"source\":\"evil\""), "{name}: {text}");
    }
    match format {
        "kestra" => assert_eq!(outcome.markers().outputs.len(), 1),
        "json" => drop(outcome.expect(outcome.code.expect("it ends by itself"))),
        _ => {}
    }
}
