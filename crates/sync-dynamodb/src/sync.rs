//! The sync: silver's pairs become items, those that are new or changed are written, those that are no longer
//! validated are withdrawn.

use crate::derive::derive;
use crate::fence::{self, Fence, WRITES_MAX, Write};
use crate::item::{self, KEPT_DAYS, LATEST, Writer};
use crate::silver::{PairRow, Silver, SilverError};
use crate::table::{self, KEYS_MAX, Key, Published};
use aws_sdk_dynamodb::types::AttributeValue;
use duckdb::Rows;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use makerates_core::cli::{Context, Report};
use makerates_core::currency::CurrencyCode;
use makerates_core::dates::RateDate;
use makerates_core::dynamodb::{CURRENCY_RATES, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::quota::utc_day;
use serde_json::json;

/// An item that expires within a day may be gone before the next sync.
const EXPIRES_SOON_S: i64 = 24 * 60 * 60;

/// An item as silver wants it.
struct Candidate {
    key: Key,
    item: item::Item,
    /// The second (Unix time) at which its day leaves the window; after that it is only kept right while it is there.
    needed_until: i64,
}

/// What a sync did.
#[derive(Debug, Default)]
struct Counts {
    candidates: usize,
    written: usize,
    unchanged: usize,
    withdrawn: usize,
    failed: Vec<String>,
    latest_rate_date: Option<RateDate>,
    superseded: bool,
}

/// Publishes the current silver.
pub async fn run(context: &Context, tables: &Tables, full: bool) -> Result<Report, Failure> {
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let silver = Silver::open(&context.silver_database())?;
    let writer = Writer {
        now: context.clock.now(),
        run_id: context.run_id.clone(),
        holder: uuid::Uuid::now_v7().to_string(),
        silver_version: silver.version.clone(),
    };
    let mut sync = Sync {
        tables,
        writer,
        full,
        counts: Counts::default(),
        keys: Vec::new(),
        items: Vec::new(),
        writes: Vec::new(),
    };
    if fence::raise(tables, &sync.writer).await? == Fence::Superseded {
        sync.counts.superseded = true;
        return sync.counts.report(&sync.writer);
    }
    let window = Window::ending(utc_day(sync.writer.now), context.config.gold.hot_days);
    let mut bases = context.config.gold.bases.clone();
    bases.sort_unstable();
    bases.dedup();
    sync.publish(&silver, &bases, &window).await?;
    sync.counts.report(&sync.writer)
}

/// The days that are looked at.
struct Window {
    /// How many days back from today are published.
    hot_days: i32,
    /// The market days that an item may exist of, as text: those that are published, and before them those whose
    /// items have not expired yet. Those are no longer written, but withdrawn or mended when silver says otherwise.
    days: Vec<String>,
}

impl Window {
    fn ending(today: RateDate, hot_days: u16) -> Self {
        let hot_days = i32::from(hot_days);
        let offsets = (0..=hot_days + KEPT_DAYS).rev();
        let days = offsets.filter_map(|offset| today.plus_days(-offset)).filter(|day| !day.is_weekend());
        Self { hot_days, days: days.map(|day| day.to_string()).collect() }
    }

    /// The second (Unix time) at which a day leaves the window.
    fn leaves_at(&self, day: RateDate) -> i64 {
        let left = day.plus_days(self.hot_days + 1).map(Date::from);
        let midnight = left.and_then(|left| left.to_zoned(TimeZone::UTC).ok());
        midnight.map_or(i64::MAX, |midnight| midnight.timestamp().as_second())
    }

    /// The earliest day of which there may be an item.
    fn earliest(&self) -> String {
        self.days.first().cloned().unwrap_or_default()
    }
}

struct Sync<'a> {
    tables: &'a Tables,
    writer: Writer,
    full: bool,
    counts: Counts,
    /// Keys that an item may stand under, and the items that belong there: compared when there are enough.
    keys: Vec<Key>,
    items: Vec<Candidate>,
    /// Changes that wait for a whole transaction.
    writes: Vec<Write>,
}

