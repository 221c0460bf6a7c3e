//! The kinds of faults.
//!
//! A new kind is one variant here and one arm in the method that says when it acts: [`Kind::wait`],
//! [`Kind::instead`], [`Kind::as_of`], [`Kind::change`], [`Kind::cuts`] or [`Kind::delivery`].

use super::change;
use super::fields::{currency, decimal, header, optional_header, raw_json, redirection, retry_after, status};
use crate::answer::Panel;
use crate::reply::{JSON, Reply};
use crate::sending::{Delivery, Sent};
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const PAGE: &str =
    "<!doctype html><html><head><title>Please wait</title></head><body><h1>Checking your browser</h1></body></html>";

/// What is done to an answer.
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
    /// Another address, and no body.
    Redirect {
        #[serde(deserialize_with = "header")]
        location: HeaderValue,
        #[serde(default = "found", deserialize_with = "redirection")]
        status: StatusCode,
    },
    /// A web page with status 200.
    Html {},
    /// Anything, verbatim; with `latin1` each character is one byte.
    Body {
        #[serde(default = "ok", deserialize_with = "status")]
        status: StatusCode,
        #[serde(default, deserialize_with = "optional_header")]
        content_type: Option<HeaderValue>,
        text: String,
        #[serde(default)]
        latin1: bool,
    },
    /// A JSON text of that size, and nothing in it but spaces.
    Big { mib: NonZeroU32 },
    /// The connection is reset without an answer.
    Reset {},
    /// The answer comes late.
    Hang { ms: u64 },
    /// The answer as it was on the evening of that day.
    Stale { date: Date },
    /// The first half of the body, its length correct.
    Truncated {},
    /// The body in pieces, with a pause between them.
    Trickle { bytes: NonZeroUsize, ms: u64 },
    /// The first half of the body; then the connection is reset.
    BrokenOff {},
    /// A rate times a factor, exactly; with `date` on that day alone.
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
    },
    /// A currency is missing.
    Drop {
        #[serde(deserialize_with = "currency")]
        currency: String,
    },
    /// One more currency at the end, also when it is there already.
    Add {
        #[serde(deserialize_with = "currency")]
        currency: String,
        #[serde(deserialize_with = "raw_json")]
        rate: String,
    },
    /// The same key and rate twice.
    Duplicate {
        #[serde(deserialize_with = "currency")]
        currency: String,
    },
    /// No rates: `{}`, of a range too.
    EmptyRates {},
    /// The days from one to another are missing, and what banks say of them.
    LeaveOut { from: Date, to: Date },
    /// Of each bank its key, and nothing of what it says.
    ProviderCodes {},
    /// Another base is named; the rates stay.
    WrongBase {
        #[serde(deserialize_with = "currency")]
        base: String,
    },
    /// The answer's newest day is dated so many days after the clock's; with `provider` that provider's
    /// entries alone.
    FutureDate { days: u16, provider: Option<String> },
}

fn ok() -> StatusCode {
    StatusCode::OK
}

fn found() -> StatusCode {
    StatusCode::FOUND
}

impl Kind {
    /// Reads a kind by name; unknown kinds and fields are refused.
    pub fn parse(name: &str, fields: Map<String, Value>) -> Result<Self, String> {
        let tagged = Map::from_iter([(name.to_owned(), Value::Object(fields))]);
        let kind = serde_json::from_value(Value::Object(tagged)).map_err(|error| format!("{name}: {error}"))?;
        match &kind {
            Self::Body { text, latin1: true, .. } if latin1(text).is_none() => {
                Err(format!("{name}: the text has characters beyond U+00FF"))
            }
            _ => Ok(kind),
        }
    }

    /// How long to wait before anything is sent.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Hang { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }

    /// What to send instead of an answer.
    pub fn instead(&self) -> Option<Sent> {
        let reply = match self {
            Self::Reset {} => return Some(Sent::Reset),
            Self::Big { mib } => return Some(Sent::Spaces { mib: *mib }),
            Self::Html {} => Reply::text(StatusCode::OK, HTML, PAGE),
            Self::Redirect { location, status } => {
                let headers = HeaderMap::from_iter([(LOCATION, location.clone())]);
                Reply { status: *status, headers, body: Vec::new() }
            }
            Self::Body { status, content_type, text, latin1: is_latin1 } => {
                let body = if *is_latin1 { latin1(text)? } else { text.clone().into_bytes() };
                Reply::text(*status, content_type.clone().unwrap_or(JSON), body)
            }
            Self::Status { status, retry_after, body } => {
                let mut reply = Reply::text(*status, HeaderValue::from_static("text/plain"), body.as_str());
                reply.headers.extend(retry_after.clone().map(|value| (RETRY_AFTER, value)));
                reply
            }
            _ => return None,
        };
        Some(Sent::Reply(reply, Delivery::AtOnce))
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

    /// How the finished body is sent, if not as usual.
    pub fn delivery(&self) -> Option<Delivery> {
        match self {
            Self::Trickle { bytes, ms } => Some(Delivery::Pieces { bytes: *bytes, pause: Duration::from_millis(*ms) }),
            Self::BrokenOff {} => Some(Delivery::BrokenOff),
            _ => None,
        }
    }

    /// Changes the answer; tells whether there was anything to change.
    pub fn change(&self, panel: &mut Panel<'_>, today: Date) -> bool {
        match self {
            Self::Multiply { currency, factor, date } => {
                change::edit(panel, currency, *date, |rate| change::times(rate, *factor))
            }
            Self::Replace { currency, with } => change::edit(panel, currency, None, |_| Some(with.clone())),
            Self::Drop { currency } => change::drop(panel, currency),
            Self::Add { currency, rate } => change::add(panel, currency, rate),
            Self::Duplicate { currency } => change::duplicate(panel, currency),
            Self::EmptyRates {} if panel.span.is_some() => !std::mem::take(&mut panel.days).is_empty(),
            Self::EmptyRates {} => change::empty(panel),
            Self::LeaveOut { from, to } => change::leave_out(panel, *from, *to),
            Self::ProviderCodes {} => {
                panel.has_codes = true;
                panel.days.iter().flat_map(|day| &day.quotes).any(|quote| !quote.entries.is_empty())
            }
            Self::WrongBase { base } => {
                panel.base = base.clone().into();
                true
            }
            Self::FutureDate { days, provider } => {
                let date = today.saturating_add(i64::from(*days).days());
                match provider {
                    None => change::move_newest(panel, date),
                    Some(provider) => change::move_entries(panel, provider, date),
                }
            }
            _ => false,
        }
    }
}

/// One byte a character, if each has one.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect()
}
