//! What the tracker knows of every source of the failover chain, and whether its days agree with our clock.

use makerates_core::cli::Context;
use makerates_core::failure::Failure;
use makerates_core::quota::{Tracker, Usage, clock_warning};

/// The use of each source, in the order of the chain.
pub async fn usages(context: &Context, tracker: Tracker<'_>) -> Result<Vec<Usage>, Failure> {
    let now = context.clock.now();
    let (mut usages, mut newest) = (Vec::new(), None);
    for source in &context.config.quota.order {
        usages.push(tracker.usage(*source, now).await?);
        newest = newest.max(tracker.newest_day(*source).await?);
    }
    if let Some(warning) = newest.and_then(|newest| clock_warning(newest, now)) {
        tracing::warn!("{warning}");
    }
    Ok(usages)
}
