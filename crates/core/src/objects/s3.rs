//! Objects in an S3 bucket.

mod body;
mod check;
#[cfg(test)]
mod tests;

pub(crate) use body::Body;

use super::folder::Folder;
use super::{ObjectError, Put};
use crate::aws::{Service, describe};
use crate::backoff;
use crate::failure::with_causes;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::StalledStreamProtectionConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::put_object::PutObjectError;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::NamedTempFile;

/// How often a write that met another one of the same key is tried again.
const CONFLICTS_MAX: u32 = 8;

/// How many objects one request may remove (`DeleteObjects`, Amazon S3 API Reference).
const DELETED_AT_ONCE: usize = 1000;

/// A body of so many bytes is looked for before it is sent. A server that refuses by the head alone closes the connection
/// while the body is still under way, and its answer is mostly lost with that (25 of 29 times at 3 MB).
const LOOKED_FOR_FROM: u64 = 256 * 1024;

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
    /// How long a request may go without an answer.
    answered_within: Duration,
}

/// A server that takes a request and never answers would hold a run for ever: the SDK waits without end. An answer of S3
/// takes milliseconds, seconds at worst; a body that comes or goes may pause for no longer either.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// A body that is sent gets so much more time: a line that is slower than this brings no answer of bronze in a morning.
const BYTES_PER_S_MIN: u64 = 64 * 1024;

/// How long a request may take whose body has so many bytes. What is read is not counted: its beginning is the answer,
/// and the rest of it must only not stand still.
fn patience(answered_within: Duration, bytes: u64) -> TimeoutConfig {
    let sending = Duration::from_secs(bytes / BYTES_PER_S_MIN);
    let builder = TimeoutConfig::builder().connect_timeout(answered_within.min(Duration::from_secs(5)));
    builder.operation_attempt_timeout(answered_within + sending).build()
}

impl S3 {
    pub(crate) fn new(sdk: &SdkConfig, bucket: &str, prefix: &str, cache: Folder) -> Self {
        // Virtual-hosted addresses need DNS for each bucket, which only AWS itself has.
        let own_server = Service::S3.given_endpoint().is_some();
        Self::with_patience(sdk, (bucket, prefix), cache, own_server, ANSWERED_WITHIN)
    }

    fn with_patience(
        sdk: &SdkConfig,
        (bucket, prefix): (&str, &str),
        cache: Folder,
        own_server: bool,
        answered_within: Duration,
    ) -> Self {
        let stalls = StalledStreamProtectionConfig::enabled().grace_period(answered_within).build();
        let config = aws_sdk_s3::config::Builder::from(sdk)
            .force_path_style(own_server)
            .timeout_config(patience(answered_within, 0))
            .stalled_stream_protection(stalls)
            .build();
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Self {
            client: Client::from_conf(config),
            bucket: bucket.to_owned(),
            prefix,
            cache,
            is_conditional: AtomicBool::new(true),
            own_server,
            answered_within,
        }
    }

    /// Writes an object under the condition that the key is free.
    pub(crate) async fn put(&self, path: &str, bytes: &[u8]) -> Result<Put, ObjectError> {
        let put = self.put_once(path, &Body::Bytes(bytes)).await?;
        // Without the cache it would only be fetched again.
        if let Err(error) = self.cache.put(path, bytes) {
            tracing::debug!("not kept in the cache: {error}");
        }
        Ok(put)
    }

    /// Writes an object from a file that then goes into the cache.
    pub(crate) async fn put_file(&self, path: &str, file: NamedTempFile) -> Result<Put, ObjectError> {
        let put = self.put_once(path, &Body::File(file.path())).await?;
        if let Err(error) = self.cache.put_file(path, file) {
            tracing::debug!("not kept in the cache: {error}");
        }
        Ok(put)
    }

    /// An empty file on the disk of the cache.
    pub(crate) fn temporary(&self, path: &str) -> Result<NamedTempFile, ObjectError> {
        self.cache.temporary(path)
    }

    /// Writes an object under the condition that the key is free, and keeps no copy of it.
    pub(crate) async fn put_once(&self, path: &str, body: &Body<'_>) -> Result<Put, ObjectError> {
        let is_looked_for = !self.is_conditional.load(Ordering::Relaxed) || body.bytes() >= LOOKED_FOR_FROM;
        if is_looked_for && self.contains(path).await? {
            return Ok(Put::Exists);
        }
        match self.put_if_absent(path, body).await {
            Ok(put) => Ok(put),
            // Who lost the answers may have been heard all the same.
            Err(error) if status(&error).is_none() && self.contains(path).await.unwrap_or(false) => Ok(Put::Exists),
            Err(error) => Err(self.fault("writing", path, &error)),
        }
    }

    async fn put_if_absent(&self, path: &str, body: &Body<'_>) -> Result<Put, SdkError<PutObjectError>> {
        let mut conflicts = 0;
        loop {
            match self.put_attempt(path, body).await {
                // Another writer of the same key is under way: S3 says to try again, and the SDK does not.
                Err(error) if status(&error) == Some(409) && conflicts < CONFLICTS_MAX => {
                    backoff::wait(conflicts).await;
                    conflicts += 1;
                }
                other => return other,
            }
        }
    }

