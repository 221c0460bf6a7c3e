//! A body on its way into bronze: written to a file beside its place while it is hashed, and never held.

use super::BronzeError;
use crate::objects::ObjectError;
use crate::secret::{ApiKey, KeyWatch};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use tempfile::NamedTempFile;

/// A file that takes a body. Unless it is kept, it goes with this value.
#[derive(Debug)]
pub struct Spool {
    file: NamedTempFile,
    hasher: Sha256,
    bytes: u64,
    bytes_max: u64,
    is_cut: bool,
    watch: Option<KeyWatch>,
    holds_key: bool,
}

impl Spool {
    pub(crate) fn new(file: NamedTempFile) -> Self {
        Self {
            file,
            hasher: Sha256::new(),
            bytes: 0,
            bytes_max: u64::MAX,
            is_cut: false,
            watch: None,
            holds_key: false,
        }
    }

    /// The same file, which takes no more than `bytes_max` bytes, and nothing that holds the key.
    #[must_use]
    pub fn guarded(mut self, bytes_max: u64, key: Option<&ApiKey>) -> Self {
        self.bytes_max = bytes_max;
        self.watch = key.map(KeyWatch::new);
        self
    }

    /// Takes a piece; false when no further one is wanted.
    pub fn write(&mut self, piece: &[u8]) -> Result<bool, BronzeError> {
        // Before it is written: what holds the key must not lie on the disk even for a moment.
        if self.watch.as_mut().is_some_and(|watch| watch.sees(piece)) {
            self.holds_key = true;
            return Ok(false);
        }
        let room = usize::try_from(self.bytes_max - self.bytes).unwrap_or(usize::MAX);
        let taken = &piece[..piece.len().min(room)];
        self.is_cut = taken.len() < piece.len();
        // Past the wrapper of `tempfile`, which would name the path a second time.
        self.file.as_file_mut().write_all(taken).map_err(|source| self.fault("writing", source))?;
        self.hasher.update(taken);
        self.bytes += taken.len() as u64;
        Ok(!self.is_cut)
    }

    /// Bytes taken.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the body is longer than the limit: then it ends there.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether the body repeats the key: then it ends before it.
    #[must_use]
    pub fn holds_key(&self) -> bool {
        self.holds_key
    }

    /// The SHA-256 of what was taken, in lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex::encode(self.hasher.clone().finalize())
    }

    /// What was taken, from its beginning.
    pub fn reader(&self) -> Result<File, BronzeError> {
        // Another opening of the same file: reading moves no place of the writer.
        self.file.reopen().map_err(|source| self.fault("reading", source))
    }

    /// The first bytes of what was taken.
    pub fn beginning(&self, bytes_max: u64) -> Result<Vec<u8>, BronzeError> {
        let mut bytes = Vec::new();
        self.reader()?.take(bytes_max).read_to_end(&mut bytes).map_err(|source| self.fault("reading", source))?;
        Ok(bytes)
    }

    pub(super) fn into_file(mut self) -> Result<NamedTempFile, BronzeError> {
        self.file.seek(SeekFrom::Start(0)).map_err(|source| self.fault("reading", source))?;
        Ok(self.file)
    }

    fn fault(&self, operation: &'static str, source: std::io::Error) -> BronzeError {
        ObjectError::Folder { operation, path: self.file.path().to_owned(), source }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bronze::sha256_hex;

    fn spool() -> Spool {
        Spool::new(NamedTempFile::new().unwrap())
    }

    #[test]
    fn what_was_taken_is_read_back_with_its_hash() {
        let mut spool = spool();
        for piece in [b"one ".as_slice(), b"", b"two"] {
            assert!(spool.write(piece).unwrap());
        }
        assert_eq!((spool.bytes(), spool.is_cut()), (7, false));
        assert_eq!(spool.sha256(), sha256_hex(b"one two"));
        assert_eq!(spool.beginning(100).unwrap(), b"one two");
        assert_eq!(spool.beginning(3).unwrap(), b"one");
    }

    #[test]
    fn a_body_beyond_the_limit_ends_there() {
        let mut spool = spool().guarded(5, None);
        assert!(spool.write(b"12345").unwrap() && !spool.is_cut(), "a body of just that length is whole");
        assert!(!spool.write(b"6").unwrap() && spool.is_cut());
        assert_eq!(spool.beginning(100).unwrap(), b"12345");
    }

    #[test]
    fn the_key_never_reaches_the_file_whole() {
        let key = ApiKey::parse("s3cret-key", "test").unwrap().unwrap();
        for pieces in [vec!["a s3cret-key b"], vec!["a s3cr", "et-key b"], vec!["a ", "s", "3cret-ke", "y"]] {
            let mut spool = spool().guarded(u64::MAX, Some(&key));
            let more: Vec<bool> = pieces.iter().map(|piece| spool.write(piece.as_bytes()).unwrap()).collect();
            assert_eq!(more.iter().filter(|more| !**more).count(), 1, "{pieces:?}");
            assert!(spool.holds_key() && !key.is_in(&spool.beginning(100).unwrap()), "{pieces:?}");
        }
    }
}
