//! The kinds of faults.
//!
//! A new kind is one variant here and one arm in the method that says when it acts: [`Kind::wait`],
//! [`Kind::instead`], [`Kind::as_of`], [`Kind::change`] or [`Kind::cuts`].

use super::fields::{currency, decimal, header, optional_header, raw_json, retry_after, status};
use crate::answer::{Panel, PanelDay, Quote};
use crate::reply::Reply;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const PAGE: &str =
    "<!doctype html><html><head><title>Please wait</title></head><body><h1>Checking your browser</h1></body></html>";

/// What is done to an answer. `date` limits a change to that day of the answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// An HTTP status, with a body only when one is given.
    Status {
        #[serde(deserialize_with = "status")]
        status: StatusCode,
        #[serde(default, deserialize_with = "retry_after")]
        retry_after: Option<HeaderValue>,
        #[serde(default)]
        body: String,
    },
    /// A web page with status 200.
    Html {},
    /// Anything, verbatim.
    Body {
        #[serde(default = "ok", deserialize_with = "status")]
        status: StatusCode,
        #[serde(default, deserialize_with = "optional_header")]
        content_type: Option<HeaderValue>,
        text: String,
    },
    /// The connection is reset without an answer.
    Reset {},
    /// The answer comes late.
    Hang { ms: u64 },
    /// The answer as it was on the evening of that day.
    Stale { date: Date },
    /// The first half of the body, its length correct.
    Truncated {},
    /// A rate times a factor, exactly.
    Multiply {
        #[serde(deserialize_with = "currency")]
        currency: String,
        #[serde(deserialize_with = "decimal")]
        factor: Decimal,
        date: Option<Date>,
    },
    /// Any text in a rate's place.
    Replace {
        #[serde(deserialize_with = "currency")]
        currency: String,
        #[serde(deserialize_with = "raw_json")]
        with: String,
        date: Option<Date>,
    },
    /// A currency is missing.
    Drop {
        #[serde(deserialize_with = "currency")]
        currency: String,
        date: Option<Date>,
    },
    /// One more currency at the end, also when it is there already.
    Add {
        #[serde(deserialize_with = "currency")]
        currency: String,
        #[serde(deserialize_with = "raw_json")]
        rate: String,
        date: Option<Date>,
    },
    /// The same key and rate twice.
    Duplicate {
        #[serde(deserialize_with = "currency")]
        currency: String,
        date: Option<Date>,
    },
    /// No rates: `{}`, of a range too, unless `date` limits it to one of its days.
    EmptyRates { date: Option<Date> },
    /// Another base is named; the rates stay.
    WrongBase {
        #[serde(deserialize_with = "currency")]
        base: String,
    },
    /// The answer's newest day is dated so many days after the clock's.
    FutureDate { days: u16 },
}

/// What is sent instead of an answer.
#[derive(Debug, Clone)]
pub enum Instead {
    Reply(Reply),
    Reset,
}

fn ok() -> StatusCode {
    StatusCode::OK
}

impl Kind {
    /// Reads a kind by name; unknown kinds and fields are refused.
    pub fn parse(name: &str, fields: Map<String, Value>) -> Result<Self, String> {
        let tagged = Map::from_iter([(name.to_owned(), Value::Object(fields))]);
        serde_json::from_value(Value::Object(tagged)).map_err(|error| format!("{name}: {error}"))
    }

    /// How long to wait before anything is sent.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Hang { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }

    /// What to send instead of an answer.
    pub fn instead(&self) -> Option<Instead> {
        let reply = match self {
            Self::Reset {} => return Some(Instead::Reset),
            Self::Html {} => Reply::text(StatusCode::OK, HTML, PAGE),
            Self::Body { status, content_type, text } => {
                Reply::text(*status, content_type.clone().unwrap_or(JSON), text.as_str())
            }
            Self::Status { status, retry_after, body } => {
                let mut reply = Reply::text(*status, header("text/plain"), body.as_str());
                reply.headers.extend(retry_after.clone().map(|value| (RETRY_AFTER, value)));
                reply
            }
            _ => return None,
        };
        Some(Instead::Reply(reply))
    }

    /// The day as of which to answer.
    pub fn as_of(&self) -> Option<Date> {
        match self {
            Self::Stale { date } => Some(*date),
            _ => None,
        }
    }

    /// Whether the finished body is cut.
    pub fn cuts(&self) -> bool {
        matches!(self, Self::Truncated {})
    }

    /// Changes the answer; tells whether there was anything to change.
    pub fn change(&self, panel: &mut Panel<'_>, today: Date) -> bool {
        match self {
            Self::Multiply { currency, factor, date } => {
                each(panel, *date, |day| edit(day, currency, |rate| times(rate, *factor)))
            }
            Self::Replace { currency, with, date } => {
                each(panel, *date, |day| edit(day, currency, |_| Some(with.clone())))
            }
            Self::Drop { currency, date } => each(panel, *date, |day| drop(day, currency)),
            Self::Add { currency, rate, date } => each(panel, *date, |day| add(day, currency, rate)),
            Self::Duplicate { currency, date } => each(panel, *date, |day| duplicate(day, currency)),
            Self::EmptyRates { date: None } if panel.span.is_some() => !std::mem::take(&mut panel.days).is_empty(),
            Self::EmptyRates { date } => each(panel, *date, |day| !std::mem::take(&mut day.quotes).is_empty()),
            Self::WrongBase { base } => {
                panel.base = base.clone().into();
                true
            }
            Self::FutureDate { days } => move_newest(panel, today.saturating_add(i64::from(*days).days())),
            _ => false,
        }
    }
}

/// Changes every day, or the one; tells whether any was changed.
fn each<'a>(panel: &mut Panel<'a>, date: Option<Date>, change: impl Fn(&mut PanelDay<'a>) -> bool) -> bool {
    let mut changed = false;
    for day in panel.days.iter_mut().filter(|day| date.is_none_or(|date| day.date == date)) {
        changed |= change(day);
    }
    changed
}

/// Gives a currency's rate another text.
fn edit(day: &mut PanelDay<'_>, currency: &str, text: impl Fn(&str) -> Option<String>) -> bool {
    let mut changed = false;
    for quote in day.quotes.iter_mut().filter(|quote| quote.currency == currency) {
        if let Some(text) = text(&quote.rate) {
            quote.rate = text.into();
            changed = true;
        }
    }
    changed
}

/// Exact, or nothing when an earlier fault left no number or the product has too many digits.
fn times(rate: &str, factor: Decimal) -> Option<String> {
    let product = Decimal::from_str_exact(rate).ok()?.checked_mul(factor)?;
    Some(product.normalize().to_string())
}

fn drop(day: &mut PanelDay<'_>, currency: &str) -> bool {
    let before = day.quotes.len();
    day.quotes.retain(|quote| quote.currency != currency);
    day.quotes.len() < before
}

fn add(day: &mut PanelDay<'_>, currency: &str, rate: &str) -> bool {
    day.quotes.push(Quote { currency: currency.to_owned().into(), rate: rate.to_owned().into() });
    true
}

fn duplicate(day: &mut PanelDay<'_>, currency: &str) -> bool {
    let Some(index) = day.quotes.iter().position(|quote| quote.currency == currency) else { return false };
    day.quotes.insert(index, day.quotes[index].clone());
    true
}

fn move_newest(panel: &mut Panel<'_>, date: Date) -> bool {
    let Some(newest) = panel.days.last_mut() else { return false };
    newest.date = date;
    if let Some((first, _)) = panel.span {
        panel.span = Some((if panel.days.len() == 1 { date } else { first }, date));
    }
    true
}
