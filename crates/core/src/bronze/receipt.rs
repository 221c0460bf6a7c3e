//! The receipt of a request: written once, after the request, whatever came of it.

use jiff::Timestamp;
use makerates_domain::source::{Endpoint, Source};
use serde::{Deserialize, Serialize};

/// The version of the receipts' shape.
pub const SCHEMA_VERSION: u32 = 1;

/// What is known of one request. It never holds the key or a full URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The version of this shape.
    pub schema_version: u32,
    /// Whom we asked.
    pub source: Source,
    /// Which face.
    pub endpoint: Endpoint,
    /// What for: `latest`, a day, or `from..to`.
    pub parameters: String,
    /// When we asked first, in UTC with milliseconds.
    #[serde(serialize_with = "instant")]
    pub fetched_at: Timestamp,
    /// The status of the last attempt; none when there was no answer.
    pub http_status: Option<u16>,
    /// The answer's entity tag.
    pub etag: Option<String>,
    /// The SHA-256 of the stored bytes; none when nothing was stored.
    pub sha256: Option<String>,
    /// The length of the body, in bytes, after decompression.
    pub bytes: u64,
    /// What came of it.
    pub outcome: Outcome,
    /// Why it is not an answer; empty when it is.
    pub reason: String,
    /// How many HTTP requests were made for it.
    pub attempts: u32,
    /// The run that asked.
    pub run_id: String,
    /// The version of the executable.
    pub tool_version: String,
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer that bronze did not have.
    New,
    /// An answer that bronze has already.
    Unchanged,
    /// The source says that nothing changed since the answer of that entity tag.
    NotModified,
    /// A body that is no answer: kept under `rejected/`.
    Rejected,
    /// No answer.
    Failed,
}

impl Outcome {
    /// Whether the receipt's `sha256` is that of an answer.
    #[must_use]
    pub fn has_answer(self) -> bool {
        matches!(self, Self::New | Self::Unchanged | Self::NotModified)
    }

    /// The name in receipts and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::NotModified => "not_modified",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }
}

pub(super) fn instant<S: serde::Serializer>(instant: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&crate::clock::format_instant(*instant))
}
