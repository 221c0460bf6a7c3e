//! The runbook's headings quote the signals that lead to them: their words are words of the tools.

use crate::pages;
use makerates_tests::executables::root;
use std::fs;
use std::path::Path;

/// A piece between what changes (numbers, what is left out) that is shorter says nothing.
const TELLS_SOMETHING: usize = 8;

#[test]
fn the_signals_that_the_runbook_quotes_are_those_that_the_tools_give() {
    let (_, page) = pages().into_iter().find(|(name, _)| name == "runbook.md").expect("there is a runbook");
    let mut sources = String::new();
    for folder in ["crates", "sql/tests"] {
        read_all(&root().join(folder), &mut sources);
    }
    // A text that goes over two lines of code is one all the same.
    let sources = sources.replace("\\\n", "").split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut count, mut unknown) = (0, Vec::new());
    for signal in page.split("\n\n").filter(|block| block.starts_with('*')).flat_map(quoted) {
        for piece in signal.split(|c: char| c.is_ascii_digit() || "…%():".contains(c)) {
            let piece = piece.split_whitespace().collect::<Vec<_>>().join(" ");
            let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
            if piece.len() >= TELLS_SOMETHING {
                count += 1;
                if !sources.contains(piece) {
                    unknown.push(format!("`{piece}` of the signal `{signal}`"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "no tool says: {unknown:#?}");
    assert!(count >= 10, "only {count} signals were found");
}

/// What stands in quotes in the signals of a heading: the emphasis at its beginning.
fn quoted(block: &str) -> Vec<String> {
    let signals = block[1..].split('*').next().unwrap_or_default();
    signals.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn read_all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            read_all(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "sql") {
            text.push_str(&fs::read_to_string(&path).expect("the file can be read"));
        }
    }
}
