//! Every command line on the pages is one that its executable takes: `--show-config` reads all of it, and does nothing.

use crate::{TOOLS, blocks, pages};
use makerates_tests::{World, in_case};

/// What stands for something on the pages, and something that it may be.
const PLACEHOLDERS: [(&str, &str); 12] = [
    ("DAY", "2026-09-28"),
    ("PAIR", "EUR/USD"),
    ("EUR/XXX", "EUR/USD"),
    ("HASH", "abcdef"),
    ("AMOUNT", "100"),
    ("TEXT", "wrong"),
    ("NAME", "me"),
    ("DIR", "/tmp/silver"),
    ("FILE", "/tmp/x.prom"),
    ("T", "2026-09-29T06:00:00Z"),
    ("S", "frankfurter"),
    ("W", "ECB"),
];

#[test]
fn every_command_on_the_pages_is_one_that_there_is() {
    let world = World::at("2026-09-29T06:00:00Z");
    let mut count = 0;
    for (name, page) in pages() {
        let spans = page.split('`').skip(1).step_by(2).map(str::to_owned);
        let lines = blocks(&page, "sh").into_iter().flat_map(str::lines).flat_map(commands);
        for command in lines.chain(spans).filter(|command| is_ours(command)) {
            let _case = in_case(format!("{name}: {command}"));
            assert_is_taken(&world, &command);
            count += 1;
        }
    }
    assert!(count > 80, "only {count} commands were found");
}

/// The commands of a line of shell, without what the shell does with them.
fn commands(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default();
    let parts =
        line.split("&&").filter_map(|part| part.split(" > ").next()).filter_map(|part| part.split(" || ").next());
    parts.map(|part| part.trim().trim_start_matches("sudo -u makerates ").to_owned()).collect()
}

/// A command of ours, whole: not one that is cut short, nor one of a name that only begins as ours.
fn is_ours(command: &str) -> bool {
    let is_tool = command.split_whitespace().next().is_some_and(|word| TOOLS.contains(&word));
    is_tool && !command.contains(['…', '\n', '|', '$', '[', '\''])
}

fn assert_is_taken(world: &World, command: &str) {
    let mut words = quoted_words(command).into_iter();
    let tool = words.next().expect("a command has a name");
    let run = words.fold(world.run(&tool), |run, word| {
        let meant =
            PLACEHOLDERS.iter().find(|(name, _)| *name == word).map_or(word.clone(), |(_, meant)| (*meant).to_owned());
        run.arg(meant)
    });
    let run = if command.contains("--show-config") { run } else { run.args("--show-config") };
    let outcome = run.outcome();
    // A page may speak of a command without all that it needs.
    let is_short = ["required arguments were not provided", "requires a subcommand"];
    let is_short = is_short.iter().any(|words| outcome.stderr.contains(words));
    assert!(outcome.code == Some(0) || is_short, "{}{}", outcome.stdout, outcome.stderr);
}

/// The words as a shell has them: what stands in quotes is one.
fn quoted_words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    parts
        .flat_map(|(index, part)| {
            if index % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
        })
        .collect()
}
