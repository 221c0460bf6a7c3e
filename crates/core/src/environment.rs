//! The variables of the environment that we read. One convention holds for all: an empty one is an absent one, and one
//! that is no text is refused, because passing it by would mean another folder, key or server than was meant. So is an
//! endpoint that is no address: the SDK would say so at its first request, in the words of its own insides.

use std::env;
use std::ffi::OsStr;

/// What the variable of every setting begins with.
pub const PREFIX: &str = "MAKERATES_";

/// The variable of ExchangeRate-API's key.
pub const KEY: &str = "EXCHANGERATE_API_KEY";

/// The other variables that decide where a run goes.
const OTHERS: [&str; 4] = [KEY, ENDPOINTS[0], ENDPOINTS[1], ENDPOINTS[2]];

/// The AWS SDK's own variables of servers.
const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_DYNAMODB"];

/// A variable that can't be used. Its value is not shown: it may hold a secret.
#[derive(Debug, thiserror::Error)]
pub enum VariableError {
    /// It is no text.
    #[error("the environment variable {0} is not UTF-8, so it can't be read as text")]
    NotText(String),
    /// It is no address of a server.
    #[error("the environment variable {0} is no address of a server: http:// or https://, and a host")]
    NoAddress(&'static str),
}

/// A variable's value; an empty one is none.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !is_empty(value))
}

/// The settings of the environment, by variable.
#[must_use]
pub fn settings() -> Vec<(String, String)> {
    let text = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    text.filter(|(name, value)| name.starts_with(PREFIX) && !is_empty(value)).collect()
}

/// Refuses a variable of ours that is no text, or no address where one is meant.
pub fn check() -> Result<(), VariableError> {
    let is_text = |text: &OsStr| text.to_str().is_some();
    let is_ours = |name: &OsStr| {
        name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) || OTHERS.iter().any(|other| name == *other)
    };
    let broken = env::vars_os().find(|(name, value)| is_ours(name) && !(is_text(name) && is_text(value)));
    if let Some((name, _)) = broken {
        return Err(VariableError::NotText(name.to_string_lossy().into_owned()));
    }
    let no_address = ENDPOINTS.into_iter().find(|name| variable(name).is_some_and(|value| !is_address(&value)));
    no_address.map_or(Ok(()), |name| Err(VariableError::NoAddress(name)))
}

/// `localhost:8000` is one without its scheme, and to the letter an address of the scheme `localhost`.
fn is_address(value: &str) -> bool {
    reqwest::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// White space alone says nothing either.
fn is_empty(value: &str) -> bool {
    value.trim().is_empty()
}
