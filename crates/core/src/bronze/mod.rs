//! Bronze: every answer unchanged, and a receipt of every request. Nothing is ever overwritten or deleted.

mod folder;
mod key;
mod receipt;
mod s3;

pub use key::{BronzeKey, ReceiptName, sha256_hex};
pub use receipt::{Outcome, Receipt, SCHEMA_VERSION};

use crate::aws::{self, Service};
use crate::failure::{Exit, Failure};
use crate::source::Source;
use folder::Folder;
use s3::S3;
use std::path::{Path, PathBuf};

/// Whether an object was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was written now.
    Written,
    /// It was there before; nothing was changed.
    Exists,
}

/// A fault of the bronze store.
#[derive(Debug, thiserror::Error)]
pub enum BronzeError {
    /// The local file system refused.
    #[error("{operation} {path}")]
    Folder {
        /// What was tried.
        operation: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The S3 server refused.
    #[error("{operation} s3://{bucket}/{key}: {reason}")]
    S3 {
        /// What was tried.
        operation: &'static str,
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The server's own words.
        reason: String,
    },
    /// The location is no folder and no bucket.
    #[error("bronze.location `{0}` is neither a folder nor s3://bucket/prefix")]
    Location(String),
    /// An object whose content is not what its key says.
    #[error("the object {0} does not have the SHA-256 that its key says")]
    Rot(String),
    /// A receipt that can't be read.
    #[error("the receipt {0} can't be read: {1}")]
    Receipt(String, String),
}

impl From<BronzeError> for Failure {
    fn from(error: BronzeError) -> Self {
        let (exit, next) = match &error {
            BronzeError::Location(_) => (Exit::Usage, "mend bronze.location"),
            BronzeError::Folder { .. } => (Exit::Storage, "check that the folder exists, can be written and has space"),
            BronzeError::S3 { .. } => (Exit::Storage, "check the bucket, the credentials and the endpoint"),
            BronzeError::Rot(_) | BronzeError::Receipt(..) => (Exit::Storage, "restore the object from a backup"),
        };
        Failure::new(exit, "bronze failed", next).because(error)
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
        let Some(address) = location.strip_prefix("s3://") else {
            return Ok(Self::Folder(Folder::new(PathBuf::from(location))));
        };
        let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
        if bucket.is_empty() {
            return Err(BronzeError::Location(location.to_owned()));
        }
        let sdk = aws::sdk_config(Service::S3).await;
        Ok(Self::S3(S3::new(&sdk, bucket, prefix, Folder::new(cache.join(bucket).join(prefix)))))
    }

    /// Writes an object once: when the key is taken, nothing is changed.
    pub async fn put(&self, key: &BronzeKey, bytes: &[u8]) -> Result<Put, BronzeError> {
        match self {
            Self::Folder(folder) => folder.put(&key.path(), bytes),
            Self::S3(s3) => s3.put(&key.path(), bytes).await,
        }
    }

    /// Checks that the store can be written at all, before a request is spent whose answer would be lost.
    pub fn check_writable(&self) -> Result<(), BronzeError> {
        match self {
            Self::Folder(folder) => folder.check_writable(),
            // A bucket shows it only by a write.
            Self::S3(_) => Ok(()),
        }
    }

    /// An answer's bytes, checked against its key.
    pub async fn answer(&self, key: &BronzeKey) -> Result<Vec<u8>, BronzeError> {
        let path = key.path();
        let bytes = self.get(&path).await?;
        match key {
            BronzeKey::Answer { sha256, .. } if sha256_hex(&bytes) != *sha256 => Err(BronzeError::Rot(path)),
            _ => Ok(bytes),
        }
    }

    /// The paths of a source's receipts, in the order of `fetched_at`.
    pub async fn receipt_paths(&self, source: Source) -> Result<Vec<String>, BronzeError> {
        let prefix = format!("receipts/{source}/");
        let mut paths = match self {
            Self::Folder(folder) => folder.list(&prefix)?,
            Self::S3(s3) => s3.list(&prefix).await?,
        };
        paths.sort();
        Ok(paths)
    }

    /// A receipt.
    pub async fn receipt(&self, path: &str) -> Result<Receipt, BronzeError> {
        let bytes = self.get(path).await?;
        serde_json::from_slice(&bytes).map_err(|error| BronzeError::Receipt(path.to_owned(), error.to_string()))
    }

    async fn get(&self, path: &str) -> Result<Vec<u8>, BronzeError> {
        match self {
            Self::Folder(folder) => folder.get(path),
            Self::S3(s3) => s3.get(path).await,
        }
    }
}
