//! Bronze in an S3 bucket.

use super::folder::Folder;
use super::{BronzeError, Put};
use crate::aws::{Service, describe};
use crate::backoff;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::CreateBucketConfiguration;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::NamedTempFile;

/// How often a write that met another one of the same key is tried again.
const CONFLICTS_MAX: u32 = 8;

/// A body of so many bytes is looked for before it is sent. A server that refuses by the head alone closes the connection
/// while the body is still under way, and its answer is mostly lost with that (25 of 29 times at 3 MB).
const LOOKED_FOR_FROM: u64 = 256 * 1024;

/// The object by which a store shows that it can be written, and that it honours `If-None-Match`. It stays, like
/// everything in bronze, and says what it is for.
const CHECK: &str = "write-once-check";
const CHECK_TEXT: &[u8] = b"Makerates writes this object at every start, on condition that it is not there.\n";

/// A bucket and prefix that hold objects by path. Objects never change, so what was read or written once is kept in a
/// cache.
#[derive(Debug)]
pub struct S3 {
    client: Client,
    bucket: String,
    prefix: String,
    cache: Folder,
    /// Whether the server writes on condition: if not, it is asked before.
    is_conditional: AtomicBool,
    /// Whether the server is ours, and not AWS itself.
    own_server: bool,
}

impl S3 {
    pub(super) fn new(sdk: &SdkConfig, bucket: &str, prefix: &str, cache: Folder) -> Self {
        // Virtual-hosted addresses need DNS for each bucket, which only AWS itself has.
        let own_server = Service::S3.given_endpoint().is_some();
        let config = aws_sdk_s3::config::Builder::from(sdk).force_path_style(own_server).build();
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let is_conditional = AtomicBool::new(true);
        Self { client: Client::from_conf(config), bucket: bucket.to_owned(), prefix, cache, is_conditional, own_server }
    }

    /// Checks, before a request is spent whose answer would be lost, that objects can be written, and that none is
    /// written twice. A bucket that is missing is created where that is allowed.
    pub(super) async fn check_writable(&self) -> Result<(), BronzeError> {
        let first = match self.put_if_absent(CHECK, &CHECK_TEXT.into()).await {
            Err(error) if error.code() == Some("NoSuchBucket") => {
                self.create_bucket().await?;
                self.put_if_absent(CHECK, &CHECK_TEXT.into()).await
            }
            other => other,
        };
        let is_conditional = match first {
            Ok(Put::Exists) => true,
            // It was not there, or the server does not look: the second time tells.
            Ok(Put::Written) => match self.put_if_absent(CHECK, &CHECK_TEXT.into()).await {
                Ok(put) => put == Put::Exists,
                Err(error) => return Err(self.fault("writing", CHECK, &error)),
            },
            Err(error) if is_not_implemented(&error) => {
                self.is_conditional.store(false, Ordering::Relaxed);
                // That the condition is refused says nothing of whether an object can be written.
                self.put_if_absent(CHECK, &CHECK_TEXT.into())
                    .await
                    .map_err(|error| self.fault("writing", CHECK, &error))?;
                false
            }
            Err(error) => return Err(self.fault("writing", CHECK, &error)),
        };
        if !is_conditional {
            tracing::warn!(
                "the S3 server does not honour `If-None-Match`: each object is looked for before it is written, and two \
                 writers at the same instant may both write it"
            );
        }
        self.is_conditional.store(is_conditional, Ordering::Relaxed);
        Ok(())
    }

    async fn create_bucket(&self) -> Result<(), BronzeError> {
        let region = self.client.config().region().map(AsRef::as_ref);
        let place = if self.own_server { None } else { place_at_aws(region) };
        let request = self.client.create_bucket().bucket(&self.bucket).set_create_bucket_configuration(place);
        match request.send().await {
            Ok(_) => tracing::info!("the bucket {} was missing, and is created", self.bucket),
            // Another first run was faster.
            Err(error) if error.code() == Some("BucketAlreadyOwnedByYou") => {}
            Err(error) => return Err(self.fault("creating the missing bucket of", "", &error)),
        }
        Ok(())
    }

