//! The table `api_quota_tracker`: reservations, outcomes, blocks.

use super::period::{Limit, limits};
use super::usage::{Item, Usage, UsedPeriod, number, text};
use crate::clock::format_instant;
use crate::config::Quota;
use crate::dynamodb::{QUOTA_TRACKER, TableError, Tables};
use crate::failure::{Exit, Failure};
use crate::source::Source;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, ConditionCheck, TransactWriteItem, Update};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

const TABLE: &str = QUOTA_TRACKER.name;

/// The sort key of a source's state: what holds beyond a day.
const STATE: &str = "STATE";

/// How often a reservation that met another one is tried again before we give up: with the waits below, half a
/// minute of steady conflict.
const CONFLICTS_MAX: u32 = 40;

/// The tracker of all sources.
#[derive(Debug, Clone, Copy)]
pub struct Tracker<'a> {
    tables: &'a Tables,
    quota: &'a Quota,
}

/// A request that was counted, and so may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a counted request should be sent, and its outcome recorded"]
pub struct Reservation {
    /// The source that may be asked.
    pub source: Source,
    /// The key of the day that the request was counted on: a run over midnight books each on its own day.
    pub day: String,
}

/// Why the source said that it must not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockReason {
    /// 429: too many requests.
    Throttled,
    /// The source's own count says that the quota is used up.
    QuotaReached,
}

impl BlockReason {
    const fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::QuotaReached => "quota_reached",
        }
    }
}

/// Why no request may be sent.
#[derive(Debug, thiserror::Error)]
pub enum QuotaError {
    /// A period has not as many requests left.
    #[error("quota_exhausted: {requests} more requests to {source_name} do not fit into {limit} of {period}")]
    Exhausted {
        /// The source.
        source_name: Source,
        /// How many were asked for.
        requests: u64,
        /// The limit of the period.
        limit: u64,
        /// The period, in words.
        period: String,
        /// When it ends.
        retry_at: Timestamp,
    },
    /// The source said that it must not be asked.
    #[error("{reason}: {source_name} must not be asked until {until}")]
    Blocked {
        /// The source.
        source_name: Source,
        /// What it said.
        reason: String,
        /// Until when.
        until: String,
    },
    /// The tracker did not answer: then nothing is sent.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl From<QuotaError> for Failure {
    fn from(error: QuotaError) -> Self {
        match error {
            QuotaError::Table(error) => Failure::from(error),
            QuotaError::Exhausted { retry_at, .. } => {
                let retry_at = format_instant(retry_at);
                let next = format!("wait until {retry_at}, or ask the other source (quota-gate available)");
                Failure::new(Exit::NoSource, error.to_string(), next).with_output("retry_at", retry_at)
            }
            QuotaError::Blocked { ref until, .. } => {
                let (retry_at, next) = (until.clone(), format!("wait until {until}, or ask the other source"));
                Failure::new(Exit::NoSource, error.to_string(), next).with_output("retry_at", retry_at)
            }
        }
    }
}

impl<'a> Tracker<'a> {
    /// The tracker in `tables`, with the limits of the configuration.
    #[must_use]
    pub fn new(tables: &'a Tables, quota: &'a Quota) -> Self {
        Self { tables, quota }
    }

    /// Counts `requests` requests, all or none, if every limit allows them and nothing blocks the source.
    ///
    /// One transaction holds all conditions: looking first and counting then would let twenty processes all see the
    /// last free request. The token makes a retry inside the SDK count once.
    pub async fn reserve(&self, source: Source, requests: u64, now: Timestamp) -> Result<Reservation, QuotaError> {
        let limits = limits(source, self.quota, now);
        let token = uuid::Uuid::now_v7().to_string();
        for attempt in 0..CONFLICTS_MAX {
            let items = reservation_items(source, &limits, requests, now);
            let transaction = self.tables.client.transact_write_items().set_transact_items(Some(items));
            let Err(error) = transaction.client_request_token(&token).send().await else {
                let day = limits.first().map(|limit| limit.period.key()).unwrap_or_default();
                return Ok(Reservation { source, day });
            };
            match refusal(source, &limits, requests, &error) {
                Some(refused) => {
                    self.note_status(source, &limits, &refused).await;
                    return Err(refused);
                }
                None if is_conflict(&error) => back_off(attempt).await,
                None => return Err(TableError::of("reserving a request", TABLE, &error).into()),
            }
        }
        let operation = format!("reserving a request to {source}");
        let reason = format!("{CONFLICTS_MAX} transactions in a row met another one");
        Err(TableError::Request { operation, reason }.into())
    }

