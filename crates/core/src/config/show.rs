//! `--show-config`: the effective configuration, with the origin of each value.

use super::Config;
use super::layers::{known_paths, origin_of};
use crate::printable;
use crate::secret::ApiKey;
use figment::Figment;
use std::fmt::Write;

/// One line a setting: its path, its value and where that came from; the key only as present or absent.
#[must_use]
pub fn show(config: &Config, layers: &Figment, key: Option<&ApiKey>) -> String {
    let values = serde_json::to_value(config).unwrap_or_default();
    let mut lines = String::new();
    for path in known_paths() {
        let pointer = format!("/{}", path.replace('.', "/"));
        let value = values.pointer(&pointer).map_or_else(String::new, |value| match value {
            serde_json::Value::Null => "(none)".to_owned(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        let origin = layers.find_metadata(&path).map_or_else(|| "default".to_owned(), origin_of);
        // Writing to a String can't fail.
        let _ = writeln!(lines, "{}", printable::line(&format!("{path} = {value}  ({origin})")));
    }
    let key = if key.is_some() { "******** (set)" } else { "(none: open access)" };
    let _ = writeln!(lines, "the key of ExchangeRate-API = {key}");
    lines
}