    /// Writes an object under the condition that the key is free.
    pub(super) async fn put(&self, path: &str, bytes: &[u8]) -> Result<Put, BronzeError> {
        let put = self.put_once(path, &Body::Bytes(bytes)).await?;
        // Without the cache it would only be fetched again.
        if let Err(error) = self.cache.put(path, bytes) {
            tracing::debug!("not kept in the cache: {error}");
        }
        Ok(put)
    }

    /// Writes an object from a file that then goes into the cache.
    pub(super) async fn put_file(&self, path: &str, file: NamedTempFile) -> Result<Put, BronzeError> {
        let put = self.put_once(path, &Body::File(file.path())).await?;
        if let Err(error) = self.cache.put_file(path, file) {
            tracing::debug!("not kept in the cache: {error}");
        }
        Ok(put)
    }

    /// An empty file on the disk of the cache.
    pub(super) fn temporary(&self, path: &str) -> Result<NamedTempFile, BronzeError> {
        self.cache.temporary(path)
    }

    async fn put_once(&self, path: &str, body: &Body<'_>) -> Result<Put, BronzeError> {
        let is_looked_for = !self.is_conditional.load(Ordering::Relaxed) || body.bytes() >= LOOKED_FOR_FROM;
        if is_looked_for && self.contains(path).await? {
            return Ok(Put::Exists);
        }
        for attempt in 0.. {
            match self.put_if_absent(path, body).await {
                Ok(put) => return Ok(put),
                // Another writer of the same key is under way: S3 says to try again, and the SDK does not.
                Err(error) if status(&error) == Some(409) && attempt < CONFLICTS_MAX => backoff::wait(attempt).await,
                // Who lost the answers may have been heard all the same.
                Err(error) if status(&error).is_none() && self.contains(path).await.unwrap_or(false) => {
                    return Ok(Put::Exists);
                }
                Err(error) => return Err(self.fault("writing", path, &error)),
            }
        }
        Ok(Put::Exists)
    }

    async fn put_if_absent(
        &self,
        path: &str,
        body: &Body<'_>,
    ) -> Result<Put, SdkError<aws_sdk_s3::operation::put_object::PutObjectError>> {
        let condition = self.is_conditional.load(Ordering::Relaxed).then(|| "*".to_owned());
        let request = self.client.put_object().bucket(&self.bucket).key(self.key(path)).set_if_none_match(condition);
        let body = body.stream().await.map_err(SdkError::construction_failure)?;
        match request.body(body).send().await {
            Ok(_) => Ok(Put::Written),
            Err(error) if status(&error) == Some(412) => Ok(Put::Exists),
            Err(error) => Err(error),
        }
    }

    /// Whether there is such an object.
    pub(super) async fn contains(&self, path: &str) -> Result<bool, BronzeError> {
        match self.client.head_object().bucket(&self.bucket).key(self.key(path)).send().await {
            Ok(_) => Ok(true),
            Err(error) if status(&error) == Some(404) => Ok(false),
            Err(error) => Err(self.fault("looking for", path, &error)),
        }
    }

    /// An object's bytes as a file of the cache: it is fetched once, and never again.
    pub(super) async fn open(&self, path: &str) -> Result<std::fs::File, BronzeError> {
        if !self.cache.contains(path) {
            let mut file = self.cache.temporary(path)?;
            self.fetch(path, |piece| file.write_all(piece)).await?;
            self.cache.put_file(path, file)?;
        }
        self.cache.open(path)
    }

    /// Removes the cache's copy of an object, if there is one.
    pub(super) fn forget_copy(&self, path: &str) -> Result<bool, BronzeError> {
        self.cache.forget(path)
    }

