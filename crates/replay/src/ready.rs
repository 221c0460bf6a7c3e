//! Tells a waiting parent that the server is ready, and notices when the parent is gone.

use std::io::{Read as _, Write as _};
use std::path::Path;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Prints the one line, then writes the file, if there is to be one.
pub fn announce(url: &str, file: Option<&Path>) -> std::io::Result<()> {
    if let Some(file) = file {
        write_whole(file, url)?;
    }
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "listening on {url}")?;
    stdout.flush()
}

/// A reader finds the whole text or no file: it is written beside and renamed.
fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, file)
}

/// What ends the server.
pub struct Shutdown {
    terminate: Signal,
    interrupt: Signal,
    parent_gone: Option<oneshot::Receiver<()>>,
}

impl Shutdown {
    /// Begins to listen; from here on a signal ends the server in good order.
    pub fn listen(with_stdin: bool) -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            parent_gone: with_stdin.then(watch_stdin),
        })
    }

    /// Returns at the first reason to end.
    pub async fn requested(mut self) {
        let parent_gone = async {
            match self.parent_gone {
                Some(gone) => drop(gone.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = parent_gone => {}
        }
    }
}

/// A thread of its own: the runtime would wait for a blocked read when it ends, the process does not.
fn watch_stdin() -> oneshot::Receiver<()> {
    let (gone, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        let mut stdin = std::io::stdin().lock();
        while stdin.read(&mut buffer).is_ok_and(|length| length > 0) {}
        let _ = gone.send(());
    });
    receiver
}
