//! What the tracker knows of every source of the failover chain, and whether its days agree with our clock.

use makerates_core::cli::Context;
use makerates_core::failure::Failure;
use makerates_core::metrics::Metric;
use makerates_core::quota::{Tracker, Usage, clock_warning, told};
use makerates_domain::dates::{RateDate, utc_day};
use serde_json::{Map, Value};

/// The use of each source, in the order of the chain.
pub async fn usages(context: &Context, tracker: Tracker<'_>) -> Result<Vec<Usage>, Failure> {
    let now = context.clock.now();
    let mut usages = Vec::new();
    for source in &context.config.quota.order {
        usages.push(tracker.usage(*source, now).await?);
    }
    if let Some(warning) = newest_day(context, tracker).await?.and_then(|newest| clock_warning(newest, now)) {
        tracing::warn!("{warning}");
    }
    Ok(usages)
}

/// The newest day on which anything was counted.
pub async fn newest_day(context: &Context, tracker: Tracker<'_>) -> Result<Option<RateDate>, Failure> {
    let (today, mut newest) = (utc_day(context.clock.now()), None);
    for source in &context.config.quota.order {
        newest = newest.max(tracker.newest_day(*source, today).await?);
    }
    Ok(newest)
}

/// The metrics of every source among the outputs `sources`.
pub fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
    let sources = outputs.get("sources").and_then(Value::as_array);
    sources.into_iter().flatten().filter_map(Value::as_object).flat_map(told::metrics).collect()
}
