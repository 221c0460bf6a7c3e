//! The attempts at one question: each is reserved before it is sent, and its outcome is recorded.

use super::entity_tag::Validator;
use super::exchange::{Attempt, Contents, Response};
use super::fault::Fault;
use super::{Extraction, Request};
use backon::BackoffBuilder;
use jiff::Timestamp;
use makerates_core::bronze::{Outcome, Spool};
use makerates_core::failure::Failure;
use makerates_core::http::{HttpAnswer, HttpError};
use makerates_core::quota::CallOutcome;
use makerates_domain::answers::{self, AnswerFault};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::market_day::newest_day_at;
use makerates_domain::source::Endpoint;
use std::io::Read;
use std::time::{Duration, Instant};

/// Attempts at one question: the first, and two more where another attempt may help.
const ATTEMPTS_MAX: usize = 3;

/// The longest answer that is taken, after decompression. The longest one that is asked for, the ECB's since 1999, has 3 MB.
const BODY_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The same of the panel, of which a quarter of a year is asked for at once, and of all years of one of its banks.
const PANEL_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Of a day on which a bank is silent the service may repeat its word of so many days before.
const CARRIED_DAYS: i32 = 14;

impl Extraction<'_> {
    /// Attempts until there is an answer, or a fault that no further attempt can mend, or none is left.
    pub(super) async fn attempt(&self, request: &Request, validator: Option<&Validator>) -> Result<Attempt, Failure> {
        let bound = Duration::from_millis(self.context.config.http.retry_delay_ms);
        let mut bounds =
            backon::ExponentialBuilder::new().with_min_delay(bound).with_max_times(self.attempts_max() - 1).build();
        let mut attempt = self.attempt_once(request, validator, 1).await?;
        while attempt.is_to_be_repeated() {
            let Some(bound) = bounds.next() else { break };
            // Full jitter: anything from no wait to the whole bound, so that many callers do not come back at once.
            let jitter = bound.mul_f64(rand::random::<f64>());
            tokio::time::sleep(attempt.pause.unwrap_or_default() + jitter).await;
            attempt = match self.attempt_once(request, validator, attempt.response.attempts + 1).await {
                Ok(next) => next,
                Err(refused) => {
                    // The attempt before still deserves its receipt, with its own reason.
                    tracing::warn!("no further attempt: {}", refused.reason());
                    break;
                }
            };
        }
        Ok(attempt)
    }

    async fn attempt_once(
        &self,
        request: &Request,
        validator: Option<&Validator>,
        attempts: u32,
    ) -> Result<Attempt, Failure> {
        let fetched_at = self.context.clock.now();
        let mut body = self.spool(request)?;
        let reservation = self.tracker().reserve(self.source, 1, fetched_at).await?;
        let sent = Instant::now();
        let result = self.http.get(request.url(), validator.map(|known| known.etag.as_str()), &mut body).await;
        let (latency, now) = (sent.elapsed(), self.context.clock.now());
        let not_modified = validator.filter(|_| result.as_ref().is_ok_and(|answer| answer.status == 304)).cloned();
        let (contents, fault) = match &not_modified {
            // The answer itself is not at stake, only what is told of it.
            Some(not_modified) => {
                let contents = self.contents_of(request.endpoint, request.bank(), &not_modified.sha256).await;
                (Some(contents.unwrap_or_else(|_| Contents::new(self.reading(request.endpoint, utc_day(now))))), None)
            }
            None => self.judge(request, &result, &body, now),
        };
        if let Some(fault) = &fault {
            tracing::warn!("{} {}, attempt {attempts}: {fault}", self.source, request.parameters);
        }
        // After the last attempt nobody waits here: then the tracker keeps the next run away.
        let is_last = usize::try_from(attempts).is_ok_and(|attempts| attempts >= self.attempts_max());
        let pause = fault.as_ref().and_then(|fault| fault.pause(request, now)).filter(|_| !is_last);
        let told = fault.as_ref().filter(|_| pause.is_none());
        // The block before the outcome: a probe that was refused gives its place back, and whoever takes it must find
        // the block already there.
        let blocked_until = self.tell_tracker(&reservation, result.as_ref().ok(), told, now).await;
        // Whoever asks for a longer wait than that is not asked again.
        let is_last =
            is_last || told.is_some_and(|fault| matches!(fault, Fault::ServerError { retry_at: Some(_), .. }));
        let outcome = fault.as_ref().map_or(CallOutcome::Success, |fault| fault.call_outcome_of(request, is_last));
        let outcome =
            if self.has_failed && outcome == CallOutcome::SourceFailure { CallOutcome::Neutral } else { outcome };
        // The answer is worth more than its statistics: what can't be recorded is told, and stops nothing.
        if let Err(error) = self.tracker().record(&reservation, outcome, latency, now).await {
            tracing::warn!("the outcome of a request to {} was not recorded: {error}", reservation.source);
        }
        let response = Response { answer: result.ok(), body, contents, not_modified, fault, attempts, fetched_at };
        Ok(Attempt { response, blocked_until, pause })
    }

    /// Where the run has failed already, what is asked all the same is asked once: a flow does not wait for ever.
    fn attempts_max(&self) -> usize {
        if self.has_failed { 1 } else { ATTEMPTS_MAX }
    }

    fn spool(&self, request: &Request) -> Result<Spool, Failure> {
        Ok(self.bronze.spool(request.endpoint)?.guarded(bytes_max(request.endpoint), self.context.key.as_ref()))
    }

    fn judge(
        &self,
        request: &Request,
        result: &Result<HttpAnswer, HttpError>,
        body: &Spool,
        now: Timestamp,
    ) -> (Option<Contents>, Option<Fault>) {
        let answer = match result {
            Ok(answer) => answer,
            Err(error) => return (None, Some(Fault::NoAnswer(error.clone()))),
        };
        if answer.status == 200 && body.holds_key() {
            return (None, Some(Fault::EchoesKey));
        }
        if answer.status == 200 && body.is_cut() {
            return (None, Some(Fault::TooLong(body.bytes())));
        }
        let today = newest_day_at(request.endpoint, now);
        let read = if answer.status == 200 {
            body.reader()
                .map_err(|error| AnswerFault::Unread(error.to_string()))
                .and_then(|mut body| self.read(request, &mut body, today))
        } else {
            self.read(request, &mut answer.refusal.as_slice(), today)
        };
        match read {
            Ok(contents) if answer.status == 200 => (Some(contents), None),
            read => {
                let fault = Fault::of_answer(request, answer, read.err(), now);
                // What is told or kept must not hold the key. A refusal whose body is dropped stays what it is.
                let is_told = |key: &makerates_core::secret::ApiKey| key.is_in(fault.to_string().as_bytes());
                let is_kept = body.holds_key() && fault.outcome() == Outcome::Rejected;
                let gives_away = is_kept || self.context.key.as_ref().is_some_and(is_told);
                (None, Some(if gives_away { Fault::EchoesKey } else { fault }))
            }
        }
    }

    /// What a body tells, if it is an answer to the question.
    fn read(&self, request: &Request, body: &mut dyn Read, today: RateDate) -> Result<Contents, AnswerFault> {
        let reading = self.reading(request.endpoint, today);
        if !request.endpoint.has_rates() {
            let mut bytes = Vec::new();
            body.read_to_end(&mut bytes).map_err(|error| AnswerFault::Unread(error.to_string()))?;
            match request.endpoint {
                Endpoint::Providers => drop(answers::parse_banks(&bytes)?),
                _ => drop(answers::parse_account(&bytes)?),
            }
            return Ok(Contents::new(reading));
        }
        let (base, contents) = Contents::of(reading, request.bank(), body)?;
        if base != request.base {
            return Err(AnswerFault::WrongBase { found: base.to_string(), expected: request.base });
        }
        check_days(request, &contents)?;
        Ok(contents)
    }
}

/// Refuses a bank's answer that has none of the days that were asked for. Which days a bank owes nobody knows: such an answer
/// would count as that of all of them, and they would never be asked for again.
fn check_days(request: &Request, contents: &Contents) -> Result<(), AnswerFault> {
    let Some((from, to)) = request.days.filter(|_| request.bank().is_some()) else { return Ok(()) };
    let from = from.plus_days(-CARRIED_DAYS).unwrap_or(from);
    match (contents.days.first(), contents.days.last()) {
        (Some(first), Some(last)) if contents.days.range(from..=to).next().is_none() => {
            Err(AnswerFault::OtherDays(*first, *last))
        }
        _ => Ok(()),
    }
}

/// The longest answer of a face that is taken, in bytes.
fn bytes_max(endpoint: Endpoint) -> u64 {
    if endpoint.is_of_panel() { PANEL_BYTES_MAX } else { BODY_BYTES_MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 110 banks with 220 currencies each, at fifty bytes a rate.
    #[test]
    fn a_quarter_of_a_year_of_the_panel_is_taken() {
        assert!(bytes_max(Endpoint::V2) > 65 * 110 * 220 * 50);
        assert!(bytes_max(Endpoint::V1) < bytes_max(Endpoint::V2));
    }
}
