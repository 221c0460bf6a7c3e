//! What can go wrong with finding, fetching and publishing a build.

use crate::failure::{Exit, Failure};
use crate::objects::ObjectError;

/// A fault of the store of builds.
#[derive(Debug, thiserror::Error)]
pub enum SilverStoreError {
    /// The folder or the bucket refused.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// None was built there yet.
    #[error("there is no silver at {0}")]
    Missing(String),
    /// A manifest, or the commit that holds one, can't be read.
    #[error("the manifest {path} can't be read: {reason}")]
    Manifest {
        /// Which one.
        path: String,
        /// Why not.
        reason: String,
    },
    /// A fetched object is not what its commit says.
    #[error("the object {0} does not have the SHA-256 that its commit says")]
    Rot(String),
    /// Two builders could both take the same number.
    #[error("the S3 server of {0} does not honour `If-None-Match`, so two builders could overwrite each other")]
    NotConditional(String),
    /// An earlier build was wanted that is not kept.
    #[error("{wanted} (kept: {kept})")]
    NotKept {
        /// What was wanted, and why there is none.
        wanted: String,
        /// Those that are kept, each by the instant at which it was built.
        kept: String,
        /// How to have what was wanted all the same.
        next: String,
    },
    /// Other builders published while this one stood still.
    #[error("several other builds were published at {0} while this one stood still")]
    Overtaken(String),
    /// Each time a build was found it was gone before it was fetched.
    #[error("the builds of {0} are replaced faster than they can be fetched")]
    TooFast(String),
}

impl From<SilverStoreError> for Failure {
    fn from(error: SilverStoreError) -> Self {
        const WHAT: &str = "silver failed";
        let (exit, next) = match error {
            SilverStoreError::Objects(error) => return error.failure(WHAT),
            SilverStoreError::NotKept { ref next, .. } => (Exit::Usage, next.clone()),
            SilverStoreError::Missing(_) => (Exit::Usage, "run `transform` first".to_owned()),
            SilverStoreError::Manifest { .. } | SilverStoreError::Rot(_) => {
                (Exit::Storage, "run `transform` again: it makes another build".to_owned())
            }
            SilverStoreError::NotConditional(_) => {
                (Exit::Storage, "keep silver in a folder, or in a bucket of a server that does".to_owned())
            }
            SilverStoreError::TooFast(_) | SilverStoreError::Overtaken(_) => (Exit::Storage, "run it again".to_owned()),
        };
        Self::new(exit, WHAT, next).because(error)
    }
}
