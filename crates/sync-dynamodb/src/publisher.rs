//! Writing: transactions of many items, one at a time, each bound to the fence; a table that takes less is sent less.

use crate::changes::{Change, key};
use crate::fence;
use crate::item::Writer;
use crate::patience::{Patience, Trouble, is_throttling, trouble};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConsumedCapacity, Delete, Put, ReturnConsumedCapacity, TransactWriteItem,
};
use makerates_core::dynamodb::{CURRENCY_RATES, TableError};
use std::collections::VecDeque;

const TABLE: &str = CURRENCY_RATES.name;

/// Changes in one transaction: DynamoDB takes 100 actions, and one is the fence's.
pub const CHANGES_MAX: usize = 99;

/// By so many changes the next transaction grows after one that was taken, until they are `CHANGES_MAX` again; it is
/// halved by each refusal for want of capacity (as TCP does: Chiu and Jain 1989).
const GROWTH: usize = 8;
#[derive(Debug, Default)]
pub struct Written {
    /// Items put.
    pub put: usize,
    /// Items deleted.
    pub withdrawn: usize,
    /// The keys of the changes that failed.
    pub failed: Vec<String>,
    /// Write units.
    pub units: f64,
    /// Whether a newer silver began to publish.
    pub superseded: bool,
}

/// Writes changes in the order in which they come.
#[derive(Debug)]
pub struct Publisher<'a> {
    client: Client,
    writer: &'a Writer,
    waiting: VecDeque<Change>,
    changes_max: usize,
    /// Whether the table takes nothing any more: the rest would only take longer to fail.
    is_given_up: bool,
    written: Written,
}

/// What became of a transaction.
enum Sent {
    Taken,
    Superseded,
    /// All of it.
    Refused(Trouble, TableError),
    /// Only these changes of it will never be taken.
    Unfit(Vec<usize>, TableError),
}

impl<'a> Publisher<'a> {
    /// A publisher by a client that tries each request once.
    pub fn new(client: Client, writer: &'a Writer) -> Self {
        let waiting = VecDeque::with_capacity(CHANGES_MAX);
        Self { client, writer, waiting, changes_max: CHANGES_MAX, is_given_up: false, written: Written::default() }
    }

    /// Whether a newer silver began to publish: then nothing is written any more.
    pub fn is_superseded(&self) -> bool {
        self.written.superseded
    }

    /// Takes a change, and writes when there are enough for a transaction.
    pub async fn push(&mut self, change: Change) {
        self.waiting.push_back(change);
        while self.waiting.len() >= CHANGES_MAX {
            self.write_some().await;
        }
    }

    /// Writes what waits.
    pub async fn finish(mut self) -> Written {
        while !self.waiting.is_empty() {
            self.write_some().await;
        }
        self.written
    }

    /// One transaction, until it is taken or given up.
    async fn write_some(&mut self) {
        if self.written.superseded {
            return self.waiting.clear();
        }
        if self.is_given_up {
            return self.fail(self.waiting.len());
        }
        let mut patience = Patience::new();
        let mut token = uuid::Uuid::now_v7();
        loop {
            let count = self.waiting.len().min(self.changes_max);
            match self.send(count, &token.to_string()).await {
                Sent::Taken => return self.taken(count),
                Sent::Superseded => {
                    self.written.superseded = true;
                    return self.waiting.clear();
                }
                Sent::Unfit(unfit, error) => return self.leave_out(&unfit, &error),
                Sent::Refused(Trouble::Unfit, error) if count == 1 => return self.leave_out(&[0], &error),
                Sent::Refused(trouble, error) => {
                    if trouble != Trouble::Unfit && !(trouble.may_pass() && patience.lasts().await) {
                        tracing::error!("the table takes nothing any more: {error}");
                        self.is_given_up = true;
                        return;
                    }
                    tracing::debug!("{count} items are tried again: {error}");
                    // What is refused as a whole is found by halves.
                    if trouble != Trouble::Passing {
                        self.changes_max = (count / 2).max(1);
                        // A token stands for one content.
                        token = uuid::Uuid::now_v7();
                    }
                }
            }
        }
    }

    fn taken(&mut self, count: usize) {
        let puts = self.waiting.drain(..count).filter(|change| matches!(change, Change::Put(_))).count();
        self.written.put += puts;
        self.written.withdrawn += count - puts;
        self.changes_max = (self.changes_max + GROWTH).min(CHANGES_MAX);
    }

    fn fail(&mut self, count: usize) {
        self.written.failed.extend(self.waiting.drain(..count).map(|change| name(&change)));
    }

    /// The others of the transaction are sent again.
    fn leave_out(&mut self, unfit: &[usize], error: &TableError) {
        // From the back, so that the places before stay what they are.
        let mut failed: Vec<String> =
            unfit.iter().rev().filter_map(|index| self.waiting.remove(*index)).map(|change| name(&change)).collect();
        failed.reverse();
        for key in &failed {
            tracing::error!("{key} was not written: {error}");
        }
        self.written.failed.extend(failed);
    }

    async fn send(&mut self, count: usize, token: &str) -> Sent {
        let check = TransactWriteItem::builder().condition_check(fence::check(self.writer)).build();
        let items = std::iter::once(check).chain(self.waiting.iter().take(count).map(action)).collect();
        let request = self.client.transact_write_items().set_transact_items(Some(items));
        let request = request.client_request_token(token).return_consumed_capacity(ReturnConsumedCapacity::Total);
        match request.send().await {
            Ok(answer) => {
                let units = answer.consumed_capacity().iter().filter_map(ConsumedCapacity::capacity_units);
                self.written.units += units.sum::<f64>();
                Sent::Taken
            }
            Err(error) => judge(&error),
        }
    }
}

/// What a failed transaction means.
fn judge(error: &SdkError<TransactWriteItemsError>) -> Sent {
    let fault = TableError::of("publishing", TABLE, error);
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return Sent::Refused(trouble(error), fault);
    };
    let codes: Vec<&str> =
        cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or("None")).collect();
    // Only the fence, the first of the actions, has a condition.
    if codes.contains(&"ConditionalCheckFailed") {
        return Sent::Superseded;
    }
    if codes.iter().any(|code| is_throttling(code)) {
        return Sent::Refused(Trouble::Throttled, fault);
    }
    if codes.contains(&"TransactionConflict") {
        return Sent::Refused(Trouble::Passing, fault);
    }
    let unfit: Vec<usize> = (1..codes.len()).filter(|index| codes[*index] != "None").map(|index| index - 1).collect();
    if unfit.is_empty() { Sent::Refused(Trouble::Unfit, fault) } else { Sent::Unfit(unfit, fault) }
}

fn action(change: &Change) -> TransactWriteItem {
    let builder = TransactWriteItem::builder();
    match change {
        Change::Put(item) => {
            let put = Put::builder().table_name(TABLE).set_item(Some(item.clone()));
            builder.put(put.build().expect("table and item are given")).build()
        }
        Change::Withdraw(pair, sort_key) => {
            let delete = Delete::builder()
                .table_name(TABLE)
                .key("currency_pair", AttributeValue::S(pair.clone()))
                .key("rate_date", AttributeValue::S(sort_key.clone()));
            builder.delete(delete.build().expect("table and key are given")).build()
        }
    }
}

/// The key of a change, for a person.
fn name(change: &Change) -> String {
    let (pair, sort_key) = key(change);
    format!("{pair} {sort_key}")
}
