//! The AWS SDK's own configuration, shared by S3 and DynamoDB.

use crate::environment;
use crate::failure::with_causes;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// What to do where no region is known.
pub const SET_A_REGION: &str = "set AWS_REGION (such as eu-central-1), or a region in the profile of AWS_PROFILE";

/// A service of AWS that we use, or a server of ours in its place.
#[derive(Debug, Clone, Copy)]
pub enum Service {
    /// Object storage.
    S3,
    /// Tables.
    DynamoDb,
}

impl Service {
    /// The SDK's standard variable for the service's endpoint.
    #[must_use]
    pub const fn endpoint_variable(self) -> &'static str {
        match self {
            Self::S3 => "AWS_ENDPOINT_URL_S3",
            Self::DynamoDb => "AWS_ENDPOINT_URL_DYNAMODB",
        }
    }

    /// The endpoint that the service's own variable gives; an empty one counts as absent.
    #[must_use]
    pub fn own_endpoint(self) -> Option<String> {
        environment::variable(self.endpoint_variable())
    }

    /// The endpoint that the SDK uses: the service's own, or the one for all services; none is AWS itself.
    #[must_use]
    pub fn given_endpoint(self) -> Option<String> {
        self.own_endpoint().or_else(|| environment::variable("AWS_ENDPOINT_URL"))
    }
}

/// Region, credentials and endpoints from the SDK's standard chain.
pub async fn sdk_config(service: Service) -> SdkConfig {
    // Loading the trusted certificates costs some 300 ms of CPU, so TLS is set up only where something speaks it:
    // not for a plain endpoint with credentials that need no further service.
    let plain_endpoint = service.given_endpoint().is_some_and(|url| url.starts_with("http://"));
    let plain = plain_endpoint && environment::variable("AWS_ACCESS_KEY_ID").is_some();
    let client = if plain { plain_client() } else { tls_client() };
    let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(client);
    // An endpoint variable that is set but empty, as compose files leave it, makes the SDK panic; what we give
    // ourselves it does not look for.
    let loader = match service.given_endpoint() {
        Some(endpoint) => loader.endpoint_url(endpoint),
        None => loader,
    };
    loader.retry_config(RetryConfig::standard().with_max_attempts(5)).load().await
}

/// A client for `http://` endpoints.
pub(crate) fn plain_client() -> SharedHttpClient {
    Builder::new().build_http()
}

fn tls_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// Why a request failed: in the server's own words where it has some. Without them the SDK would show the whole answer.
#[must_use]
pub fn describe<E>(error: &SdkError<E>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match (error.code(), error.message(), error.raw_response()) {
        (Some(code), Some(message), _) => format!("{code}: {message}"),
        (Some(code), None, _) => code.to_owned(),
        (None, _, Some(response)) => format!("HTTP {}", response.status().as_u16()),
        // The SDK's own words are mostly in the last of the causes.
        (None, _, None) => with_causes("", error),
    }
}
