//! Counts that are lost, while bronze has receipts of the requests: the table would begin at 0, and the quota be spent twice.

use jiff::Timestamp;
use makerates_core::bronze::BronzeStore;
use makerates_core::cli::Context;
use makerates_core::dynamodb::{QUOTA_TRACKER, Tables, exists};
use makerates_core::failure::{Exit, Failure};
use makerates_core::quota::{Quota, limits};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Source;

/// Refuses (exit 6) where the embedded table of requests is missing, and bronze shows that it was there. Of bronze in a bucket
/// that is not known: machines share it that may each have a file of their own.
pub async fn check_counts(context: &Context, tables: &Tables) -> Result<(), Failure> {
    let is_shared = context.bronze_location().starts_with("s3://");
    let Some(file) = context.embedded_tables().filter(|_| !is_shared) else { return Ok(()) };
    if exists(&tables.client, &QUOTA_TRACKER).await? {
        return Ok(());
    }
    let bronze = context.bronze().await?;
    let asked = last_asked(&bronze, &context.config.quota, context.clock.now()).await;
    // Whoever asked in the meantime has made the table first.
    if let Some((source, day)) = asked
        && !exists(&tables.client, &QUOTA_TRACKER).await?
    {
        let what = format!(
            "the counts of requests are lost: {} has none, and bronze has receipts of {source} of {day}",
            file.display()
        );
        let next = "restore dynamodb.sqlite, or `quota-gate reset --all --yes` where they are really gone: they begin at 0 then";
        return Err(Failure::new(Exit::Storage, what, next));
    }
    Ok(())
}

/// The last day of a source's running periods on which it was asked.
async fn last_asked(bronze: &BronzeStore, quota: &Quota, now: Timestamp) -> Option<(Source, RateDate)> {
    let today = utc_day(now);
    for source in Source::ALL {
        let begins = limits(source, quota, now).iter().map(|limit| limit.period.begins()).min().unwrap_or(today);
        for day in (0..=today.days_since(begins)).filter_map(|days| today.plus_days(-days)) {
            // A bronze that can't be listed is told by whoever needs it.
            if bronze.receipt_paths_of(source, day).await.is_ok_and(|paths| !paths.is_empty()) {
                return Some((source, day));
            }
        }
    }
    None
}
