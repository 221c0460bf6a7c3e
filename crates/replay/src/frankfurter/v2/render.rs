//! The bodies of Frankfurter v2.

use super::NDJSON;
use crate::answer::{Panel, Quote};
use crate::reply::Reply;
use axum::http::header::{ACCEPT, VARY};
use axum::http::{HeaderValue, StatusCode};
use std::fmt::Write as _;

/// A list of records.
pub fn json(panel: &Panel<'_>) -> Reply {
    let body = format!("[{}]", records(panel, ",", ""));
    Reply::json(StatusCode::OK, body).cacheable()
}

/// One record a line.
pub fn ndjson(panel: &Panel<'_>) -> Reply {
    let mut reply = Reply::text(StatusCode::OK, HeaderValue::from_static(NDJSON), records(panel, "", "\n"));
    reply.headers.insert(VARY, ACCEPT.into());
    reply.cacheable()
}

fn records(panel: &Panel<'_>, between: &str, after: &str) -> String {
    let mut body = String::new();
    for quote in panel.days.iter().flat_map(|day| &day.quotes) {
        if !body.is_empty() {
            body.push_str(between);
        }
        write_record(&mut body, &panel.base, quote);
        body.push_str(after);
    }
    body
}

// Writing to a String cannot fail.
fn write_record(body: &mut String, base: &str, quote: &Quote<'_>) {
    let Quote { date, currency, rate, entries } = quote;
    let _ = write!(body, r#"{{"date":"{date}","base":"{base}","quote":"{currency}","rate":{rate}"#);
    for (index, entry) in entries.iter().enumerate() {
        body.push_str(if index == 0 { r#","providers":["# } else { "," });
        let _ = write!(body, r#"{{"key":"{}","date":"{}","rate":{}}}"#, entry.provider, entry.date, entry.rate);
    }
    body.push_str(if entries.is_empty() { "}" } else { "]}" });
}
