//! What a sync did, for the caller and for a person.

use crate::bases;
use crate::changes::{Cause, Change, ChangeSet, key};
use crate::item::Writer;
use crate::publisher::Written;
use makerates_core::cli::Success;
use makerates_core::config::Gold;
use makerates_core::failure::{Exit, Failure};
use makerates_core::metrics::{Kind, Measure, Metric, Tags, measured};
use makerates_core::printable::counted;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::due;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// So many keys at most go out as outputs: Kestra holds all outputs of a flow in memory.
const KEYS_MAX: usize = 1_000;

const MEASURES: &[Measure] = &[
    ("written", "items_written", Kind::Counter),
    ("unchanged", "items_unchanged", Kind::Counter),
    ("withdrawn", "items_withdrawn", Kind::Counter),
    ("failed", "items_failed", Kind::Counter),
    ("consumed_wcu", "write_units", Kind::Counter),
    ("consumed_rcu", "read_units", Kind::Counter),
    ("oldest_latest_age_days", "oldest_latest_age_days", Kind::Gauge),
];

/// The metrics of a sync.
pub fn metrics(outputs: &Map<String, Value>, layer: &str) -> Vec<Metric> {
    measured(outputs, MEASURES, &Tags::from([("layer", layer.to_owned())]))
}

/// What a sync found and did.
#[derive(Debug, Default)]
pub struct SyncSummary {
    /// Items that belong into the window.
    pub candidates: usize,
    /// Those of them that needed no change.
    pub unchanged: usize,
    /// The newest market day of them.
    pub latest_rate_date: Option<RateDate>,
    /// The market day of the oldest `LATEST` item whose currency goes on.
    pub oldest_latest: Option<RateDate>,
    pub read_units: f64,
    /// Keys that were withdrawn or went back to an older day, because what they said is no longer validated.
    pub taken_back: Vec<String>,
    /// Pairs of which it could not be told what is published, so that nothing of them was written.
    pub unread_pairs: Vec<String>,
    /// The newest market day of each base.
    newest: BTreeMap<String, RateDate>,
    /// The configured bases without a rate in the window.
    silent_bases: Vec<String>,
    pub written: Written,
}

impl SyncSummary {
    /// Counts what a stretch needs, and says what is taken back.
    pub fn add(&mut self, plan: &ChangeSet) {
        self.candidates += plan.candidates;
        self.unchanged += plan.unchanged;
        self.latest_rate_date = self.latest_rate_date.max(plan.latest_rate_date);
        self.oldest_latest = [self.oldest_latest, plan.oldest_latest].into_iter().flatten().min();
        if let Some((base, day)) = &plan.base_latest {
            let newest = self.newest.entry(base.clone()).or_insert(*day);
            *newest = (*newest).max(*day);
        }
        for (cause, change) in &plan.changes {
            let (pair, sort_key) = key(change);
            match (cause, change) {
                (Cause::Superseded, _) => {
                    tracing::warn!("{pair} {sort_key} goes back to an older day: the newer one is no longer validated");
                }
                (_, Change::Withdraw(..)) => {
                    tracing::warn!("{pair} {sort_key} is withdrawn: it is no longer validated");
                }
                _ => continue,
            }
            self.taken_back.push(format!("{pair} {sort_key}"));
        }
    }

    /// Tells of each configured base that has lost its last rate, after all was compared.
    pub fn tell_silent_bases(&mut self, gold: &Gold, today: RateDate) {
        if self.written.superseded || !self.unread_pairs.is_empty() {
            return;
        }
        self.silent_bases = bases::silent(&gold.bases, &self.newest, today, gold.hot_days);
        for warning in bases::warnings(&gold.bases, &self.silent_bases) {
            tracing::warn!("{warning}");
        }
    }

