//! What can come instead of an answer, and what follows from it: the whole table of faults as one type.

mod failure;

use super::exchange::Trouble;
use super::{Request, blocks};
use jiff::Timestamp;
use makerates_core::bronze::Outcome;
use makerates_core::clock::format_instant;
use makerates_core::http::{HttpAnswer, HttpError};
use makerates_core::quota::{BlockReason, CallOutcome};
use makerates_domain::answers::AnswerFault;
use makerates_domain::source::Source;
use std::time::Duration;

/// What came instead of an answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// There was no answer at all.
    #[error(transparent)]
    NoAnswer(#[from] HttpError),
    /// A fault that may pass: a status of 500 or more, a request that took the source too long (408), or one that came
    /// too early (425).
    #[error("server_error: HTTP {status}{}", asked_for(*.retry_at))]
    ServerError {
        /// Of HTTP, as it came.
        status: u16,
        /// When to come back, where the source says so.
        retry_at: Option<Timestamp>,
    },
    /// 429: not before the given instant.
    #[error("throttled: HTTP 429 until {}", format_instant(*.0))]
    Throttled(Timestamp),
    /// The source's own count says that our quota is used up.
    #[error("quota_reached: the source's own quota is used up")]
    QuotaReached,
    /// The source does not accept our key or account.
    #[error("misconfigured: {0}")]
    Misconfigured(String),
    /// 401 or 403, and not in the API's own words: what stands before the source (a content network, a firewall) says
    /// nothing of our account.
    #[error("rejected: HTTP {0} in other words than the API's own, as of a content network")]
    Stranger(u16),
    /// 304 to a question that set no condition.
    #[error("not_modified: HTTP 304, although there was no condition in the question")]
    UnaskedNotModified,
    /// The source refuses a call that its documentation allows.
    #[error("refused: {0}")]
    Refused(String),
    /// There is nothing at the address.
    #[error("refused: {0}")]
    NotFound(String),
    /// The account's plan does not include the call: no further attempt, whatever the day, changes that.
    #[error("plan-upgrade-required: the account's plan does not include past days")]
    PlanUpgradeRequired,
    /// The source has no rates of what was asked for.
    #[error("{0}")]
    NoData(String),
    /// A redirect: never followed, because the key would go with it.
    #[error("redirect: HTTP {status} to {host}")]
    Redirect {
        /// Of HTTP, as it came.
        status: u16,
        /// The host that it leads to.
        host: String,
    },
    /// A body that is no answer.
    #[error("rejected: {0}")]
    Nonsense(AnswerFault),
    /// A body that is longer than the limit.
    #[error("rejected: the body is longer than {0} bytes")]
    TooLong(u64),
    /// A body that repeats our key: it must not be kept.
    #[error("rejected: the body repeats the API key, so it is not kept")]
    EchoesKey,
}

/// A pause of this length is waited for, a longer one ends the run and blocks the source. An overloaded server asks for
/// seconds, one that is being mended for minutes or hours; and a flow gives an extractor fifteen minutes, of which three
/// attempts may take six, and after them the panel and its list of banks, each asked once, two each.
const PAUSE_MAX: Duration = Duration::from_secs(30);

fn asked_for(retry_at: Option<Timestamp>) -> String {
    retry_at.map_or_else(String::new, |until| format!(", not before {}", format_instant(until)))
}

impl Fault {
    /// What an answer of another status than 200, or a body that can't be read, means.
    pub(super) fn of_answer(
        request: &Request,
        answer: &HttpAnswer,
        fault: Option<AnswerFault>,
        now: Timestamp,
    ) -> Self {
        // ExchangeRate-API says the same with HTTP 200 or 4xx: the body decides, when it names an error that we know. Whatever
        // else a 429 says, we are to stay away: only a quota that is used up says for how much longer.
        if let (Source::ExchangeRate, Some(AnswerFault::SourceError(kind))) = (request.endpoint.source(), &fault)
            && let Some(fault) = Self::of_error_type(kind)
            && (answer.status != 429 || matches!(fault, Self::QuotaReached))
        {
            return fault;
        }
        // A bank that had no rates yet, or is unknown, is a narrow question and no fault of the source.
        if answer.status == 200 && fault == Some(AnswerFault::EmptyRates) && request.is_narrowed() {
            return Self::NoData("no_data: none of the named banks has rates of then".to_owned());
        }
        match (answer.status, fault) {
            (429, _) => Self::Throttled(blocks::retry_at(answer, now)),
            (status @ (401 | 403), Some(AnswerFault::SourceError(message))) => {
                Self::Misconfigured(format!("HTTP {status}, {message}"))
            }
            (status @ (401 | 403), _) => Self::Stranger(status),
            (304, _) => Self::UnaskedNotModified,
            (status @ 300..=399, _) => {
                Self::Redirect { status, host: answer.redirect_host.clone().unwrap_or_else(|| "nowhere".to_owned()) }
            }
            (status @ (408 | 425 | 500..), _) => {
                Self::ServerError { status, retry_at: blocks::asked_until(answer, now) }
            }
            (200, Some(AnswerFault::Unread(reason))) => Self::NoAnswer(HttpError::NotWritten(reason)),
            (200, Some(fault)) => Self::Nonsense(fault),
            (404, Some(AnswerFault::SourceError(message))) => Self::NotFound(format!("HTTP 404, {message}")),
            (404, _) => Self::NotFound("HTTP 404".to_owned()),
            (status, Some(AnswerFault::SourceError(message))) => Self::Refused(format!("HTTP {status}, {message}")),
            (status, _) => Self::Refused(format!("HTTP {status}")),
        }
    }

