//! The commits of a bucket: numbered objects, each written once, of which the last one names the current build.
//!
//! A number can be taken only while it is free (`If-None-Match: *`), and who takes it has read the one before: so the
//! numbers are an order in which silver never becomes older, whoever builds.

use super::{Manifest, SilverStoreError};
use serde::{Deserialize, Serialize};

/// The prefix of the commits' paths.
pub(super) const COMMITS: &str = "commits/";

/// What is published of a build.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub(super) struct Commit {
    /// What the build says of itself.
    pub manifest: Manifest,
    /// When it was published, in UTC.
    pub published_at: String,
    /// The build of the commit before; empty for the first one.
    pub previous: String,
    /// Its objects.
    pub objects: Vec<CommittedObject>,
}

/// An object of a build.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct CommittedObject {
    /// Its path below the prefix of silver.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Commit {
    /// Reads a commit.
    pub(super) fn parse(path: &str, bytes: &[u8]) -> Result<Self, SilverStoreError> {
        serde_json::from_slice(bytes)
            .map_err(|error| SilverStoreError::Manifest { path: path.to_owned(), reason: error.to_string() })
    }

    /// The pieces of the database, in their order.
    pub(super) fn database(&self) -> impl Iterator<Item = &CommittedObject> {
        let prefix = database_prefix(&self.manifest.build);
        self.objects.iter().filter(move |object| object.path.starts_with(&prefix))
    }
}

/// The path of a commit: twenty digits, so that paths sort as the numbers do.
pub(super) fn path(number: u64) -> String {
    format!("{COMMITS}{number:020}.json")
}

/// The number of a commit's path; none of what lies beside them.
pub(super) fn number(path: &str) -> Option<u64> {
    let digits = path.strip_prefix(COMMITS)?.strip_suffix(".json")?;
    (digits.len() == 20).then(|| digits.parse().ok()).flatten()
}

/// Where the pieces of a build's database lie.
pub(super) fn database_prefix(build: &str) -> String {
    format!("builds/{build}/")
}

/// Where a build's table lies.
pub(super) fn table_path(table: &str, build: &str) -> String {
    format!("tables/{table}/{build}.parquet")
}

/// The build that an object belongs to, by its path; none of what is no build's.
pub(super) fn build_of(path: &str) -> Option<&str> {
    match path.strip_prefix("builds/") {
        Some(rest) => rest.split_once('/').map(|(build, _)| build),
        None => path.strip_prefix("tables/")?.split_once('/')?.1.strip_suffix(".parquet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_text_and_nothing_else_is_one() {
        assert!(path(9) < path(10) && path(10) < path(u64::MAX));
        assert_eq!([number(&path(7)), number(&path(u64::MAX))], [Some(7), Some(u64::MAX)]);
        for other in ["commits/7.json", "commits/00000000000000000007.json.tmp", "builds/x/00000000000000000007.json"] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn an_object_tells_its_build() {
        assert_eq!(build_of(&format!("{}makerates.duckdb.000", database_prefix("b"))), Some("b"));
        assert_eq!(build_of(&table_path("quarantine", "b")), Some("b"));
        for other in ["commits/1.json", "tables/quarantine/_delta_log/0.json", "write-once-check", "else/b/x"] {
            assert_eq!(build_of(other), None, "{other}");
        }
    }
}
