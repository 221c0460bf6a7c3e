//! The fence: no late, paused or concurrent sync can put an older silver's value over a newer one's.
//!
//! One item holds the highest version of silver that began to publish. A sync raises it first, and each of its
//! transactions is bound to the condition that the fence is still its own. A sync that was paused in the middle and
//! wakes up after a newer one began is refused at its next write, whatever it holds in its hands.

use crate::item::{Item, Writer};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem};
use makerates_core::backoff;
use makerates_core::clock::format_instant;
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, Tables};

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
///
/// The holder is new for each sync: of two syncs of one version (the configuration may have changed between their
/// builds, which the version does not tell) the later one goes on, and the earlier one is refused from then on.
pub async fn raise(tables: &Tables, writer: &Writer) -> Result<Fence, TableError> {
    for attempt in 0.. {
        let request = tables
            .client
            .update_item()
            .table_name(TABLE)
            .set_key(Some(key()))
            .update_expression("SET silver_version = :version, holder = :holder, run_id = :run, synced_at = :now")
            .condition_expression("attribute_not_exists(silver_version) OR silver_version <= :version")
            .expression_attribute_values(":version", AttributeValue::S(writer.silver_version.clone()))
            .expression_attribute_values(":holder", AttributeValue::S(writer.holder.clone()))
            .expression_attribute_values(":run", AttributeValue::S(writer.run_id.clone()))
            .expression_attribute_values(":now", AttributeValue::S(format_instant(writer.now)));
        let Err(error) = request.send().await else { return Ok(Fence::Ours) };
        match error.as_service_error() {
            Some(refusal) if refusal.is_conditional_check_failed_exception() => return Ok(Fence::Superseded),
            // An older sync is in the middle of a transaction, which holds the fence for that moment.
            Some(UpdateItemError::TransactionConflictException(_)) if attempt < CONFLICTS_MAX => {
                backoff::wait(attempt).await;
            }
            _ => return Err(TableError::of("raising the fence", TABLE, &error)),
        }
    }
    Ok(Fence::Superseded)
}

/// Makes some changes, all or none, while the fence is ours.
pub async fn write(tables: &Tables, writer: &Writer, changes: &[Write]) -> Result<Fence, TableError> {
    let token = uuid::Uuid::now_v7().to_string();
    for attempt in 0.. {
        let items = std::iter::once(check(writer)).chain(changes.iter().map(action)).collect();
        let request = tables.client.transact_write_items().set_transact_items(Some(items));
        let Err(error) = request.client_request_token(&token).send().await else { return Ok(Fence::Ours) };
        match reason(&error) {
            // Only the fence has a condition.
            Some("ConditionalCheckFailed") => return Ok(Fence::Superseded),
            Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
                if attempt < CONFLICTS_MAX =>
            {
                backoff::wait(attempt).await;
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
        .condition_expression("silver_version = :version AND holder = :holder")
        .expression_attribute_values(":version", AttributeValue::S(writer.silver_version.clone()))
        .expression_attribute_values(":holder", AttributeValue::S(writer.holder.clone()));
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
