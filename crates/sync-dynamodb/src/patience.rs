//! Which faults of the table pass by themselves, and how long they are waited for.
//!
//! The SDK's own retries are switched off for a sync: it must see each refusal, to slow down by it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use makerates_core::backoff;
use std::time::{Duration, Instant};

/// How often a request is tried before the table counts as unable to take it: with full jitter up to 1.3 s that is
/// some eight seconds of refusals in a row.
pub const ATTEMPTS_MAX: u32 = 16;

/// How long it is tried at most, where each attempt takes long to fail.
const TIME_MAX: Duration = Duration::from_mins(1);

/// The attempts of one request.
#[derive(Debug)]
pub struct Patience {
    attempt: u32,
    begun: Instant,
}

impl Patience {
    /// Before the first attempt.
    pub fn new() -> Self {
        Self { attempt: 0, begun: Instant::now() }
    }

    /// After one that failed: waits, unless patience is at its end.
    pub async fn lasts(&mut self) -> bool {
        if self.attempt + 1 >= ATTEMPTS_MAX || self.begun.elapsed() >= TIME_MAX {
            return false;
        }
        backoff::wait(self.attempt).await;
        self.attempt += 1;
        true
    }
}

/// What is wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The table takes less than we send.
    Throttled,
    /// Another transaction is on the same items, or the server or the network failed: the same again may do.
    Passing,
    /// It would be refused again, for what it says: another one may be taken.
    Unfit,
    /// It would be refused again, and so would any other: no permission, no table.
    Lasting,
}

impl Trouble {
    /// Whether the same again may do.
    pub fn may_pass(self) -> bool {
        matches!(self, Self::Throttled | Self::Passing)
    }
}

/// The same client, that tries each request once.
pub fn impatient(client: &Client) -> Client {
    Client::from_conf(client.config().to_builder().retry_config(RetryConfig::disabled()).build())
}

/// What a failed request's trouble is.
pub fn trouble<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Trouble {
    match error.code() {
        Some(code) if is_throttling(code) => return Trouble::Throttled,
        Some("TransactionConflictException" | "TransactionInProgressException") => return Trouble::Passing,
        Some("ValidationException" | "ItemCollectionSizeLimitExceededException") => return Trouble::Unfit,
        _ => {}
    }
    match error.raw_response() {
        Some(response) if response.status().is_client_error() => Trouble::Lasting,
        None if matches!(error, SdkError::ConstructionFailure(_)) => Trouble::Lasting,
        // A server's fault, or a network's: also a cut or alien answer with a good status.
        _ => Trouble::Passing,
    }
}

/// Whether a code, of a request or of an item in a transaction, says that there was too much at once.
pub fn is_throttling(code: &str) -> bool {
    let code = code.trim_end_matches("Exception");
    matches!(code, "ProvisionedThroughputExceeded" | "Throttling" | "ThrottlingError" | "RequestLimitExceeded")
}

/// Sends a request until it is answered, its trouble lasts, or patience is at its end.
pub async fn patiently<T, E, Sent>(request: impl Fn() -> Sent) -> Result<T, SdkError<E>>
where
    E: ProvideErrorMetadata,
    Sent: Future<Output = Result<T, SdkError<E>>>,
{
    let mut patience = Patience::new();
    loop {
        match request().await {
            Err(error) if trouble(&error).may_pass() && patience.lasts().await => {}
            result => return result,
        }
    }
}
