//! A configuration that can't be used ends every executable with exit 2, the setting's name and where it stands.

use crate::{NOW, TOOLS};
use makerates_tests::{Run, World, in_case};
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

#[test]
fn a_wrong_variable_names_setting_variable_and_remedy() {
    let world = World::at(NOW);
    let cases: &[(&str, &str, &[&str])] = &[
        ("MAKERATES_GOLD__HOT_DAY", "3", &["unknown setting `gold.hot_day`", "`gold.hot_days`"]),
        ("MAKERATES_HOEM", "x", &["unknown setting `hoem`", "`home`"]),
        ("MAKERATES_SOURCES__FRANKFURTR__URL", "x", &["unknown setting", "`sources.frankfurter.url`"]),
        ("MAKERATES_EXCHANGERATE_API_KEY", "x", &["unknown setting"]),
        ("MAKERATES_GOLD__HOT_DAYS", "many", &["`gold.hot_days`", "many"]),
        ("MAKERATES_GOLD__HOT_DAYS", "-1", &["`gold.hot_days`", "-1"]),
        ("MAKERATES_GOLD__BASES", "euro", &["`gold.bases`", "euro"]),
        ("MAKERATES_GOLD__BASES", ",", &["`gold.bases`", "empty"]),
        ("MAKERATES_QUOTA__EXCHANGERATE__DAILY", "1.5", &["`quota.exchangerate.daily`", "1.5"]),
        ("MAKERATES_DYNAMODB__LOCATION", "local", &["`dynamodb.location`", "embedded", "aws"]),
        ("MAKERATES_FORMAT", "yaml", &["`format`", "kestra"]),
        ("MAKERATES_NOW", "today", &["`now`"]),
        ("MAKERATES_RUN_ID", "../x", &["run_id", "letters, digits"]),
        ("MAKERATES_VALIDATION__CRITICAL_PCT", "0.1", &["validation.critical_pct", "0.1", "0.5"]),
        ("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "32", &["refresh_day_of_month", "1 to 31"]),
    ];
    for tool in TOOLS {
        for (variable, value, words) in cases {
            let _case = in_case(format!("{tool} with {variable}={value}"));
            let run = any_command(&world, tool).env(variable, value);
            assert_refused(&world, run, words);
        }
    }
}

#[test]
fn a_wrong_line_in_the_file_names_setting_file_and_remedy() {
    let cases: &[(&str, &[&str])] = &[
        ("[gold]\nhot_day = 3", &["unknown setting `gold.hot_day`", "`gold.hot_days`"]),
        ("hoem = \"x\"", &["unknown setting `hoem`", "`home`"]),
        ("[sources.frankfurtr]\nurl = \"x\"", &["unknown setting", "sources.frankfurter.url"]),
        ("[gold]\nhot_days = \"many\"", &["`gold.hot_days`", "many"]),
        ("[gold]\nbases = []", &["`gold.bases`", "empty"]),
        ("[gold]\nbases = [\"euro\"]", &["`gold.bases`", "euro"]),
        ("gold = 5", &["`gold`", "the number 5", "a table of settings"]),
        ("now = 5", &["`now`", "the number 5", "an instant such as 2026-09-29T06:00:00Z"]),
        ("now = 2026-09-29", &["`now`", "time"]),
        ("[gold]\nhot_days = 2026-09-29", &["`gold.hot_days`", "2026-09-29"]),
        ("[gold]\nhot_days = [1]", &["`gold.hot_days`", "a list", "text or a number"]),
        ("[dynamodb]\nlocation = true", &["`dynamodb.location`", "true", "a word in quotes"]),
        ("[sources.exchangerate]\nkey_file = 5", &["key_file", "the number 5", "a path in quotes"]),
        ("this is no TOML", &["TOML parse error at line 1"]),
    ];
    let world = World::at(NOW);
    for (text, words) in cases {
        let _case = in_case(*text);
        // Another folder than home, so that home stays as empty as it was.
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let file = folder.path().join("makerates.toml");
        fs::write(&file, text).expect("the file can be written");
        let words: Vec<&str> = words.iter().copied().chain(["makerates.toml"]).collect();
        let there = any_command(&world, "extract-frankfurter").current_dir(folder.path()).without("MAKERATES_NOW");
        assert_refused(&world, there, &words);
        let named = any_command(&world, "transform").arg("--config").arg(&file).without("MAKERATES_NOW");
        assert_refused(&world, named, &words);
    }
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let world = World::at(NOW);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let place = |name: &str| folder.path().join(name).display().to_string();
    assert!(Command::new("mkfifo").arg(place("pipe")).status().is_ok_and(|status| status.success()));
    symlink("nowhere", place("link")).expect("a link can be made");
    fs::write(place("bytes"), b"home = \"\xff\"").expect("the file can be written");
    let cases = [
        (place("nowhere.toml"), "does not exist"),
        (place("link"), "is a link to nothing"),
        (place(""), "is a folder, not a file"),
        (place("pipe"), "is a pipe, a socket or a device, not a file"),
        ("/dev/zero".to_owned(), "is a pipe, a socket or a device, not a file"),
        (place("bytes"), "is not UTF-8"),
        (place("bytes/below"), "Not a directory"),
    ];
    for tool in TOOLS {
        for (file, word) in &cases {
            let _case = in_case(format!("{tool} --config {file}"));
            assert_refused(&world, any_command(&world, tool).arg("--config").arg(file), &[file, word]);
            assert_refused(&world, any_command(&world, tool).env("MAKERATES_CONFIG", file), &[file, word]);
        }
        let _case = in_case(tool);
        let shown = any_command(&world, tool).args("--show-config --config /dev/null").outcome();
        assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    }
    fs::create_dir(place("makerates.toml")).expect("the folder can be made");
    let there = any_command(&world, "transform").current_dir(folder.path());
    assert_refused(&world, there, &["makerates.toml", "is a folder, not a file"]);
}

/// TOML has dates of its own, and an instant reads like one.
#[test]
fn a_date_needs_no_quotes() {
    let world = World::at(NOW);
    let file = world.home().join("mine.toml");
    let text = "now = 2020-01-02T03:04:05Z\nhome = 2020-01-02\n[gold]\nbases = [\"EUR\"]\n";
    fs::write(&file, text).expect("the file can be written");
    let run = world.run("transform").args("--show-config --config").arg(&file);
    let shown = run.without("MAKERATES_NOW").without("MAKERATES_HOME").outcome();
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    for line in ["now = 2020-01-02T03:04:05Z  (", "home = 2020-01-02  (", "gold.bases = [\"EUR\"]  ("] {
        assert!(shown.stdout.contains(line), "no `{line}` in {}", shown.stdout);
    }
}

/// Each Kestra task has a working directory of its own, so that a relative home would be another one in each step.
#[test]
fn kestra_needs_an_absolute_home() {
    let world = World::at(NOW);
    for tool in TOOLS {
        for home in [None, Some("data"), Some("./data")] {
            let _case = in_case(format!("{tool}, home {home:?}"));
            let run = any_command(&world, tool).without("MAKERATES_HOME").env("MAKERATES_FORMAT", "kestra");
            let run = home.into_iter().fold(run, |run, home| run.arg("--home").arg(home));
            let outcome = run.outcome();
            assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
            assert!(outcome.error().contains("relative") && outcome.error().contains("MAKERATES_HOME"));
            let markers = outcome.markers();
            assert!(markers.outputs[0]["reason"].as_str().is_some_and(|reason| reason.contains("MAKERATES_HOME")));
            assert_eq!(world.files(""), []);
        }
    }
}

#[test]
fn a_key_that_can_be_none_is_refused_unseen() {
    let world = World::at(NOW);
    for key in ["s3cret/../key", "s3cret key", "s3cretkéy"] {
        let _case = in_case(key);
        let outcome = world.run("extract-exchangerate").args("-vv").env("EXCHANGERATE_API_KEY", key).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains("EXCHANGERATE_API_KEY"), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("s3cret") && !outcome.stdout.contains("s3cret"));
    }
    let run = world.run("extract-exchangerate").env("MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE", "no-such-file");
    let outcome = run.outcome();
    outcome.expect(2);
    assert!(outcome.error().contains("no-such-file") && outcome.error().contains("sources.exchangerate.key_file"));
    assert_eq!(world.replay.requests().len(), 0, "no request is sent");
}

/// A run that would do something if the configuration let it.
fn any_command(world: &World, tool: &str) -> Run {
    world.run(tool).args(if tool == "quota-gate" { "check" } else { "" })
}

fn assert_refused(world: &World, run: Run, words: &[&str]) {
    let outcome = run.outcome();
    let outputs = outcome.expect(2);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    for word in words {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    assert_ne!(outputs["reason"], "");
    assert_eq!(world.replay.requests().len(), 0, "no request is sent");
    assert_eq!(world.files(""), [], "nothing is written");
}
