//! The faults of a build and of looking into one.

use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A fault of silver.
#[derive(Debug, thiserror::Error)]
pub enum SilverError {
    /// Bronze has not one answer to build from.
    #[error("bronze at {0} has no answer to build silver from")]
    NoAnswers(String),
    /// Answers that bronze had are not there any more, or are damaged: each with what was asked.
    #[error("bronze has lost {}: {}", counted(.0.len() as u64, "answer"), first_of(.0))]
    Lost(BTreeSet<String>),
    /// Receipts or decisions that bronze had are not there any more, or are damaged.
    #[error("bronze has lost {}, or can't read what is there: {}", counted(*.count, .what), first_of(.named))]
    LostRecords {
        /// What they are.
        what: &'static str,
        /// How many.
        count: u64,
        /// Those of which the names are known.
        named: BTreeSet<String>,
    },
    /// The current silver knows decisions that are of a time to come by the clock.
    #[error(
        "the current silver was built at {built_at}, and the clock stands at {now}: what was decided in between would not hold"
    )]
    ClockBehind {
        /// When the current silver was built.
        built_at: String,
        /// Where the clock stands.
        now: String,
    },
    /// A model or check can't be read from `--sql-dir`.
    #[error("the model {0} can't be read")]
    ModelFile(PathBuf, #[source] std::io::Error),
    /// A model or check failed in DuckDB.
    #[error("{what} failed: {fault}")]
    Sql {
        /// The model, check or query.
        what: String,
        /// DuckDB's own words. No source: all that is below them is a number that means nothing.
        fault: duckdb::Error,
    },
    /// DuckDB hands over something else than what was loaded.
    #[error("an observation can't be judged: {0}")]
    Column(String),
    /// The folder of silver can't be used.
    #[error("{operation} {path}")]
    Folder {
        /// What was tried.
        operation: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// `--out` names a place that must not be overwritten.
    #[error("--out {path} can't be used: {reason}")]
    Out {
        /// The place.
        path: PathBuf,
        /// Why not.
        reason: &'static str,
    },
    /// Another build is still running.
    #[error("another build is under way{}, and did not end within {waited_s} s", in_brackets(.holder))]
    Locked {
        /// Who it is; empty where it has not said so yet.
        holder: String,
        /// How long we waited.
        waited_s: u64,
    },
    /// The new silver breaks its own invariants.
    #[error("the new silver breaks its own invariants: {0}")]
    Invariants(String),
}

/// So many are named; `transform bronze verify` names them all.
const NAMED_MAX: usize = 3;

fn first_of(paths: &BTreeSet<String>) -> String {
    if paths.is_empty() {
        return "the current silver knew of more".to_owned();
    }
    let named: Vec<&str> = paths.iter().take(NAMED_MAX).map(String::as_str).collect();
    named.join(", ") + if paths.len() > NAMED_MAX { ", …" } else { "" }
}

fn in_brackets(holder: &str) -> String {
    if holder.is_empty() { String::new() } else { format!(" ({holder})") }
}

impl SilverError {
    /// Puts a name to DuckDB's error.
    pub fn sql(what: impl Into<String>) -> impl FnOnce(duckdb::Error) -> Self {
        let what = what.into();
        move |fault| Self::Sql { what, fault }
    }
}

impl From<SilverError> for Failure {
    fn from(error: SilverError) -> Self {
        let (exit, next) = match &error {
            SilverError::NoAnswers(_) => {
                (Exit::Usage, "run an extractor first, or mend bronze.location; the old silver stays")
            }
            SilverError::Lost(_) => (
                Exit::Storage,
                "restore them from a backup, or ask for their days again with --refresh; --without-lost gives them up; the old \
                 silver stays",
            ),
            SilverError::LostRecords { .. } => (
                Exit::Storage,
                "check bronze.location and MAKERATES_HOME, or restore them from a backup (`transform bronze verify` says what is \
                 wrong with one that is there); --without-lost gives them up; the old silver stays",
            ),
            SilverError::ClockBehind { .. } => {
                (Exit::Storage, "mend the clock, or run it again when that time has come; the old silver stays")
            }
            SilverError::ModelFile(..) => (Exit::Usage, "--sql-dir needs the folders of sql/ with every model"),
            SilverError::Sql { .. } => (
                Exit::Storage,
                "run `transform` (again): a new silver replaces one that is damaged; where it fails too DuckDB's message says why, and \
                 the old silver stays",
            ),
            SilverError::Folder { .. } => (Exit::Storage, "check that the folder can be written and has space"),
            SilverError::Locked { .. } => (Exit::Storage, "wait for it to end, or give a longer --wait"),
            SilverError::Out { .. } => (Exit::Usage, "name a folder that is new or empty"),
            SilverError::Column(_) | SilverError::Invariants(_) => {
                (Exit::Quality, "report this with the bronze that shows it; the old silver stays")
            }
        };
        Failure::new(exit, "silver failed", next).because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_has_not_signed_yet_is_no_empty_name() {
        let told = |holder: &str| SilverError::Locked { holder: holder.to_owned(), waited_s: 0 }.to_string();
        assert_eq!(told(""), "another build is under way, and did not end within 0 s");
        assert_eq!(told("process 7"), "another build is under way (process 7), and did not end within 0 s");
    }
}
