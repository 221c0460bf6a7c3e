//! Frankfurter v1: the ECB's euro reference rates, as far as they were published at the clock. [`v2`] is the panel.

mod request;
mod rounding;
pub mod v2;

use crate::answer::{Answer, Panel, PanelDay};
use crate::clock;
use crate::data::Day;
use crate::reply::Reply;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode, Uri};
use jiff::Timestamp;
use jiff::civil::Date;
use request::{Call, Refusal};
use std::fmt::Write as _;

/// Answers one request with what was known at `now`.
pub fn answer<'a>(recorded: &'a [Day], now: Timestamp, uri: &Uri) -> Answer<'a> {
    let known = &recorded[..recorded.partition_point(|day| clock::ecb_published_at(day.date) <= now)];
    match request::parse(uri) {
        Ok(Call::Latest) => single(known, clock::day_of(now)),
        Ok(Call::Day(date)) => single(known, date),
        Ok(Call::Range(from, to)) => {
            let today = clock::day_of(now);
            let to = to.unwrap_or(today);
            if from > today { Answer::Fixed(not_found()) } else { range(known, from, to) }
        }
        Err(Refusal::NotFound) => Answer::Fixed(not_found()),
        Err(Refusal::Unprocessable(message)) => Answer::Fixed(error(StatusCode::UNPROCESSABLE_ENTITY, &message)),
    }
}

/// The answer to a path that no face has.
pub fn not_found() -> Reply {
    error(StatusCode::NOT_FOUND, "not found")
}

/// The newest day that is not after `date`: a weekend answers Friday, the future answers the latest.
fn single(known: &[Day], date: Date) -> Answer<'_> {
    let upto = &known[..known.partition_point(|day| day.date <= date)];
    match upto.last() {
        Some(day) => rates(None, vec![PanelDay::recorded(day)], render_day),
        None => Answer::Fixed(not_found()),
    }
}

/// All days from the last working day at or before `from`.
fn range(known: &[Day], from: Date, to: Date) -> Answer<'_> {
    let first = known.partition_point(|day| day.date <= from).saturating_sub(1);
    let end = known.partition_point(|day| day.date <= to);
    match known.get(first..end).unwrap_or_default() {
        [] => Answer::Fixed(not_found()),
        days @ [first, ..] => {
            let span = days.last().map(|last| (first.date, last.date));
            rates(span, days.iter().map(PanelDay::recorded).collect(), render_range)
        }
    }
}

fn rates(span: Option<(Date, Date)>, days: Vec<PanelDay<'_>>, render: fn(&Panel<'_>) -> Reply) -> Answer<'_> {
    Answer::Rates { panel: Panel { base: request::BASE.into(), span, days, has_codes: false }, render }
}

// Writing to a String cannot fail.
fn render_day(panel: &Panel<'_>) -> Reply {
    let mut body = format!(r#"{{"amount":1.0,"base":"{}""#, panel.base);
    if let Some(day) = panel.days.first() {
        let _ = write!(body, r#","date":"{}","rates":"#, day.date);
        day.write_object(&mut body);
    }
    body.push('}');
    Reply::json(StatusCode::OK, body).cacheable()
}

fn render_range(panel: &Panel<'_>) -> Reply {
    let mut body = format!(r#"{{"amount":1.0,"base":"{}""#, panel.base);
    if let Some((first, last)) = panel.span {
        let _ = write!(body, r#","start_date":"{first}","end_date":"{last}""#);
    }
    body.push_str(r#","rates":{"#);
    for (index, day) in panel.days.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(body, r#"{comma}"{}":"#, day.date);
        day.write_object(&mut body);
    }
    body.push_str("}}");
    Reply::json(StatusCode::OK, body).cacheable()
}

/// The message is one of ours and needs no escaping.
fn error(status: StatusCode, message: &str) -> Reply {
    let mut reply = Reply::json(status, format!(r#"{{"message":"{message}"}}"#));
    reply.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

#[cfg(test)]
mod tests;
