//! Files that others read while they are written anew.

use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Puts a file in its place by one rename: its reader never sees half of it.
///
/// # Errors
/// Where there is no such folder, or the file can't be written.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Readable as any other new file is, by the umask: a temporary file would be its owner's alone, and who reads it may be
    // another user, as a node exporter is.
    let permissions = std::fs::Permissions::from_mode(0o666);
    let mut aside = tempfile::Builder::new().prefix(".new-").permissions(permissions).tempfile_in(folder)?;
    aside.write_all(content)?;
    aside.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rates.txt");
        replace(&file, b"a long first one").unwrap();
        replace(&file, b"second").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_can_t_be_put_in_its_place_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(replace(&folder.path().join("taken"), b"text").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
