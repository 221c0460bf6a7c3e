//! The builds of silver that are kept: each can still be looked into, by `--as-of-build`.

use makerates_core::cli::{Context, Success, table};
use makerates_core::failure::Failure;
use makerates_core::silver::{Manifest, SilverStoreError};
use serde_json::{Value, json};

/// Lists them, the newest first.
pub async fn run(context: &Context) -> Result<Success, Failure> {
    let silver = context.silver().await?;
    let mut builds = silver.kept().await?;
    if builds.is_empty() {
        return Err(SilverStoreError::Missing(context.silver_location()).into());
    }
    builds.reverse();
    let mut shown = table(&["build", "built at", "receipts", "validated", "quarantined", "newest day"]);
    for build in &builds {
        let count = |name: &str| build.counts.get(name).map(text_of).unwrap_or_default();
        shown.add_row([
            build.build.clone(),
            build.built_at.clone(),
            build.receipts.to_string(),
            count("validated"),
            count("quarantined"),
            count("last_rate_date"),
        ]);
    }
    let outputs: Value = builds.iter().map(outputs).collect();
    Ok(Success::new([("builds", outputs)]).with_text(shown.to_string()))
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn outputs(build: &Manifest) -> Value {
    json!({
        "build": build.build,
        "built_at": build.built_at,
        "silver_version": build.silver_version,
        "known_until": build.known_until,
        "receipts": build.receipts,
        "tool_version": build.tool_version,
        "configuration_sha256": build.configuration_sha256,
        "counts": build.counts,
    })
}
