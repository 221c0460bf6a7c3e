//! Does bronze still have what the current silver is made of? What it has lost would be taken back.

use crate::error::SilverError;
use crate::inspect;
use crate::receipts::BronzeSnapshot;
use jiff::Timestamp;
use makerates_core::cli::Context;
use makerates_core::failure::Failure;
use makerates_core::silver::Wanted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Refuses a build that knows fewer receipts than the current silver does, of the same time. Without a silver there must be none
/// that can't be read. What is not known of comes to an end, too: a rate that was contradicted would stand alone.
pub async fn check_receipts(known: &BronzeSnapshot, as_of: Timestamp, context: &Context) -> Result<(), Failure> {
    let Some(current) = context.silver().await?.current_manifest().await? else {
        return refuse_receipts(known.damaged.keys().cloned().collect());
    };
    // An older manifest that nobody can read tells nothing.
    let Ok(until) = current.known_until.parse::<Timestamp>() else { return Ok(()) };
    let still_known = known.receipts.iter().filter(|(_, receipt)| receipt.fetched_at <= until).count();
    if as_of < until || u64::try_from(still_known).is_ok_and(|count| count >= current.receipts) {
        return Ok(());
    }
    let then = context.silver_build(&Wanted::Current).await.ok().and_then(|build| receipts_of(&build.database));
    let now: BTreeSet<&String> = known.receipts.iter().map(|(path, _)| path).collect();
    let lost = then.map(|then| then.into_iter().filter(|path| !now.contains(path)).collect());
    refuse_receipts(lost.unwrap_or_else(|| known.damaged.keys().cloned().collect()))
}

fn refuse_receipts(lost: BTreeSet<String>) -> Result<(), Failure> {
    if lost.is_empty() { Ok(()) } else { Err(SilverError::LostReceipts(lost).into()) }
}

/// Refuses a build without answers that bronze has lost, unless they are given up: what the current silver has of them would be
/// taken back. What that one is without already was given up before.
pub async fn check_answers(lost: BTreeMap<String, String>, context: &Context) -> Result<(), Failure> {
    let given_up = match context.silver_build(&Wanted::Current).await {
        Ok(build) => unread(&build.database).unwrap_or_default(),
        Err(_) => BTreeSet::new(),
    };
    if lost.keys().all(|sha256| given_up.contains(sha256)) {
        return Ok(());
    }
    Err(SilverError::Lost(lost.into_values().collect()).into())
}

/// The answers that a silver is without, because they could not be read.
fn unread(database: &Path) -> Option<BTreeSet<String>> {
    column(database, "select sha256 from bronze.answers where unreadable_reason <> ''")
}

/// The paths of the receipts that a silver knows.
fn receipts_of(database: &Path) -> Option<BTreeSet<String>> {
    column(database, "select path from bronze.receipts")
}

fn column(database: &Path, query: &str) -> Option<BTreeSet<String>> {
    let db = inspect::open(database).ok()?;
    let mut statement = db.prepare(query).ok()?;
    let rows = statement.query_map([], |row| row.get(0)).ok()?;
    rows.collect::<duckdb::Result<_>>().ok()
}
