//! Does bronze still have what the current silver is made of? What only that had would be taken back, and what it contradicts or a
//! person rejected be published.

use crate::decisions::{self, RecordedDecision};
use crate::error::SilverError;
use crate::inspect;
use crate::receipts::BronzeSnapshot;
use jiff::Timestamp;
use makerates_core::cli::Context;
use makerates_core::clock::format_instant;
use makerates_core::failure::Failure;
use makerates_core::silver::{Manifest, SilverStore, Wanted};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Refuses a build that knows fewer receipts or decisions of the same time than the current silver does, or one more that can't be
/// read, unless they are given up. Tells how many receipts are, from the first time on: as a part of silver's version they keep a
/// build without them from being older than one with them.
pub async fn check_records(
    known: &BronzeSnapshot,
    decisions: &[RecordedDecision],
    as_of: Timestamp,
    without_lost: bool,
    context: &Context,
) -> Result<u64, Failure> {
    let damaged: BTreeSet<String> = known.damaged.keys().cloned().collect();
    let store = context.silver().await?;
    let Some(current) = store.current_manifest().await? else {
        return if damaged.is_empty() || without_lost {
            Ok(0)
        } else {
            refuse("receipt", damaged.len() as u64, damaged)
        };
    };
    let mut lack = Lack::of(&current, known, decisions, as_of);
    let now: BTreeSet<&String> = known.receipts.iter().map(|(path, _)| path).collect();
    // A late one makes up for the number of one that is lost. Of silver in a bucket its database is not fetched for that.
    let is_at_hand = matches!(store, SilverStore::Folder(_)) && lack.is_known;
    let lost = if is_at_hand || lack.receipts > 0 { missing(context, "receipts", &now).await } else { None };
    lack.receipts = lost.as_ref().map_or(lack.receipts, |lost| lost.len() as u64);
    let given_up = current.given_up_receipts + lack.receipts;
    if without_lost {
        return Ok(given_up);
    }
    if lack.receipts.max(lack.damaged) > 0 {
        let lost = lost.unwrap_or_default().union(&damaged).cloned().collect();
        return refuse("receipt", lack.receipts.max(lack.damaged), lost);
    }
    if lack.decisions > 0 && current.built_at.parse::<Timestamp>().is_ok_and(|built_at| built_at > as_of) {
        return Err(SilverError::ClockBehind { built_at: current.built_at, now: format_instant(as_of) }.into());
    }
    if lack.decisions > 0 {
        let now: BTreeSet<&String> = decisions.iter().map(|decision| &decision.path).collect();
        return refuse("decision", lack.decisions, missing(context, "decisions", &now).await.unwrap_or_default());
    }
    Ok(given_up)
}

fn refuse(what: &'static str, count: u64, named: BTreeSet<String>) -> Result<u64, Failure> {
    Err(SilverError::LostRecords { what, count, named }.into())
}

/// What bronze has less of than when the current silver was built.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lack {
    /// Receipts of that time, but for those that were given up.
    receipts: u64,
    /// Receipts that can't be read, beyond those of then.
    damaged: u64,
    decisions: u64,
    /// The manifest can be read, and is of no time to come: of that one nothing is known.
    is_known: bool,
}

impl Lack {
    /// Nothing, where the manifest is of a time to come.
    fn of(current: &Manifest, known: &BronzeSnapshot, decisions: &[RecordedDecision], as_of: Timestamp) -> Self {
        let times = current.known_until.parse::<Timestamp>().ok().zip(current.built_at.parse::<Timestamp>().ok());
        let Some((until, built_at)) = times.filter(|(until, _)| *until <= as_of) else { return Self::default() };
        let receipts = known.receipts.iter().filter(|(_, receipt)| receipt.fetched_at <= until).count() as u64;
        Self {
            receipts: current.receipts.saturating_sub(receipts + current.given_up_receipts),
            damaged: (known.damaged.len() as u64).saturating_sub(counted(current, "unreadable_receipts")),
            decisions: counted(current, "decisions").saturating_sub(decisions::count(decisions, built_at)),
            is_known: true,
        }
    }
}

fn counted(manifest: &Manifest, name: &str) -> u64 {
    manifest.counts.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// What the current silver knows of a table of bronze, and bronze no longer does; none where that silver can't be read.
async fn missing(context: &Context, table: &str, known: &BTreeSet<&String>) -> Option<BTreeSet<String>> {
    let build = context.silver_build(&Wanted::Current).await.ok()?;
    let then = column(&build.database, &format!("select path from bronze.{table}"))?;
    Some(then.into_iter().filter(|path| !known.contains(path)).collect())
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

fn column(database: &Path, query: &str) -> Option<BTreeSet<String>> {
    let db = inspect::open(database).ok()?;
    let mut statement = db.prepare(query).ok()?;
    let rows = statement.query_map([], |row| row.get(0)).ok()?;
    rows.collect::<duckdb::Result<_>>().ok()
}
