//! `plan`: whether requests fit today, and if not, on which days.

use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::quota::{PlannedDay, Tracker, spread};
use makerates_domain::source::Source;
use serde_json::{Value, json};

pub async fn run(context: &Context, tracker: Tracker<'_>, source: Source, requests: u64) -> Result<Success, Failure> {
    let now = context.clock.now();
    let usage = tracker.usage(source, now).await?;
    let remaining = usage.remaining();
    let days = spread(&usage, &context.config.quota, requests, now);
    let planned: Vec<Value> = days.iter().flatten().map(outputs).collect();
    if requests <= remaining {
        let text = format!("there is room for {} to {source} today ({remaining} left)", counted(requests, "request"));
        return Ok(Success::new([
            ("source", json!(source)),
            ("requests", json!(requests)),
            ("remaining", json!(remaining)),
            ("fits_today", json!(true)),
            ("days", json!(planned)),
        ])
        .with_text(text));
    }
    let what = format!("no room for {} to {source} today: {remaining} left", counted(requests, "request"));
    let next = match days.as_deref() {
        Some([first, .., last]) => format!(
            "spread them over {} days, {} to {} (outputs `days`), or raise a limit if the account has more",
            planned.len(),
            first.date,
            last.date
        ),
        Some([only]) => format!("begin on {}, or raise a limit if the account has more", only.date),
        _ => "they fit into no number of days: raise a limit if the account has more".to_owned(),
    };
    Err(Failure::new(Exit::NoSource, what, next)
        .with_output("source", json!(source))
        .with_output("requests", requests)
        .with_output("remaining", remaining)
        .with_output("fits_today", false)
        .with_output("days", json!(planned)))
}

fn outputs(day: &PlannedDay) -> Value {
    json!({ "date": day.date, "requests": day.requests })
}