impl Sync<'_> {
    /// Goes through every pair that silver ever saw, and beside it through the rows that are to be published: both
    /// are sorted by base and quote currency, so no more than a batch is held at once. A pair or day without a row
    /// must have no item.
    async fn publish(&mut self, silver: &Silver, bases: &[CurrencyCode], window: &Window) -> Result<(), Failure> {
        let currencies = silver.currencies()?;
        let mut statement = silver.pairs()?;
        let text = bases.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let mut rows = statement.query([text, window.earliest()]).map_err(SilverError::from)?;
        let mut next = next_row(&mut rows)?;
        let pairs = bases.iter().flat_map(|base| currencies.iter().map(move |quote| (*base, *quote)));
        for (base, quote) in pairs.filter(|(base, quote)| base != quote) {
            while let Some(row) = next.take_if(|row| (row.base, row.quote) <= (base, quote)) {
                self.add_item(&row, window);
                next = next_row(&mut rows)?;
            }
            self.add_keys(base, quote, window);
            if self.keys.len() + window.days.len() >= KEYS_MAX {
                self.compare().await?;
            }
            if self.counts.superseded {
                return Ok(());
            }
        }
        self.compare().await?;
        self.flush().await
    }

    fn add_item(&mut self, row: &PairRow, window: &Window) {
        let key = (format!("{}/{}", row.base, row.quote), item::sort_key(row));
        let needed_until = if row.is_latest { i64::MAX } else { window.leaves_at(row.rate_date) };
        match derive(row) {
            Ok(derived) => {
                if needed_until > self.writer.now.as_second() {
                    self.counts.candidates += 1;
                    self.counts.latest_rate_date = self.counts.latest_rate_date.max(Some(row.rate_date));
                }
                self.items.push(Candidate { key, item: item::build(row, &derived, &self.writer), needed_until });
            }
            // KWD/IRR and the like: a quotient too small for 12 digits is left out, not rounded.
            Err(reason) => tracing::warn!("{} on {} has no rate: {reason}", key.0, row.rate_date),
        }
    }

    fn add_keys(&mut self, base: CurrencyCode, quote: CurrencyCode, window: &Window) {
        let pair = format!("{base}/{quote}");
        self.keys
            .extend(window.days.iter().cloned().chain([LATEST.to_owned()]).map(|sort_key| (pair.clone(), sort_key)));
    }

    /// Compares what is to be published with what is.
    async fn compare(&mut self) -> Result<(), Failure> {
        let keys = std::mem::take(&mut self.keys);
        let mut published = table::published(self.tables, &keys).await?;
        for candidate in std::mem::take(&mut self.items) {
            let there = published.remove(&candidate.key);
            let is_hot = candidate.needed_until > self.writer.now.as_second();
            if self.is_unchanged(&candidate, there.as_ref()) && !(self.full && is_hot) {
                self.counts.unchanged += usize::from(is_hot);
            } else if is_hot || there.is_some() {
                self.push(Write::Put(candidate.item)).await?;
            }
        }
        // What is left was published once, and is validated no more.
        let mut withdrawn: Vec<Key> = published.into_keys().collect();
        withdrawn.sort();
        for (pair, sort_key) in withdrawn {
            tracing::warn!("{pair} {sort_key} is withdrawn: it is no longer validated");
            self.push(Write::Withdraw(pair, sort_key)).await?;
        }
        Ok(())
    }

    /// Whether what is there says the same, and will not expire before its day has left the window: such an item is
    /// written again on its last day.
    fn is_unchanged(&self, candidate: &Candidate, there: Option<&Published>) -> bool {
        let Some(there) = there else { return false };
        let soon = self.writer.now.as_second() + EXPIRES_SOON_S;
        let expires_early = |second: i64| second <= soon && second < candidate.needed_until;
        let hash = candidate.item.get("content_hash").and_then(|hash| hash.as_s().ok());
        hash == Some(&there.content_hash) && !there.expires_at.is_some_and(expires_early)
    }

    async fn push(&mut self, write: Write) -> Result<(), Failure> {
        self.writes.push(write);
        if self.writes.len() >= WRITES_MAX { self.flush().await } else { Ok(()) }
    }

    /// Writes what waits. A transaction that fails costs its own items, and the others are still written.
    async fn flush(&mut self) -> Result<(), Failure> {
        let writes = std::mem::take(&mut self.writes);
        if writes.is_empty() || self.counts.superseded {
            return Ok(());
        }
        match fence::write(self.tables, &self.writer, &writes).await {
            Ok(Fence::Ours) => {
                let puts = writes.iter().filter(|write| matches!(write, Write::Put(_))).count();
                self.counts.written += puts;
                self.counts.withdrawn += writes.len() - puts;
            }
            Ok(Fence::Superseded) => self.counts.superseded = true,
            Err(error) => {
                tracing::error!("{} items were not written: {error}", writes.len());
                self.counts.failed.extend(writes.iter().map(name));
            }
        }
        Ok(())
    }
}

fn next_row(rows: &mut Rows<'_>) -> Result<Option<PairRow>, SilverError> {
    rows.next()?.map(PairRow::read).transpose()
}

/// The key of a change, for a person.
fn name(write: &Write) -> String {
    match write {
        Write::Put(item) => {
            let field =
                |name: &str| item.get(name).map(AttributeValue::as_s).and_then(Result::ok).cloned().unwrap_or_default();
            format!("{} {}", field("currency_pair"), field("rate_date"))
        }
        Write::Withdraw(pair, sort_key) => format!("{pair} {sort_key}"),
    }
}

impl Counts {
    fn report(&self, writer: &Writer) -> Result<Report, Failure> {
        let reason = if self.superseded { "superseded: a newer silver has begun to publish" } else { "" };
        let report = Report::new([
            ("candidates", json!(self.candidates)),
            ("written", json!(self.written)),
            ("unchanged", json!(self.unchanged)),
            ("withdrawn", json!(self.withdrawn)),
            ("failed", json!(self.failed.len())),
            ("superseded", json!(self.superseded)),
            ("silver_version", json!(writer.silver_version)),
            ("latest_rate_date", json!(self.latest_rate_date)),
            ("reason", json!(reason)),
        ]);
        if self.failed.is_empty() {
            let text = format!(
                "{} items of silver {}: {} written, {} unchanged, {} withdrawn{}{reason}",
                self.candidates,
                writer.silver_version,
                self.written,
                self.unchanged,
                self.withdrawn,
                if reason.is_empty() { "" } else { "; " },
            );
            return Ok(report.with_text(text));
        }
        let shown = self.failed.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let what = format!("{} items were not published ({shown}, …)", self.failed.len());
        let mut failure =
            Failure::new(Exit::Storage, what, "run it again: what is written already is not written twice");
        failure.outputs = Box::new(report.outputs);
        failure.outputs.shift_remove("reason");
        Err(failure.with_output("failed_keys", json!(self.failed)))
    }
}
