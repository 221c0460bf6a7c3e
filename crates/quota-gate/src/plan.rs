//! `plan`: whether requests fit today, and if not, on which days.

use jiff::Timestamp;
use makerates_core::cli::{Context, Success};
use makerates_core::clock::{format_instant, format_minute};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::quota::{Tracker, spread};
use makerates_domain::dates::utc_day;
use makerates_domain::source::Source;
use serde_json::{Value, json};

pub async fn run(context: &Context, tracker: Tracker<'_>, source: Source, requests: u64) -> Result<Success, Failure> {
    let now = context.clock.now();
    let usage = tracker.usage(source, now).await?;
    let remaining = usage.remaining();
    let days = spread(&usage, &context.config.quota, requests, now);
    let planned = days.iter().flatten().map(|day| json!({ "date": day.date, "requests": day.requests }));
    let planned: Vec<Value> = planned.collect();
    let waits_until = usage.waits_until(now);
    let is_shut_today = waits_until.filter(|(until, _)| utc_day(*until) > utc_day(now));
    let outputs = |fits_today: bool, until: Option<Timestamp>| {
        [
            ("source", json!(source)),
            ("requests", json!(requests)),
            ("remaining", json!(remaining)),
            ("fits_today", json!(fits_today)),
            ("retry_at", json!(until.map(format_instant))),
            ("days", json!(planned)),
        ]
    };
    if requests <= remaining && is_shut_today.is_none() {
        let from =
            waits_until.map_or_else(String::new, |(until, why)| format!(", from {} on: {why}", format_minute(until)));
        let wanted = counted(requests, "request");
        let text = format!("there is room for {wanted} to {source} today ({remaining} left){from}");
        return Ok(Success::new(outputs(true, waits_until.map(|(until, _)| until))).with_text(text));
    }
    let why = is_shut_today.map_or_else(
        || format!("{remaining} left"),
        |(until, why)| format!("it must not be asked until {} ({why})", format_instant(until)),
    );
    let what = format!("no room for {} to {source} today: {why}", counted(requests, "request"));
    let next = match (days.as_deref(), is_shut_today) {
        (Some([first, .., last]), _) => format!(
            "spread them over {} days, {} to {} (outputs `days`), or raise a limit if the account has more",
            planned.len(),
            first.date,
            last.date
        ),
        (Some([only]), Some(_)) => format!("begin on {}, or ask the other source", only.date),
        (Some([only]), None) => format!("begin on {}, or raise a limit if the account has more", only.date),
        _ => "they fit into no number of days: raise a limit if the account has more".to_owned(),
    };
    let outputs = outputs(false, is_shut_today.map(|(until, _)| until));
    Err(Failure::new(Exit::NoSource, what, next).with_outputs(outputs))
}
