//! Publishing a build in a bucket: its objects under names of their own, and then one commit that makes it the current one.

use super::bucket::{SilverBucket, fault};
use super::commit::{self, Commit, CommittedObject};
use super::{DATABASE, Manifest, SilverStoreError};
use crate::clock::{Clock, format_instant};
use crate::objects::{Body, Put};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// The database goes in pieces of so many bytes: one object takes 5 GB at most (`PutObject`, Amazon S3 API Reference), and
/// what breaks off is sent again by the piece.
const PIECE_BYTES: u64 = 64 * 1024 * 1024;

/// What a builder that was killed has left is removed when another one is so much younger. Who is so late would not
/// become the current one any more.
const UNFINISHED_FOR: Duration = Duration::from_hours(7 * 24);

/// How a publication ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The build is the current one.
    Current {
        /// How many bytes were sent.
        bytes: u64,
    },
    /// A newer silver is there already; this one is left out.
    Superseded {
        /// The version of the newer one.
        by: String,
    },
}

impl SilverBucket {
    /// Whether a build could be published: the bucket can be written to, and its server keeps what that rests on.
    pub(super) async fn check_writable(&self) -> Result<(), SilverStoreError> {
        self.s3.check_writable().await?;
        if self.s3.is_conditional() { Ok(()) } else { Err(SilverStoreError::NotConditional(self.location.clone())) }
    }

    /// Makes a finished build of this machine the current one of all, unless a newer one is, and removes those beyond the
    /// last `kept_max`.
    pub async fn publish(&self, folder: &Path, clock: Clock, kept_max: usize) -> Result<Published, SilverStoreError> {
        self.check_writable().await?;
        let manifest = Manifest::read(folder)?;
        if let Some(by) = self.last().await?.newer_than(&manifest) {
            return Ok(Published::Superseded { by });
        }
        let objects = self.upload(folder, &manifest.build).await?;
        let bytes = objects.iter().map(|object| object.bytes).sum();
        let commit = Commit { manifest, published_at: format_instant(clock.now()), previous: String::new(), objects };
        if let Some(by) = self.take_number(commit.clone()).await? {
            return Ok(Published::Superseded { by });
        }
        self.prune(&commit.manifest.build, kept_max).await;
        Ok(Published::Current { bytes })
    }

    /// The last commit; only its manifest is kept of it.
    pub(super) async fn last(&self) -> Result<Last, SilverStoreError> {
        loop {
            let Some(number) = self.numbers().await?.pop() else { return Ok(Last { number: 0, build: None }) };
            // Where it was removed meanwhile there are later ones.
            if let Some(commit) = self.commit(number).await? {
                return Ok(Last { number, build: Some(commit.manifest) });
            }
        }
    }

    /// Takes the number after the last one; where another builder is faster, that one is looked at first. Gives the version
    /// of a newer silver, if there is one.
    async fn take_number(&self, mut commit: Commit) -> Result<Option<String>, SilverStoreError> {
        loop {
            let last = self.last().await?;
            if let Some(by) = last.newer_than(&commit.manifest) {
                return Ok(Some(by));
            }
            let number = last.number + 1;
            commit.previous = last.build.map(|manifest| manifest.build).unwrap_or_default();
            let path = commit::path(number);
            let json = serde_json::to_vec_pretty(&commit).expect("a commit is JSON");
            let put = self.s3.put_once(&path, &Body::Bytes(&json)).await?;
            // An answer that was lost, and asked for again, says that our own commit is there.
            if put == Put::Written || self.commit(number).await?.is_some_and(|there| there == commit) {
                return self.check_number(number, &commit).await.map(|()| None);
            }
        }
    }

    /// A builder that stood still while others published, and removed what it had read as the last one, has taken a number
    /// that is free again. Nobody reads that commit as the current one; it is taken back.
    async fn check_number(&self, number: u64, ours: &Commit) -> Result<(), SilverStoreError> {
        let Some(next) = self.numbers().await?.into_iter().find(|other| *other > number) else { return Ok(()) };
        let follows = self.commit(next).await?.is_none_or(|commit| commit.previous == ours.manifest.build);
        if follows {
            return Ok(());
        }
        self.s3.delete(&[commit::path(number)]).await?;
        Err(SilverStoreError::Overtaken(self.location.clone()))
    }

    async fn upload(&self, folder: &Path, build: &str) -> Result<Vec<CommittedObject>, SilverStoreError> {
        let mut objects = Vec::new();
        let database = folder.join(DATABASE);
        let bytes = database.metadata().map_err(fault("reading", &database))?.len();
        for (index, offset) in (0..bytes).step_by(usize::try_from(PIECE_BYTES).unwrap_or(usize::MAX)).enumerate() {
            let path = format!("{}{DATABASE}.{index:03}", commit::database_prefix(build));
            objects.push(self.send(path, &database, offset, PIECE_BYTES.min(bytes - offset)).await?);
        }
        for (table, file) in tables(folder)? {
            let bytes = file.metadata().map_err(fault("reading", &file))?.len();
            objects.push(self.send(commit::table_path(&table, build), &file, 0, bytes).await?);
        }
        Ok(objects)
    }

