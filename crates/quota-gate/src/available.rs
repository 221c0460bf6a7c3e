//! `available`: which source to ask now.

use crate::look;
use makerates_core::cli::{Context, Success};
use makerates_core::clock::format_instant;
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::quota::{Availability, Tracker, Verdict, choose, mends, told};
use makerates_domain::dates::utc_day;
use makerates_domain::source::Source;
use serde_json::{Value, json};

pub async fn run(context: &Context, tracker: Tracker<'_>, preferred: Option<Source>) -> Result<Success, Failure> {
    let now = context.clock.now();
    let usages = look::usages(context, tracker).await?;
    let sources: Vec<Value> = usages.iter().map(|usage| told::outputs(usage, now)).collect();
    let availability = choose(&usages, preferred, now);
    for passed_over in availability.passed_over() {
        if let Some(to) = availability.source() {
            tracker.set_status(passed_over, utc_day(now), "failed_over", Some(to)).await?;
        }
    }
    match availability.source() {
        Some(source) => Ok(success(&availability, source, &sources)),
        None => Err(none_left(&availability).with_output("sources", sources)),
    }
}

fn success(availability: &Availability, source: Source, sources: &[Value]) -> Success {
    let remaining = availability.verdicts.iter().find(|(other, ..)| *other == source).map_or(0, |(.., left)| *left);
    let failover_from = availability.passed_over().next();
    // Also the one that would not be asked first is missed as a witness.
    let is_complete = availability.verdicts.iter().all(|(_, verdict, _)| *verdict == Verdict::WithinQuota);
    let reason = if is_complete { String::new() } else { availability.explain() };
    let left = counted(remaining, "request");
    let mut text = match failover_from {
        Some(from) => format!("ask {source} ({left} left): failover from {from} ({reason})"),
        None => format!("ask {source} ({left} left)"),
    };
    text.extend(availability.misconfigured().map(|source| format!("\n{source} is misconfigured: {}", mends(source))));
    Success::new([
        ("source", json!(source)),
        ("available", json!(availability.available().collect::<Vec<_>>())),
        ("remaining", json!(remaining)),
        ("failover_from", json!(failover_from)),
        ("reason", json!(reason)),
        ("retry_at", Value::Null),
        ("sources", json!(sources)),
    ])
    .with_text(text)
}

fn none_left(availability: &Availability) -> Failure {
    let retry_at = availability.retry_at().map(format_instant);
    let reason = availability.explain();
    let next = match &retry_at {
        Some(retry_at) => format!("wait until {retry_at}, or raise a limit if the account has more"),
        None => "name a source in quota.order".to_owned(),
    };
    Failure::new(Exit::NoSource, format!("no source may be asked now ({reason})"), next).with_outputs([
        ("source", Value::Null),
        ("available", json!([])),
        ("remaining", json!(0)),
        ("failover_from", Value::Null),
        ("reason", json!(reason)),
        ("retry_at", json!(retry_at)),
    ])
}
