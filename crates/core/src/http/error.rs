//! Why there is no answer, and whose fault that is: told from what the HTTP library says, without the address.

use super::proxy::Proxy;
use crate::bronze::BronzeError;
use crate::failure::{causes, with_causes};
use std::io::ErrorKind;

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HttpError {
    /// The address is none.
    #[error("`{0}` is no http or https address")]
    Address(String),
    /// The file of trusted authorities can't be used.
    #[error("{file}: {reason}")]
    CaFile {
        /// As `http.ca_file` names it.
        file: String,
        /// Why not.
        reason: String,
    },
    /// The client could not be made.
    #[error("the HTTP client: {0}")]
    Client(String),
    /// The proxy that the environment names can't be used, or does not let us through.
    #[error("the proxy of {variable}: {reason}")]
    Proxy {
        /// The environment variable.
        variable: &'static str,
        /// Why not.
        reason: String,
    },
    /// The name was not resolved, or there is no route: the fault is ours, not the source's.
    #[error("no network: {0}")]
    NoNetwork(String),
    /// The connection was refused or broke, or a timeout passed.
    #[error("{0}")]
    Unreachable(String),
    /// The answer came, and could not be written: the disk is full, or can't be written any more.
    #[error("the answer could not be written: {0}")]
    NotWritten(String),
}

pub(super) fn not_written(error: &BronzeError) -> HttpError {
    HttpError::NotWritten(with_causes("", error))
}

pub(super) fn client_error(error: reqwest::Error) -> HttpError {
    HttpError::Client(with_causes("", &error.without_url()))
}

pub(super) fn no_answer(error: reqwest::Error, proxy: Option<&Proxy>) -> HttpError {
    let error = error.without_url();
    let causes = with_causes("", &error);
    let text = if error.is_timeout() { format!("timeout: {causes}") } else { causes };
    match (lacks_network(&error), proxy) {
        (Some(Lack::Route), _) | (Some(Lack::Name), None) => HttpError::NoNetwork(text),
        (lack, Some(proxy)) if lack.is_some() || is_of_proxy(&error, proxy) => proxy.fault(text),
        (_, Some(proxy)) => HttpError::Unreachable(format!("{text} (by the proxy of {})", proxy.variable)),
        (_, None) => HttpError::Unreachable(text),
    }
}

/// Whether a connection failed at the proxy. On the way to an https address it is asked for a tunnel, and what goes wrong
/// with that has a text of its own; else the only connection that is made is the one to the proxy. One that takes too
/// long may be either's fault.
fn is_of_proxy(error: &reqwest::Error, proxy: &Proxy) -> bool {
    let is_of_tunnel = causes(error).any(|cause| cause.to_string().starts_with("tunnel error"));
    !error.is_timeout() && (is_of_tunnel || (error.is_connect() && !proxy.is_tunnelled))
}

/// What is missing on our side.
enum Lack {
    Name,
    Route,
}

/// A name that is not resolved (the resolver's error has no kind of its own, only its text) or no route.
fn lacks_network(error: &reqwest::Error) -> Option<Lack> {
    causes(error).find_map(|cause| {
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        match kind {
            Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown) => {
                Some(Lack::Route)
            }
            _ if cause.to_string().contains("dns error") => Some(Lack::Name),
            _ => None,
        }
    })
}
