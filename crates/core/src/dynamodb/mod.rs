//! The tables: one client for the embedded store, DynamoDB Local and AWS. Only its endpoint differs.

mod embedded;
mod errors;
mod tables;

pub use errors::TableError;
pub use tables::{CURRENCY_RATES, QUOTA_TRACKER, RUNS, TableShape, ensure, exists};

use crate::aws::{self, Service};
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::types::AttributeValue;
use embedded::Embedded;
use std::path::Path;
use std::time::Duration;

/// A connection to the tables. The embedded server lives as long as this value.
#[derive(Debug)]
pub struct Tables {
    /// The SDK's client.
    pub client: Client,
    embedded: Option<Embedded>,
}

/// A text as an attribute.
#[must_use]
pub fn attribute(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A server that takes a connection and never answers would hold a run for ever: the SDK waits without end. An answer
/// of DynamoDB takes milliseconds, seconds at worst.
fn patience() -> TimeoutConfig {
    let builder = TimeoutConfig::builder().connect_timeout(Duration::from_secs(5));
    builder.operation_attempt_timeout(Duration::from_secs(10)).build()
}

impl Tables {
    /// Connects to the embedded file, or by the SDK's own chain when there is none.
    pub async fn connect(embedded: Option<&Path>) -> Result<Self, TableError> {
        let Some(file) = embedded else {
            let sdk = aws::sdk_config(Service::DynamoDb).await;
            if sdk.region().is_none() {
                return Err(TableError::NoRegion);
            }
            let config = aws_sdk_dynamodb::Config::from(&sdk).to_builder().timeout_config(patience());
            return Ok(Self { client: Client::from_conf(config.build()), embedded: None });
        };
        let server = Embedded::start(file).await?;
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(aws::plain_client())
            .region(Region::from_static("local"))
            .credentials_provider(Credentials::new("embedded", "embedded", None, None, "embedded"))
            .endpoint_url(&server.url)
            // Processes that share the file wait for each other's locks; one that waited too long shows as a 500.
            .retry_config(RetryConfig::standard().with_max_attempts(8))
            .timeout_config(patience())
            .build();
        Ok(Self { client: Client::from_conf(config), embedded: Some(server) })
    }

    /// Whether the tables are in the embedded file, where creating them needs nobody's permission and costs nothing.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Creates a table of the embedded file when it is missing. A table of DynamoDB itself is made by `init` only.
    pub async fn ensure_embedded(&self, shape: &TableShape) -> Result<(), TableError> {
        if self.is_embedded() { ensure(&self.client, shape).await.map(drop) } else { Ok(()) }
    }

    /// Ends the connection; the embedded server finishes what it has begun.
    pub async fn close(self) {
        drop(self.client);
        if let Some(server) = self.embedded {
            server.stop().await;
        }
    }
}
