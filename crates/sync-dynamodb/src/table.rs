//! Reading the published items.

use crate::item::Item;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, Tables};
use std::collections::HashMap;

const TABLE: &str = CURRENCY_RATES.name;

/// The most keys that DynamoDB takes in one BatchGetItem.
pub const KEYS_MAX: usize = 100;

/// The pair and the sort key of an item.
pub type Key = (String, String);

/// The content hashes of those items that exist, of at most [`KEYS_MAX`] keys.
pub async fn content_hashes(tables: &Tables, keys: &[Key]) -> Result<HashMap<Key, String>, TableError> {
    let mut hashes = HashMap::new();
    let mut wanted = Some(keys.iter().map(key_item).collect::<Vec<_>>());
    while let Some(keys) = wanted.take().filter(|keys| !keys.is_empty()) {
        let request = KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .consistent_read(true)
            .projection_expression("currency_pair, rate_date, content_hash")
            .build()
            .expect("keys are given");
        let answer = tables.client.batch_get_item().request_items(TABLE, request).send().await;
        let answer = answer.map_err(|error| TableError::of("reading what is published", TABLE, &error))?;
        for item in answer.responses.unwrap_or_default().remove(TABLE).unwrap_or_default() {
            let field = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            hashes.insert((field("currency_pair"), field("rate_date")), field("content_hash"));
        }
        // What did not fit into one answer is asked for again.
        wanted = answer.unprocessed_keys.and_then(|mut tables| tables.remove(TABLE)).map(|keys| keys.keys);
    }
    Ok(hashes)
}

/// One item, whole.
pub async fn item(tables: &Tables, key: &Key) -> Result<Option<Item>, TableError> {
    let request = tables.client.get_item().table_name(TABLE).consistent_read(true).set_key(Some(key_item(key)));
    let answer = request.send().await.map_err(|error| TableError::of("reading a rate", TABLE, &error))?;
    Ok(answer.item)
}

fn key_item((pair, sort_key): &Key) -> Item {
    Item::from([
        ("currency_pair".to_owned(), AttributeValue::S(pair.clone())),
        ("rate_date".to_owned(), AttributeValue::S(sort_key.clone())),
    ])
}
