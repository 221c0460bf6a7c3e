//! A published rate as a reader meets it: its age and its state by the reader's own clock.

use crate::item::{Item, LATEST, expires_at, text_of};
use crate::published;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_core::cli::Context;
use makerates_core::config::Gold;
use makerates_core::dynamodb::Tables;
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::unpublished::{self, Known};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::pair::CurrencyPair;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
#[derive(Debug, Clone)]
pub struct PublishedRate {
    item: Item,
    now: Timestamp,
}

impl PublishedRate {
    /// The item of a pair on a day, or its latest one; none when it is not there, or has expired.
    pub async fn find(
        context: &Context,
        tables: &Tables,
        pair: CurrencyPair,
        date: Option<RateDate>,
    ) -> Result<Option<Self>, Failure> {
        let sort_key = date.map_or_else(|| LATEST.to_owned(), |day| day.to_string());
        let now = context.clock.now();
        let item = published::item(&tables.client, &pair.to_string(), &sort_key).await?;
        // DynamoDB removes an expired item only some time later: until then it is gone for readers already.
        let is_there = |item: &Item| expires_at(item).is_none_or(|second| second > now.as_second());
        Ok(item.filter(is_there).map(|item| Self { item, now }))
    }

    /// A text of the item; empty when it has none of that name.
    pub fn text(&self, name: &str) -> String {
        text_of(&self.item, name)
    }

    /// A number of the item, with its digits; empty when it has none of that name.
    pub fn digits(&self, name: &str) -> String {
        self.item.get(name).and_then(|value| value.as_n().ok()).cloned().unwrap_or_default()
    }

    /// The members of a set of the item, sorted.
    pub fn set(&self, name: &str) -> Vec<String> {
        let mut members = self.item.get(name).and_then(|value| value.as_ss().ok()).cloned().unwrap_or_default();
        members.sort();
        members
    }

    /// The rate, exact.
    pub fn rate(&self) -> Result<Decimal, Failure> {
        let digits = self.digits("rate");
        let rate = digits.parse().or_else(|_| Decimal::from_scientific(&digits)).ok();
        rate.filter(|rate| *rate > Decimal::ZERO).ok_or_else(|| {
            let what = format!("the item {} {} has no rate", self.text("currency_pair"), self.text("rate_date"));
            Failure::new(Exit::Storage, what, "write it anew with sync-dynamodb")
        })
    }

    /// Days from the market day until today.
    pub fn age_days(&self) -> Option<i32> {
        let day: Option<RateDate> = self.text("effective_date").parse().ok();
        day.map(|day| utc_day(self.now).days_since(day))
    }

    /// Whether it may be converted with by now; none for a day's item, which does not get old.
    pub fn is_valid(&self) -> Option<bool> {
        let until: Option<Timestamp> = self.text("valid_until").parse().ok();
        let is_in_force = || matches!(self.text("status").as_str(), "current" | "fixed_conversion");
        until.map(|until| until > self.now && is_in_force() && !self.is_ahead())
    }

    /// Whether it is of a day that has not come by our clock: then the clock is wrong, and tells nothing of its age.
    fn is_ahead(&self) -> bool {
        self.age_days().is_some_and(|days| days < 0)
    }

    /// Whether it is stale before its time: what is known of a newer day is far from it, and makes no rate.
    pub fn is_overtaken(&self) -> bool {
        let until: Option<Timestamp> = self.text("valid_until").parse().ok();
        self.text("status") == "stale" && until.is_some_and(|until| until > self.now)
    }

    /// The state by now, in a word: the stored `current` may be as old as the item.
    pub fn state(&self) -> String {
        match (self.text("status").as_str(), self.is_valid()) {
            ("current", Some(false)) if self.is_ahead() => "ahead of the clock".to_owned(),
            ("current", Some(false)) => "stale".to_owned(),
            (status, _) => status.to_owned(),
        }
    }

    /// Every attribute, and what the clock adds. Numbers go out as text: a reader of JSON may take them for floats.
    pub fn outputs(&self) -> Map<String, Value> {
        let plain = |value: &AttributeValue| match value {
            AttributeValue::S(text) | AttributeValue::N(text) => json!(text),
            AttributeValue::Ss(items) => {
                let mut items = items.clone();
                items.sort();
                json!(items)
            }
            other => json!(format!("{other:?}")),
        };
        let mut outputs: Map<String, Value> =
            self.item.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        outputs.sort_keys();
        outputs.insert("age_days".to_owned(), json!(self.age_days()));
        outputs.insert("is_valid_now".to_owned(), json!(self.is_valid()));
        outputs
    }

    /// Whether it is a legacy currency's, which never gets old.
    pub fn is_fixed(&self) -> bool {
        self.text("status") == "fixed_conversion"
    }

    /// `on 2026-09-28, 1 day old, current`.
    pub fn when(&self) -> String {
        if self.is_fixed() {
            return format!("fixed since {}", self.text("effective_date"));
        }
        let age = self.age_days().filter(|days| *days >= 0);
        let age = age.map(|days| format!(", {} old", counted(days.unsigned_abs().into(), "day"))).unwrap_or_default();
        let state = self.state();
        let state = if state.is_empty() { state } else { format!(", {state}") };
        format!("on {}{age}{state}", self.text("effective_date"))
    }
}

/// What to say where nothing is published.
pub fn missing(context: &Context, pair: CurrencyPair, date: Option<RateDate>) -> Failure {
    let gold = &context.config.gold;
    let now = context.clock.now();
    let sort_key = date.map_or_else(|| LATEST.to_owned(), |day| day.to_string());
    let known =
        unpublished::why(pair, date, now, &gold.bases).or_else(|| date.and_then(|day| too_old(pair, day, now, gold)));
    if let Some(known) = known {
        return Failure::new(Exit::Usage, format!("{pair} {sort_key} is not published: {}", known.why), known.next);
    }
    let day = date.map(|day| format!(" --date {day}")).unwrap_or_default();
    let what = format!("{pair} {sort_key} is not published");
    Failure::new(Exit::Usage, what, format!("see why with `transform explain {pair}{day}`"))
}

/// A day that has left the window, unless the whole history was published.
fn too_old(pair: CurrencyPair, day: RateDate, now: Timestamp, gold: &Gold) -> Option<Known> {
    (utc_day(now).days_since(day) > i32::from(gold.hot_days)).then(|| Known {
        why: format!("the last {} alone are (gold.hot_days)", counted(gold.hot_days.into(), "day")),
        next: format!(
            "`transform explain {pair} --date {day}` may have it, else fetch that day (`extract-frankfurter --date {day}`); \
             `sync-dynamodb --history --no-ttl` publishes every day"
        ),
    })
}
