//! `bronze cat`: one object, as it was received.

use makerates_core::bronze::{BronzeError, BronzeKey, BronzeStore};
use makerates_core::cli::{Context, Success};
use makerates_core::config::Format;
use makerates_core::failure::{Exit, Failure};
use serde_json::json;
use std::io::IsTerminal;

/// The beginning of a hash must have so many digits: fewer name too many objects.
const PREFIX_MIN: usize = 6;

pub async fn run(bronze: &BronzeStore, context: &Context, object: &str) -> Result<Success, Failure> {
    let path = find(bronze, object).await?;
    let bytes = bronze.read_stored(&path).await?;
    let is_whole = BronzeKey::parse(&path).and_then(|key| key.sha256().map(str::to_owned));
    if is_whole.is_some_and(|sha256| sha256 != makerates_core::bronze::sha256_hex(&bytes)) {
        // It is shown all the same: what is left of it may be what is looked for.
        tracing::warn!("{}", BronzeError::Rot(path.clone()));
    }
    let text = String::from_utf8_lossy(&bytes);
    let success = Success::new([("object", json!(path)), ("bytes", json!(bytes.len())), ("body", json!(text))]);
    // The format of a pipe is JSON by default, but whoever pipes an object wants the object.
    let as_it_is = matches!(context.config.format, None | Some(Format::Text));
    if !as_it_is {
        return Ok(success);
    }
    if !std::io::stdout().is_terminal() {
        return Ok(success.with_raw(bytes));
    }
    // What steers a terminal is escaped where text is written.
    Ok(success.with_text(text))
}

/// The one object of a path, or of the beginning of a hash.
async fn find(bronze: &BronzeStore, object: &str) -> Result<String, Failure> {
    let named = |path: &String| path == object;
    let begins = |path: &String| {
        BronzeKey::parse(path).is_some_and(|key| key.sha256().is_some_and(|sha256| sha256.starts_with(object)))
    };
    let is_prefix = object.len() >= PREFIX_MIN && object.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut found: Vec<String> =
        bronze.list("").await?.into_iter().filter(|path| named(path) || (is_prefix && begins(path))).collect();
    let refuse = |what: String, next: &str| Err(Failure::new(Exit::Usage, what, next));
    match (found.pop(), found.is_empty()) {
        (Some(path), true) => Ok(path),
        (Some(_), false) => refuse(format!("`{object}` is the beginning of several hashes"), "give more of its digits"),
        (None, _) => refuse(
            format!("bronze has no object `{object}`"),
            "give a path, or six digits of a hash and more: `transform bronze ls --date DAY` shows them",
        ),
    }
}
