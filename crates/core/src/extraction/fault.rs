//! What can come instead of an answer, and what follows from it: the contracts' table of faults as one type.

use crate::answers::AnswerFault;
use crate::bronze::Outcome;
use crate::clock::format_instant;
use crate::failure::{Exit, Failure};
use crate::http::{HttpAnswer, HttpError};
use crate::quota::{BlockReason, DEFAULT_BLOCK};
use crate::source::{Endpoint, Source};
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

/// What came instead of an answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// There was no answer at all.
    #[error(transparent)]
    NoAnswer(#[from] HttpError),
    /// A status of 500 or more.
    #[error("server_error: HTTP {0}")]
    ServerError(u16),
    /// 429: not before the given instant.
    #[error("throttled: HTTP 429 until {}", format_instant(*.0))]
    Throttled(Timestamp),
    /// The source's own count says that our quota is used up.
    #[error("quota_reached: the source's own quota is used up")]
    QuotaReached,
    /// The source does not accept our key or account.
    #[error("misconfigured: {0}")]
    Misconfigured(String),
    /// The source refuses a call that its documentation allows.
    #[error("refused: {0}")]
    Refused(String),
    /// The account's plan does not include the call, or the source has no such data.
    #[error("{0}")]
    NotOffered(String),
    /// A redirect: never followed, because the key would go with it.
    #[error("redirect: HTTP {status} to {host}")]
    Redirect {
        /// The status.
        status: u16,
        /// The host that it leads to.
        host: String,
    },
    /// A body that is no answer.
    #[error("rejected: {0}")]
    Nonsense(AnswerFault),
    /// A body that repeats our key: it must not be kept.
    #[error("rejected: the body repeats the API key, so it is not kept")]
    EchoesKey,
}

impl Fault {
    /// What an answer of another status than 200, or a body that can't be read, means.
    pub(super) fn of_answer(
        endpoint: Endpoint,
        answer: &HttpAnswer,
        fault: Option<AnswerFault>,
        now: Timestamp,
    ) -> Self {
        // ExchangeRate-API says the same with HTTP 200 or 4xx: the body decides.
        if let (Source::ExchangeRate, Some(AnswerFault::SourceError(kind))) = (endpoint.source(), &fault) {
            return Self::of_error_type(kind);
        }
        match (answer.status, fault) {
            (429, _) => Self::Throttled(retry_at(answer.retry_after.as_deref(), now)),
            (401 | 403, _) => Self::Misconfigured(format!("HTTP {}", answer.status)),
            (status @ 300..=399, _) => {
                Self::Redirect { status, host: answer.redirect_host.clone().unwrap_or_else(|| "nowhere".to_owned()) }
            }
            (status @ 500.., _) => Self::ServerError(status),
            (200, Some(fault)) => Self::Nonsense(fault),
            (status, Some(AnswerFault::SourceError(message))) => Self::Refused(format!("HTTP {status}, {message}")),
            (status, _) => Self::Refused(format!("HTTP {status}")),
        }
    }

    /// ExchangeRate-API's `error-type`.
    fn of_error_type(kind: &str) -> Self {
        match kind {
            "quota-reached" => Self::QuotaReached,
            "invalid-key" | "inactive-account" => Self::Misconfigured(kind.to_owned()),
            "plan-upgrade-required" => {
                Self::NotOffered("plan-upgrade-required: the account's plan does not include past days".to_owned())
            }
            "no-data-available" => {
                Self::NotOffered("no-data-available: the source has no rates of that day".to_owned())
            }
            other => Self::Refused(other.to_owned()),
        }
    }

    /// Whether another attempt may help. 429 is an answer, not a fault: asking again would only make it worse.
    pub(super) fn is_retryable(&self) -> bool {
        matches!(self, Self::ServerError(_) | Self::NoAnswer(HttpError::NoNetwork(_) | HttpError::Unreachable(_)))
    }

    /// The instant until which the source must not be asked, when it said so itself.
    pub(super) fn block(&self, period_end: Timestamp) -> Option<(BlockReason, Timestamp)> {
        match self {
            Self::Throttled(until) => Some((BlockReason::Throttled, *until)),
            Self::QuotaReached => Some((BlockReason::QuotaReached, period_end)),
            _ => None,
        }
    }

