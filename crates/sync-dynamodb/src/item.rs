//! The item of a published rate: attributes that readers rely on, by their names (docs/reading-gold.md).

use crate::derive::DerivedRate;
use crate::row::PairRow;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_core::bronze::sha256_hex;
use makerates_core::clock::format_instant;
use makerates_domain::dates::{RateDate, utc_midnight};
use makerates_domain::rate::DERIVED_SIGNIFICANT_DIGITS;
use makerates_domain::target_calendar::last_valid_day;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;
use std::mem::discriminant;

/// An item as the SDK takes it.
pub type Item = HashMap<String, AttributeValue>;

/// The sort key of a pair's newest rate.
pub const LATEST: &str = "LATEST";

/// Attributes that say when and by whom an item was written, not what it says: a change of them alone is none.
const NOT_HASHED: [&str; 5] = ["fetched_at", "synced_at", "run_id", "silver_version", "expiration_timestamp"];

/// The attribute that holds the second (Unix time) after which an item may go.
pub const EXPIRY: &str = "expiration_timestamp";

/// How long an item of a day is kept after it was written, in days.
pub const KEPT_DAYS: i32 = 7;

/// A fixed conversion rate holds for ever: the last whole day that common date libraries can hold.
const FOR_EVER: &str = "9999-12-30T00:00:00.000Z";

/// The run that writes.
#[derive(Debug, Clone)]
pub struct Writer {
    /// The instant of the sync.
    pub now: Timestamp,
    /// The identity of the run.
    pub run_id: String,
    /// The identity of this one sync: a run that is tried again keeps its `run_id`.
    pub holder: String,
    /// The version of the silver that it publishes.
    pub silver_version: String,
    /// Whether a day's item expires.
    pub expires: bool,
}

/// The sort key of a row's item.
pub fn sort_key(row: &PairRow) -> String {
    if row.is_latest { LATEST.to_owned() } else { row.rate_date.to_string() }
}

/// The item of a row.
pub fn build(row: &PairRow, derived: &DerivedRate, writer: &Writer) -> Item {
    let published = row.derivation == "published";
    let digits =
        if published { row.significant_digits } else { row.significant_digits.min(DERIVED_SIGNIFICANT_DIGITS) };
    let mut item = Item::new();
    put_text(&mut item, "currency_pair", &row.pair.to_string());
    put_text(&mut item, "rate_date", &sort_key(row));
    put_text(&mut item, "effective_date", &row.rate_date.to_string());
    put_text(&mut item, "base_currency", row.pair.base.as_str());
    put_text(&mut item, "target_currency", row.pair.quote.as_str());
    put_number(&mut item, "rate", &derived.rate.decimal().normalize().to_string());
    put_text(&mut item, "derivation", &row.derivation);
    put_text(&mut item, "validation_status", &row.validation_status);
    put_text(&mut item, "publisher", &row.publisher);
    put_set(&mut item, "witnesses", &row.witnesses);
    put_set(&mut item, "answers", &row.answers);
    put_text(&mut item, "published_at", &row.published_at);
    put_number(&mut item, "significant_digits", &digits.to_string());
    put_text(&mut item, "rate_regime", &row.rate_regime);
    if let Some(inverse_rate) = derived.inverse_rate {
        put_number(&mut item, "inverse_rate", &inverse_rate.decimal().normalize().to_string());
    }
    if let Some(deviation_pct) = row.deviation_pct {
        put_number(&mut item, "deviation_pct", &deviation_pct.normalize().to_string());
    }
    if let Some(fetched_at) = row.fetched_at {
        put_text(&mut item, "fetched_at", &format_instant(fetched_at));
    }
    if row.is_latest {
        put_state(&mut item, row, writer.now);
    } else if writer.expires {
        let expires_at = writer.now.as_second() + i64::from(KEPT_DAYS) * 24 * 60 * 60;
        put_number(&mut item, EXPIRY, &expires_at.to_string());
    }
    put_text(&mut item, "synced_at", &format_instant(writer.now));
    put_text(&mut item, "run_id", &writer.run_id);
    put_text(&mut item, "silver_version", &writer.silver_version);
    let hash = content_hash(&item);
    put_text(&mut item, "content_hash", &hash);
    item
}

