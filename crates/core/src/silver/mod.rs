//! Silver's builds, where their readers find them: in a folder of this machine, or in a bucket for every worker.
//!
//! A build never changes. What changes is which one is the current one: in a folder a link that is swapped, in a bucket the
//! last of the numbered `commits/`. Whoever opens a build has one whole silver, whatever is published meanwhile.

mod bucket;
mod commit;
mod error;
mod folder;
mod manifest;
mod publish;
mod wanted;

pub use bucket::SilverBucket;
pub use error::SilverStoreError;
pub use manifest::{MANIFEST, Manifest};
pub use publish::Published;
pub use wanted::Wanted;

use crate::objects;
use std::path::{Path, PathBuf};

/// The file of a build's database.
pub const DATABASE: &str = "makerates.duckdb";

/// Where silver is.
#[derive(Debug)]
pub enum SilverStore {
    /// A folder of this machine: one build of it is the current one.
    Folder(PathBuf),
    /// A bucket; each worker has copies of the builds that it read.
    Bucket(SilverBucket),
}

/// A build on this machine's disk.
#[derive(Debug, Clone)]
pub struct Build {
    /// Its database.
    pub database: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl SilverStore {
    /// The silver at `location`: a folder below `home`, or `s3://bucket/prefix` with its copies in `home`'s `silver`.
    pub async fn open(location: &str, home: &Path) -> Result<Self, SilverStoreError> {
        let bucket = objects::bucket(location, "silver.location", &home.join("cache")).await?;
        Ok(match bucket {
            None => Self::Folder(home.join(location)),
            Some(s3) => Self::Bucket(SilverBucket::new(s3, location, local_folder(location, home))),
        })
    }

    /// Refuses a bucket that takes no builds: to be asked before one is made, which can take minutes. What is wrong with a
    /// folder of this machine shows at its first file.
    pub async fn check_writable(&self) -> Result<(), SilverStoreError> {
        match self {
            Self::Folder(_) => Ok(()),
            Self::Bucket(bucket) => bucket.check_writable().await,
        }
    }

    /// The current build.
    pub async fn current(&self) -> Result<Build, SilverStoreError> {
        match self {
            Self::Folder(folder) => folder::current(folder),
            Self::Bucket(bucket) => bucket.current().await,
        }
    }

    /// What the current build says of itself: of a bucket's nothing else is fetched. None where there is none yet.
    pub async fn current_manifest(&self) -> Result<Option<Manifest>, SilverStoreError> {
        match self {
            Self::Folder(folder) => Ok(folder::current(folder).ok().map(|build| build.manifest)),
            Self::Bucket(bucket) => Ok(bucket.last().await?.build),
        }
    }

    /// A build that was wanted: the current one, or an earlier one that is still kept.
    pub async fn build(&self, wanted: &Wanted) -> Result<Build, SilverStoreError> {
        match self {
            _ if *wanted == Wanted::Current => self.current().await,
            Self::Folder(folder) => {
                let kept = folder::kept(folder)?;
                let build = wanted.choose(kept.iter().map(|build| &build.manifest))?;
                let chosen = kept.iter().find(|kept| kept.manifest.build == build);
                chosen.cloned().ok_or_else(|| SilverStoreError::Missing(folder.display().to_string()))
            }
            Self::Bucket(bucket) => bucket.earlier(wanted).await,
        }
    }

    /// What the kept builds say of themselves, the oldest first.
    pub async fn kept(&self) -> Result<Vec<Manifest>, SilverStoreError> {
        match self {
            Self::Folder(folder) => Ok(folder::kept(folder)?.into_iter().map(|build| build.manifest).collect()),
            Self::Bucket(bucket) => bucket.kept().await,
        }
    }
}

/// The folder of this machine in which builds are made; what is in a bucket has its copies there.
#[must_use]
pub fn local_folder(location: &str, home: &Path) -> PathBuf {
    if objects::bucket_and_prefix(location).is_some() { home.join("silver") } else { home.join(location) }
}
