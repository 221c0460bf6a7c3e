//! The variables of the environment that we read. One convention holds for all: an empty one is an absent one, and one
//! that is no text is refused, because passing it by would mean another folder, key or server than was meant.

use std::env;
use std::ffi::OsStr;

/// What the variable of every setting begins with.
pub const PREFIX: &str = "MAKERATES_";

/// The variable of ExchangeRate-API's key.
pub const KEY: &str = "EXCHANGERATE_API_KEY";

/// The other variables that decide where a run goes.
const OTHERS: [&str; 4] = [KEY, "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_DYNAMODB"];

/// A variable that is no text. Its value is not shown: it may be a secret.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is not UTF-8, so it can't be read as text")]
pub struct NotText(String);

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

/// Refuses a variable of ours that is no text.
pub fn check() -> Result<(), NotText> {
    let is_text = |text: &OsStr| text.to_str().is_some();
    let is_ours = |name: &OsStr| {
        name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) || OTHERS.iter().any(|other| name == *other)
    };
    let broken = env::vars_os().find(|(name, value)| is_ours(name) && !(is_text(name) && is_text(value)));
    broken.map_or(Ok(()), |(name, _)| Err(NotText(name.to_string_lossy().into_owned())))
}

/// White space alone says nothing either.
fn is_empty(value: &str) -> bool {
    value.trim().is_empty()
}
