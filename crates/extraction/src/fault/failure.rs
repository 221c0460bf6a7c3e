//! How a run ends that met a fault: its exit code, and what to do.

use super::Fault;
use crate::Request;
use makerates_core::clock::format_instant;
use makerates_core::failure::{Exit, Failure};
use makerates_core::http::HttpError;
use makerates_domain::source::{Endpoint, Source};

impl Fault {
    /// How the run ends.
    pub(crate) fn failure(&self, request: &Request) -> Failure {
        let Request { endpoint, parameters, .. } = request;
        let endpoint = *endpoint;
        let what = match self {
            Self::NoAnswer(HttpError::NotWritten(reason)) => {
                format!("bronze failed: the answer of {} to {parameters} is lost: {reason}", endpoint.source())
            }
            _ => format!("{} did not answer {parameters} ({self})", endpoint.source()),
        };
        let (exit, next) = match self {
            Self::NoAnswer(HttpError::NoNetwork(_)) => (
                Exit::Source,
                "check the network; `just demo` shows the pipeline on recorded rates without one".to_owned(),
            ),
            Self::NoAnswer(HttpError::Address(_) | HttpError::CaFile { .. } | HttpError::Client(_)) => {
                (Exit::Usage, format!("mend sources.{}.url", endpoint.source()))
            }
            Self::NoAnswer(HttpError::Proxy { variable, .. }) => {
                (Exit::Usage, format!("mend {variable}, or name the hosts that need no proxy in NO_PROXY"))
            }
            Self::Throttled(until) => {
                (Exit::NoSource, format!("wait until {}, or ask the other source", format_instant(*until)))
            }
            Self::QuotaReached => {
                (Exit::NoSource, "wait for the next billing month, or ask the other source".to_owned())
            }
            Self::Misconfigured(_) if endpoint == Endpoint::Open => (
                Exit::Usage,
                "check sources.exchangerate.open_url, or ask with a key: it refuses this machine".to_owned(),
            ),
            Self::Misconfigured(_) if endpoint.source() == Source::ExchangeRate => {
                (Exit::Usage, "check EXCHANGERATE_API_KEY and the account".to_owned())
            }
            Self::Misconfigured(_) => {
                (Exit::Usage, "check sources.frankfurter.url, or ask who runs it: it refuses this machine".to_owned())
            }
            Self::NoAnswer(HttpError::NotWritten(_)) => {
                (Exit::Storage, "check that bronze's disk can be written and has space".to_owned())
            }
            Self::PlanUpgradeRequired => {
                (Exit::Source, "ask Frankfurter for past days, or upgrade the plan".to_owned())
            }
            Self::NoData(_) if endpoint.is_of_panel() => {
                (Exit::Source, "check --providers, or ask for later days".to_owned())
            }
            Self::NoData(_) => (Exit::Source, "ask Frankfurter for that day".to_owned()),
            Self::Refused(_) | Self::NotFound(_) => {
                (Exit::Source, format!("check sources.{}.url; the documented call was refused", endpoint.source()))
            }
            Self::Redirect { .. } => {
                (Exit::Source, format!("check sources.{}.url: redirects are never followed", endpoint.source()))
            }
            Self::EchoesKey => (Exit::Source, "ask the source why; a new key is advisable".to_owned()),
            Self::Nonsense(_) | Self::TooLong(_) => (
                Exit::Source,
                "the body (at most its first MiB) is kept under rejected/ in bronze: look at it, then run again"
                    .to_owned(),
            ),
            Self::Stranger(_) => {
                let next = "the body is kept under rejected/ in bronze: look at it; the account is not to blame";
                (Exit::Source, next.to_owned())
            }
            Self::UnaskedNotModified => (
                Exit::Source,
                format!("run it again later; if it stays, look for a cache before sources.{}.url", endpoint.source()),
            ),
            Self::ServerError { retry_at: Some(until), .. } => {
                (Exit::Source, format!("run it again after {}, or ask the other source", format_instant(*until)))
            }
            // Of a morning the run asks them itself.
            Self::NoAnswer(_) | Self::ServerError { .. } if endpoint == Endpoint::V1 && request.is_for_days() => {
                let next = "run it again later, or ask the other source, or the central banks alone (`extract-frankfurter --panel`)";
                (Exit::Source, next.to_owned())
            }
            Self::NoAnswer(_) | Self::ServerError { .. } => {
                (Exit::Source, "run it again later, or ask the other source".to_owned())
            }
        };
        Failure::new(exit, what, next)
    }
}
