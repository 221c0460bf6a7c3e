//! `inspect`: what is in the table, and how fresh it is.

use crate::fence;
use crate::item::{Item, LATEST, expires_at, text_of};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use jiff::Timestamp;
use makerates_core::cli::{Context, Success, table};
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, Tables};
use makerates_core::failure::Failure;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TABLE: &str = CURRENCY_RATES.name;

/// Days that are shown to a person, from the newest back.
const DAYS_SHOWN: usize = 10;

/// What is counted.
#[derive(Debug, Default)]
struct Counts {
    items: usize,
    /// Items that have expired, and are not yet removed.
    expired: usize,
    /// Items of a day that never expire.
    lasting: usize,
    /// Pairs by market day.
    pairs_by_day: BTreeMap<String, usize>,
    /// `LATEST` items by base currency.
    pairs_by_base: BTreeMap<String, usize>,
    /// `LATEST` items by state, by now.
    latest_by_state: BTreeMap<String, usize>,
    latest_by_validation: BTreeMap<String, usize>,
    /// The market days of the `LATEST` items that are current or stale, with one pair each.
    latest_days: BTreeMap<String, String>,
    read_units: f64,
}

/// Reads the whole table, and counts.
pub async fn run(context: &Context, tables: &Tables) -> Result<Success, Failure> {
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let now = context.clock.now();
    let counts = count(tables, now).await?;
    let fence = fence::read(&tables.client).await?.unwrap_or_default();
    let (oldest, newest) = (counts.latest_days.first_key_value(), counts.latest_days.last_key_value());
    let day = |entry: Option<(&String, &String)>| entry.map(|(day, _)| day.clone());
    let published: Vec<(&str, String)> = ["silver_version", "synced_at", "run_id"]
        .map(|name| (name, text_of(&fence, name)))
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let success = Success::new([
        ("items", json!(counts.items)),
        ("pairs", json!(counts.pairs_by_base.values().sum::<usize>())),
        ("pairs_by_base", json!(counts.pairs_by_base)),
        ("pairs_by_day", json!(counts.pairs_by_day)),
        ("latest_by_state", json!(counts.latest_by_state)),
        ("latest_by_validation_status", json!(counts.latest_by_validation)),
        ("newest_rate_date", json!(day(newest))),
        ("oldest_latest_rate_date", json!(day(oldest))),
        ("oldest_latest_pair", json!(oldest.map(|(_, pair)| pair))),
        ("never_expiring", json!(counts.lasting)),
        ("expired", json!(counts.expired)),
        ("consumed_rcu", json!(counts.read_units)),
        ("published_by", published.iter().map(|(name, text)| (*name, Value::from(text.clone()))).collect()),
    ]);
    let text = text(&counts, &published);
    Ok(success.with_text(text))
}

async fn count(tables: &Tables, now: Timestamp) -> Result<Counts, TableError> {
    let names =
        "currency_pair, rate_date, effective_date, #status, valid_until, validation_status, expiration_timestamp";
    let mut counts = Counts::default();
    let mut pages = tables
        .client
        .scan()
        .table_name(TABLE)
        .projection_expression(names)
        .expression_attribute_names("#status", "status")
        .return_consumed_capacity(ReturnConsumedCapacity::Total)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| TableError::of("reading the table", TABLE, &error))?;
        counts.read_units += page.consumed_capacity().and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
        page.items().iter().filter(|item| !text_of(item, "currency_pair").starts_with('#')).for_each(|item| {
            counts.add(item, now);
        });
    }
    Ok(counts)
}

impl Counts {
    fn add(&mut self, item: &Item, now: Timestamp) {
        if expires_at(item).is_some_and(|second| second <= now.as_second()) {
            self.expired += 1;
            return;
        }
        self.items += 1;
        let (pair, day) = (text_of(item, "currency_pair"), text_of(item, "effective_date"));
        if text_of(item, "rate_date") != LATEST {
            self.lasting += usize::from(expires_at(item).is_none());
            *self.pairs_by_day.entry(day).or_default() += 1;
            return;
        }
        let base = pair.split('/').next().unwrap_or_default().to_owned();
        *self.pairs_by_base.entry(base).or_default() += 1;
        *self.latest_by_validation.entry(text_of(item, "validation_status")).or_default() += 1;
        let until: Option<Timestamp> = text_of(item, "valid_until").parse().ok();
        let is_past = until.is_some_and(|until| until <= now);
        let state = match text_of(item, "status").as_str() {
            "current" if is_past => "stale".to_owned(),
            state => state.to_owned(),
        };
        if matches!(state.as_str(), "current" | "stale") {
            self.latest_days.entry(day).or_insert(pair);
        }
        *self.latest_by_state.entry(state).or_default() += 1;
    }
}

fn text(counts: &Counts, published: &[(&str, String)]) -> String {
    let list = |counts: &BTreeMap<String, usize>| {
        counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    };
    let mut facts = table(&["what", "is"]);
    facts.add_row(["items", &counts.items.to_string()]);
    facts.add_row(["LATEST items by base", &list(&counts.pairs_by_base)]);
    facts.add_row(["LATEST items by state, by now", &list(&counts.latest_by_state)]);
    facts.add_row(["LATEST items by validation", &list(&counts.latest_by_validation)]);
    if let Some((day, pair)) = counts.latest_days.first_key_value() {
        facts.add_row(["oldest LATEST that has not ended", &format!("{day} ({pair})")]);
    }
    if let Some((day, _)) = counts.latest_days.last_key_value() {
        facts.add_row(["newest market day", day]);
    }
    facts.add_row(["expired, not yet removed", &counts.expired.to_string()]);
    facts.add_row(["items of a day that never expire", &counts.lasting.to_string()]);
    for (name, value) in published {
        facts.add_row([*name, value]);
    }
    let mut days = table(&["market day", "pairs"]);
    for (day, pairs) in counts.pairs_by_day.iter().rev().take(DAYS_SHOWN) {
        days.add_row([day, &pairs.to_string()]);
    }
    format!("{facts}\n{days}")
}
