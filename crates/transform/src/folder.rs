//! Silver's folder: one folder per build, and a link to the current one that is swapped at the end.
//!
//! ```text
//! silver/current -> builds/<build>      swapped by a rename: a reader sees the old or the new one, never a mixture
//! silver/makerates.duckdb -> current/makerates.duckdb
//! silver/parquet -> current/parquet
//! silver/builds/<build>/{makerates.duckdb,parquet/<table>.parquet,manifest.json}
//! ```

use crate::error::SilverError;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// How many builds are kept: a reader that resolved the link before a swap can still finish.
const BUILDS_KEPT: usize = 3;

/// The file of a build's database.
pub const DATABASE: &str = "makerates.duckdb";

/// A fault on a path of the folder.
pub fn fault(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SilverError {
    let path = path.to_owned();
    move |source| SilverError::Folder { operation, path, source }
}

/// Makes an empty folder for a build.
pub fn create(folder: &Path) -> Result<(), SilverError> {
    fs::create_dir_all(folder.join("parquet")).map_err(fault("creating", folder))
}

/// Removes the folder of a build that did not end well.
pub fn discard(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!("the unfinished build {} was not removed: {error}", folder.display());
    }
}

/// Makes a build the current one, and removes those beyond the last three.
pub fn publish(silver: &Path, build: &str) -> Result<(), SilverError> {
    swap_link(silver, "current", &Path::new("builds").join(build))?;
    swap_link(silver, DATABASE, &Path::new("current").join(DATABASE))?;
    swap_link(silver, "parquet", Path::new("current/parquet"))?;
    prune(silver, build)
}

/// Points a link elsewhere in one step: a new link is renamed over the old one.
fn swap_link(silver: &Path, name: &str, target: &Path) -> Result<(), SilverError> {
    let link = silver.join(name);
    if fs::read_link(&link).is_ok_and(|current| current == target) {
        return Ok(());
    }
    let temporary = silver.join(format!(".{name}.new"));
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault("removing", &temporary)(error)),
        _ => {}
    }
    symlink(target, &temporary).map_err(fault("linking", &temporary))?;
    fs::rename(&temporary, &link).map_err(fault("swapping", &link))?;
    fs::File::open(silver).and_then(|folder| folder.sync_all()).map_err(fault("flushing", silver))
}

/// Builds are named by time, so the newest sort last. The current one is never removed.
fn prune(silver: &Path, current: &str) -> Result<(), SilverError> {
    let builds = silver.join("builds");
    let entries = fs::read_dir(&builds).map_err(fault("listing", &builds))?;
    let mut names: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    names.sort();
    names.retain(|path| path.file_name().is_none_or(|name| name != current));
    let surplus = names.len().saturating_sub(BUILDS_KEPT - 1);
    for folder in names.iter().take(surplus) {
        discard(folder);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(silver: &Path, name: &str) {
        let folder = silver.join("builds").join(name);
        create(&folder).unwrap();
        fs::write(folder.join(DATABASE), name).unwrap();
        publish(silver, name).unwrap();
    }

    #[test]
    fn the_link_leads_to_the_newest_build_and_three_are_kept() {
        let silver = tempfile::tempdir().unwrap();
        for name in ["1", "2", "3", "4", "5"] {
            build(silver.path(), name);
            assert_eq!(fs::read_to_string(silver.path().join(DATABASE)).unwrap(), name);
        }
        let mut kept: Vec<_> =
            fs::read_dir(silver.path().join("builds")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        kept.sort();
        assert_eq!(kept, ["3", "4", "5"]);
    }

    #[test]
    fn a_link_left_half_made_is_no_obstacle() {
        let silver = tempfile::tempdir().unwrap();
        symlink("nowhere", silver.path().join(".current.new")).unwrap();
        build(silver.path(), "1");
        assert_eq!(fs::read_to_string(silver.path().join("current").join(DATABASE)).unwrap(), "1");
    }
}
