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

/// The record of runs, by the time of their end.
pub const RUNS: TableShape = TableShape {
    name: "pipeline_observability",
    partition_key: "pipeline_name",
    sort_key: "execution_timestamp",
    index: None,
    ttl: "ttl",
};

/// Makes a table unless it is there; says whether it was made now. A table with other keys is refused.
pub async fn ensure(client: &Client, shape: &TableShape) -> Result<bool, TableError> {
    let found = describe_table(client, shape).await?;
    if let Some(found) = &found {
        check_shape(shape, found)?;
    }
    // An init that was killed in the middle is finished by the next one.
    let made = if found.is_none() { create(client, shape).await? } else { false };
    wait_until_active(client, shape).await?;
    set_ttl(client, shape).await?;
    Ok(made)
}

/// Whether a table is there.
pub async fn exists(client: &Client, shape: &TableShape) -> Result<bool, TableError> {
    Ok(describe_table(client, shape).await?.is_some())
}

async fn describe_table(client: &Client, shape: &TableShape) -> Result<Option<TableDescription>, TableError> {
    match client.describe_table().table_name(shape.name).send().await {
        Ok(answer) => Ok(answer.table),
        Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(None),
        Err(error) => Err(TableError::of(format!("describing {}", shape.name), shape.name, &error)),
    }
}

fn check_shape(shape: &TableShape, found: &TableDescription) -> Result<(), TableError> {
    let other = |found: String, expected: String| {
        let table = shape.name.to_owned();
        if found == expected { Ok(()) } else { Err(TableError::OtherShape { table, found, expected }) }
    };
    let expected = |partition_key: &str| format!("the keys {partition_key} (S) HASH, {} (S) RANGE", shape.sort_key);
    let keys = format!("the keys {}", in_words(found, found.key_schema()));
    other(keys, expected(shape.partition_key))?;
    let Some((name, partition_key)) = shape.index else { return Ok(()) };
    let index = found.global_secondary_indexes().iter().find(|index| index.index_name() == Some(name));
    let found = index.map_or_else(
        || format!("no index {name}"),
        |index| {
            let projection = index.projection().and_then(|projection| projection.projection_type());
            let projection = projection.map(ProjectionType::as_str).unwrap_or_default();
            format!("the index {name} of the keys {} and {projection} attributes", in_words(found, index.key_schema()))
        },
    );
    other(found, format!("the index {name} of {} and ALL attributes", expected(partition_key)))
}

/// Keys with their types, such as `rate_date (S) RANGE`.
fn in_words(table: &TableDescription, keys: &[KeySchemaElement]) -> String {
    let kind = |name: &str| {
        let attribute = table.attribute_definitions().iter().find(|attribute| attribute.attribute_name() == name);
        attribute.map(|attribute| attribute.attribute_type().as_str().to_owned()).unwrap_or_default()
    };
    let key = |key: &KeySchemaElement| {
        format!("{} ({}) {}", key.attribute_name(), kind(key.attribute_name()), key.key_type().as_str())
    };
    keys.iter().map(key).collect::<Vec<_>>().join(", ")
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
    let set = described.time_to_live_description.and_then(|ttl| ttl.attribute_name);
    if let Some(found) = set {
        let other = |found| TableError::OtherShape {
            table: shape.name.to_owned(),
            found: format!("the attribute of expiry {found}"),
            expected: shape.ttl.to_owned(),
        };
        return if found == shape.ttl { Ok(()) } else { Err(other(found)) };
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
