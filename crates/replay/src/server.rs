//! Binds, serves and ends.

use crate::app::App;
use crate::args::Args;
use crate::connection::{Breaker, Connections};
use crate::control;
use crate::data::{DataError, Recordings};
use crate::ready::{Shutdown, announce};
use crate::service::{self, Outcome};
use crate::state::State;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::Response;
use std::error::Error;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The recordings cannot be used.
    #[error("the recorded rates cannot be used")]
    Data(#[from] DataError),
    /// The port is taken or not allowed.
    #[error("cannot listen on 127.0.0.1:{port}; another port may be free, 0 takes any")]
    Bind { port: u16, source: std::io::Error },
    /// Signals cannot be received.
    #[error("cannot listen for signals")]
    Signals(#[source] std::io::Error),
    /// Nobody can learn the address.
    #[error("cannot tell the address on standard output or in {}", ready_file.display())]
    Announce { ready_file: PathBuf, source: std::io::Error },
    /// The server stopped by itself.
    #[error("the server stopped")]
    Serve(#[source] std::io::Error),
}

/// Serves until a signal, or the end of standard input, ends it.
pub async fn run(args: Args) -> Result<(), ServerError> {
    let recordings = Recordings::load(&args.data)?;
    let bind_error = |source| ServerError::Bind { port: args.port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await.map_err(bind_error)?;
    let address = listener.local_addr().map_err(bind_error)?;
    let shutdown = Shutdown::listen(args.exit_with_parent_stdin).map_err(ServerError::Signals)?;
    let app = Arc::new(App { recordings, key: args.key, state: Mutex::new(State::new(args.clock)) });
    announce(&format!("http://{address}"), args.ready_file.as_deref())
        .map_err(|source| ServerError::Announce { ready_file: args.ready_file.unwrap_or_default(), source })?;
    let routes = Router::new().merge(control::routes()).fallback(handle).with_state(app);
    let service = routes.into_make_service_with_connect_info::<Breaker>();
    // Not graceful: a hanging answer must not keep the server alive.
    tokio::select! {
        ended = async { axum::serve(Connections(listener), service).await } => ended.map_err(ServerError::Serve),
        () = shutdown.requested() => Ok(()),
    }
}

/// The one place where an error becomes text and an exit code.
pub fn report(error: &ServerError) -> ExitCode {
    let causes = std::iter::successors(Some(error as &(dyn Error + 'static)), |error| (*error).source());
    let text: Vec<String> = causes.map(ToString::to_string).collect();
    let _ = writeln!(std::io::stderr().lock(), "replay: {}", text.join(": "));
    ExitCode::FAILURE
}

async fn handle(
    Extract(app): Extract<Arc<App>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: Request,
) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let Outcome { wait, sent } = service::serve(&app.recordings, &app.key, &mut app.state(), &parts);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    sent.respond(breaker)
}
