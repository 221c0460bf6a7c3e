//! The tables' shapes, and how they are made: the same call twice changes nothing.

use super::TableError;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, TableDescription, TimeToLiveSpecification,
};
use std::time::Duration;

/// A table: its keys, its index and its attribute of expiry.
#[derive(Debug, Clone, Copy)]
pub struct TableShape {
    /// The table's name.
    pub name: &'static str,
    /// The partition key (text).
    pub partition_key: &'static str,
    /// The sort key (text).
    pub sort_key: &'static str,
    /// A global index: its name and its partition key, with the table's sort key.
    pub index: Option<(&'static str, &'static str)>,
    /// The attribute that holds the second (Unix time) after which an item may go.
    pub ttl: &'static str,
}

/// Requests against their limits, by source and period.
pub const QUOTA_TRACKER: TableShape = TableShape {
    name: "api_quota_tracker",
    partition_key: "api_source",
    sort_key: "tracking_date",
    index: None,
    ttl: "ttl",
};

/// The published rates, by pair and market day.
pub const CURRENCY_RATES: TableShape = TableShape {
    name: "currency_rates",
    partition_key: "currency_pair",
    sort_key: "rate_date",
    index: Some(("target_currency-rate_date-index", "target_currency")),
    ttl: "expiration_timestamp",
};

/// Makes a table unless it is there; says whether it was made now. A table with other keys is refused.
pub async fn ensure(client: &Client, shape: &TableShape) -> Result<bool, TableError> {
    let found = describe_table(client, shape).await?;
    if let Some(found) = &found {
        check_keys(shape, found)?;
    }
    // An init that was killed in the middle is finished by the next one.
    let made = if found.is_none() { create(client, shape).await? } else { false };
    wait_until_active(client, shape).await?;
    set_ttl(client, shape).await?;
    Ok(made)
}

async fn describe_table(client: &Client, shape: &TableShape) -> Result<Option<TableDescription>, TableError> {
    match client.describe_table().table_name(shape.name).send().await {
        Ok(answer) => Ok(answer.table),
        Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(None),
        Err(error) => Err(TableError::of(format!("describing {}", shape.name), shape.name, &error)),
    }
}

fn check_keys(shape: &TableShape, found: &TableDescription) -> Result<(), TableError> {
    let keys = found.key_schema().iter().map(|key| format!("{} {}", key.attribute_name(), key.key_type().as_str()));
    let found = keys.collect::<Vec<_>>().join(", ");
    let expected = format!("{} HASH, {} RANGE", shape.partition_key, shape.sort_key);
    if found == expected {
        return Ok(());
    }
    Err(TableError::OtherKeys { table: shape.name.to_owned(), found, expected })
}

async fn create(client: &Client, shape: &TableShape) -> Result<bool, TableError> {
    let mut request = client.create_table().table_name(shape.name).billing_mode(BillingMode::PayPerRequest);
    let mut texts = vec![shape.partition_key, shape.sort_key];
    request = request.set_key_schema(Some(key_schema(shape.partition_key, shape.sort_key)));
    if let Some((name, partition_key)) = shape.index {
        texts.push(partition_key);
        let projection = Projection::builder().projection_type(ProjectionType::All).build();
        let index = GlobalSecondaryIndex::builder()
            .index_name(name)
            .set_key_schema(Some(key_schema(partition_key, shape.sort_key)))
            .projection(projection);
        request = request.global_secondary_indexes(index.build().expect("name and keys are given"));
    }
    request = request.set_attribute_definitions(Some(texts.into_iter().map(text_attribute).collect()));
    match request.send().await {
        Ok(_) => Ok(true),
        // Another process was quicker.
        Err(error) if error.code() == Some("ResourceInUseException") => Ok(false),
        Err(error) => Err(TableError::of(format!("creating {}", shape.name), shape.name, &error)),
    }
}

fn key_schema(partition_key: &str, sort_key: &str) -> Vec<KeySchemaElement> {
    [(partition_key, KeyType::Hash), (sort_key, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| {
            KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("name and kind are given")
        })
        .collect()
}

fn text_attribute(name: &str) -> AttributeDefinition {
    let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
    attribute.build().expect("name and type are given")
}

/// A new table is not there at once on AWS: asked again every half second, for a minute at most.
async fn wait_until_active(client: &Client, shape: &TableShape) -> Result<(), TableError> {
    for _ in 0..120 {
        let status = describe_table(client, shape).await?.and_then(|table| table.table_status);
        if status.is_some_and(|status| status.as_str() == "ACTIVE") {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let operation = format!("creating {}", shape.name);
    Err(TableError::Request { operation, reason: "it did not become active within a minute".to_owned() })
}

async fn set_ttl(client: &Client, shape: &TableShape) -> Result<(), TableError> {
    let operation = || format!("setting the expiry of {}", shape.name);
    let described = client.describe_time_to_live().table_name(shape.name).send().await;
    let described = described.map_err(|error| TableError::of(operation(), shape.name, &error))?;
    let is_set = described.time_to_live_description.and_then(|ttl| ttl.attribute_name).is_some();
    if is_set {
        return Ok(());
    }
    let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(shape.ttl).build();
    let request = client
        .update_time_to_live()
        .table_name(shape.name)
        .time_to_live_specification(ttl.expect("both fields are given"));
    match request.send().await {
        Ok(_) => Ok(()),
        // "TimeToLive is already enabled": another process was quicker.
        Err(error)
            if error.code() == Some("ValidationException")
                && error.message().is_some_and(|m| m.contains("already")) =>
        {
            Ok(())
        }
        Err(error) => Err(TableError::of(operation(), shape.name, &error)),
    }
}
