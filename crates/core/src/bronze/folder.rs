//! Bronze in a local folder.

use super::{BronzeError, Put};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A folder that holds objects by path.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Writes an object whole or not at all, and never over another: a temporary file of the same folder is
    /// written, flushed to the disk, and linked to its name, which fails when the name is taken.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<Put, BronzeError> {
        let target = self.root.join(path);
        if target.exists() {
            return Ok(Put::Exists);
        }
        write_once(&target, bytes).map_err(|source| fault("writing", &target, source))
    }

    pub(super) fn get(&self, path: &str) -> Result<Vec<u8>, BronzeError> {
        let file = self.root.join(path);
        fs::read(&file).map_err(|source| fault("reading", &file, source))
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// The paths of all objects below a prefix; a folder that is not there holds none.
    pub(super) fn list(&self, prefix: &str) -> Result<Vec<String>, BronzeError> {
        let mut paths = Vec::new();
        let mut folders = vec![self.root.join(prefix)];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(source) => return Err(fault("listing", &folder, source)),
            };
            for entry in entries {
                let entry = entry.map_err(|source| fault("listing", &folder, source))?;
                let path = entry.path();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                } else if let Some(path) = self.key_of(&path) {
                    paths.push(path);
                }
            }
        }
        Ok(paths)
    }

    pub(super) fn check_writable(&self) -> Result<(), BronzeError> {
        let try_out = || -> io::Result<()> {
            fs::create_dir_all(&self.root)?;
            tempfile::tempfile_in(&self.root).map(drop)
        };
        try_out().map_err(|source| fault("writing to", &self.root, source))
    }

    /// The path below the root; none for the temporary files of a writer.
    fn key_of(&self, file: &Path) -> Option<String> {
        let path = file.strip_prefix(&self.root).ok()?.to_str()?;
        let name = file.file_name()?.to_str()?;
        (!name.starts_with('.')).then(|| path.to_owned())
    }
}

fn write_once(target: &Path, bytes: &[u8]) -> io::Result<Put> {
    let folder = target.parent().ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::Builder::new().prefix(".").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    match temporary.persist_noclobber(target) {
        Ok(_) => {}
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => return Ok(Put::Exists),
        Err(error) => return Err(error.error),
    }
    // Without this the name could be lost in a power failure although the bytes are on the disk.
    File::open(folder)?.sync_all()?;
    Ok(Put::Written)
}

fn fault(operation: &'static str, path: &Path, source: io::Error) -> BronzeError {
    BronzeError::Folder { operation, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_written_once_and_never_changed() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path().join("bronze"));
        assert_eq!(folder.put("answers/a.json", b"one").unwrap(), Put::Written);
        assert_eq!(folder.put("answers/a.json", b"two").unwrap(), Put::Exists);
        assert_eq!(folder.get("answers/a.json").unwrap(), b"one");
        assert_eq!(folder.list("answers/").unwrap(), ["answers/a.json"]);
        assert!(folder.list("receipts/").unwrap().is_empty());
    }

    #[test]
    fn of_many_writers_one_wins_and_nothing_half_written_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path().to_owned());
        let bytes = vec![7_u8; 100_000];
        let written = std::thread::scope(|scope| {
            let writers: Vec<_> =
                (0..20).map(|_| scope.spawn(|| folder.put("answers/a.json", &bytes).unwrap())).collect();
            writers.into_iter().map(|w| w.join().unwrap()).filter(|put| *put == Put::Written).count()
        });
        assert_eq!(written, 1);
        assert_eq!(folder.list("").unwrap(), ["answers/a.json"]);
        assert_eq!(folder.get("answers/a.json").unwrap(), bytes);
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_a_clear_fault() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("bronze");
        fs::write(&file, "in the way").unwrap();
        let folder = Folder::new(file);
        assert!(folder.check_writable().is_err());
        let error = folder.put("answers/a.json", b"x").unwrap_err();
        assert!(matches!(error, BronzeError::Folder { operation: "writing", .. }), "{error}");
    }
}
