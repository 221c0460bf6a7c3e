//! Measures a bare loop over the transactions that a sync sends: as fast as one after the other can be, by a client
//! that reads, compares and judges nothing. `scripts/bench-gold` calls it.
//!
//!   bench-gold-writes SOURCE TARGET PAIR...   two access keys of one DynamoDB Local, each with tables of its own
//!
//! The items are those of SOURCE, read and made into requests before the clock starts.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, ReturnConsumedCapacity, TransactWriteItem};
use makerates_core::dynamodb::{CURRENCY_RATES, ensure};
use makerates_tests::tables::{self, Item};
use serde_json::json;
use std::time::{Duration, Instant};

const TABLE: &str = CURRENCY_RATES.name;

/// DynamoDB takes 100 actions, and one is the fence's.
const PUTS_MAX: usize = 99;

/// What the fence holds, and what each transaction wants it to hold: as long as a sync's own.
const VERSION: &str = "2026-09-29T06:00:00.000Z#00000002";
const HOLDER: &str = "01a215f7-0000-7000-8000-000000000000";

// As many threads as a sync has.
#[tokio::main(worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target, pairs @ ..] = arguments.as_slice() else {
        eprintln!("usage: bench-gold-writes SOURCE TARGET PAIR... (two access keys of a DynamoDB Local, sorted pairs)");
        std::process::exit(2);
    };
    let items = items(&client(source), pairs).await;
    let count = items.len();
    let target = client(target);
    make_table(&target).await;
    let (wall, cpu) = send(&target, transactions(items)).await;
    let cpu_s = cpu.map(|cpu| cpu.as_secs_f64());
    println!("{}", json!({ "items": count, "wall_s": wall.as_secs_f64(), "cpu_s": cpu_s }));
}

fn client(access_key: &str) -> Client {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let endpoint = variable("AWS_ENDPOINT_URL_DYNAMODB");
    tables::client(&endpoint, access_key, &variable("AWS_SECRET_ACCESS_KEY"), &variable("AWS_REGION"))
}

/// The items of all pairs, in the order in which a sync writes them. A scan would cost DynamoDB Local the whole table
/// for each page.
async fn items(client: &Client, pairs: &[String]) -> Vec<Item> {
    let mut items = Vec::new();
    for pair in pairs {
        let query = client.query().table_name(TABLE).key_condition_expression("currency_pair = :pair");
        let query = query.expression_attribute_values(":pair", text(pair));
        let mut found = query.into_paginator().items().send();
        while let Some(item) = found.next().await {
            items.push(item.expect("a table can be read"));
        }
    }
    items
}

/// A new table with nothing but a fence in it.
async fn make_table(client: &Client) {
    ensure(client, &CURRENCY_RATES).await.expect("the table is made");
    tables::keep_expired_items(client, TABLE, CURRENCY_RATES.ttl).await;
    let fence = client.put_item().table_name(TABLE).set_item(Some(fence_key()));
    let fence = fence.item("silver_version", text(VERSION)).item("holder", text(HOLDER));
    fence.send().await.expect("the fence is put");
}

fn transactions(items: Vec<Item>) -> Vec<Vec<TransactWriteItem>> {
    let mut items = items.into_iter().map(put).peekable();
    let mut transactions = Vec::new();
    while items.peek().is_some() {
        transactions.push(std::iter::once(check()).chain(items.by_ref().take(PUTS_MAX)).collect());
    }
    transactions
}

fn put(item: Item) -> TransactWriteItem {
    let put = Put::builder().table_name(TABLE).set_item(Some(item)).build().expect("table and item are given");
    TransactWriteItem::builder().put(put).build()
}

/// The fence is still ours.
fn check() -> TransactWriteItem {
    let check = ConditionCheck::builder()
        .table_name(TABLE)
        .set_key(Some(fence_key()))
        .condition_expression("silver_version = :version AND holder = :holder")
        .expression_attribute_values(":version", text(VERSION))
        .expression_attribute_values(":holder", text(HOLDER));
    let check = check.build().expect("table, key and condition are given");
    TransactWriteItem::builder().condition_check(check).build()
}

fn fence_key() -> Item {
    Item::from([
        (CURRENCY_RATES.partition_key.to_owned(), text("#fence")),
        (CURRENCY_RATES.sort_key.to_owned(), text("silver_version")),
    ])
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// Sends them one after the other: the time that it took, and the CPU time where it can be told.
async fn send(client: &Client, transactions: Vec<Vec<TransactWriteItem>>) -> (Duration, Option<Duration>) {
    let (begun, cpu_before) = (Instant::now(), cpu());
    for actions in transactions {
        let request = client.transact_write_items().set_transact_items(Some(actions));
        let request = request.return_consumed_capacity(ReturnConsumedCapacity::Total);
        request.send().await.expect("a transaction is taken");
    }
    let wall = begun.elapsed();
    (wall, cpu().zip(cpu_before).map(|(after, before)| after.saturating_sub(before)))
}

/// CPU time of this process's threads until now; none where Linux's scheduler does not tell it.
fn cpu() -> Option<Duration> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let nanoseconds = threads.map(|thread| {
        let statistics = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        statistics.split_whitespace().next()?.parse::<u64>().ok()
    });
    nanoseconds.sum::<Option<u64>>().map(Duration::from_nanos)
}
