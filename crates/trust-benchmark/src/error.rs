//! Why the benchmark ends without a result.

use std::path::PathBuf;

/// Why the benchmark ends without a result.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A recording is missing, or is not what its name says.
    #[error("the recording {} can't be read: {reason}", path.display())]
    Recording { path: PathBuf, reason: String },
    /// A file or folder of the benchmark's own.
    #[error("{operation} {}: {source}", path.display())]
    File { operation: &'static str, path: PathBuf, source: std::io::Error },
    /// The executable whose silver is compared is not there or failed, in its own words.
    #[error("{} failed: {reason}", path.display())]
    Transform { path: PathBuf, reason: String },
    /// The judge says other than silver: how many verdicts, by scenario, and some of them.
    #[error("the judge and the pipeline do not agree:\n{text}{examples}")]
    Differs { text: String, examples: String },
    /// No scenario has a day in the range.
    #[error("no scenario has a day to measure between {from} and {to}")]
    NoDays { from: String, to: String },
}

impl BenchError {
    /// A failure of the file system, as a closure for `map_err`.
    pub fn file(operation: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { operation, path, source }
    }
}
