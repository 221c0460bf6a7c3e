//! Bronze: every answer unchanged, a receipt of every request, and what people decided. Nothing is ever overwritten or deleted.

mod decision;
mod key;
mod object;
mod receipt;
mod spool;

pub use decision::{Decision, EVERY_PAIR, Verdict};
pub use key::{BronzeKey, ReceiptName, sha256_hex};
pub use object::StoredObject;
pub use receipt::{Outcome, Receipt, SCHEMA_VERSION};
pub use spool::Spool;

pub use crate::objects::{FETCHED_AT_ONCE, Put};

use crate::failure::{Exit, Failure};
use crate::objects::{self, Folder, ObjectError, S3};
use futures_util::StreamExt;
use makerates_domain::dates::RateDate;
use makerates_domain::source::{Endpoint, Source};
use object::reading;
use serde::Serialize;
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A fault of the bronze store.
#[derive(Debug, thiserror::Error)]
pub enum BronzeError {
    /// The folder or the bucket refused.
    #[error(transparent)]
    Objects(ObjectError),
    /// An object whose content is not what its key says.
    #[error("the object {0} does not have the SHA-256 that its key says")]
    Rot(String),
    /// An object that is not there.
    #[error("the object {0} is missing")]
    Missing(String),
    /// A receipt that can't be read.
    #[error("the receipt {0} can't be read: {1}")]
    Receipt(String, String),
    /// A person's decision that can't be read.
    #[error("the decision {0} can't be read: {1}")]
    Decision(String, String),
}

impl From<ObjectError> for BronzeError {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Missing(path) => Self::Missing(path),
            error => Self::Objects(error),
        }
    }
}

impl From<BronzeError> for Failure {
    fn from(error: BronzeError) -> Self {
        const WHAT: &str = "bronze failed";
        match error {
            BronzeError::Objects(error) => error.failure(WHAT),
            error => Self::new(Exit::Storage, WHAT, "restore the object from a backup").because(error),
        }
    }
}

/// The store of answers and receipts: a folder or a bucket, with the same keys and the same promises.
#[derive(Debug)]
pub enum BronzeStore {
    /// A local folder.
    Folder(Folder),
    /// An S3 bucket, with a local cache of what was read.
    S3(S3),
}

impl BronzeStore {
    /// Opens the store at `location`; `cache` is the folder for copies of remote objects.
    pub async fn open(location: &str, cache: &Path) -> Result<Self, BronzeError> {
        let bucket = objects::bucket(location, "bronze.location", cache).await?;
        Ok(bucket.map_or_else(|| Self::Folder(Folder::new(PathBuf::from(location))), Self::S3))
    }

    /// Writes an object once: when the key is taken, nothing is changed.
    pub async fn put(&self, key: &BronzeKey, bytes: &[u8]) -> Result<Put, BronzeError> {
        match self {
            Self::Folder(folder) => Ok(folder.put(&key.path(), bytes)?),
            Self::S3(s3) => Ok(s3.put(&key.path(), bytes).await?),
        }
    }

    /// Writes a record once, as a line of JSON.
    pub async fn put_record(&self, key: &BronzeKey, record: &impl Serialize) -> Result<Put, BronzeError> {
        self.put(key, format!("{}\n", json!(record)).as_bytes()).await
    }

    /// A file for a body that is to become an answer of `endpoint`; only its hash will tell which.
    pub fn spool(&self, endpoint: Endpoint) -> Result<Spool, BronzeError> {
        let path = BronzeKey::Answer { endpoint, sha256: "unfinished".to_owned() }.path();
        let file = match self {
            Self::Folder(folder) => folder.temporary(&path),
            Self::S3(s3) => s3.temporary(&path),
        }?;
        Ok(Spool::new(file))
    }

    /// Makes a body an answer, under its own hash. What lies there and is damaged is put right by it, in a folder; a bucket
    /// keeps its objects itself.
    pub async fn put_answer(&self, endpoint: Endpoint, body: Spool) -> Result<Put, BronzeError> {
        let key = BronzeKey::Answer { endpoint, sha256: body.sha256() };
        let path = key.path();
        let file = body.into_file()?;
        match self {
            Self::Folder(folder) if folder.contains(&path) && !self.is_whole(&key).await? => {
                folder.replace_by_file(&path, file)?;
                tracing::warn!("{path} was damaged, and is whole again");
                Ok(Put::Exists)
            }
            Self::Folder(folder) => Ok(folder.put_file(&path, file)?),
            Self::S3(s3) => Ok(s3.put_file(&path, file).await?),
        }
    }

    /// Checks that the store can be written at all, before a request is spent whose answer would be lost.
    pub async fn check_writable(&self) -> Result<(), BronzeError> {
        match self {
            Self::Folder(folder) => Ok(folder.check_writable()?),
            Self::S3(s3) => Ok(s3.check_writable().await?),
        }
    }

    /// Whether an object is there.
    pub async fn contains(&self, key: &BronzeKey) -> Result<bool, BronzeError> {
        match self {
            Self::Folder(folder) => Ok(folder.contains(&key.path())),
            Self::S3(s3) => Ok(s3.contains(&key.path()).await?),
        }
    }

