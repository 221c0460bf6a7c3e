//! What can go wrong with reading silver.

use makerates_core::failure::{Exit, Failure};
use std::path::PathBuf;

/// A silver that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SilverError {
    /// There is none yet.
    #[error("there is no silver at {0}")]
    Missing(PathBuf),
    /// The manifest beside the database can't be read.
    #[error("the manifest {0} can't be read: {1}")]
    Manifest(PathBuf, String),
    /// DuckDB refused, in its own words. No source: all that is below them is a number that means nothing.
    #[error("reading silver failed: {0}")]
    Sql(duckdb::Error),
    /// A value is not what its column promises.
    #[error("silver holds `{1}` as {0}")]
    Value(&'static str, String),
}

impl From<duckdb::Error> for SilverError {
    fn from(fault: duckdb::Error) -> Self {
        Self::Sql(fault)
    }
}

impl From<SilverError> for Failure {
    fn from(error: SilverError) -> Self {
        let exit = if matches!(error, SilverError::Missing(_)) { Exit::Usage } else { Exit::Storage };
        Failure::new(exit, "silver can't be published", "run `transform` (again)").because(error)
    }
}
