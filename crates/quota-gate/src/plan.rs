//! `plan`: whether requests fit today, and if not, on which days.

use makerates_core::cli::{Context, Success};
use makerates_core::clock::{format_instant, format_minute};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::quota::{PlannedDay, Tracker, spread};
use makerates_domain::dates::utc_day;
use makerates_domain::source::Source;
use serde_json::{Value, json};

pub async fn run(context: &Context, tracker: Tracker<'_>, source: Source, requests: u64) -> Result<Success, Failure> {
    let now = context.clock.now();
    let usage = tracker.usage(source, now).await?;
    let remaining = usage.remaining();
    let days = spread(&usage, &context.config.quota, requests, now);
    let planned: Vec<Value> = days.iter().flatten().map(outputs).collect();
    let waits_until = usage.waits_until(now);
    let is_shut_today = waits_until.filter(|(until, _)| utc_day(*until) > utc_day(now));
    if requests <= remaining && is_shut_today.is_none() {
        let from =
            waits_until.map_or_else(String::new, |(until, why)| format!(", from {} on: {why}", format_minute(until)));
        let wanted = counted(requests, "request");
        let text = format!("there is room for {wanted} to {source} today ({remaining} left){from}");
        return Ok(Success::new([
            ("source", json!(source)),
            ("requests", json!(requests)),
            ("remaining", json!(remaining)),
            ("fits_today", json!(true)),
            ("retry_at", json!(waits_until.map(|(until, _)| format_instant(until)))),
            ("days", json!(planned)),
        ])
        .with_text(text));
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
    Err(Failure::new(Exit::NoSource, what, next)
        .with_output("source", json!(source))
        .with_output("requests", requests)
        .with_output("remaining", remaining)
        .with_output("fits_today", false)
        .with_output("retry_at", json!(is_shut_today.map(|(until, _)| format_instant(until))))
        .with_output("days", json!(planned)))
}

fn outputs(day: &PlannedDay) -> Value {
    json!({ "date": day.date, "requests": day.requests })
}