    async fn send(
        &self,
        path: String,
        file: &Path,
        offset: u64,
        bytes: u64,
    ) -> Result<CommittedObject, SilverStoreError> {
        let sha256 = hash(file, offset, bytes).map_err(fault("reading", file))?;
        self.s3.put_once(&path, &Body::Piece(file, offset, bytes)).await?;
        Ok(CommittedObject { path, bytes, sha256 })
    }

    /// Removes what is beyond the last builds: first the commit, so that no reader is led to what is gone. What can't be
    /// removed now is by a later build.
    async fn prune(&self, build: &str, kept_max: usize) {
        if let Err(error) = self.try_to_prune(build, kept_max).await {
            tracing::warn!("earlier builds of silver were not removed: {error}");
        }
    }

    async fn try_to_prune(&self, build: &str, kept_max: usize) -> Result<(), SilverStoreError> {
        let numbers = self.numbers().await?;
        let surplus = &numbers[..numbers.len().saturating_sub(kept_max)];
        let mut gone = Vec::new();
        for number in surplus {
            gone.extend(self.commit(*number).await?.map(|commit| commit.manifest.build));
        }
        let commits: Vec<String> = surplus.iter().map(|number| commit::path(*number)).collect();
        self.s3.delete(&commits).await?;
        let kept: Vec<String> = self.kept().await?.into_iter().map(|manifest| manifest.build).collect();
        let mut paths = self.s3.list("builds/").await?;
        paths.extend(unversioned(self.s3.list("tables/").await?));
        let is_over = |name: &String| gone.contains(name) || is_long_unfinished(name, build);
        paths.retain(|path| {
            commit::build_of(path).map(str::to_owned).is_some_and(|name| is_over(&name) && !kept.contains(&name))
        });
        Ok(self.s3.delete(&paths).await?)
    }
}

/// The last commit that there is.
#[derive(Debug)]
pub(super) struct Last {
    /// Its number; 0 where there is none.
    number: u64,
    /// What its build says of itself.
    pub build: Option<Manifest>,
}

impl Last {
    /// Its version, if that is newer than another one's.
    fn newer_than(&self, other: &Manifest) -> Option<String> {
        let version = &self.build.as_ref()?.silver_version;
        (*version > other.silver_version).then(|| version.clone())
    }
}

/// The objects of tables that no table format keeps versions of: where one does, a file that we removed would leave a
/// version without its rows, and removing them is its own business.
fn unversioned(paths: Vec<String>) -> Vec<String> {
    let folder = |path: &str| path.split('/').take(2).collect::<Vec<_>>().join("/");
    let versioned: BTreeSet<String> =
        paths.iter().filter(|path| path.contains("/_delta_log/")).map(|path| folder(path)).collect();
    paths.into_iter().filter(|path| !versioned.contains(&folder(path))).collect()
}

/// Whether a build was begun so long before another one that its builder must have died.
fn is_long_unfinished(build: &str, newer: &str) -> bool {
    let begun = |name: &str| {
        let (seconds, _) = Uuid::parse_str(name).ok()?.get_timestamp()?.to_unix();
        Some(Duration::from_secs(seconds))
    };
    let (Some(begun_at), Some(newer_at)) = (begun(build), begun(newer)) else { return false };
    newer_at.saturating_sub(begun_at) > UNFINISHED_FOR
}

/// The tables of a build that lie beside its database, with their files, sorted.
fn tables(folder: &Path) -> Result<Vec<(String, PathBuf)>, SilverStoreError> {
    let parquet = folder.join("parquet");
    let entries = std::fs::read_dir(&parquet).map_err(fault("reading", &parquet))?;
    let mut tables = Vec::new();
    for entry in entries {
        let path = entry.map_err(fault("reading", &parquet))?.path();
        if let (Some("parquet"), Some(table)) =
            (path.extension().and_then(|end| end.to_str()), path.file_stem().and_then(|name| name.to_str()))
        {
            tables.push((table.to_owned(), path));
        }
    }
    tables.sort();
    Ok(tables)
}

fn hash(file: &Path, offset: u64, bytes: u64) -> std::io::Result<String> {
    use std::io::{Seek, SeekFrom};
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut hasher = Sha256::new();
    std::io::copy(&mut file.take(bytes), &mut hasher)?;
    Ok(hex::encode(hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_begun_long_before_is_held_for_dead() {
        let at = |day: u64| {
            let seconds = 1_790_000_000 + day * 86_400;
            Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, 0)).to_string()
        };
        assert!(is_long_unfinished(&at(0), &at(8)));
        assert!(!is_long_unfinished(&at(0), &at(6)), "a slow builder still works");
        assert!(!is_long_unfinished(&at(8), &at(0)));
        assert!(!is_long_unfinished("other", &at(8)), "what is not ours stays");
    }

    #[test]
    fn files_of_a_table_with_versions_are_left_to_their_format() {
        let paths = ["tables/a/1.parquet", "tables/b/1.parquet", "tables/b/_delta_log/0.json", "tables/bc/1.parquet"];
        let left = unversioned(paths.map(str::to_owned).to_vec());
        assert_eq!(left, ["tables/a/1.parquet", "tables/bc/1.parquet"]);
    }

    #[test]
    fn a_piece_has_the_hash_of_its_own_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, b"onetwothree").unwrap();
        let hex_of = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        assert_eq!(hash(&file, 3, 3).unwrap(), hex_of(b"two"));
        assert_eq!(hash(&file, 6, 64).unwrap(), hex_of(b"three"));
    }
}
