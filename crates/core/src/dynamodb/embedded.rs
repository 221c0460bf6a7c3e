//! DynamoDB embedded in a local file: a server of this process on the loopback interface.

use super::TableError;
use crate::backoff;
use dynoxide::Database;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// For how long "locked" is not taken for an answer when the file is opened; as long as the store itself waits.
const OPENING_PATIENCE: Duration = Duration::from_secs(30);

/// A running embedded server.
#[derive(Debug)]
pub struct Embedded {
    pub(super) url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), String>>,
}

impl Embedded {
    /// Opens the file, creating it when it is missing, and serves it on a free port of the loopback interface.
    pub(super) async fn start(file: &Path) -> Result<Self, TableError> {
        let fault = |reason: String| TableError::Embedded { path: file.to_owned(), reason };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| fault(error.to_string()))?;
        }
        let path = file.to_str().ok_or_else(|| fault("the path is not UTF-8".to_owned()))?;
        let database = open(path).await.map_err(fault)?;
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| fault(error.to_string()))?;
        let address = listener.local_addr().map_err(|error| fault(error.to_string()))?;
        let (stop, stopped) = oneshot::channel();
        let serve = dynoxide::server::serve_with_shutdown(listener, database, async move {
            // A dropped sender means the same as a sent stop.
            let _ = stopped.await;
        });
        Ok(Self { url: format!("http://{address}"), stop, task: tokio::spawn(serve) })
    }

    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        // Everything that was answered is on the disk already; a stuck connection must not hold up the end.
        let _ = tokio::time::timeout(std::time::Duration::from_millis(200), self.task).await;
    }
}

/// Opens the file, again where `SQLite` says that it is locked.
///
/// When several processes create the file, each switches it to the write-ahead log; `SQLite` answers all but one of them
/// `SQLITE_BUSY` at once, without the busy timeout, because two that wait for each other would wait for ever
/// (<https://sqlite.org/c3ref/busy_handler.html>).
async fn open(path: &str) -> Result<Database, String> {
    let begun = Instant::now();
    let mut attempt = 0;
    loop {
        let path = path.to_owned();
        // It may wait for a lock, and a caller that gives up must not wait with it.
        let opened = tokio::task::spawn_blocking(move || Database::new(&path).map_err(|error| error.to_string()));
        match opened.await.map_err(|error| error.to_string())? {
            Err(error) if error.contains("is locked") && begun.elapsed() < OPENING_PATIENCE => {
                backoff::wait(attempt).await;
                attempt += 1;
            }
            opened => return opened,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::open;
    use std::sync::Barrier;
    use std::thread;

    #[test]
    fn of_many_that_create_the_file_at_once_all_get_in() {
        let home = tempfile::tempdir().unwrap();
        for round in 0..50 {
            let file = home.path().join(format!("{round}.sqlite"));
            let path = file.to_str().unwrap();
            let start = Barrier::new(8);
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                        start.wait();
                        drop(runtime.block_on(open(path)).unwrap());
                    });
                }
            });
        }
    }
}
