//! The tables' faults.

use crate::aws::describe;
use crate::failure::{Exit, Failure};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use std::path::PathBuf;

/// What may be wrong where the tables are a file of this machine.
const OF_THE_FILE: &str =
    "check the home folder: can it be written, has it space? is the file whole? it is to be restored from a backup";

/// How the embedded store tells of a fault of its file (`dynoxide`): a full disk, a file that may only be read.
const FILE_FAULT: &str = "backend: ";

/// A fault of the tables.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The embedded file can't be opened or served.
    #[error("the embedded tables in {path}: {reason}")]
    Embedded {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// DynamoDB can't be found without one.
    #[error("no region is set, and DynamoDB is in one")]
    NoRegion,
    /// The table is not there.
    #[error("the table {0} does not exist")]
    Missing(String),
    /// The table has other keys, another index or another expiry than ours.
    #[error("the table {table} has {found} instead of {expected}")]
    OtherShape {
        /// Its name.
        table: String,
        /// Its keys, index or expiry.
        found: String,
        /// Ours.
        expected: String,
    },
    /// DynamoDB refused, or did not answer.
    #[error("{operation}: {reason}")]
    Request {
        /// What was tried, on which table or key.
        operation: String,
        /// DynamoDB's own words.
        reason: String,
    },
    /// An item that does not have our shape.
    #[error("the item {key} is not of our shape: {reason}")]
    Item {
        /// Partition and sort key, as the item has them.
        key: String,
        /// What is missing or of another type.
        reason: String,
    },
}

impl TableError {
    /// The fault of a request.
    pub fn of<E>(operation: impl Into<String>, table: &str, error: &SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        if error.code() == Some("ResourceNotFoundException") {
            return Self::Missing(table.to_owned());
        }
        Self::Request { operation: operation.into(), reason: describe(error) }
    }
}

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        let next = match &error {
            TableError::Embedded { .. } => OF_THE_FILE,
            // The embedded file's own words: there is neither endpoint nor permission to look at.
            TableError::Request { reason, .. } if reason.contains("database is locked") => {
                "another program holds dynamodb.sqlite (a backup, an SQL shell): end it, then run it again"
            }
            TableError::Request { reason, .. } if reason.contains(FILE_FAULT) => OF_THE_FILE,
            TableError::NoRegion => crate::aws::SET_A_REGION,
            TableError::Missing(_) => "create the tables first: quota-gate init and sync-dynamodb init",
            TableError::OtherShape { .. } => "use another account or region, or remove that table yourself",
            TableError::Request { .. } => "check the endpoint, the credentials and the permissions, then run it again",
            TableError::Item { .. } => {
                "look at the item; sync-dynamodb --full writes a rate anew, quota-gate reset a state"
            }
        };
        let exit = if matches!(error, TableError::NoRegion) { Exit::Usage } else { Exit::Storage };
        Failure::new(exit, "the tables failed", next).because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_embedded_file_lacks_is_no_question_of_endpoints() {
        let next = |reason: &str| {
            let operation = "reserving a request".to_owned();
            Failure::from(TableError::Request { operation, reason: reason.to_owned() }).next
        };
        assert!(next("InternalServerError: backend: database or disk is full").contains("home folder"));
        assert!(next("InternalServerError: backend: database is locked or busy").contains("dynamodb.sqlite"));
        assert!(next("AccessDeniedException: no").contains("endpoint"));
    }
}