    /// Records what came of a request.
    pub async fn record(
        &self,
        reservation: &Reservation,
        success: bool,
        latency: Duration,
        now: Timestamp,
    ) -> Result<(), TableError> {
        let counted = if success { "success_count" } else { "failure_count" };
        let latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        let request = self.tables.client.update_item().table_name(TABLE);
        let request = request
            .key("api_source", AttributeValue::S(reservation.source.to_string()))
            .key("tracking_date", AttributeValue::S(reservation.day.clone()))
            .update_expression(format!("ADD {counted} :one, latency_ms_total :latency SET last_request_at = :now"))
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":latency", whole(latency_ms))
            .expression_attribute_values(":now", AttributeValue::S(format_instant(now)));
        request.send().await.map(drop).map_err(|error| TableError::of("recording an outcome", TABLE, &error))
    }

    /// Blocks a source until an instant that it named itself; an earlier end never replaces a later one.
    pub async fn block(
        &self,
        reservation: &Reservation,
        reason: BlockReason,
        until: Timestamp,
    ) -> Result<(), TableError> {
        let source = reservation.source;
        let request = self.tables.client.update_item().table_name(TABLE);
        let request = request
            .key("api_source", AttributeValue::S(source.to_string()))
            .key("tracking_date", AttributeValue::S(STATE.to_owned()))
            .update_expression("SET blocked_until = :until, blocked_reason = :reason")
            .condition_expression("attribute_not_exists(blocked_until) OR blocked_until < :until")
            .expression_attribute_values(":until", AttributeValue::S(format_instant(until)))
            .expression_attribute_values(":reason", AttributeValue::S(reason.name().to_owned()));
        match request.send().await {
            Err(error) if !is_condition_failure(&error) => {
                return Err(TableError::of("blocking a source", TABLE, &error));
            }
            _ => {}
        }
        let status = if reason == BlockReason::Throttled { "throttled" } else { "exhausted" };
        self.set_status(source, &reservation.day, status, None).await
    }

    /// The end of the period after which the source's own count begins anew: the billing month, else the day.
    #[must_use]
    pub fn period_end(&self, source: Source, now: Timestamp) -> Timestamp {
        limits(source, self.quota, now).iter().map(|limit| limit.period.ends_at()).max().unwrap_or(now)
    }

    /// Notes, for people, how a source stands on a day; `failover_to` is the source that took over.
    pub async fn set_status(
        &self,
        source: Source,
        day: &str,
        status: &str,
        failover_to: Option<Source>,
    ) -> Result<(), TableError> {
        let expression =
            if failover_to.is_some() { "SET #status = :status, failover_to = :to" } else { "SET #status = :status" };
        let mut request = self.tables.client.update_item().table_name(TABLE);
        request = request
            .key("api_source", AttributeValue::S(source.to_string()))
            .key("tracking_date", AttributeValue::S(day.to_owned()))
            .update_expression(expression)
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":status", AttributeValue::S(status.to_owned()));
        if let Some(to) = failover_to {
            request = request.expression_attribute_values(":to", AttributeValue::S(to.to_string()));
        }
        request.send().await.map(drop).map_err(|error| TableError::of("noting a status", TABLE, &error))
    }

    /// The use of a source at an instant.
    pub async fn usage(&self, source: Source, now: Timestamp) -> Result<Usage, TableError> {
        let state = self.item(source, STATE).await?;
        let mut periods = Vec::new();
        let mut day = None;
        for limit in limits(source, self.quota, now) {
            let item = self.item(source, &limit.period.key()).await?;
            periods.push(UsedPeriod { limit, used: number(item.as_ref(), "request_count")? });
            day = day.or(Some(item));
        }
        let day = day.flatten();
        let blocked_until = text(state.as_ref(), "blocked_until").and_then(|until| until.parse().ok());
        let reason = text(state.as_ref(), "blocked_reason").unwrap_or_default();
        Ok(Usage {
            source,
            periods,
            success_count: number(day.as_ref(), "success_count")?,
            failure_count: number(day.as_ref(), "failure_count")?,
            status: text(day.as_ref(), "status").unwrap_or_else(|| "active".to_owned()),
            last_request_at: text(day.as_ref(), "last_request_at"),
            blocked: blocked_until.filter(|until| *until > now).map(|until| (until, reason)),
        })
    }

    /// Sets a source's counts of today and of its month to 0 and lifts its block, and notes who did it.
    pub async fn reset(&self, source: Source, by: &str, now: Timestamp) -> Result<(), TableError> {
        for limit in limits(source, self.quota, now) {
            let expression = "SET request_count = :zero, quota_limit = :limit, #status = :active, #ttl = :ttl, \
                              reset_by = :by, reset_at = :now";
            let request = self.tables.client.update_item().table_name(TABLE);
            let request = request
                .key("api_source", AttributeValue::S(source.to_string()))
                .key("tracking_date", AttributeValue::S(limit.period.key()))
                .update_expression(expression)
                .expression_attribute_names("#status", "status")
                .expression_attribute_names("#ttl", "ttl")
                .expression_attribute_values(":zero", whole(0))
                .expression_attribute_values(":limit", whole(limit.requests))
                .expression_attribute_values(":active", AttributeValue::S("active".to_owned()))
                .expression_attribute_values(":ttl", AttributeValue::N(limit.period.expires_at().to_string()))
                .expression_attribute_values(":by", AttributeValue::S(by.to_owned()))
                .expression_attribute_values(":now", AttributeValue::S(format_instant(now)));
            request.send().await.map_err(|error| TableError::of("resetting a quota", TABLE, &error))?;
        }
        let request = self.tables.client.update_item().table_name(TABLE);
        let request = request
            .key("api_source", AttributeValue::S(source.to_string()))
            .key("tracking_date", AttributeValue::S(STATE.to_owned()))
            .update_expression("REMOVE blocked_until, blocked_reason");
        request.send().await.map(drop).map_err(|error| TableError::of("lifting a block", TABLE, &error))
    }

    async fn item(&self, source: Source, key: &str) -> Result<Option<Item>, TableError> {
        let request = self.tables.client.get_item().table_name(TABLE).consistent_read(true);
        let request = request
            .key("api_source", AttributeValue::S(source.to_string()))
            .key("tracking_date", AttributeValue::S(key.to_owned()));
        let answer = request.send().await.map_err(|error| TableError::of("reading a quota", TABLE, &error))?;
        Ok(answer.item)
    }

    /// The refusal stands whether or not this note for people can be written.
    async fn note_status(&self, source: Source, limits: &[Limit], refused: &QuotaError) {
        let (QuotaError::Exhausted { .. }, Some(day)) = (refused, limits.first()) else { return };
        if let Err(error) = self.set_status(source, &day.period.key(), "exhausted", None).await {
            tracing::warn!("the status `exhausted` of {source} was not noted: {error}");
        }
    }
}

