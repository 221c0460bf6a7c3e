//! The bodies of Frankfurter v2.

use super::bank::{BANKS, Bank};
use crate::answer::{Panel, Quote};
use crate::data::Recordings;
use crate::reply::Reply;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Who the banks are that have published by now.
pub fn providers(recordings: &Recordings, now: Timestamp) -> Reply {
    let bank = |bank: &Bank| {
        let known = bank.known(recordings, now);
        let (first, last) = (known.first()?, known.last()?);
        Some(json!({
            "key": bank.key,
            "name": bank.name,
            "country_code": bank.country_code,
            "rate_type": bank.rate_type,
            "pivot_currency": bank.pivot_currency,
            "publish_cadence": bank.publish_cadence,
            "start_date": first.date,
            "end_date": last.date,
        }))
    };
    Reply::json(StatusCode::OK, BANKS.iter().filter_map(bank).collect::<Value>().to_string()).cacheable()
}

/// A list of records.
pub fn json(panel: &Panel<'_>) -> Reply {
    let mut body = String::from("[");
    for quote in panel.days.iter().flat_map(|day| &day.quotes) {
        if body.len() > 1 {
            body.push(',');
        }
        write_record(&mut body, panel, quote);
    }
    body.push(']');
    Reply::json(StatusCode::OK, body).cacheable()
}

// Writing to a String cannot fail.
fn write_record(body: &mut String, Panel { base, has_codes, .. }: &Panel<'_>, quote: &Quote<'_>) {
    let Quote { date, currency, rate, entries } = quote;
    let _ = write!(body, r#"{{"date":"{date}","base":"{base}","quote":"{currency}","rate":{rate}"#);
    for (index, entry) in entries.iter().enumerate() {
        body.push_str(if index == 0 { r#","providers":["# } else { "," });
        let _ = if *has_codes {
            write!(body, r#""{}""#, entry.provider)
        } else {
            write!(body, r#"{{"key":"{}","date":"{}","rate":{}}}"#, entry.provider, entry.date, entry.rate)
        };
    }
    body.push_str(if entries.is_empty() { "}" } else { "]}" });
}
