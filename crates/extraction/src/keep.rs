//! Keeping what came: the body once, the receipt always, and what the source said of itself in the tracker.

use super::blocks;
use super::exchange::{Accepted, Contents, Response};
use super::fault::Fault;
use super::{Extraction, Request};
use jiff::Timestamp;
use makerates_core::bronze::{BronzeKey, Outcome, Put, Receipt, ReceiptName, SCHEMA_VERSION, sha256_hex};
use makerates_core::clock::format_instant;
use makerates_core::dynamodb::TableError;
use makerates_core::failure::Failure;
use makerates_core::http::HttpAnswer;
use makerates_core::quota::{BlockReason, Reservation};

/// Of a body that is no answer, this much is kept as evidence.
const REJECTED_BYTES_MAX: u64 = 1024 * 1024;

/// What was stored of a body: its hash, if anything was, and what it is.
type Stored = (Option<String>, Outcome);

impl Extraction<'_> {
    /// Stores the body, then the receipt: a receipt never speaks of a body that is not there yet. A run that dies
    /// between the two leaves an answer without a receipt, which the next run's `unchanged` receipt adopts.
    pub(super) async fn keep(&self, request: &Request, response: Response) -> Result<Option<Accepted>, Failure> {
        let mut receipt = Receipt {
            schema_version: SCHEMA_VERSION,
            source: self.source,
            endpoint: request.endpoint,
            parameters: request.parameters.clone(),
            fetched_at: response.fetched_at,
            http_status: response.answer.as_ref().map(|answer| answer.status),
            etag: response.answer.as_ref().and_then(|answer| self.harmless_etag(answer)),
            sha256: None,
            bytes: response.body.bytes(),
            outcome: Outcome::Failed,
            reason: response.fault.as_ref().map(ToString::to_string).unwrap_or_default(),
            attempts: response.attempts,
            run_id: self.context.run_id.clone(),
            tool_version: self.tool_version.to_owned(),
        };
        if let Some(not_modified) = &response.not_modified {
            receipt.etag.get_or_insert_with(|| not_modified.etag.clone());
        }
        let (contents, stored) = self.store_body(request, response).await;
        match stored {
            Ok(stored) => (receipt.sha256, receipt.outcome) = stored,
            Err(failure) => {
                // The request is a fact even where its body found no room; a small receipt may still fit.
                receipt.reason = failure.reason();
                if let Err(error) = self.write_receipt(&receipt).await {
                    tracing::warn!("nor was a receipt written: {}", error.reason());
                }
                return Err(failure);
            }
        }
        self.write_receipt(&receipt).await?;
        let (outcome, bytes) = (receipt.outcome, receipt.bytes);
        Ok(contents.zip(receipt.sha256).map(|(contents, sha256)| Accepted { contents, sha256, outcome, bytes }))
    }

    /// An entity tag may be made of the path, and the key is part of that.
    fn harmless_etag(&self, answer: &HttpAnswer) -> Option<String> {
        let key = self.context.key.as_ref();
        answer.etag.clone().filter(|etag| !key.is_some_and(|key| key.is_in(etag.as_bytes())))
    }

    async fn store_body(&self, request: &Request, response: Response) -> (Option<Contents>, Result<Stored, Failure>) {
        let Response { body, contents, not_modified, fault, answer, .. } = response;
        let store = async {
            if let Some(not_modified) = not_modified {
                return Ok((Some(not_modified.sha256), Outcome::NotModified));
            }
            match fault {
                None if answer.is_some() => {
                    let sha256 = body.sha256();
                    let put = self.bronze.put_answer(request.endpoint, body).await?;
                    let outcome = if put == Put::Written { Outcome::New } else { Outcome::Unchanged };
                    Ok((Some(sha256), outcome))
                }
                // What repeats the key is never kept.
                Some(Fault::EchoesKey) => Ok((None, Outcome::Rejected)),
                Some(fault) if fault.outcome() == Outcome::Rejected => {
                    let kept = body.beginning(REJECTED_BYTES_MAX)?;
                    let key = BronzeKey::Rejected { source: self.source, sha256: sha256_hex(&kept) };
                    self.bronze.put(&key, &kept).await?;
                    Ok((key.sha256().map(str::to_owned), Outcome::Rejected))
                }
                _ => Ok((None, Outcome::Failed)),
            }
        };
        (contents, store.await)
    }

    async fn write_receipt(&self, receipt: &Receipt) -> Result<(), Failure> {
        let name = ReceiptName {
            fetched_at: receipt.fetched_at,
            endpoint: receipt.endpoint,
            parameters: receipt.parameters.clone(),
            random: format!("{:08x}", rand::random::<u32>()),
        };
        self.bronze.put_record(&BronzeKey::Receipt(name), receipt).await?;
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
            tracing::warn!("{source} wants to be left alone: it is not asked until {}", format_instant(until));
            tracker.block(reservation, reason, until).await?;
            return Ok(Some(until));
        }
        if let Some(status) = fault.and_then(Fault::status) {
            tracker.set_status(source, reservation.day, status, None).await?;
        }
        Ok(None)
    }
}
