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

/// What is compared of a published item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The hash of what it says.
    pub content_hash: String,
    /// When it expires (Unix time); none never.
    pub expires_at: Option<i64>,
}

/// Those items that exist of some keys.
pub async fn published(tables: &Tables, keys: &[Key]) -> Result<HashMap<Key, Published>, TableError> {
    let mut published = HashMap::new();
    for keys in keys.chunks(KEYS_MAX) {
        read_into(&mut published, tables, keys).await?;
    }
    Ok(published)
}

async fn read_into(published: &mut HashMap<Key, Published>, tables: &Tables, keys: &[Key]) -> Result<(), TableError> {
    let mut wanted = Some(keys.iter().map(key_item).collect::<Vec<_>>());
    while let Some(keys) = wanted.take().filter(|keys| !keys.is_empty()) {
        let request = KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .consistent_read(true)
            .projection_expression("currency_pair, rate_date, content_hash, expiration_timestamp")
            .build()
            .expect("keys are given");
        let answer = tables.client.batch_get_item().request_items(TABLE, request).send().await;
        let answer = answer.map_err(|error| TableError::of("reading what is published", TABLE, &error))?;
        for item in answer.responses.unwrap_or_default().remove(TABLE).unwrap_or_default() {
            let field = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
            let expires_at = item.get("expiration_timestamp").and_then(|value| value.as_n().ok()?.parse().ok());
            let found = Published { content_hash: field("content_hash"), expires_at };
            published.insert((field("currency_pair"), field("rate_date")), found);
        }
        // What did not fit into one answer is asked for again.
        wanted = answer.unprocessed_keys.and_then(|mut tables| tables.remove(TABLE)).map(|keys| keys.keys);
    }
    Ok(())
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
