//! The fence: no late, paused or concurrent sync can put an older silver's value over a newer one's.
//!
//! One item holds the highest version of silver that began to publish. A sync raises it first, and each of its
//! transactions is bound to the condition that the fence is still its own. A sync that was paused in the middle and
//! wakes up after a newer one began is refused at its next write, whatever it holds in its hands.

use crate::item::Item;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem};
use makerates_core::clock::format_instant;
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, Tables};
use std::time::Duration;

use crate::item::Writer;

const TABLE: &str = CURRENCY_RATES.name;

/// Writes in one transaction: DynamoDB takes 100 actions, and one is the fence's.
pub const WRITES_MAX: usize = 99;

/// How often a transaction that met another one is tried again.
const CONFLICTS_MAX: u32 = 12;

/// A change of one item.
#[derive(Debug, Clone)]
pub enum Write {
    /// Put this item.
    Put(Item),
    /// Delete the item of this pair and sort key.
    Withdraw(String, String),
}

/// Whether a newer silver has begun to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// The fence is ours.
    Ours,
    /// A newer silver holds it: we have nothing to publish any more.
    Superseded,
}

/// Raises the fence to our version, unless a newer one holds it.
pub async fn raise(tables: &Tables, writer: &Writer) -> Result<Fence, TableError> {
    let request = tables
        .client
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key()))
        .update_expression("SET silver_version = :version, run_id = :run, synced_at = :now")
        .condition_expression("attribute_not_exists(silver_version) OR silver_version <= :version")
        .expression_attribute_values(":version", AttributeValue::S(writer.silver_version.clone()))
        .expression_attribute_values(":run", AttributeValue::S(writer.run_id.clone()))
        .expression_attribute_values(":now", AttributeValue::S(format_instant(writer.now)));
    match request.send().await {
        Ok(_) => Ok(Fence::Ours),
        Err(error) if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) => {
            Ok(Fence::Superseded)
        }
        Err(error) => Err(TableError::of("raising the fence", TABLE, &error)),
    }
}

/// Writes some items, all or none, while the fence is ours.
pub async fn write(tables: &Tables, writer: &Writer, writes: &[Write]) -> Result<Fence, TableError> {
    let token = uuid::Uuid::now_v7().to_string();
    for attempt in 0.. {
        let items = std::iter::once(check(writer)).chain(writes.iter().map(action)).collect();
        let request = tables.client.transact_write_items().set_transact_items(Some(items));
        let Err(error) = request.client_request_token(&token).send().await else { return Ok(Fence::Ours) };
        match reason(&error) {
            // Only the fence has a condition.
            Some("ConditionalCheckFailed") => return Ok(Fence::Superseded),
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
                if attempt < CONFLICTS_MAX =>
            {
                back_off(attempt).await;
            }
            _ => return Err(TableError::of("publishing", TABLE, &error)),
        }
    }
    Ok(Fence::Superseded)
}

fn key() -> Item {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    Item::from([("currency_pair".to_owned(), text("#fence")), ("rate_date".to_owned(), text("silver_version"))])
}

fn check(writer: &Writer) -> TransactWriteItem {
    let check = ConditionCheck::builder()
        .table_name(TABLE)
        .set_key(Some(key()))
        .condition_expression("silver_version = :version")
        .expression_attribute_values(":version", AttributeValue::S(writer.silver_version.clone()));
    TransactWriteItem::builder().condition_check(check.build().expect("key and condition are given")).build()
}

fn action(write: &Write) -> TransactWriteItem {
    let builder = TransactWriteItem::builder();
    match write {
        Write::Put(item) => {
            let put = Put::builder().table_name(TABLE).set_item(Some(item.clone()));
            builder.put(put.build().expect("table and item are given")).build()
        }
        Write::Withdraw(pair, sort_key) => {
            let delete = Delete::builder()
                .table_name(TABLE)
                .key("currency_pair", AttributeValue::S(pair.clone()))
                .key("rate_date", AttributeValue::S(sort_key.clone()));
            builder.delete(delete.build().expect("table and key are given")).build()
        }
    }
}

/// The first reason for which a transaction was cancelled.
fn reason(error: &SdkError<TransactWriteItemsError>) -> Option<&str> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => {
            cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).find(|code| *code != "None")
        }
        TransactWriteItemsError::TransactionInProgressException(_) => Some("TransactionConflict"),
        _ => None,
    }
}

/// Full jitter: a random part of a bound that doubles from 20 ms to 1.3 s.
async fn back_off(attempt: u32) {
    let bound_ms = 20_u64 << attempt.min(6);
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..=bound_ms))).await;
}
