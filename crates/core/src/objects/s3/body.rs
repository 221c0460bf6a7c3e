//! What is written to a bucket.

use aws_sdk_s3::primitives::{ByteStream, ByteStreamError, Length};
use std::path::Path;

/// What is written: the SDK may have to read it again.
pub(crate) enum Body<'a> {
    Bytes(&'a [u8]),
    File(&'a Path),
    /// A part of a file: where it begins, and its length.
    Piece(&'a Path, u64, u64),
}

impl Body<'_> {
    /// Its length; none is known of a file that can't be looked at, and sending it will tell why.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(path) => path.metadata().map_or(0, |file| file.len()),
            Self::Piece(_, _, length) => *length,
        }
    }

    /// For one attempt to send it.
    pub(super) async fn stream(&self) -> Result<ByteStream, ByteStreamError> {
        match self {
            Self::Bytes(bytes) => Ok(ByteStream::from(bytes.to_vec())),
            Self::File(path) => ByteStream::from_path(path).await,
            Self::Piece(path, offset, length) => {
                ByteStream::read_from().path(path).offset(*offset).length(Length::Exact(*length)).build().await
            }
        }
    }
}
