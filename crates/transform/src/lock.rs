//! One builder at a time: a lock on a file of silver's folder, which the system lifts when its holder ends or dies.

use crate::error::SilverError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Takes the lock of `folder`, waiting for another builder for `wait` at most. It is held until the file is dropped.
pub fn take(folder: &Path, wait: Duration) -> Result<File, SilverError> {
    let path = folder.join(".lock");
    let fault = |source| SilverError::Folder { operation: "locking", path: path.clone(), source };
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(fault)?;
    let since = Instant::now();
    while let Err(error) = file.try_lock() {
        if let TryLockError::Error(source) = error {
            return Err(fault(source));
        }
        if since.elapsed() >= wait {
            let mut holder = String::new();
            // Who it is helps, but the wait is over either way.
            let _ = file.read_to_string(&mut holder);
            return Err(SilverError::Locked { holder: holder.trim().to_owned(), waited_s: wait.as_secs() });
        }
        // The system has no lock with a deadline.
        std::thread::sleep(Duration::from_millis(50));
    }
    sign(&mut file).map_err(fault)?;
    Ok(file)
}

/// Leaves a note of who holds the lock, for the one who waits.
fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "process {} since {}", std::process::id(), jiff::Timestamp::now())
}
