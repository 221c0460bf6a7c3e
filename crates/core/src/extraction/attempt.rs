//! The attempts at one question: each is reserved before it is sent, and its outcome is recorded.

use super::fault::Fault;
use super::summary::Facts;
use super::{Extraction, Request};
use crate::answers::{self, AnswerFault};
use crate::bronze::Outcome;
use crate::dates::RateDate;
use crate::dynamodb::TableError;
use crate::failure::Failure;
use crate::http::{HttpAnswer, HttpError};
use crate::quota::{CallOutcome, utc_day};
use crate::source::Endpoint;
use backon::BackoffBuilder;
use jiff::Timestamp;
use std::time::{Duration, Instant};

/// Attempts at one question: the first, and two more where another attempt may help.
const ATTEMPTS_MAX: usize = 3;

/// What the last attempt came to.
pub(super) struct Exchange {
    /// What the source sent, whatever it is.
    pub answer: Option<HttpAnswer>,
    /// What an accepted answer tells.
    pub facts: Option<Facts>,
    /// Why it is not accepted.
    pub fault: Option<Fault>,
    /// Until when the source must not be asked by its own words, or why the tracker could not be told.
    pub blocked_until: Result<Option<Timestamp>, TableError>,
    /// How many attempts were made.
    pub attempts: u32,
    /// When the last attempt was sent: the instant that its answer is judged by.
    pub fetched_at: Timestamp,
}

impl Extraction<'_> {
    /// Attempts until there is an answer, or a fault that no further attempt can mend, or none is left.
    pub(super) async fn attempt(&mut self, request: &Request) -> Result<Exchange, Failure> {
        let bound = Duration::from_millis(self.context.config.http.retry_delay_ms);
        let mut bounds =
            backon::ExponentialBuilder::new().with_min_delay(bound).with_max_times(ATTEMPTS_MAX - 1).build();
        let mut exchange = self.attempt_once(request, 1).await?;
        while exchange.fault.as_ref().is_some_and(Fault::is_retryable) {
            let Some(bound) = bounds.next() else { break };
            // Full jitter: anything from no wait to the whole bound, so that many callers do not come back at once.
            tokio::time::sleep(bound.mul_f64(rand::random::<f64>())).await;
            exchange = match self.attempt_once(request, exchange.attempts + 1).await {
                Ok(next) => next,
                Err(refused) => {
                    // The attempt before still deserves its receipt, with its own reason.
                    tracing::warn!("no further attempt: {}", refused.reason());
                    break;
                }
            };
        }
        Ok(exchange)
    }

    async fn attempt_once(&mut self, request: &Request, attempts: u32) -> Result<Exchange, Failure> {
        let fetched_at = self.context.clock.now();
        let reservation = self.tracker().reserve(request.endpoint.source(), 1, fetched_at).await?;
        let sent = Instant::now();
        let result = self.http.get(&request.url).await;
        let (latency, now) = (sent.elapsed(), self.context.clock.now());
        self.summary.requests += 1;
        let (facts, fault) = self.judge(request, &result, now);
        if let Some(fault) = &fault {
            tracing::warn!("{}, attempt {attempts}: {fault}", request.endpoint.source());
        }
        // The block before the outcome: a probe that was refused gives its place back, and whoever takes it must find
        // the block already there.
        let blocked_until = self.tell_tracker(&reservation, result.as_ref().ok(), fault.as_ref(), now).await;
        let outcome = fault.as_ref().map_or(CallOutcome::Success, Fault::call_outcome);
        // The answer is worth more than its statistics: what can't be recorded is told, and stops nothing.
        if let Err(error) = self.tracker().record(&reservation, outcome, latency, now).await {
            tracing::warn!("the outcome of a request to {} was not recorded: {error}", reservation.source);
        }
        Ok(Exchange { answer: result.ok(), facts, fault, blocked_until, attempts, fetched_at })
    }

    fn judge(
        &self,
        request: &Request,
        result: &Result<HttpAnswer, HttpError>,
        now: Timestamp,
    ) -> (Option<Facts>, Option<Fault>) {
        let answer = match result {
            Ok(answer) => answer,
            Err(error) => return (None, Some(Fault::NoAnswer(error.clone()))),
        };
        let (facts, fault) = match read(request.endpoint, &answer.body, utc_day(now)) {
            _ if answer.status == 200 && answer.body_is_cut => (None, Some(Fault::TooLong(answer.body.len()))),
            Ok(facts) if answer.status == 200 => (Some(facts), None),
            read => (None, Some(Fault::of_answer(request.endpoint, answer, read.err(), now))),
        };
        if self.gives_key_away(&answer.body, fault.as_ref()) {
            return (None, Some(Fault::EchoesKey));
        }
        (facts, fault)
    }

    /// Whether what would be kept or told holds the key. A refusal whose body is dropped stays what it is.
    fn gives_key_away(&self, body: &[u8], fault: Option<&Fault>) -> bool {
        let Some(key) = &self.context.key else { return false };
        let is_kept = fault.is_none_or(|fault| fault.outcome() == Outcome::Rejected);
        let is_told = fault.is_some_and(|fault| key.is_in(fault.to_string().as_bytes()));
        is_told || (is_kept && key.is_in(body))
    }
}

/// What a body tells, if it is an answer of the endpoint.
fn read(endpoint: Endpoint, body: &[u8], today: RateDate) -> Result<Facts, AnswerFault> {
    if endpoint.has_rates() {
        answers::parse(endpoint, body, today).map(|answer| Facts::of(&answer))
    } else {
        answers::parse_account(body).map(|_| Facts::none())
    }
}
