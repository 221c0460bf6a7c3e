//! An object of bronze that is read, and hashed while it is.

use super::BronzeError;
use crate::objects::ObjectError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// An object of the store: whoever has read it can verify that it is what its key says.
#[derive(Debug)]
pub struct StoredObject {
    file: File,
    path: String,
    expected: Option<String>,
    hasher: Sha256,
}

impl StoredObject {
    pub(super) fn new(file: File, path: String, expected: Option<&str>) -> Self {
        Self { file, path, expected: expected.map(str::to_owned), hasher: Sha256::new() }
    }

    /// Reads on to the end, and compares the hash of all bytes with the key's.
    pub fn verify(self) -> Result<(), BronzeError> {
        let (path, expected) = (self.path.clone(), self.expected.clone());
        let found = self.sha256()?;
        if expected.is_none_or(|expected| expected == found) { Ok(()) } else { Err(BronzeError::Rot(path)) }
    }

    /// Reads on to the end, and gives the hash of all bytes.
    pub(super) fn sha256(mut self) -> Result<String, BronzeError> {
        let read = io::copy(&mut self, &mut io::sink());
        read.map_err(|source| reading(&self.path, source))?;
        Ok(hex::encode(self.hasher.finalize()))
    }
}

impl Read for StoredObject {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

pub(super) fn reading(path: &str, source: io::Error) -> BronzeError {
    ObjectError::Folder { operation: "reading", path: PathBuf::from(path), source }.into()
}