/// Whether a reader may still convert with the newest rate: it compares `valid_until` with its own clock; the stored
/// `stale` is only a hint.
fn put_state(item: &mut Item, row: &PairRow, now: Timestamp) {
    if row.status == "fixed_conversion" {
        put_text(item, "status", &row.status);
        put_text(item, "valid_until", FOR_EVER);
        return;
    }
    let valid_until = valid_until(row.rate_date);
    let stale = row.status == "current" && valid_until.is_none_or(|until| until <= now);
    put_text(item, "status", if stale { "stale" } else { &row.status });
    if let Some(until) = valid_until {
        put_text(item, "valid_until", &format_instant(until));
    }
}

/// The end (midnight UTC) of the fifth day after a market day on which the ECB publishes.
fn valid_until(rate_date: RateDate) -> Option<Timestamp> {
    last_valid_day(rate_date)?.plus_days(1).map(utc_midnight)
}

/// The SHA-256 of what an item says: its attributes by name, sorted, whoever wrote them and when.
fn content_hash(item: &Item) -> String {
    let said = said(item).filter(|(name, _)| *name != "content_hash");
    let mut lines: Vec<String> = said.map(|(name, value)| format!("{name}={}\n", canonical(value))).collect();
    lines.sort();
    sha256_hex(lines.concat().as_bytes())
}

/// The attributes in which two items differ in what they say, sorted.
pub fn differences<'a>(one: &'a Item, other: &'a Item) -> Vec<&'a str> {
    // A rate that was saved as text is none to a reader of numbers, whatever its digits.
    let said_of = |item: &'a Item, name: &str| item.get(name).map(|value| (discriminant(value), canonical(value)));
    let differs = |name: &&str| said_of(one, name) != said_of(other, name);
    let names = said(one).chain(said(other)).map(|(name, _)| name);
    let mut names: Vec<&str> = names.filter(differs).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What an item says, whoever wrote it and when.
fn said(item: &Item) -> impl Iterator<Item = (&str, &AttributeValue)> {
    item.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| !NOT_HASHED.contains(name))
}

/// A value as text that does not depend on how a server writes it.
pub fn canonical(value: &AttributeValue) -> Cow<'_, str> {
    match value {
        AttributeValue::S(text) => text.into(),
        AttributeValue::N(number) => number
            .parse()
            .or_else(|_| Decimal::from_scientific(number))
            .map_or_else(|_| number.into(), |value: Decimal| value.normalize().to_string().into()),
        AttributeValue::Ss(items) => {
            let mut items: Vec<&str> = items.iter().map(String::as_str).collect();
            items.sort_unstable();
            items.join(",").into()
        }
        other => format!("{other:?}").into(),
    }
}

/// A text of an item; empty when it has none of that name.
pub fn text_of(item: &Item, name: &str) -> String {
    item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

/// The second (Unix time) after which an item counts as gone; none is never.
pub fn expires_at(item: &Item) -> Option<i64> {
    item.get(EXPIRY)?.as_n().ok()?.parse().ok()
}

fn put_text(item: &mut Item, name: &str, value: &str) {
    item.insert(name.to_owned(), AttributeValue::S(value.to_owned()));
}

fn put_number(item: &mut Item, name: &str, value: &str) {
    item.insert(name.to_owned(), AttributeValue::N(value.to_owned()));
}

/// A set without members does not exist in DynamoDB: the attribute is left out.
fn put_set(item: &mut Item, name: &str, values: &[String]) {
    if !values.is_empty() {
        item.insert(name.to_owned(), AttributeValue::Ss(values.to_vec()));
    }
}
