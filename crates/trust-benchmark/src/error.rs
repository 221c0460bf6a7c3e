//! Why the benchmark ends without a result.

use std::path::PathBuf;

/// Why the benchmark ends without a result.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A recording is missing, or is not what its name says.
    #[error("the recording {} can't be read: {reason}", path.display())]
    Recording {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file or folder of the benchmark's own.
    #[error("{operation} {}", path.display())]
    File {
        /// What was tried.
        operation: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The executable whose silver is compared is not there or failed.
    #[error("{} failed: {reason}", path.display())]
    Transform {
        /// The executable.
        path: PathBuf,
        /// Its own words.
        reason: String,
    },
    /// The judge says other than silver.
    #[error("the judge and the pipeline do not agree:\n{text}{examples}")]
    Differs {
        /// How many verdicts, by scenario.
        text: String,
        /// Some of them.
        examples: String,
    },
    /// No scenario has a day in the range.
    #[error("no scenario has a day to measure between {from} and {to}")]
    NoDays {
        /// The first day of the range.
        from: String,
        /// The last one.
        to: String,
    },
}

impl BenchError {
    /// A failure of the file system, as a closure for `map_err`.
    pub fn file(operation: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { operation, path, source }
    }
}
