//! Bronze in an S3 bucket.

use super::folder::Folder;
use super::{BronzeError, Put};
use crate::aws::{Service, describe};
use crate::backoff;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;

/// How often a write that met another one of the same key is tried again.
const CONFLICTS_MAX: u32 = 8;

/// A bucket and prefix that hold objects by path. Objects never change, so what was read once is kept in a cache.
#[derive(Debug)]
pub struct S3 {
    client: Client,
    bucket: String,
    prefix: String,
    cache: Folder,
}

impl S3 {
    pub(super) fn new(sdk: &SdkConfig, bucket: &str, prefix: &str, cache: Folder) -> Self {
        // Virtual-hosted addresses need DNS for each bucket, which only AWS itself has.
        let own_server = Service::S3.given_endpoint().is_some();
        let config = aws_sdk_s3::config::Builder::from(sdk).force_path_style(own_server).build();
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Self { client: Client::from_conf(config), bucket: bucket.to_owned(), prefix, cache }
    }

    /// Writes an object under the condition that the key is free.
    pub(super) async fn put(&self, path: &str, bytes: &[u8]) -> Result<Put, BronzeError> {
        for attempt in 0.. {
            let request = self.client.put_object().bucket(&self.bucket).key(self.key(path)).if_none_match("*");
            match request.body(ByteStream::from(bytes.to_vec())).send().await {
                Ok(_) => return Ok(Put::Written),
                Err(error) if status(&error) == Some(412) => return Ok(Put::Exists),
                // Another writer of the same key is under way: S3 says to try again, and the SDK does not.
                Err(error) if status(&error) == Some(409) && attempt < CONFLICTS_MAX => backoff::wait(attempt).await,
                Err(error) => return Err(self.fault("writing", path, &error)),
            }
        }
        Ok(Put::Exists)
    }

    pub(super) async fn get(&self, path: &str) -> Result<Vec<u8>, BronzeError> {
        if self.cache.contains(path) {
            return self.cache.get(path);
        }
        let request = self.client.get_object().bucket(&self.bucket).key(self.key(path));
        let object = request.send().await.map_err(|error| self.fault("reading", path, &error))?;
        let body = object.body.collect().await.map_err(|error| BronzeError::S3 {
            operation: "reading",
            bucket: self.bucket.clone(),
            key: self.key(path),
            reason: error.to_string(),
        })?;
        let bytes = body.to_vec();
        self.cache.put(path, &bytes)?;
        Ok(bytes)
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
        Ok(paths)
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn fault<E>(&self, operation: &'static str, path: &str, error: &SdkError<E>) -> BronzeError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let reason = describe(error);
        BronzeError::S3 { operation, bucket: self.bucket.clone(), key: self.key(path), reason }
    }
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
