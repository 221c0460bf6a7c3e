//! The attempts at one question: each is reserved before it is sent, and its outcome is recorded.

use super::fault::Fault;
use super::summary::Facts;
use super::{Extraction, Request};
use crate::answers;
use crate::failure::Failure;
use crate::http::{HttpAnswer, HttpError};
use crate::quota::{Reservation, utc_day};
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
    /// The reservation of the last attempt.
    pub reservation: Reservation,
    /// How many attempts were made.
    pub attempts: u32,
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
        let reservation = self.tracker().reserve(request.endpoint.source(), 1, self.context.clock.now()).await?;
        let sent = Instant::now();
        let result = self.http.get(&request.url).await;
        let (latency, now) = (sent.elapsed(), self.context.clock.now());
        self.summary.requests += 1;
        let (facts, fault) = self.judge(request, &result, now);
        if let Some(fault) = &fault {
            tracing::warn!("{}, attempt {attempts}: {fault}", request.endpoint.source());
        }
        // The answer is worth more than its statistics: what can't be recorded is told, and stops nothing.
        if let Err(error) = self.tracker().record(&reservation, fault.is_none(), latency, now).await {
            tracing::warn!("the outcome of a request to {} was not recorded: {error}", reservation.source);
        }
        Ok(Exchange { answer: result.ok(), facts, fault, reservation, attempts })
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
        if self.context.key.as_ref().is_some_and(|key| key.is_in(&answer.body)) {
            return (None, Some(Fault::EchoesKey));
        }
        match answers::parse(request.endpoint, &answer.body, utc_day(now)) {
            Ok(parsed) if answer.status == 200 => (Some(Facts::of(&parsed)), None),
            parsed => (None, Some(Fault::of_answer(request.endpoint, answer, parsed.err(), now))),
        }
    }
}
