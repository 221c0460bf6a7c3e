//! Builds in a folder of this machine.
//!
//! ```text
//! silver/makerates.duckdb -> current/makerates.duckdb, silver/current -> builds/<build>
//! silver/builds/<build>/{makerates.duckdb,parquet/<table>.parquet,manifest.json}
//! ```

use super::{Build, DATABASE, MANIFEST, Manifest, SilverStoreError};
use std::path::Path;

/// The current build of a folder. Its link is resolved once: a build that takes over meanwhile mixes nothing.
pub(super) fn current(folder: &Path) -> Result<Build, SilverStoreError> {
    let link = folder.join(DATABASE);
    let missing = || SilverStoreError::Missing(link.display().to_string());
    let database = link.canonicalize().map_err(|_| missing())?;
    at(database.parent().ok_or_else(missing)?)
}

/// The finished builds of a folder, the oldest first.
pub(super) fn kept(folder: &Path) -> Result<Vec<Build>, SilverStoreError> {
    let entries = std::fs::read_dir(folder.join("builds")).into_iter().flatten().flatten();
    let finished = entries.map(|entry| entry.path()).filter(|path| path.join(MANIFEST).is_file());
    let mut builds = finished.map(|path| at(&path)).collect::<Result<Vec<_>, _>>()?;
    builds.sort_by(|one, other| one.manifest.build.cmp(&other.manifest.build));
    // What was built aside, by `--out`, is one build without others.
    if builds.is_empty() { Ok(vec![current(folder)?]) } else { Ok(builds) }
}

/// The build in a folder of its own.
pub(super) fn at(folder: &Path) -> Result<Build, SilverStoreError> {
    Ok(Build { database: folder.join(DATABASE), manifest: Manifest::read(folder)? })
}
