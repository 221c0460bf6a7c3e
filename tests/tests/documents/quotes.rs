//! A `console` block has commands (`$ …`), each with what it writes to standard output: `…` is what is left out, within a
//! line or as one of its own. The rates are the recorded ones of 2026-09-29, and those of one page build on each other.

use crate::{TOOLS, blocks, pages};
use makerates_tests::{World, executables, in_case};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

const NOW: &str = "2026-09-29T06:00:00Z";

/// The page that begins with an empty home; the others find one morning's rates published.
const FROM_NOTHING: &str = "production.md";

#[test]
fn each_quoted_command_says_what_the_page_says() {
    let mut count = 0;
    for (name, page) in pages() {
        let quotes: Vec<(&str, Vec<&str>)> = blocks(&page, "console").into_iter().flat_map(quotes).collect();
        if quotes.is_empty() {
            continue;
        }
        let world = World::at(NOW);
        if name == FROM_NOTHING {
            install_script(&world);
        } else {
            world.pipeline();
        }
        for (command, expected) in quotes {
            let _case = in_case(format!("{name}: {command}"));
            let said = said(&world, command);
            let lines: Vec<&str> = said.lines().collect();
            assert!(fits(&expected, &lines), "the page says\n{}\nand it is\n{said}", expected.join("\n"));
            count += 1;
        }
    }
    assert!(count >= 6, "only {count} quotes were found");
}

/// The commands of a block, each with the lines below it.
fn quotes(block: &str) -> Vec<(&str, Vec<&str>)> {
    let commands = block.split("$ ").skip(1);
    commands
        .map(|quote| {
            let mut lines = quote.lines();
            (lines.next().unwrap_or_default(), lines.collect())
        })
        .collect()
}

/// What a command writes, run as the page's reader runs it.
fn said(world: &World, command: &str) -> String {
    let run = world.run("transform").env("MAKERATES_FORMAT", "text");
    let tools = executables::path("transform").parent().expect("it lies in a folder").display().to_string();
    let path = format!("PATH='{}:{tools}:'$PATH", world.home().join("bin").display());
    run.after(&["sh"], &format!("{path}\n{command}\nexit")).outcome().stdout
}

/// The script of the daily run beside the executables, as the packages install it.
fn install_script(world: &World) {
    let folder = world.home().join("bin");
    fs::create_dir(&folder).expect("the folder can be made");
    let link = |from: &Path, name: &str| symlink(from, folder.join(name)).expect("a link can be made");
    for tool in TOOLS {
        link(&executables::path(tool), tool);
    }
    fs::copy(executables::root().join("scripts/pipeline"), folder.join("makerates-pipeline"))
        .expect("it can be copied");
}

/// Whether the lines are those that are expected, where `…` stands for whatever was left out.
fn fits(expected: &[&str], lines: &[&str]) -> bool {
    match (expected.split_first(), lines.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((&"…", expected)), _) => (0..=lines.len()).any(|skipped| fits(expected, &lines[skipped..])),
        (Some((first, expected)), Some((line, lines))) => line_fits(first, line) && fits(expected, lines),
        (Some(_), None) => false,
    }
}

fn line_fits(expected: &str, line: &str) -> bool {
    match expected.split_once('…') {
        None => expected == line,
        Some((start, "")) => line.starts_with(start),
        Some((start, end)) => line.starts_with(start) && line[start.len()..].ends_with(end),
    }
}

#[test]
fn what_is_left_out_is_whatever_it_is_and_nothing_else() {
    assert!(fits(&["a", "…", "d …"], &["a", "b", "c", "d e"]));
    assert!(fits(&["a", "…"], &["a"]));
    assert!(!fits(&["a"], &["a", "b"]), "what is not quoted is said to be left out");
    assert!(!fits(&["a", "…", "c"], &["a", "b"]));
    assert!(!line_fits("1 … USD", "1 EUR = 2 JPY"));
}