    /// The day's status, for people, when it is not that of a block.
    pub(super) fn status(&self) -> Option<&'static str> {
        matches!(self, Self::Misconfigured(_)).then_some("misconfigured")
    }

    /// The receipt's outcome: a body that is no answer is rejected, everything else is a failed request.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Nonsense(_) | Self::EchoesKey | Self::NoAnswer(HttpError::TooLong(_)) => Outcome::Rejected,
            _ => Outcome::Failed,
        }
    }

    /// How the run ends.
    pub(super) fn failure(&self, endpoint: Endpoint, parameters: &str) -> Failure {
        let what = format!("{} did not answer {parameters} ({self})", endpoint.source());
        let (exit, next) = match self {
            Self::NoAnswer(HttpError::NoNetwork(_)) => (
                Exit::Source,
                "check the network; `just demo` shows the pipeline on recorded rates without one".to_owned(),
            ),
            Self::NoAnswer(HttpError::Address(_) | HttpError::Client(_)) => {
                (Exit::Usage, format!("mend sources.{}.url", endpoint.source()))
            }
            Self::Throttled(until) => {
                (Exit::NoSource, format!("wait until {}, or ask the other source", format_instant(*until)))
            }
            Self::QuotaReached => {
                (Exit::NoSource, "wait for the next billing month, or ask the other source".to_owned())
            }
            Self::Misconfigured(_) => (Exit::Usage, "check EXCHANGERATE_API_KEY and the account".to_owned()),
            Self::NotOffered(_) => (Exit::Source, "ask Frankfurter for past days, or upgrade the plan".to_owned()),
            Self::Refused(_) => {
                (Exit::Source, format!("check sources.{}.url; the documented call was refused", endpoint.source()))
            }
            Self::Redirect { .. } => {
                (Exit::Source, format!("check sources.{}.url: redirects are never followed", endpoint.source()))
            }
            Self::EchoesKey => (Exit::Source, "ask the source why; a new key is advisable".to_owned()),
            Self::Nonsense(_) => {
                (Exit::Source, "the body is kept under rejected/ in bronze: look at it, then run again".to_owned())
            }
            Self::NoAnswer(_) | Self::ServerError(_) => {
                (Exit::Source, "run it again later, or ask the other source".to_owned())
            }
        };
        Failure::new(exit, what, next)
    }
}

/// The instant of a `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3), else our own block of 20 minutes.
fn retry_at(header: Option<&str>, now: Timestamp) -> Timestamp {
    let seconds = header.and_then(|text| text.trim().parse::<u32>().ok());
    let until = match (seconds, header) {
        (Some(seconds), _) => now.saturating_add(SignedDuration::from_secs(seconds.into())).ok(),
        (None, Some(text)) => rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok(),
        (None, None) => None,
    };
    let default = now.saturating_add(DEFAULT_BLOCK).unwrap_or(now);
    until.filter(|until| *until > now).unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_a_date_or_our_default() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let at = |header| retry_at(header, now).to_string();
        assert_eq!(at(Some("1200")), "2026-09-29T06:20:00Z");
        assert_eq!(at(Some("Tue, 29 Sep 2026 07:30:00 GMT")), "2026-09-29T07:30:00Z");
        for header in [None, Some("soon"), Some("Tue, 29 Sep 2026 05:00:00 GMT"), Some("0")] {
            assert_eq!(at(header), "2026-09-29T06:20:00Z", "{header:?}");
        }
    }

    #[test]
    fn exits_and_retries_are_those_of_the_table() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let fault = |status: u16, body: Option<AnswerFault>| {
            let answer = HttpAnswer { status, body: Vec::new(), etag: None, retry_after: None, redirect_host: None };
            Fault::of_answer(Endpoint::V6, &answer, body, now)
        };
        let named = |kind: &str| Some(AnswerFault::SourceError(kind.to_owned()));
        let cases = [
            (fault(500, None), Exit::Source, true),
            (fault(429, None), Exit::NoSource, false),
            (fault(200, named("quota-reached")), Exit::NoSource, false),
            (fault(403, named("invalid-key")), Exit::Usage, false),
            (fault(401, None), Exit::Usage, false),
            (fault(200, named("plan-upgrade-required")), Exit::Source, false),
            (fault(404, named("unsupported-code")), Exit::Source, false),
            (fault(302, None), Exit::Source, false),
            (fault(200, Some(AnswerFault::EmptyRates)), Exit::Source, false),
            (Fault::NoAnswer(HttpError::NoNetwork(String::new())), Exit::Source, true),
        ];
        for (fault, exit, retryable) in cases {
            assert_eq!(fault.failure(Endpoint::V6, "latest").exit, exit, "{fault}");
            assert_eq!(fault.is_retryable(), retryable, "{fault}");
        }
    }
}
