//! Frankfurter v2: what several banks say, as far as they had published at the clock.

mod bank;
mod carried;
mod render;
mod request;
mod snapshot;

use crate::answer::{Answer, Panel};
use crate::clock;
use crate::data::Recordings;
use crate::reply::Reply;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode, Uri};
use jiff::Timestamp;
use request::{Period, Query, Refusal};
use serde_json::json;

const EURO: &str = "EUR";

/// Answers one request with what was known at `now`.
pub fn answer<'a>(recordings: &'a Recordings, now: Timestamp, uri: &Uri) -> Answer<'a> {
    if uri.path() == "/v2/providers" {
        return Answer::Fixed(render::providers(recordings, now));
    }
    match request::parse(uri, clock::day_of(now)) {
        Ok(query) => rates(recordings, now, &query),
        Err(Refusal::NotFound) => Answer::Fixed(error(StatusCode::NOT_FOUND, "not found")),
        Err(Refusal::Unprocessable(message)) => Answer::Fixed(error(StatusCode::UNPROCESSABLE_ENTITY, &message)),
    }
}

fn rates<'a>(recordings: &'a Recordings, now: Timestamp, query: &Query) -> Answer<'a> {
    let days = match query.period {
        Period::Latest => snapshot::of_day(recordings, now, query, clock::day_of(now)),
        Period::Day(date) => snapshot::of_day(recordings, now, query, date),
        Period::Range(from, to) => snapshot::of_range(recordings, now, query, from, to),
    };
    let panel = Panel { base: query.base.clone().into(), span: None, days, has_codes: false };
    // Without a rate there is nothing that a fault could change.
    if panel.days.is_empty() {
        Answer::Fixed(render::json(&panel))
    } else {
        Answer::Rates { panel, render: render::json }
    }
}

fn error(status: StatusCode, message: &str) -> Reply {
    let mut reply = Reply::json(status, json!({ "status": status.as_u16(), "message": message }).to_string());
    reply.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

#[cfg(test)]
mod tests;
