//! Silver's folder: one folder per build, and a link to the current one that is swapped at the end.
//!
//! ```text
//! silver/current -> builds/<build>      swapped by a rename: a reader sees the old or the new one, never a mixture
//! silver/makerates.duckdb -> current/makerates.duckdb
//! silver/parquet -> current/parquet
//! silver/builds/<build>/{makerates.duckdb,parquet/<table>.parquet,manifest.json}
//! ```

use crate::error::SilverError;
use makerates_core::config::has_question_mark;
use makerates_core::silver::{DATABASE, MANIFEST, Manifest};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A fault on a path of the folder.
pub fn fault(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SilverError {
    let path = path.to_owned();
    move |source| SilverError::Folder { operation, path, source }
}

/// Writes a build's manifest: the last thing that it does.
pub fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), SilverError> {
    let path = folder.join(MANIFEST);
    let json = serde_json::to_string_pretty(manifest).expect("a manifest is JSON");
    fs::write(&path, json + "\n").map_err(fault("writing", &path))
}

/// Refuses a place for an audit's build that is not free: inside silver it could become the current one, and a
/// folder of something else would be lost.
pub fn check_out(out: &Path, silver: &Path) -> Result<(), SilverError> {
    let refuse = |reason| Err(SilverError::Out { path: out.to_owned(), reason });
    if has_question_mark(out) {
        return refuse("DuckDB cuts a path at its `?`");
    }
    let existing = out.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
    if let (Some(existing), Ok(silver)) = (existing, silver.canonicalize())
        && existing.starts_with(silver)
    {
        return refuse("it lies in the folder of silver itself");
    }
    let is_free = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none() || out.join(MANIFEST).is_file(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    };
    if is_free { Ok(()) } else { refuse("it is neither empty nor an earlier build") }
}

/// Moves a finished build to its place, over an earlier one.
pub fn replace(out: &Path, built: &Path) -> Result<(), SilverError> {
    if out.exists() {
        fs::remove_dir_all(out).map_err(fault("replacing", out))?;
    }
    fs::rename(built, out).map_err(fault("moving the build to", out))
}

/// Removes what builds that were killed have left behind; to be called under the lock.
pub fn discard_unfinished(silver: &Path) {
    for entry in fs::read_dir(silver.join("builds")).into_iter().flatten().flatten() {
        if is_build(&entry.path()) && !entry.path().join(MANIFEST).is_file() {
            discard(&entry.path());
        }
    }
}

/// Whether a folder has the name of a build: what else somebody put there is theirs.
fn is_build(folder: &Path) -> bool {
    folder.file_name().and_then(OsStr::to_str).is_some_and(|name| Uuid::try_parse(name).is_ok())
}

/// Makes an empty folder for a build.
pub fn create(folder: &Path) -> Result<(), SilverError> {
    fs::create_dir_all(folder.join("parquet")).map_err(fault("creating", folder))
}

/// Removes the folder of a build that did not end well.
pub fn discard(folder: &Path) {
    let Err(error) = fs::remove_dir_all(folder) else { return };
    if error.kind() != ErrorKind::NotFound {
        tracing::warn!("the unfinished build {} was not removed: {error}", folder.display());
    }
}

/// Makes a build the current one of its folder, and removes those beyond the last `kept_max`.
pub fn publish(silver: &Path, build: &str, kept_max: usize) -> Result<(), SilverError> {
    swap_link(silver, "current", &Path::new("builds").join(build))?;
    swap_link(silver, DATABASE, &Path::new("current").join(DATABASE))?;
    swap_link(silver, "parquet", Path::new("current/parquet"))?;
    prune(silver, build, kept_max)
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
pub fn prune(silver: &Path, current: &str, kept_max: usize) -> Result<(), SilverError> {
    let builds = silver.join("builds");
    let entries = fs::read_dir(&builds).map_err(fault("listing", &builds))?;
    let mut names: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    names.sort();
    names.retain(|path| is_build(path) && path.file_name().is_none_or(|name| name != current));
    let surplus = names.len().saturating_sub(kept_max - 1);
    for folder in names.iter().take(surplus) {
        discard(folder);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_of(silver: &Path, number: u32) -> PathBuf {
        silver.join(format!("builds/00000000-0000-7000-8000-00000000000{number}"))
    }

    fn build(silver: &Path, number: u32) {
        let folder = folder_of(silver, number);
        create(&folder).unwrap();
        fs::write(folder.join(DATABASE), number.to_string()).unwrap();
        publish(silver, folder.file_name().unwrap().to_str().unwrap(), 3).unwrap();
    }

    #[test]
    fn the_link_leads_to_the_newest_build_and_three_are_kept() {
        let silver = tempfile::tempdir().unwrap();
        for number in 1..=5 {
            build(silver.path(), number);
            assert_eq!(fs::read_to_string(silver.path().join(DATABASE)).unwrap(), number.to_string());
        }
        let mut kept: Vec<_> =
            fs::read_dir(silver.path().join("builds")).unwrap().map(|entry| entry.unwrap().path()).collect();
        kept.sort();
        assert_eq!(kept, [3, 4, 5].map(|number| folder_of(silver.path(), number)));
    }

    #[test]
    fn what_killed_builds_left_is_removed_and_finished_ones_stay() {
        let silver = tempfile::tempdir().unwrap();
        build(silver.path(), 1);
        let [finished, killed] = [1, 2].map(|number| folder_of(silver.path(), number));
        fs::write(finished.join(MANIFEST), "{}").unwrap();
        create(&killed).unwrap();
        discard_unfinished(silver.path());
        assert!(finished.is_dir() && !killed.exists());
    }

    #[test]
    fn what_is_no_build_is_left_alone() {
        let silver = tempfile::tempdir().unwrap();
        let mine = silver.path().join("builds/a folder of mine");
        fs::create_dir_all(&mine).unwrap();
        discard_unfinished(silver.path());
        (1..=5).for_each(|number| build(silver.path(), number));
        assert!(mine.is_dir());
    }

    #[test]
    fn an_audit_never_takes_the_place_of_silver_or_of_something_else() {
        let home = tempfile::tempdir().unwrap();
        let silver = home.path().join("silver");
        build(&silver, 1);
        for inside in ["silver", "silver/current", "silver/builds/2", "silver/deep/er"] {
            assert!(check_out(&home.path().join(inside), &silver).is_err(), "{inside}");
        }
        let other = home.path().join("other");
        assert!(check_out(&other, &silver).is_ok());
        fs::create_dir(&other).unwrap();
        assert!(check_out(&other, &silver).is_ok());
        fs::write(other.join("precious"), "x").unwrap();
        assert!(check_out(&other, &silver).is_err());
        fs::write(other.join(MANIFEST), "{}").unwrap();
        assert!(check_out(&other, &silver).is_ok(), "an earlier build may be replaced");
    }

    #[test]
    fn a_link_left_half_made_is_no_obstacle() {
        let silver = tempfile::tempdir().unwrap();
        symlink("nowhere", silver.path().join(".current.new")).unwrap();
        build(silver.path(), 1);
        assert_eq!(fs::read_to_string(silver.path().join("current").join(DATABASE)).unwrap(), "1");
    }
}