    /// ExchangeRate-API's `error-type`; none when its documentation does not name it.
    fn of_error_type(kind: &str) -> Option<Self> {
        Some(match kind {
            "quota-reached" => Self::QuotaReached,
            "invalid-key" | "inactive-account" => Self::Misconfigured(kind.to_owned()),
            "plan-upgrade-required" => Self::PlanUpgradeRequired,
            "no-data-available" => Self::NoData("no-data-available: the source has no rates of that day".to_owned()),
            "unsupported-code" | "malformed-request" => Self::Refused(kind.to_owned()),
            _ => return None,
        })
    }

    /// Whether another attempt may help. 429 is an answer, not a fault: asking again would only make it worse.
    pub(super) fn is_retryable(&self) -> bool {
        matches!(self, Self::ServerError { .. } | Self::NoAnswer(HttpError::NoNetwork(_) | HttpError::Unreachable(_)))
    }

    /// How long the source asks to be left alone, when that is short enough to be waited for. Of a service that is asked for
    /// bank after bank that is also the word of a 429: it bears only so many questions at a time.
    pub(super) fn pause(&self, request: &Request, now: Timestamp) -> Option<Duration> {
        let until = match self {
            Self::ServerError { retry_at: Some(until), .. } => until,
            Self::Throttled(until) if request.bank().is_some() => until,
            _ => return None,
        };
        Duration::try_from(until.duration_since(now)).ok().filter(|pause| *pause <= PAUSE_MAX)
    }

    /// The instant until which the source must not be asked, when it said so itself.
    pub(super) fn block(&self, period_end: Timestamp) -> Option<(BlockReason, Timestamp)> {
        match self {
            Self::Throttled(until) | Self::ServerError { retry_at: Some(until), .. } => {
                Some((BlockReason::Throttled, *until))
            }
            Self::QuotaReached => Some((BlockReason::QuotaReached, period_end)),
            _ => None,
        }
    }

    /// The day's status, for people, when it is not that of a block.
    pub(super) fn status(&self) -> Option<&'static str> {
        matches!(self, Self::Misconfigured(_)).then_some("misconfigured")
    }

    /// What it means for one bank's range.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::NotFound(_) => Some(Trouble::NotFound),
            Self::NoData(_) => Some(Trouble::NoData),
            Self::ServerError { .. }
            | Self::NoAnswer(HttpError::Unreachable(_))
            | Self::Nonsense(AnswerFault::CutOff(_))
            | Self::TooLong(_) => Some(Trouble::TooMuch),
            _ => None,
        }
    }

    /// What it tells of the source's health, after a question. One that may have been too long tells nothing of it. And a bank
    /// or a day that fails is one failure, however often it is asked: else two of them would shut off all others.
    pub(super) fn call_outcome_of(&self, request: &Request, is_last_attempt: bool) -> CallOutcome {
        let is_told = request.can_be_halved() || request.is_after_failure();
        let is_of_length = self.trouble() == Some(Trouble::TooMuch) && is_told;
        let is_told_later = request.is_for_days() && self.is_retryable() && !is_last_attempt;
        if is_of_length || is_told_later { CallOutcome::Neutral } else { self.call_outcome() }
    }

    /// What it tells of the source's health: only what speaks of the source moves its circuit.
    pub(super) fn call_outcome(&self) -> CallOutcome {
        match self {
            Self::NoAnswer(HttpError::Unreachable(_))
            | Self::ServerError { .. }
            | Self::Stranger(_)
            | Self::UnaskedNotModified
            | Self::Redirect { .. }
            | Self::Nonsense(_)
            | Self::TooLong(_)
            | Self::EchoesKey => CallOutcome::SourceFailure,
            Self::NoAnswer(
                HttpError::NoNetwork(_)
                | HttpError::Address(_)
                | HttpError::CaFile { .. }
                | HttpError::Client(_)
                | HttpError::Proxy { .. }
                | HttpError::NotWritten(_),
            )
            | Self::Throttled(_)
            | Self::QuotaReached
            | Self::Misconfigured(_)
            | Self::Refused(_)
            | Self::NotFound(_)
            | Self::PlanUpgradeRequired
            | Self::NoData(_) => CallOutcome::Neutral,
        }
    }

    /// Whether it is a matter of this question alone, so that a question for another day may fare better.
    pub(super) fn is_of_question(&self) -> bool {
        match self {
            // Without a network every question would cost its attempts for nothing.
            Self::NoAnswer(error) => matches!(error, HttpError::Unreachable(_)),
            Self::ServerError { .. }
            | Self::UnaskedNotModified
            | Self::Refused(_)
            | Self::NotFound(_)
            | Self::NoData(_)
            | Self::Redirect { .. }
            | Self::Nonsense(_)
            | Self::TooLong(_) => true,
            Self::Throttled(_)
            | Self::QuotaReached
            | Self::Misconfigured(_)
            | Self::PlanUpgradeRequired
            // It is we whom it does not let through, whatever we ask.
            | Self::Stranger(_)
            | Self::EchoesKey => false,
        }
    }

    /// The receipt's outcome: a body that is no answer is rejected, everything else is a failed request.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Nonsense(_) | Self::TooLong(_) | Self::EchoesKey | Self::Stranger(_) => Outcome::Rejected,
            _ => Outcome::Failed,
        }
    }
}

#[cfg(test)]
mod tests;