    /// Whether an object is there, and is what its key says.
    pub async fn is_whole(&self, key: &BronzeKey) -> Result<bool, BronzeError> {
        match self.open_object(key).await {
            Ok(object) => match object.verify() {
                Ok(()) => Ok(true),
                Err(BronzeError::Rot(_)) => Ok(false),
                Err(error) => Err(error),
            },
            Err(BronzeError::Missing(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// An object, to be read and then verified.
    pub async fn open_object(&self, key: &BronzeKey) -> Result<StoredObject, BronzeError> {
        let path = key.path();
        Ok(StoredObject::new(self.open_path(&path).await?, path, key.sha256()))
    }

    /// An object's bytes, checked against its key.
    pub async fn object(&self, key: &BronzeKey) -> Result<Vec<u8>, BronzeError> {
        let mut bytes = Vec::new();
        let mut object = self.open_object(key).await?;
        object.read_to_end(&mut bytes).map_err(|source| reading(&key.path(), source))?;
        object.verify().map(|()| bytes)
    }

    /// Forgets the local copy of an object that turned out to be damaged; false where there is none. The object itself
    /// stays as it is.
    pub fn forget_copy(&self, key: &BronzeKey) -> Result<bool, BronzeError> {
        match self {
            Self::Folder(_) => Ok(false),
            Self::S3(s3) => Ok(s3.forget_copy(&key.path())?),
        }
    }

    /// The paths of a source's receipts, in the order of `fetched_at`.
    pub async fn receipt_paths(&self, source: Source) -> Result<Vec<String>, BronzeError> {
        self.list(&format!("receipts/{source}/")).await
    }

    /// The paths of a source's receipts of one UTC day, in the order of `fetched_at`.
    pub async fn receipt_paths_of(&self, source: Source, day: RateDate) -> Result<Vec<String>, BronzeError> {
        self.list(&format!("receipts/{source}/date={day}/")).await
    }

    /// The paths of all objects below a prefix, sorted.
    pub async fn list(&self, prefix: &str) -> Result<Vec<String>, BronzeError> {
        let mut paths = match self {
            Self::Folder(folder) => folder.list(prefix)?,
            Self::S3(s3) => s3.list(prefix).await?,
        };
        paths.sort();
        Ok(paths)
    }

    /// Files that writers which were killed have left behind: never read, and never in the way.
    pub fn unfinished(&self) -> Result<Vec<String>, BronzeError> {
        match self {
            Self::Folder(folder) => Ok(folder.unfinished()?),
            Self::S3(_) => Ok(Vec::new()),
        }
    }

    /// The receipt at a path that [`Self::receipt_paths`] or a listing gave.
    pub async fn receipt(&self, path: &str) -> Result<Receipt, BronzeError> {
        let bytes = self.read(path).await?;
        serde_json::from_slice(&bytes).map_err(|error| BronzeError::Receipt(path.to_owned(), error.to_string()))
    }

    /// Many receipts, each with its path, in the order of the paths. From a bucket several are fetched at once.
    pub async fn receipts(&self, paths: Vec<String>) -> Vec<(String, Result<Receipt, BronzeError>)> {
        let read = |path: String| async move {
            let receipt = self.receipt(&path).await;
            (path, receipt)
        };
        futures_util::stream::iter(paths.into_iter().map(read)).buffered(FETCHED_AT_ONCE).collect().await
    }

    /// Every decision with its path, in the order in which they were made. One that can't be read is an error: without
    /// it a rate would be published that a person has shut out.
    pub async fn decisions(&self) -> Result<Vec<(String, Decision)>, BronzeError> {
        let mut decisions = Vec::new();
        for path in self.list("decisions/").await? {
            // What lies there beside the decisions is none of ours: `bronze verify` names it.
            if !matches!(BronzeKey::parse(&path), Some(BronzeKey::Decision { .. })) {
                continue;
            }
            let bytes = self.read(&path).await?;
            let decision = serde_json::from_slice(&bytes)
                .map_err(|error| BronzeError::Decision(path.clone(), error.to_string()))?;
            decisions.push((path, decision));
        }
        Ok(decisions)
    }

    /// Writes a decision once, and tells where it lies.
    pub async fn put_decision(&self, decision: &Decision) -> Result<String, BronzeError> {
        let random = format!("{:08x}", rand::random::<u32>());
        let key = BronzeKey::Decision { decided_at: decision.decided_at, random };
        self.put_record(&key, decision).await?;
        Ok(key.path())
    }

    /// The bytes of an object of any path.
    pub async fn read(&self, path: &str) -> Result<Vec<u8>, BronzeError> {
        let mut bytes = Vec::new();
        let mut file = self.open_path(path).await?;
        file.read_to_end(&mut bytes).map_err(|source| reading(path, source))?;
        Ok(bytes)
    }

    /// The SHA-256 of an object as it lies in the store itself, past every copy.
    pub async fn sha256(&self, path: &str) -> Result<String, BronzeError> {
        match self {
            Self::Folder(folder) => StoredObject::new(folder.open(path)?, path.to_owned(), None).sha256(),
            Self::S3(s3) => Ok(s3.sha256(path).await?),
        }
    }

    /// The bytes of an object as it lies in the store itself, past every copy.
    pub async fn read_stored(&self, path: &str) -> Result<Vec<u8>, BronzeError> {
        match self {
            Self::Folder(_) => self.read(path).await,
            Self::S3(s3) => Ok(s3.read_stored(path).await?),
        }
    }

    async fn open_path(&self, path: &str) -> Result<File, BronzeError> {
        match self {
            Self::Folder(folder) => Ok(folder.open(path)?),
            Self::S3(s3) => Ok(s3.open(path).await?),
        }
    }
}
