//! `--show-config`: every value with its origin, the key never.

use crate::{NOW, TOOLS};
use makerates_tests::replay::KEY;
use makerates_tests::{Outcome, Run, World, in_case};
use std::fs;

#[test]
fn each_value_is_shown_with_its_origin_and_a_later_layer_wins() {
    let world = World::at(NOW);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file =
        "run_id = \"from-the-file\"\nnow = \"2020-01-02T03:04:05Z\"\n[gold]\nhot_days = 3\n[silver]\nwait_s = 5\n";
    fs::write(folder.path().join("makerates.toml"), file).expect("the file can be written");
    for tool in TOOLS {
        let _case = in_case(tool);
        let run = command(&world, tool).current_dir(folder.path()).env("MAKERATES_GOLD__HOT_DAYS", "4");
        let shown = show(run.arg("--home").arg("/srv/rates").without("MAKERATES_NOW"));
        let expected = [
            ("gold.bases", "[\"EUR\",\"USD\"]  (default)"),
            ("silver.wait_s", "5  (makerates.toml)"),
            ("run_id", "from-the-file  (makerates.toml)"),
            ("now", "2020-01-02T03:04:05Z  (makerates.toml)"),
            ("gold.hot_days", "4  (environment MAKERATES_GOLD__HOT_DAYS)"),
            ("home", "/srv/rates  (flag --home)"),
        ];
        for (setting, value) in expected {
            assert_eq!(line(&shown, setting), value, "{setting}");
        }
        let shown = show(command(&world, tool).args("--now 2021-01-02T03:04:05Z --format text"));
        assert_eq!(line(&shown, "now"), "2021-01-02T03:04:05Z  (flag --now)");
        assert_eq!(line(&shown, "format"), "text  (flag --format)");
    }
    assert_eq!((world.files(""), world.replay.requests().len()), (vec![], 0), "it only shows");
}

#[test]
fn a_named_file_is_shown_as_it_was_named() {
    let world = World::at(NOW);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("other.toml");
    fs::write(&file, "run_id = \"x\"\n").expect("the file can be written");
    let shown = show(world.run("transform").env("MAKERATES_CONFIG", &file));
    assert!(line(&shown, "run_id").contains("other.toml)"), "{}", shown.stdout);
}

#[test]
fn the_key_is_shown_as_set_or_not_and_never_itself() {
    let world = World::at(NOW);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("key");
    fs::write(&file, KEY).expect("the key can be written");
    let tool = || world.run("extract-exchangerate");
    let (set, none) = ("******** (set)", "(none: open access)");
    let cases = [
        ("from the environment", tool().env("EXCHANGERATE_API_KEY", KEY), set),
        ("from a file", tool().env("MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE", &file), set),
        ("empty", tool().env("EXCHANGERATE_API_KEY", ""), none),
        ("none", tool(), none),
    ];
    for (name, run, expected) in cases {
        let _case = in_case(name);
        let shown = show(run.args("-vv"));
        assert_eq!(line(&shown, "the key of ExchangeRate-API"), expected);
        assert!(!shown.stdout.contains(KEY) && !shown.stderr.contains(KEY));
    }
}

fn command(world: &World, tool: &str) -> Run {
    world.run(tool).args(if tool == "quota-gate" { "check" } else { "" })
}

fn show(run: Run) -> Outcome {
    let outcome = run.args("--show-config").outcome();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome
}

/// What stands behind a setting's name.
fn line<'a>(shown: &'a Outcome, setting: &str) -> &'a str {
    let mut lines = shown.stdout.lines().filter_map(|line| line.split_once(" = "));
    lines.find(|(name, _)| *name == setting).unwrap_or_else(|| panic!("{setting} is not shown: {}", shown.stdout)).1
}