    async fn put_attempt(&self, path: &str, body: &Body<'_>) -> Result<Put, SdkError<PutObjectError>> {
        let condition = self.is_conditional.load(Ordering::Relaxed).then(|| "*".to_owned());
        let request = self.client.put_object().bucket(&self.bucket).key(self.key(path)).set_if_none_match(condition);
        let bytes = body.bytes();
        let body = body.stream().await.map_err(SdkError::construction_failure)?;
        let patience = aws_sdk_s3::config::Builder::new().timeout_config(patience(self.answered_within, bytes));
        match request.body(body).customize().config_override(patience).send().await {
            Ok(_) => Ok(Put::Written),
            Err(error) if status(&error) == Some(412) => Ok(Put::Exists),
            Err(error) => Err(error),
        }
    }

    /// Whether there is such an object.
    pub(crate) async fn contains(&self, path: &str) -> Result<bool, ObjectError> {
        match self.client.head_object().bucket(&self.bucket).key(self.key(path)).send().await {
            Ok(_) => Ok(true),
            Err(error) if status(&error) == Some(404) => Ok(false),
            Err(error) => Err(self.fault("looking for", path, &error)),
        }
    }

    /// An object's bytes as a file of the cache: it is fetched once, and never again.
    pub(crate) async fn open(&self, path: &str) -> Result<std::fs::File, ObjectError> {
        if !self.cache.contains(path) {
            let mut file = self.cache.temporary(path)?;
            self.fetch(path, |piece| file.write_all(piece)).await?;
            self.cache.put_file(path, file)?;
        }
        self.cache.open(path)
    }

    /// Removes the cache's copy of an object, if there is one.
    pub(crate) fn forget_copy(&self, path: &str) -> Result<bool, ObjectError> {
        self.cache.forget(path)
    }

    /// The SHA-256 of an object as the server has it, past the cache.
    pub(crate) async fn sha256(&self, path: &str) -> Result<String, ObjectError> {
        let mut hasher = Sha256::new();
        self.fetch(path, |piece| {
            hasher.update(piece);
            Ok(())
        })
        .await?;
        Ok(hex::encode(hasher.finalize()))
    }

    /// An object's bytes as the server has them, past the cache.
    pub(crate) async fn read_stored(&self, path: &str) -> Result<Vec<u8>, ObjectError> {
        let mut bytes = Vec::new();
        self.fetch(path, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })
        .await?;
        Ok(bytes)
    }

    /// Hands over an object's bytes as the server has them, piece by piece.
    pub(crate) async fn fetch(
        &self,
        path: &str,
        mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<(), ObjectError> {
        let request = self.client.get_object().bucket(&self.bucket).key(self.key(path));
        let mut object = request.send().await.map_err(|error| match error.code() {
            Some("NoSuchKey") => ObjectError::Missing(path.to_owned()),
            _ => self.fault("reading", path, &error),
        })?;
        while let Some(piece) = object.body.next().await {
            let piece = piece.map_err(|error| self.fault_of_text("reading", path, with_causes("", &error)))?;
            take(&piece).map_err(|error| self.fault_of_text("keeping a copy of", path, error.to_string()))?;
        }
        Ok(())
    }

    pub(crate) async fn list(&self, prefix: &str) -> Result<Vec<String>, ObjectError> {
        let mut paths = Vec::new();
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(self.key(prefix));
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.fault("listing", prefix, &error))?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            paths.extend(keys.filter_map(|key| key.strip_prefix(&self.prefix)).map(str::to_owned));
        }
        paths.retain(|path| path != check::OBJECT);
        Ok(paths)
    }

    /// Removes objects; one that is not there is no fault. For what can be made anew: nothing of bronze is ever removed.
    pub(crate) async fn delete(&self, paths: &[String]) -> Result<(), ObjectError> {
        for paths in paths.chunks(DELETED_AT_ONCE) {
            let first = paths[0].as_str();
            let objects = paths.iter().map(|path| ObjectIdentifier::builder().key(self.key(path)).build());
            let deletion = objects
                .collect::<Result<Vec<_>, _>>()
                .and_then(|objects| Delete::builder().set_objects(Some(objects)).quiet(true).build());
            let deletion = deletion.map_err(|error| self.fault_of_text("deleting", first, error.to_string()))?;
            let request = self.client.delete_objects().bucket(&self.bucket).delete(deletion);
            let answer = request.send().await.map_err(|error| self.fault("deleting", first, &error))?;
            if let Some(error) = answer.errors().first() {
                let reason = error.message().or(error.code()).unwrap_or("no reason is given").to_owned();
                return Err(self.fault_of_text("deleting", first, reason));
            }
        }
        Ok(())
    }

    /// Whether the server writes on condition, as [`Self::check_writable`] found.
    pub(crate) fn is_conditional(&self) -> bool {
        self.is_conditional.load(Ordering::Relaxed)
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn fault<E>(&self, operation: &'static str, path: &str, error: &SdkError<E>) -> ObjectError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.fault_of_text(operation, path, describe(error))
    }

    fn fault_of_text(&self, operation: &'static str, path: &str, reason: String) -> ObjectError {
        ObjectError::S3 { operation, bucket: self.bucket.clone(), key: self.key(path), reason }
    }
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