/// The state's condition first, then one conditional count a limit: `refusal` reads the reasons in this order.
fn reservation_items(source: Source, limits: &[Limit], requests: u64, now: Timestamp) -> Vec<TransactWriteItem> {
    let state = ConditionCheck::builder()
        .table_name(TABLE)
        .key("api_source", AttributeValue::S(source.to_string()))
        .key("tracking_date", AttributeValue::S(STATE.to_owned()))
        .condition_expression("attribute_not_exists(blocked_until) OR blocked_until <= :now")
        .expression_attribute_values(":now", AttributeValue::S(format_instant(now)))
        .return_values_on_condition_check_failure("ALL_OLD".into());
    let state = TransactWriteItem::builder().condition_check(state.build().expect("keys and condition are given"));
    let counts = limits.iter().map(|limit| {
        let update = count_update(source, limit, requests, now).build().expect("keys and expression are given");
        TransactWriteItem::builder().update(update).build()
    });
    std::iter::once(state.build()).chain(counts).collect()
}

fn count_update(source: Source, limit: &Limit, requests: u64, now: Timestamp) -> UpdateBuilder {
    // More requests than the limit as a whole can never fit: a highest count below 0 matches no item.
    let highest_before = i128::from(limit.requests) - i128::from(requests);
    let condition = if highest_before < 0 {
        "request_count <= :highest"
    } else {
        "attribute_not_exists(request_count) OR request_count <= :highest"
    };
    let expression = "ADD request_count :requests, success_count :zero, failure_count :zero, latency_ms_total :zero \
                      SET quota_limit = :limit, #status = :active, last_request_at = :now, #ttl = :ttl";
    Update::builder()
        .table_name(TABLE)
        .key("api_source", AttributeValue::S(source.to_string()))
        .key("tracking_date", AttributeValue::S(limit.period.key()))
        .condition_expression(condition)
        .update_expression(expression)
        .expression_attribute_names("#status", "status")
        .expression_attribute_names("#ttl", "ttl")
        .expression_attribute_values(":highest", AttributeValue::N(highest_before.to_string()))
        .expression_attribute_values(":requests", whole(requests))
        .expression_attribute_values(":zero", whole(0))
        .expression_attribute_values(":limit", whole(limit.requests))
        .expression_attribute_values(":active", AttributeValue::S("active".to_owned()))
        .expression_attribute_values(":now", AttributeValue::S(format_instant(now)))
        .expression_attribute_values(":ttl", AttributeValue::N(limit.period.expires_at().to_string()))
}

