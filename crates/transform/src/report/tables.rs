//! What the tables know: the use of the quotas and the runs. They may be out of reach; the page is written all the same.

use futures_util::future::try_join;
use jiff::{SignedDuration, Timestamp};
use makerates_core::cli::Context;
use makerates_core::dynamodb::{TableError, Tables};
use makerates_core::quota::{DayUsage, Tracker, Usage};
use makerates_core::runs::RunRecord;
use makerates_domain::dates::utc_day;

/// Days that are looked back on.
pub const DAYS: i32 = 30;

/// A source's use of its quota: as it stands, and by day.
pub struct Quota {
    /// As it stands now.
    pub usage: Usage,
    /// The days on which it was asked, oldest first.
    pub history: Vec<DayUsage>,
}

/// What the tables know.
pub struct TrackerSnapshot {
    /// Each source of the failover chain.
    pub quotas: Vec<Quota>,
    /// The runs of the last days, oldest first.
    pub runs: Vec<RunRecord>,
}

/// Reads the tables; the error says in words why that was not possible.
pub async fn read(context: &Context) -> Result<TrackerSnapshot, String> {
    // A look makes no file.
    if let Some(file) = context.embedded_tables().filter(|file| !file.exists()) {
        return Err(format!("there are no tables at {} yet", file.display()));
    }
    read_tables(context).await.map_err(|error| error.to_string())
}

async fn read_tables(context: &Context) -> Result<TrackerSnapshot, TableError> {
    let tables = Tables::connect(context.embedded_tables().as_deref()).await?;
    let now = context.clock.now();
    let known = try_join(quotas(context, &tables, now), run_history(&tables, now)).await;
    tables.close().await;
    known.map(|(quotas, runs)| TrackerSnapshot { quotas, runs })
}

async fn quotas(context: &Context, tables: &Tables, now: Timestamp) -> Result<Vec<Quota>, TableError> {
    let tracker = Tracker::new(tables, &context.config.quota, &context.config.circuit);
    let today = utc_day(now);
    let first = today.plus_days(1 - DAYS).unwrap_or(today);
    let mut quotas = Vec::new();
    for source in &context.config.quota.order {
        let usage = tracker.usage(*source, now).await?;
        quotas.push(Quota { usage, history: tracker.history(*source, first, today).await? });
    }
    Ok(quotas)
}

async fn run_history(tables: &Tables, now: Timestamp) -> Result<Vec<RunRecord>, TableError> {
    RunRecord::read(tables, now - SignedDuration::from_hours(24 * i64::from(DAYS)), now).await
}