    /// The outputs, with the keys of what failed.
    pub fn success(&self, writer: &Writer, duration_ms: u64) -> Result<Success, Failure> {
        let faults = [
            ("item", "not published", &self.written.failed),
            ("pair", "not compared, and left alone", &self.unread_pairs),
        ];
        let faults = faults.into_iter().filter(|(.., keys)| !keys.is_empty());
        let what = faults.map(|(thing, what, keys)| listed(thing, what, keys)).collect::<Vec<_>>().join("; ");
        if !what.is_empty() {
            let next = "see the errors above, then run it again: what is written already is not written twice";
            return Err(self.failed_with(Failure::new(Exit::Storage, what, next), writer, duration_ms));
        }
        Ok(Success::new(self.outputs(writer, duration_ms)).with_text(self.text(writer)))
    }

    /// A failure that still tells what was done.
    pub fn failed_with(&self, failure: Failure, writer: &Writer, duration_ms: u64) -> Failure {
        // The failure has a reason of its own.
        let outputs = self.outputs(writer, duration_ms).into_iter().filter(|(name, _)| *name != "reason");
        failure.with_outputs(outputs).with_output("failed_keys", first(&self.written.failed))
    }

    fn reason(&self) -> &'static str {
        if self.written.superseded {
            "superseded: a newer silver, or a later sync of this one, has begun to publish"
        } else {
            ""
        }
    }

    fn outputs(&self, writer: &Writer, duration_ms: u64) -> [(&'static str, Value); 17] {
        let written = &self.written;
        [
            ("candidates", json!(self.candidates)),
            ("written", json!(written.put)),
            ("unchanged", json!(self.unchanged)),
            ("withdrawn", json!(written.withdrawn)),
            ("taken_back", first(&self.taken_back)),
            ("failed", json!(written.failed.len())),
            ("unread_pairs", first(&self.unread_pairs)),
            ("silent_bases", json!(self.silent_bases)),
            ("consumed_wcu", json!(written.units)),
            ("consumed_rcu", json!(self.read_units)),
            ("duration_ms", json!(duration_ms)),
            ("latest_rate_date", json!(self.latest_rate_date)),
            ("oldest_latest_date", json!(self.oldest_latest)),
            ("oldest_latest_age_days", json!(self.oldest_latest.map(|day| utc_day(writer.now).days_since(day)))),
            ("superseded", json!(written.superseded)),
            ("silver_version", json!(writer.silver_version)),
            ("reason", json!(self.reason())),
        ]
    }

    fn text(&self, writer: &Writer) -> String {
        let (written, reason) = (&self.written, self.reason());
        let text = format!(
            "{} of silver {}: {} written, {} unchanged, {} withdrawn ({} write units, {} read units)",
            counted(self.candidates as u64, "item"),
            writer.silver_version,
            written.put,
            self.unchanged,
            written.withdrawn,
            written.units,
            self.read_units,
        );
        if reason.is_empty() {
            text + &self.conclusion(writer)
        } else {
            format!("{text}\nnothing was published: {reason}")
        }
    }

    /// What readers have now: a run that wrote nothing, or whose rates are not those that are due, says so.
    fn conclusion(&self, writer: &Writer) -> String {
        let due = due::market_day(writer.now);
        let is_new = self.written.put + self.written.withdrawn > 0;
        let what = if is_new { "published" } else { "nothing new to publish, the table says it all already" };
        match self.latest_rate_date {
            None => format!("\n{what}: there is no validated rate in the window, and {due} is due"),
            Some(newest) if newest < due => format!("\n{what}: the newest rates are of {newest}, and {due} is due"),
            Some(newest) => format!("\n{what}: the newest rates are of {newest}"),
        }
    }
}

/// How many there are, with the first of them.
pub fn listed(thing: &str, what: &str, keys: &[String]) -> String {
    let shown = keys.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if keys.len() > 5 { ", …" } else { "" };
    format!("{} {what} ({shown}{more})", counted(keys.len() as u64, thing))
}

/// The first of some keys.
fn first(keys: &[String]) -> Value {
    Value::from(keys.iter().take(KEYS_MAX).cloned().collect::<Vec<_>>())
}