fn cancellation_reasons(error: &SdkError<TransactWriteItemsError>) -> &[CancellationReason] {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled.cancellation_reasons(),
        _ => &[],
    }
}

/// The refusal that a cancelled reservation means: the first condition that failed, the block before the counts.
fn refusal(
    source: Source,
    limits: &[Limit],
    requests: u64,
    error: &SdkError<TransactWriteItemsError>,
) -> Option<QuotaError> {
    let reasons = cancellation_reasons(error);
    let failed = reasons.iter().position(|reason| reason.code() == Some("ConditionalCheckFailed"))?;
    let Some(limit) = failed.checked_sub(1).and_then(|index| limits.get(index)) else {
        let state = reasons[failed].item();
        return Some(QuotaError::Blocked {
            source_name: source,
            reason: text(state, "blocked_reason").unwrap_or_else(|| "blocked".to_owned()),
            until: text(state, "blocked_until").unwrap_or_else(|| "an unknown instant".to_owned()),
        });
    };
    Some(QuotaError::Exhausted {
        source_name: source,
        requests,
        limit: limit.requests,
        period: limit.period.to_string(),
        retry_at: limit.period.ends_at(),
    })
}

fn is_conflict(error: &SdkError<TransactWriteItemsError>) -> bool {
    let in_progress = error
        .as_service_error()
        .is_some_and(|error| matches!(error, TransactWriteItemsError::TransactionInProgressException(_)));
    in_progress || cancellation_reasons(error).iter().any(|reason| reason.code() == Some("TransactionConflict"))
}

fn is_condition_failure(error: &SdkError<aws_sdk_dynamodb::operation::update_item::UpdateItemError>) -> bool {
    error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception())
}

/// Full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015): a random part of a bound that
/// doubles from 20 ms to 1.3 s.
async fn back_off(attempt: u32) {
    let bound_ms = 20_u64 << attempt.min(6);
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..=bound_ms))).await;
}

fn whole(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The block that a 429 without a `Retry-After` means: the open access of ExchangeRate-API states 20 minutes.
pub const DEFAULT_BLOCK: SignedDuration = SignedDuration::from_mins(20);
