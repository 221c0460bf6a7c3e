//! What a build says of itself.

use super::SilverStoreError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

/// The file that a build ends with: a folder without one was not finished.
pub const MANIFEST: &str = "manifest.json";

/// The facts of a build.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Manifest {
    /// Its name: a `UUIDv7`, so that names sort by the instant at which it was begun. Builds of before 2026-11-29 have none
    /// in their file: it is the name of their folder.
    #[serde(default)]
    pub build: String,
    /// Sorts as text: what it knew, of how many receipts, and when it was built.
    pub silver_version: String,
    /// The `fetched_at` of its last receipt.
    pub known_until: String,
    /// When it was begun, in UTC. Builds of before 2026-11-27 do not say: then it is what they knew.
    #[serde(default)]
    pub built_at: String,
    /// The number of receipts that it knew, with those that bronze has lost and that were given up.
    pub receipts: u64,
    /// How many of them were given up. Builds of before 2026-11-30 do not say: none.
    #[serde(default)]
    pub given_up_receipts: u64,
    /// The version of `transform`.
    pub tool_version: String,
    /// Of the settings that have an effect on it.
    pub configuration_sha256: String,
    /// Numbers of rows, and the days that it reaches.
    pub counts: Map<String, Value>,
}

impl Manifest {
    /// The manifest in a build's folder.
    pub fn read(folder: &Path) -> Result<Self, SilverStoreError> {
        let path = folder.join(MANIFEST);
        let unreadable = |reason: String| SilverStoreError::Manifest { path: path.display().to_string(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
        let mut manifest: Self = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        if manifest.build.is_empty() {
            manifest.build = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        }
        if manifest.built_at.is_empty() {
            manifest.built_at.clone_from(&manifest.known_until);
        }
        Ok(manifest)
    }
}
