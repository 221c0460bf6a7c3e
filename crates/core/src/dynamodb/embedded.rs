//! DynamoDB embedded in a local file: a server of this process on the loopback interface.

use super::TableError;
use dynoxide::Database;
use std::path::Path;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A running embedded server.
#[derive(Debug)]
pub struct Embedded {
    url: String,
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
        let database = Database::new(path).map_err(|error| fault(error.to_string()))?;
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| fault(error.to_string()))?;
        let address = listener.local_addr().map_err(|error| fault(error.to_string()))?;
        let (stop, stopped) = oneshot::channel();
        let serve = dynoxide::server::serve_with_shutdown(listener, database, async move {
            // A dropped sender means the same as a sent stop.
            let _ = stopped.await;
        });
        Ok(Self { url: format!("http://{address}"), stop, task: tokio::spawn(serve) })
    }

    pub(super) fn url(&self) -> String {
        self.url.clone()
    }

    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        // Everything that was answered is on the disk already; a stuck connection must not hold up the end.
        let _ = tokio::time::timeout(std::time::Duration::from_millis(200), self.task).await;
    }
}
