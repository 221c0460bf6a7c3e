//! The raw client of a DynamoDB server, to look at items as they are.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{AttributeValue, TimeToLiveSpecification};
use std::collections::HashMap;

/// An item as the SDK gives it.
pub type Item = HashMap<String, AttributeValue>;

/// A raw client, with the credentials that own the tables.
#[must_use]
pub fn client(endpoint: &str, access_key: &str, secret_key: &str, region: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(Credentials::new(access_key, secret_key, None, None, "test"))
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint);
    Client::from_conf(config.build())
}

/// Keeps the server from deleting expired items: recorded days lie in the past, so all of them are.
///
/// # Panics
/// When the server refuses.
pub async fn keep_expired_items(client: &Client, table: &str, attribute: &str) {
    let off = TimeToLiveSpecification::builder().enabled(false).attribute_name(attribute).build();
    let off = off.expect("both fields are given");
    let request = client.update_time_to_live().table_name(table).time_to_live_specification(off);
    request.send().await.expect("the expiry of a table can be switched off");
}

/// Every item of a table.
///
/// # Panics
/// When the server refuses.
pub async fn scan(client: &Client, table: &str) -> Vec<Item> {
    let mut pages = client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(item.expect("a table can be read"));
    }
    items
}
