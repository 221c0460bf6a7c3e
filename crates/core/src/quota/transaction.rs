//! The transaction of a reservation: what it holds, and what its refusal means.

use super::circuit::Probe;
use super::period::Limit;
use super::tracker::{Item, STATE, TABLE, instant, whole};
use crate::dynamodb::attribute;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, ConditionCheck, TransactWriteItem, Update};
use jiff::Timestamp;
use makerates_domain::source::Source;

/// As whom a caller reserves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claim {
    /// Like everybody, while the circuit is closed.
    Ordinary,
    /// As the one that asks a source whose circuit is due.
    Probe(Probe),
}

/// Which conditions of a reservation did not hold.
#[derive(Debug)]
pub(super) enum Refusal<'a> {
    /// That of the state, which stands here as it was found; the limits do not matter then.
    State(Option<&'a Item>),
    /// Those of the limits with these indices.
    Limits(Vec<usize>),
}

const NOT_BLOCKED: &str = "(attribute_not_exists(blocked_until) OR blocked_until <= :now)";
const CLOSED: &str = "(attribute_not_exists(circuit) OR circuit = :closed)";
const DUE: &str = "((circuit = :open AND retry_at <= :now) OR (circuit = :half_open AND probe_lease_until <= :now))";

impl Claim {
    pub(super) fn into_probe(self) -> Option<Probe> {
        match self {
            Self::Ordinary => None,
            Self::Probe(probe) => Some(probe),
        }
    }
}

/// The state's condition first, then one conditional count a limit: `Refusal::of` reads the reasons in this order.
pub(super) fn reservation_items(
    source: Source,
    limits: &[Limit],
    requests: u64,
    claim: &Claim,
    now: Timestamp,
) -> Vec<TransactWriteItem> {
    let state = match claim {
        Claim::Ordinary => state_check(source, now),
        Claim::Probe(probe) => probe_update(source, probe, now),
    };
    let counts = limits.iter().map(|limit| {
        let update = count_update(source, limit, requests, now).build().expect("keys and expression are given");
        TransactWriteItem::builder().update(update).build()
    });
    std::iter::once(state).chain(counts).collect()
}

fn state_check(source: Source, now: Timestamp) -> TransactWriteItem {
    let check = ConditionCheck::builder()
        .table_name(TABLE)
        .key("api_source", attribute(source.name()))
        .key("tracking_date", attribute(STATE))
        .condition_expression(format!("{NOT_BLOCKED} AND {CLOSED}"))
        .expression_attribute_values(":now", instant(now))
        .expression_attribute_values(":closed", attribute("closed"))
        .return_values_on_condition_check_failure("ALL_OLD".into());
    TransactWriteItem::builder().condition_check(check.build().expect("keys and condition are given")).build()
}

/// Takes the probe. Of two callers that both saw the circuit due, the second finds the first one's lease.
///
/// `open_count` was read and not written with a condition: it changes only with a failed probe or a fresh opening,
/// and both set a new `retry_at`, so that this condition fails and the state is read anew.
fn probe_update(source: Source, probe: &Probe, now: Timestamp) -> TransactWriteItem {
    let update = Update::builder()
        .table_name(TABLE)
        .key("api_source", attribute(source.name()))
        .key("tracking_date", attribute(STATE))
        .condition_expression(format!("{NOT_BLOCKED} AND {DUE}"))
        .update_expression("SET circuit = :half_open, probe_id = :probe, probe_lease_until = :lease")
        .expression_attribute_values(":now", instant(now))
        .expression_attribute_values(":open", attribute("open"))
        .expression_attribute_values(":half_open", attribute("half_open"))
        .expression_attribute_values(":probe", AttributeValue::S(probe.id.clone()))
        .expression_attribute_values(":lease", instant(probe.lease_until))
        .return_values_on_condition_check_failure("ALL_OLD".into());
    TransactWriteItem::builder().update(update.build().expect("keys and expression are given")).build()
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
        .key("api_source", attribute(source.name()))
        .key("tracking_date", AttributeValue::S(limit.period.key()))
        .condition_expression(condition)
        .update_expression(expression)
        .expression_attribute_names("#status", "status")
        .expression_attribute_names("#ttl", "ttl")
        .expression_attribute_values(":highest", AttributeValue::N(highest_before.to_string()))
        .expression_attribute_values(":requests", whole(requests))
        .expression_attribute_values(":zero", whole(0))
        .expression_attribute_values(":limit", whole(limit.requests))
        .expression_attribute_values(":active", attribute("active"))
        .expression_attribute_values(":now", instant(now))
        .expression_attribute_values(":ttl", AttributeValue::N(limit.period.expires_at().to_string()))
}

impl<'a> Refusal<'a> {
    /// The refusal that a cancelled reservation means; none when no condition failed.
    pub(super) fn of(error: &'a SdkError<TransactWriteItemsError>) -> Option<Self> {
        let reasons = cancellation_reasons(error);
        let failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
        let (state, limits) = reasons.split_first()?;
        if failed(state) {
            return Some(Self::State(state.item()));
        }
        let failed: Vec<usize> =
            limits.iter().enumerate().filter(|(_, reason)| failed(reason)).map(|(i, _)| i).collect();
        (!failed.is_empty()).then_some(Self::Limits(failed))
    }
}

fn cancellation_reasons(error: &SdkError<TransactWriteItemsError>) -> &[CancellationReason] {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled.cancellation_reasons(),
        _ => &[],
    }
}

/// Whether the reservation met another one, so that nothing is known of its conditions.
pub(super) fn is_conflict(error: &SdkError<TransactWriteItemsError>) -> bool {
    let in_progress = error
        .as_service_error()
        .is_some_and(|error| matches!(error, TransactWriteItemsError::TransactionInProgressException(_)));
    in_progress || cancellation_reasons(error).iter().any(|reason| reason.code() == Some("TransactionConflict"))
}
