//! Keeping what came: the body once, the receipt always, and what the source said of itself in the tracker.

use super::attempt::Exchange;
use super::blocks;
use super::fault::Fault;
use super::{Extraction, Request};
use crate::bronze::{BronzeKey, Outcome, Put, Receipt, ReceiptName, SCHEMA_VERSION, sha256_hex};
use crate::clock::format_instant;
use crate::dynamodb::TableError;
use crate::failure::Failure;
use crate::http::HttpAnswer;
use crate::quota::{BlockReason, Reservation};
use jiff::Timestamp;

/// Of a body that is no answer, this much is kept as evidence.
const REJECTED_BYTES_MAX: usize = 1024 * 1024;

impl Extraction<'_> {
    /// Stores the body, then the receipt: a receipt never speaks of a body that is not there yet. A run that dies
    /// between the two leaves an answer without a receipt, which the next run's `unchanged` receipt adopts.
    pub(super) async fn keep(&mut self, request: &Request, exchange: &Exchange) -> Result<(), Failure> {
        let (sha256, outcome) = self.store_body(request, exchange).await?;
        let receipt = Receipt {
            schema_version: SCHEMA_VERSION,
            source: request.endpoint.source(),
            endpoint: request.endpoint,
            parameters: request.parameters.clone(),
            fetched_at: exchange.fetched_at,
            http_status: exchange.answer.as_ref().map(|answer| answer.status),
            etag: exchange.answer.as_ref().and_then(|answer| self.harmless_etag(answer)),
            sha256,
            bytes: exchange.answer.as_ref().map_or(0, |answer| answer.body.len() as u64),
            outcome,
            reason: exchange.fault.as_ref().map(ToString::to_string).unwrap_or_default(),
            attempts: exchange.attempts,
            run_id: self.context.run_id.clone(),
            tool_version: self.tool_version.to_owned(),
        };
        self.write_receipt(&receipt).await?;
        if let Some(facts) = &exchange.facts {
            self.summary.add_answer(facts, outcome, receipt.bytes);
        }
        Ok(())
    }

    /// An entity tag may be made of the path, and the key is part of that.
    fn harmless_etag(&self, answer: &HttpAnswer) -> Option<String> {
        let key = self.context.key.as_ref();
        answer.etag.clone().filter(|etag| !key.is_some_and(|key| key.is_in(etag.as_bytes())))
    }

    async fn store_body(&self, request: &Request, exchange: &Exchange) -> Result<(Option<String>, Outcome), Failure> {
        let outcome = exchange.fault.as_ref().map(Fault::outcome);
        match (&exchange.answer, outcome) {
            (Some(answer), None) => {
                let sha256 = sha256_hex(&answer.body);
                let key = BronzeKey::Answer { endpoint: request.endpoint, sha256: sha256.clone() };
                let put = self.bronze.put(&key, &answer.body).await?;
                Ok((Some(sha256), if put == Put::Written { Outcome::New } else { Outcome::Unchanged }))
            }
            (Some(answer), Some(Outcome::Rejected)) if !matches!(exchange.fault, Some(Fault::EchoesKey)) => {
                let kept = &answer.body[..answer.body.len().min(REJECTED_BYTES_MAX)];
                let sha256 = sha256_hex(kept);
                let key = BronzeKey::Rejected { source: request.endpoint.source(), sha256: sha256.clone() };
                self.bronze.put(&key, kept).await?;
                Ok((Some(sha256), Outcome::Rejected))
            }
            (_, outcome) => Ok((None, outcome.unwrap_or(Outcome::Failed))),
        }
    }

    async fn write_receipt(&mut self, receipt: &Receipt) -> Result<(), Failure> {
        let name = ReceiptName {
            fetched_at: receipt.fetched_at,
            endpoint: receipt.endpoint,
            parameters: receipt.parameters.clone(),
            random: format!("{:08x}", rand::random::<u32>()),
        };
        let mut bytes = serde_json::to_vec(receipt).map_err(|error| {
            Failure::new(crate::failure::Exit::Fault, "a receipt could not be written as JSON", "report this")
                .because(error)
        })?;
        bytes.push(b'\n');
        self.bronze.put(&BronzeKey::Receipt(name), &bytes).await?;
        self.summary.receipts += 1;
        Ok(())
    }

    /// What the source says of itself overrides our own count. Gives the instant until which it must not be asked.
    pub(super) async fn tell_tracker(
        &self,
        reservation: &Reservation,
        answer: Option<&HttpAnswer>,
        fault: Option<&Fault>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, TableError> {
        let (tracker, source) = (self.tracker(), reservation.source);
        let by_fault = fault.and_then(|fault| fault.block(tracker.period_end(source, now)));
        let by_headers = || answer.and_then(|answer| blocks::used_up_until(answer, now));
        if let Some((reason, until)) = by_fault.or_else(|| by_headers().map(|until| (BlockReason::Throttled, until))) {
            tracing::warn!("{source} must not be asked until {}, by its own words", format_instant(until));
            tracker.block(reservation, reason, until).await?;
            return Ok(Some(until));
        }
        if let Some(status) = fault.and_then(Fault::status) {
            tracker.set_status(source, reservation.day, status, None).await?;
        }
        Ok(None)
    }
}
