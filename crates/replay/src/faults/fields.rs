//! How the fields of a fault are read, so that a wrong one is refused when it is posted and not when it is used.

use axum::http::{HeaderValue, StatusCode};
use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A final HTTP status.
pub fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusCode, D::Error> {
    let number = u16::deserialize(deserializer)?;
    match StatusCode::from_u16(number) {
        Ok(status) if (200..600).contains(&number) => Ok(status),
        _ => Err(D::Error::custom(format!("status {number} is not between 200 and 599"))),
    }
}

/// A status that sends the client elsewhere.
pub fn redirection<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusCode, D::Error> {
    let status = status(deserializer)?;
    if status.is_redirection() { Ok(status) } else { Err(D::Error::custom(format!("status {status} is no redirect"))) }
}

/// A header's text.
pub fn header<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderValue, D::Error> {
    let text = String::deserialize(deserializer)?;
    HeaderValue::try_from(&text).map_err(|_| D::Error::custom(format!("{text:?} is no header text")))
}

/// A header's text that may be left out.
pub fn optional_header<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HeaderValue>, D::Error> {
    header(deserializer).map(Some)
}

/// Seconds as a number, or any text: an HTTP date, or something broken.
pub fn retry_after<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HeaderValue>, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::Number(seconds) => seconds.to_string(),
        Value::String(text) => text,
        other => return Err(D::Error::custom(format!("retry_after is seconds or a text, not {other}"))),
    };
    HeaderValue::try_from(&text).map(Some).map_err(|_| D::Error::custom(format!("{text:?} is no header text")))
}

/// A decimal written as text, so that no binary float comes between.
pub fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    Decimal::from_str_exact(&text).map_err(|error| D::Error::custom(format!("{text:?} is no plain decimal: {error}")))
}

/// A key of `rates`, right or wrong, that needs no escaping.
pub fn currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        return Err(D::Error::custom(format!("{text:?} cannot be the key of a rate")));
    }
    Ok(text)
}

/// The text that is put in a rate's place; it need not be valid JSON, but there must be some.
pub fn raw_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(D::Error::custom("the text is empty")) } else { Ok(text) }
}
