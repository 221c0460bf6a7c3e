//! The embedded tables' engine, served in memory by the test program: so a proxy can stand before it, and many runs can
//! share it.

use std::thread;
use tokio::net::TcpListener;

/// Starts it, and gives its URL. It ends with the test program.
///
/// # Panics
/// When no port is free.
#[must_use]
pub fn serve() -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    let database = dynoxide::Database::memory().expect("memory can be had");
    let serve = dynoxide::server::serve_with_shutdown(listener, database, std::future::pending());
    thread::spawn(move || runtime.block_on(serve));
    url
}
