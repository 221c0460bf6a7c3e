//! The faults of writing the page.

use makerates_core::failure::{Exit, Failure};
use std::path::PathBuf;

/// A fault of the report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The page can't be put where it belongs.
    #[error("writing {path}")]
    Write {
        /// The file of the page.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The history of a currency can't be packed.
    #[error("packing the history of {currency}")]
    Pack {
        currency: String,
        /// Why not.
        source: std::io::Error,
    },
    /// What the page carries can't be written as JSON.
    #[error("the history as JSON")]
    Json(#[from] serde_json::Error),
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        let (exit, next) = match error {
            ReportError::Write { .. } => (Exit::Storage, "check that the folder can be written, or name another --out"),
            ReportError::Pack { .. } | ReportError::Json(_) => {
                (Exit::Fault, "report this with the silver that shows it")
            }
        };
        Failure::new(exit, "the report failed", next).because(error)
    }
}
