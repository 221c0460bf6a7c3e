//! What can go wrong with reading silver.

use makerates_core::failure::{Exit, Failure};

/// A silver that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SilverError {
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
        Failure::new(Exit::Storage, "silver can't be published", "run `transform` (again)").because(error)
    }
}
