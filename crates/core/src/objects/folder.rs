//! Objects in a local folder.

use super::{ObjectError, Put};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A folder that holds objects by path.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Writes an object whole or not at all, and never over another: a temporary file of the same folder is
    /// written, flushed to the disk, and linked to its name, which fails when the name is taken.
    pub(crate) fn put(&self, path: &str, bytes: &[u8]) -> Result<Put, ObjectError> {
        let target = self.root.join(path);
        if target.exists() {
            return Ok(Put::Exists);
        }
        let mut temporary = self.temporary(path)?;
        // Past the wrapper of `tempfile`, which would name a path of its own.
        temporary.as_file_mut().write_all(bytes).map_err(|source| fault("writing", &target, source))?;
        self.put_file(path, temporary)
    }

    /// An empty file beside the place of an object: on the same disk, so that it can take that place in one step.
    pub(crate) fn temporary(&self, path: &str) -> Result<NamedTempFile, ObjectError> {
        let target = self.root.join(path);
        temporary_beside(&self.root, &target).map_err(|source| fault("writing", &target, source))
    }

    /// Gives a file that was made beside it the name of an object, unless that is taken.
    pub(crate) fn put_file(&self, path: &str, temporary: NamedTempFile) -> Result<Put, ObjectError> {
        let target = self.root.join(path);
        if target.exists() {
            return Ok(Put::Exists);
        }
        place(temporary, &target).map_err(|source| fault("writing", &target, source))
    }

    /// The same over what is there: for bytes that put right what a disk has damaged.
    pub(crate) fn replace_by_file(&self, path: &str, temporary: NamedTempFile) -> Result<(), ObjectError> {
        let target = self.root.join(path);
        let replace = || {
            temporary.as_file().sync_all()?;
            temporary.persist(&target)?;
            File::open(target.parent().unwrap_or(&self.root))?.sync_all()
        };
        replace().map_err(|source| fault("writing", &target, source))
    }

    pub(crate) fn open(&self, path: &str) -> Result<File, ObjectError> {
        let file = self.root.join(path);
        File::open(&file).map_err(|source| match source.kind() {
            ErrorKind::NotFound => ObjectError::Missing(path.to_owned()),
            _ => fault("reading", &file, source),
        })
    }

    /// Removes a file; false when there is none. For copies only: nothing of bronze itself is ever removed.
    pub(crate) fn forget(&self, path: &str) -> Result<bool, ObjectError> {
        let file = self.root.join(path);
        match fs::remove_file(&file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(source) => Err(fault("forgetting the copy", &file, source)),
        }
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// The paths of all objects below a prefix; a folder that is not there holds none.
    pub(crate) fn list(&self, prefix: &str) -> Result<Vec<String>, ObjectError> {
        let is_object = |path: &String| !is_temporary(path);
        self.files(prefix).map(|paths| paths.into_iter().filter(is_object).collect())
    }

    /// The paths of what writers that were killed have left behind.
    pub(crate) fn unfinished(&self) -> Result<Vec<String>, ObjectError> {
        self.files("").map(|paths| paths.into_iter().filter(|path| is_temporary(path)).collect())
    }

    fn files(&self, prefix: &str) -> Result<Vec<String>, ObjectError> {
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
                } else if let Some(path) = path.strip_prefix(&self.root).ok().and_then(Path::to_str) {
                    paths.push(path.to_owned());
                }
            }
        }
        Ok(paths)
    }

    pub(crate) fn check_writable(&self) -> Result<(), ObjectError> {
        let try_out = || -> io::Result<()> {
            fs::create_dir_all(&self.root)?;
            tempfile::tempfile_in(&self.root).map(drop)
        };
        try_out().map_err(|source| fault("writing to", &self.root, source))
    }
}

/// The temporary files of writers have names of their own.
fn is_temporary(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

fn temporary_beside(root: &Path, target: &Path) -> io::Result<NamedTempFile> {
    let folder = target.parent().ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
    create_folder(root, folder)?;
    // Readable as any other new file is, by the umask: a temporary file would be its owner's alone, so no backup by the group
    // could read it, and one run as root would lock the pipeline's own user out of its bronze.
    let permissions = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".").permissions(permissions).tempfile_in(folder)
}

/// Creates a folder with those above it. Each new name is flushed to the disk: without that it could be lost in a power
/// failure, and with it every object below.
fn create_folder(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    for parent in folder.ancestors().skip(1).take_while(|parent| parent.starts_with(root)) {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

fn place(temporary: NamedTempFile, target: &Path) -> io::Result<Put> {
    let folder = target.parent().ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
    temporary.as_file().sync_all()?;
    match temporary.persist_noclobber(target) {
        Ok(_) => {}
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => return Ok(Put::Exists),
        Err(error) => return Err(error.error),
    }
    File::open(folder)?.sync_all()?;
    Ok(Put::Written)
}

fn fault(operation: &'static str, path: &Path, source: io::Error) -> ObjectError {
    ObjectError::Folder { operation, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn read(folder: &Folder) -> Vec<u8> {
        let mut bytes = Vec::new();
        folder.open("answers/a.json").unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_a_killed_writer_left_is_no_object() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path().to_owned());
        let (_, left) = folder.temporary("answers/a.json").unwrap().keep().unwrap();
        assert!(folder.list("").unwrap().is_empty());
        assert_eq!(folder.unfinished().unwrap(), [left.strip_prefix(root.path()).unwrap().to_str().unwrap()]);
    }

    #[test]
    fn an_object_is_written_once_and_never_changed() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path().join("bronze"));
        assert_eq!(folder.put("answers/a.json", b"one").unwrap(), Put::Written);
        assert_eq!(folder.put("answers/a.json", b"two").unwrap(), Put::Exists);
        assert_eq!(read(&folder), b"one");
        assert_eq!(folder.list("answers/").unwrap(), ["answers/a.json"]);
        assert!(folder.list("receipts/").unwrap().is_empty());
    }

    #[test]
    fn an_object_may_be_read_by_whom_the_umask_lets() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path().to_owned());
        folder.put("receipts/a.json", b"{}").unwrap();
        folder.put_file("answers/a.json", folder.temporary("answers/a.json").unwrap()).unwrap();
        fs::write(root.path().join("any"), "other new file").unwrap();
        let mode = |path: &str| fs::metadata(root.path().join(path)).unwrap().permissions().mode();
        assert_eq!([mode("receipts/a.json"), mode("answers/a.json")], [mode("any"); 2]);
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
        assert_eq!(read(&folder), bytes);
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_a_clear_fault() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("bronze");
        fs::write(&file, "in the way").unwrap();
        let folder = Folder::new(file);
        assert!(folder.check_writable().is_err());
        let error = folder.put("answers/a.json", b"x").unwrap_err();
        assert!(matches!(error, ObjectError::Folder { operation: "writing", .. }), "{error}");
    }
}
