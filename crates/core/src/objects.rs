//! Objects by path, in a folder or in a bucket: each is written once and never changed. What they mean is for those who
//! keep them: [`crate::bronze`] and [`crate::silver`].

mod folder;
mod s3;

pub(crate) use folder::Folder;
pub(crate) use s3::{Body, S3};

use crate::aws::{self, SET_A_REGION, Service};
use crate::failure::{Exit, Failure};
use std::path::{Path, PathBuf};

/// How many objects are fetched from a bucket at the same time: each takes some 20 ms, whoever else is asked.
pub const FETCHED_AT_ONCE: usize = 16;

/// Whether an object was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was written now.
    Written,
    /// It was there before; nothing was changed.
    Exists,
}

/// A fault of a folder or bucket.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
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
        /// Of the location, without `s3://`.
        bucket: String,
        /// The whole key, with the prefix of the location.
        key: String,
        /// The server's own words.
        reason: String,
    },
    /// The bucket is missing, and the server makes none for us.
    #[error("there is no bucket s3://{bucket}/, and it can't be made: {reason}")]
    NoBucket {
        /// Its name.
        bucket: String,
        /// The server's own words.
        reason: String,
    },
    /// A bucket can't be found without one.
    #[error("no region is set, and s3://{0} is in one")]
    NoRegion(String),
    /// The location is no folder and no bucket.
    #[error("{setting} `{location}` is neither a folder nor s3://bucket/prefix")]
    Location {
        /// The setting that holds it.
        setting: &'static str,
        /// What it holds.
        location: String,
    },
    /// An object that is not there.
    #[error("the object {0} is missing")]
    Missing(String),
}

impl ObjectError {
    /// Ends a run: `what` is in short what failed with it.
    #[must_use]
    pub fn failure(self, what: &str) -> Failure {
        let (exit, next) = match &self {
            Self::NoRegion(_) => (Exit::Usage, SET_A_REGION.to_owned()),
            Self::Location { setting, .. } => (Exit::Usage, format!("mend {setting}")),
            Self::Folder { .. } => {
                (Exit::Storage, "check that the folder exists, can be written and has space".to_owned())
            }
            Self::NoBucket { bucket, .. } => (
                Exit::Storage,
                format!(
                    "make it (`aws s3 mb s3://{bucket}`), or allow s3:CreateBucket: the statement Init of \
                     deploy/iam/pipeline.json"
                ),
            ),
            Self::S3 { .. } => (Exit::Storage, "check the bucket, the credentials and the endpoint".to_owned()),
            Self::Missing(_) => (Exit::Storage, "restore the object from a backup".to_owned()),
        };
        Failure::new(exit, what, next).because(self)
    }
}

/// The bucket of an `s3://` address, with a cache below `cache`; none where `location` is a folder's path.
pub(crate) async fn bucket(location: &str, setting: &'static str, cache: &Path) -> Result<Option<S3>, ObjectError> {
    let Some((bucket, prefix)) = bucket_and_prefix(location) else { return Ok(None) };
    if bucket.is_empty() {
        return Err(ObjectError::Location { setting, location: location.to_owned() });
    }
    let sdk = aws::sdk_config(Service::S3).await;
    if sdk.region().is_none() {
        return Err(ObjectError::NoRegion(location.trim_start_matches("s3://").to_owned()));
    }
    Ok(Some(S3::new(&sdk, bucket, prefix, Folder::new(cache.join(bucket).join(prefix)))))
}

/// What an `s3://` address names.
pub(crate) fn bucket_and_prefix(location: &str) -> Option<(&str, &str)> {
    let address = location.strip_prefix("s3://")?;
    Some(address.split_once('/').unwrap_or((address, "")))
}
