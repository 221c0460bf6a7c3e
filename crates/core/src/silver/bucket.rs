//! Builds in a bucket, and this machine's copies of those that were read.

use super::commit::{self, COMMITS, Commit, CommittedObject};
use super::{Build, DATABASE, MANIFEST, Manifest, SilverStoreError, Wanted, folder};
use crate::objects::{FETCHED_AT_ONCE, ObjectError, S3};
use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// No build takes longer to be fetched.
const FETCHED_WITHIN: Duration = Duration::from_hours(24);

/// How often a build is looked for anew that was removed while it was fetched.
const TRIES: u32 = 5;

/// Silver in a bucket.
#[derive(Debug)]
pub struct SilverBucket {
    pub(super) s3: S3,
    pub(super) location: String,
    /// Where builds are made on this machine, and where copies lie.
    pub(super) folder: PathBuf,
}

impl SilverBucket {
    pub(super) fn new(s3: S3, location: &str, folder: PathBuf) -> Self {
        Self { s3, location: location.to_owned(), folder }
    }

    /// The build of the last commit.
    pub(super) async fn current(&self) -> Result<Build, SilverStoreError> {
        for _ in 0..TRIES {
            let Some(number) = self.numbers().await?.pop() else {
                return Err(SilverStoreError::Missing(self.location.clone()));
            };
            if let Some(build) = self.copy_of(self.commit(number).await?.as_ref()).await? {
                return Ok(build);
            }
        }
        Err(SilverStoreError::TooFast(self.location.clone()))
    }

    /// An earlier build of those that are kept.
    pub(super) async fn earlier(&self, wanted: &Wanted) -> Result<Build, SilverStoreError> {
        for _ in 0..TRIES {
            let commits = self.commits().await?;
            let build = wanted.choose(commits.iter().map(|commit| &commit.manifest))?;
            let chosen = commits.iter().find(|commit| commit.manifest.build == build);
            if let Some(build) = self.copy_of(chosen).await? {
                return Ok(build);
            }
        }
        Err(SilverStoreError::TooFast(self.location.clone()))
    }

    /// What the kept builds say of themselves.
    pub(super) async fn kept(&self) -> Result<Vec<Manifest>, SilverStoreError> {
        Ok(self.commits().await?.into_iter().map(|commit| commit.manifest).collect())
    }

    /// The numbers that are taken, in their order.
    pub(super) async fn numbers(&self) -> Result<Vec<u64>, SilverStoreError> {
        let mut numbers: Vec<u64> =
            self.s3.list(COMMITS).await?.iter().filter_map(|path| commit::number(path)).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// A commit; none where it has been removed meanwhile.
    pub(super) async fn commit(&self, number: u64) -> Result<Option<Commit>, SilverStoreError> {
        let path = commit::path(number);
        match self.s3.read_stored(&path).await {
            Ok(bytes) => Commit::parse(&path, &bytes).map(Some),
            Err(ObjectError::Missing(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn commits(&self) -> Result<Vec<Commit>, SilverStoreError> {
        let numbers = self.numbers().await?;
        let read = stream::iter(numbers.into_iter().map(|number| self.commit(number))).buffered(FETCHED_AT_ONCE);
        read.try_filter_map(async |commit| Ok(commit)).try_collect().await
    }

    /// A build on this machine: made here, fetched before, or fetched now; none where it has been removed meanwhile.
    async fn copy_of(&self, commit: Option<&Commit>) -> Result<Option<Build>, SilverStoreError> {
        let Some(commit) = commit else { return Ok(None) };
        let build = &commit.manifest.build;
        for place in ["builds", "fetched"] {
            let copy = self.folder.join(place).join(build);
            if copy.join(MANIFEST).is_file() {
                return folder::at(&copy).map(Some);
            }
        }
        match self.fetch(commit).await {
            Ok(build) => Ok(Some(build)),
            Err(SilverStoreError::Objects(ObjectError::Missing(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Copies a build's database to this machine: whole and verified, or not at all.
    async fn fetch(&self, commit: &Commit) -> Result<Build, SilverStoreError> {
        let copies = self.folder.join("fetched");
        fs::create_dir_all(&copies).map_err(fault("creating", &copies))?;
        self.forget_old_copies(&copies).await?;
        let aside = tempfile::Builder::new().prefix(".").tempdir_in(&copies).map_err(fault("creating", &copies))?;
        let path = aside.path().join(DATABASE);
        let mut file = File::create(&path).map_err(fault("writing", &path))?;
        let mut bytes = 0;
        for object in commit.database() {
            self.fetch_object(object, &mut file).await?;
            bytes += object.bytes;
        }
        let manifest = aside.path().join(MANIFEST);
        let text = serde_json::to_vec_pretty(&commit.manifest).expect("a manifest is JSON");
        fs::write(&manifest, text).map_err(fault("writing", &manifest))?;
        let copy = copies.join(&commit.manifest.build);
        match fs::rename(aside.path(), &copy) {
            Ok(()) => drop(aside.keep()),
            // Another reader of this machine was faster.
            Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {}
            Err(error) => return Err(fault("moving the copy to", &copy)(error).into()),
        }
        tracing::info!("fetched the silver of {} ({} MB)", commit.manifest.built_at, bytes.div_ceil(1_000_000));
        folder::at(&copy)
    }

    async fn fetch_object(&self, object: &CommittedObject, file: &mut File) -> Result<(), SilverStoreError> {
        let mut hasher = Sha256::new();
        let written = self.s3.fetch(&object.path, |piece| {
            hasher.update(piece);
            file.write_all(piece)
        });
        written.await?;
        let is_whole = hex::encode(hasher.finalize()) == object.sha256;
        if is_whole { Ok(()) } else { Err(SilverStoreError::Rot(object.path.clone())) }
    }

    /// Removes copies of builds that are not kept any more, and what a reader left that was killed.
    async fn forget_old_copies(&self, copies: &Path) -> Result<(), SilverStoreError> {
        let kept = self.kept().await?;
        for entry in fs::read_dir(copies).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // What is fetched at this moment has a name with a dot.
            let is_used = if name.starts_with('.') {
                !is_abandoned(&entry)
            } else {
                kept.iter().any(|manifest| manifest.build == name)
            };
            if is_used {
                continue;
            }
            if let Err(error) = fs::remove_dir_all(entry.path()) {
                tracing::debug!("the copy {} was not removed: {error}", entry.path().display());
            }
        }
        Ok(())
    }
}

fn is_abandoned(entry: &fs::DirEntry) -> bool {
    let changed_at = entry.metadata().and_then(|metadata| metadata.modified());
    changed_at.ok().and_then(|changed_at| changed_at.elapsed().ok()).is_some_and(|age| age > FETCHED_WITHIN)
}

pub(super) fn fault(operation: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ObjectError {
    let path = path.to_owned();
    move |source| ObjectError::Folder { operation, path, source }
}
