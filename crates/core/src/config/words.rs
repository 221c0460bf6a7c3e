//! A wrong value in words that people write configuration in, not in those of the programming language.

use figment::error::{Actual, Kind};

/// What is wrong with a value.
pub(super) fn of(kind: &Kind) -> String {
    match kind {
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
            format!("it is {}, and {} is needed", found_in_words(found), expected_in_words(expected))
        }
        other => other.to_string(),
    }
}

fn found_in_words(found: &Actual) -> String {
    match found {
        Actual::Bool(value) => value.to_string(),
        Actual::Unsigned(number) => format!("the number {number}"),
        Actual::Signed(number) => format!("the number {number}"),
        Actual::Float(number) => format!("the number {number}"),
        Actual::Str(text) => format!("the text `{text}`"),
        Actual::Seq => "a list".to_owned(),
        Actual::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

fn expected_in_words(expected: &str) -> &str {
    match expected {
        "path string" => "a path in quotes",
        "a string" | "string" | "a borrowed string" => "text in quotes",
        _ if expected.starts_with("enum ") => "a word in quotes",
        _ if expected.starts_with("struct ") => "a table of settings",
        _ if expected.contains("imestamp") => "an instant such as 2026-09-29T06:00:00Z",
        _ => expected,
    }
}
