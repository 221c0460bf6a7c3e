//! One question from beginning to end: attempts, keeping what came, and what it means for the run.

use super::exchange::{Contents, Exchange, ExchangeError};
use super::receipt_index::ReceiptIndex;
use super::{Extraction, Request};
use makerates_core::bronze::BronzeKey;
use makerates_core::clock::format_instant;
use makerates_core::failure::{Exit, Failure};
use makerates_domain::answers::AnswerReader;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Endpoint;

impl Extraction<'_> {
    /// Asks, keeps what came, and tells the tracker what the source said of itself.
    pub(super) async fn ask(&self, request: &Request, earlier: &ReceiptIndex) -> Exchange {
        let nothing = |stopped| Exchange { requests: 0, receipts: 0, result: Err(stopped) };
        let validator = match earlier.validator(&self.bronze, request, self.context.clock.now()).await {
            Ok(validator) => validator,
            Err(error) => return nothing(ExchangeError::of_run(error)),
        };
        let attempt = match self.attempt(request, validator.as_ref()).await {
            Ok(attempt) => attempt,
            Err(failure) => return nothing(ExchangeError::of_run(failure)),
        };
        let (requests, fault) = (attempt.response.attempts, attempt.response.fault.clone());
        let blocked_until = attempt.blocked_until;
        let kept = self.keep(request, attempt.response).await;
        let receipts = u32::from(kept.is_ok());
        let result = match (fault, kept) {
            // What was stored is a fact; what the answer said of further requests is found out by the next one.
            (None, Ok(accepted)) => {
                if let Err(error) = blocked_until {
                    tracing::warn!("that {} must not be asked was not noted: {error}", self.source);
                }
                accepted.ok_or_else(|| {
                    ExchangeError::of_run(Failure::new(
                        Exit::Fault,
                        "an answer without a fault was not kept",
                        "report this",
                    ))
                })
            }
            (_, Err(failure)) => Err(ExchangeError::of_run(failure)),
            // A block holds also when bronze is full, and a receipt is kept also when the tracker fails.
            (Some(fault), Ok(_)) => match blocked_until {
                Err(error) => Err(ExchangeError::of_run(error)),
                Ok(until) => {
                    let failure = fault.failure(request);
                    let failure = match until {
                        Some(until) => failure.with_output("retry_at", format_instant(until)),
                        None => failure,
                    };
                    // What asks to be left alone is not asked otherwise.
                    let trouble = fault.trouble().filter(|_| until.is_none());
                    Err(ExchangeError { failure, is_of_question: fault.is_of_question(), trouble })
                }
            },
        };
        Exchange { requests, receipts, result }
    }

    /// What an answer of bronze tells.
    pub(super) async fn contents_of(
        &self,
        endpoint: Endpoint,
        bank: Option<&str>,
        sha256: &str,
    ) -> Result<Contents, Failure> {
        let key = BronzeKey::Answer { endpoint, sha256: sha256.to_owned() };
        let mut object = self.bronze.open_object(&key).await?;
        let reading = self.reading(endpoint, utc_day(self.context.clock.now()));
        let read = Contents::of(reading, bank, &mut object);
        object.verify()?;
        let unread = |fault| Failure::new(Exit::Fault, format!("the answer {sha256}"), "report this").because(fault);
        read.map(|(_, contents)| contents).map_err(unread)
    }

    /// How an answer of a face is to be read on a day.
    pub(super) fn reading(&self, endpoint: Endpoint, today: RateDate) -> AnswerReader {
        let history_day = self.context.config.sources.exchangerate.history_day;
        AnswerReader { endpoint, today, history_day }
    }
}
