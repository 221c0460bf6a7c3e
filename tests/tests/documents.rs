//! What the documents quote: each command line of ours is run, and where a line `#> …` follows it says what comes out first.

use makerates_tests::executables::root;
use makerates_tests::{World, in_case};
use std::fs;

const NOW: &str = "2026-09-29T06:00:00Z";
const TOOLS: [&str; 5] = ["quota-gate", "extract-frankfurter", "extract-exchangerate", "transform", "sync-dynamodb"];

/// A command of a document, and what it is said to print first.
struct Quote {
    tool: &'static str,
    arguments: String,
    first_line: Option<String>,
}

/// From the empty home on, in the order in which they stand.
#[test]
fn the_page_of_production_leads_from_nothing_to_the_first_morning() {
    let world = World::at(NOW);
    let quotes = quotes("docs/production.md");
    assert!(quotes.iter().filter(|quote| quote.first_line.is_some()).count() >= 7);
    for quote in quotes {
        assert_says(&world, &quote);
    }
}

#[test]
fn every_command_of_the_documents_is_understood() {
    let world = World::at(NOW);
    world.pipeline();
    for page in ["README.md", "docs/runbook.md", "docs/asking-sources.md", "docs/metrics.md", "docs/reading-gold.md"] {
        let _case = in_case(page);
        for quote in quotes(page) {
            assert_says(&world, &quote);
        }
    }
}

fn assert_says(world: &World, quote: &Quote) {
    let Quote { tool, arguments, first_line } = quote;
    let _case = in_case(format!("{tool} {arguments}"));
    let outcome = world.run(tool).args(arguments).args("--format text --quiet").outcome();
    assert!(!matches!(outcome.code, Some(1 | 2)), "{}", outcome.stderr);
    if let Some(expected) = first_line {
        let said = outcome.stdout.lines().next().unwrap_or_default();
        assert!(expected == "…" || said == expected, "it says: {said}\nthe document: {expected}");
    }
}

/// Those of the shell's blocks; what has a placeholder (PAIR, DAY) is left out.
fn quotes(page: &str) -> Vec<Quote> {
    let text = fs::read_to_string(root().join(page)).expect("the page is there");
    let mut quotes: Vec<Quote> = Vec::new();
    let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    for line in blocks.flat_map(str::lines) {
        if let (Some(said), Some(quote)) = (line.strip_prefix("#> "), quotes.last_mut()) {
            quote.first_line = Some(said.to_owned());
            continue;
        }
        let line = line.split(" #").next().unwrap_or_default();
        quotes.extend(line.split(" && ").filter_map(quoted));
    }
    quotes
}

fn quoted(command: &str) -> Option<Quote> {
    let (tool, arguments) = command.trim().split_once(' ').unwrap_or((command.trim(), ""));
    let tool = TOOLS.into_iter().find(|name| *name == tool)?;
    let is_placeholder =
        |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase()) && !is_currency(word);
    let is_plain = !arguments.contains(['\'', '"', '$', '|', ';', '>', '\\', '…', '<']);
    let is_told = is_plain && !arguments.split([' ', '/']).any(is_placeholder);
    is_told.then(|| Quote { tool, arguments: arguments.trim().to_owned(), first_line: None })
}

fn is_currency(word: &str) -> bool {
    word.len() == 3 && word != "DAY" && word != "DIR"
}
