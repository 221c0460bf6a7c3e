//! What `scripts/bench-gold` measures a sync against: a bare loop over the transactions that a sync sends, one after the
//! other, by a client that reads, compares and judges nothing.
//!
//!   bench-gold-writes serve            DynamoDB Local: says its address, and ends with standard input
//!   bench-gold-writes SOURCE TARGET    the items of SOURCE into TARGET (access keys, each with a table of its own)

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, TransactWriteItem};
use makerates_core::dynamodb::CURRENCY_RATES;
use makerates_tests::services::DynamoDbLocal;
use makerates_tests::tables::{self, Item};
use serde_json::json;
use std::time::Instant;

const TABLE: &str = CURRENCY_RATES.name;
/// DynamoDB takes 100 actions, and one is the fence's.
const PUTS_MAX: usize = 99;

// As many threads as a sync has.
#[tokio::main(worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = arguments.as_slice() else { return serve() };
    let mut items = tables::scan(&client(source), TABLE).await;
    items.retain(|item| item.get("currency_pair") != fence().get("currency_pair"));
    let (count, target) = (items.len(), client(target));
    let transactions: Vec<_> = items.chunks(PUTS_MAX).map(transaction).collect();
    target.put_item().table_name(TABLE).set_item(Some(fence())).send().await.expect("the fence is put");
    let begun = Instant::now();
    for actions in transactions {
        let request = target.transact_write_items().set_transact_items(Some(actions));
        request.send().await.expect("a transaction is taken");
    }
    println!("{}", json!({ "items": count, "wall_s": begun.elapsed().as_secs_f64() }));
}

fn serve() {
    let server = DynamoDbLocal::start();
    println!("{}", server.endpoint);
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
}

fn client(access_key: &str) -> Client {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let endpoint = variable("AWS_ENDPOINT_URL_DYNAMODB");
    tables::client(&endpoint, access_key, &variable("AWS_SECRET_ACCESS_KEY"), &variable("AWS_REGION"))
}

fn transaction(items: &[Item]) -> Vec<TransactWriteItem> {
    let check = ConditionCheck::builder().table_name(TABLE).set_key(Some(fence()));
    let check = check.condition_expression("attribute_exists(rate_date)").build().expect("all is given");
    let put =
        |item: &Item| Put::builder().table_name(TABLE).set_item(Some(item.clone())).build().expect("all is given");
    let puts = items.iter().map(|item| TransactWriteItem::builder().put(put(item)).build());
    std::iter::once(TransactWriteItem::builder().condition_check(check).build()).chain(puts).collect()
}

fn fence() -> Item {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    Item::from([("currency_pair".to_owned(), text("#fence")), ("rate_date".to_owned(), text("silver_version"))])
}
