//! `--help` of every executable and its commands, as golden files: what scripts rely on does not change unseen.
//!
//! `UPDATE_GOLDEN=1 cargo test -p makerates-tests --test command_line help` writes the files anew.

use crate::TOOLS;
use makerates_tests::executables::root;
use makerates_tests::{Run, in_case};
use std::fmt::Write;
use std::fs;

/// The options that every command shares are shown once, in the executable's own help.
const SHARED: &str = "Common options:";

#[test]
fn help_is_what_the_golden_files_say() {
    let mut different = Vec::new();
    for tool in TOOLS.into_iter().chain(["replay"]) {
        let _case = in_case(tool);
        let own = help(tool, "");
        let mut text = own.clone();
        for command in commands(&own) {
            let of_command = help(tool, command);
            let (before, _) = of_command.split_once(SHARED).unwrap_or((&of_command, ""));
            let before = before.trim_end();
            // Writing to a String can't fail.
            let _ = write!(text, "\n---- {tool} {command} --help, without the common options\n\n{before}\n");
        }
        let path = root().join("tests/golden").join(format!("{tool}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(root().join("tests/golden")).expect("the folder can be made");
            fs::write(&path, &text).expect("the file can be written");
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        if golden != text {
            different.push(format!("{tool} --help differs from tests/golden/{tool}.txt; it says now:\n{text}"));
        }
    }
    assert!(different.is_empty(), "{}\nIf that is meant: UPDATE_GOLDEN=1", different.join("\n"));
}

/// Whoever asks for help wants a line to begin with, and the meaning of what comes back.
#[test]
fn help_ends_with_examples_that_can_be_read_and_the_exit_codes() {
    for tool in TOOLS {
        let _case = in_case(tool);
        let own = help(tool, "");
        let (examples, codes) = own
            .split_once("\nExamples:\n")
            .and_then(|(_, end)| end.split_once("\n\nExit codes:\n"))
            .expect("both are there, in this order");
        assert!((2..=3).contains(&examples.lines().count()), "{examples}");
        for line in examples.lines().map(str::trim) {
            let (example, _) = line.split_once(['&', '>', '"']).unwrap_or((line, ""));
            let mut words = example.split_whitespace();
            assert_eq!(words.next(), Some(tool), "{line}");
            for flag in words.filter(|word| word.starts_with("--")) {
                let command = commands(&own).into_iter().find(|name| example.contains(&format!(" {name} ")));
                assert!(help(tool, command.unwrap_or_default()).contains(flag), "{line}");
            }
        }
        assert!(codes.contains("  6 storage failed"), "{codes}");
    }
}

#[test]
fn version_is_name_and_number() {
    for tool in TOOLS.into_iter().chain(["replay"]) {
        let _case = in_case(tool);
        let outcome = Run::new(tool).args("--version").outcome();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        assert_eq!(outcome.stdout, format!("{tool} {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// Help at a fixed width: without a terminal, `COLUMNS` decides.
fn help(tool: &str, command: &str) -> String {
    let outcome = Run::new(tool).args(command).args("--help").env("COLUMNS", "100").outcome();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let lines: Vec<&str> = outcome.stdout.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// The names in the list of commands, but for `help`.
fn commands(help: &str) -> Vec<&str> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    list.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}