    /// The SHA-256 of an object as the server has it, past the cache.
    pub(super) async fn sha256(&self, path: &str) -> Result<String, BronzeError> {
        let mut hasher = Sha256::new();
        self.fetch(path, |piece| {
            hasher.update(piece);
            Ok(())
        })
        .await?;
        Ok(hex::encode(hasher.finalize()))
    }

    /// An object's bytes as the server has them, past the cache.
    pub(super) async fn read_stored(&self, path: &str) -> Result<Vec<u8>, BronzeError> {
        let mut bytes = Vec::new();
        self.fetch(path, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })
        .await?;
        Ok(bytes)
    }

    async fn fetch(&self, path: &str, mut take: impl FnMut(&[u8]) -> std::io::Result<()>) -> Result<(), BronzeError> {
        let request = self.client.get_object().bucket(&self.bucket).key(self.key(path));
        let mut object = request.send().await.map_err(|error| match error.code() {
            Some("NoSuchKey") => BronzeError::Missing(path.to_owned()),
            _ => self.fault("reading", path, &error),
        })?;
        while let Some(piece) = object.body.next().await {
            let piece = piece.map_err(|error| self.fault_of_text("reading", path, error.to_string()))?;
            take(&piece).map_err(|error| self.fault_of_text("keeping a copy of", path, error.to_string()))?;
        }
        Ok(())
    }

    pub(super) async fn list(&self, prefix: &str) -> Result<Vec<String>, BronzeError> {
        let mut paths = Vec::new();
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(self.key(prefix));
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.fault("listing", prefix, &error))?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            paths.extend(keys.filter_map(|key| key.strip_prefix(&self.prefix)).map(str::to_owned));
        }
        paths.retain(|path| path != CHECK);
        Ok(paths)
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn fault<E>(&self, operation: &'static str, path: &str, error: &SdkError<E>) -> BronzeError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.fault_of_text(operation, path, reason(error))
    }

    fn fault_of_text(&self, operation: &'static str, path: &str, reason: String) -> BronzeError {
        BronzeError::S3 { operation, bucket: self.bucket.clone(), key: self.key(path), reason }
    }
}

/// What is written: the SDK may have to read it again.
enum Body<'a> {
    Bytes(&'a [u8]),
    File(&'a Path),
}

impl From<&'static [u8]> for Body<'static> {
    fn from(bytes: &'static [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl Body<'_> {
    /// Its length; none is known of a file that can't be looked at, and sending it will tell why.
    fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(path) => path.metadata().map_or(0, |file| file.len()),
        }
    }

    async fn stream(&self) -> Result<ByteStream, aws_sdk_s3::primitives::ByteStreamError> {
        match self {
            Self::Bytes(bytes) => Ok(ByteStream::from(bytes.to_vec())),
            Self::File(path) => ByteStream::from_path(path).await,
        }
    }
}

/// AWS wants a new bucket's region once more in the request, unless it is the one that was there first. Other servers name
/// their regions as they like, and need not be told.
fn place_at_aws(region: Option<&str>) -> Option<CreateBucketConfiguration> {
    let region = region.filter(|region| *region != "us-east-1")?;
    Some(CreateBucketConfiguration::builder().location_constraint(region.into()).build())
}

/// Why an operation failed: in the server's own words where it has some. Without them the SDK would show the whole answer.
fn reason<E>(error: &SdkError<E>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match status(error) {
        _ if error.code().is_some() => describe(error),
        Some(status) => format!("HTTP {status}"),
        None => {
            let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
            causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
        }
    }
}

/// Whether a server says that it does not know the condition.
fn is_not_implemented<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    matches!(status(error), Some(400 | 501)) && error.code() == Some("NotImplemented")
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_bucket_at_aws_is_told_its_region_but_in_the_first_one() {
        let told = |region| place_at_aws(region)?.location_constraint.map(|place| place.as_str().to_owned());
        assert_eq!(told(Some("eu-central-1")).as_deref(), Some("eu-central-1"));
        assert_eq!(told(Some("us-east-1")), None);
        assert_eq!(told(None), None);
    }
}
