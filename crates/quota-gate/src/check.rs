//! `check`: what is used of each quota.

use crate::{look, reconcile};
use makerates_core::cli::{Context, Report, table};
use makerates_core::clock::format_instant;
use makerates_core::failure::Failure;
use makerates_core::quota::{Circuit, Tracker, Usage, UsedPeriod, Verdict};
use serde_json::{Value, json};

pub async fn run(context: &Context, tracker: Tracker<'_>, with_source: bool) -> Result<Report, Failure> {
    let now = context.clock.now();
    let reconciled = if with_source { Some(reconcile::run(context, tracker).await?) } else { None };
    let usages = look::usages(context, tracker).await?;
    let mut shown = table(&["source", "period", "requests", "limit", "left", "answered", "failed", "circuit", "state"]);
    for usage in &usages {
        let verdict = Verdict::of(usage, now).to_string();
        for (index, period) in usage.periods.iter().enumerate() {
            let of_day = |count: u64| if index == 0 { count.to_string() } else { String::new() };
            shown.add_row([
                usage.source.to_string(),
                period.limit.period.key(),
                period.used.to_string(),
                period.limit.requests.to_string(),
                period.remaining().to_string(),
                of_day(usage.success_count),
                of_day(usage.failure_count),
                if index == 0 { circuit(usage) } else { String::new() },
                if index == 0 { verdict.clone() } else { String::new() },
            ]);
        }
    }
    let sources: Vec<Value> = usages.iter().map(|usage| outputs(usage, &Verdict::of(usage, now))).collect();
    let (text, outputs) = match reconciled {
        Some(reconciled) => (format!("{}\n{shown}", reconciled.text), reconciled.outputs),
        None => (shown.to_string(), Value::Null),
    };
    Ok(Report::new([("sources", json!(sources)), ("reconciled", outputs)]).with_text(text))
}

/// The circuit for a person: how it stands, and how near a closed one is to opening. Until when is told by the state.
fn circuit(usage: &Usage) -> String {
    match (usage.circuit, usage.consecutive_failures) {
        (Circuit::Closed, 1..) => format!("closed, {} failed", usage.consecutive_failures),
        (circuit, _) => circuit.name().to_owned(),
    }
}

fn outputs(usage: &Usage, verdict: &Verdict) -> Value {
    let (day, month) = (usage.periods.first(), usage.periods.get(1));
    let of = |period: Option<&UsedPeriod>, fact: fn(&UsedPeriod) -> Value| period.map_or(Value::Null, fact);
    json!({
        "source": usage.source,
        "tracking_date": of(day, |period| json!(period.limit.period.key())),
        "request_count": of(day, |period| json!(period.used)),
        "quota_limit": of(day, |period| json!(period.limit.requests)),
        "month_tracking_date": of(month, |period| json!(period.limit.period.key())),
        "month_request_count": of(month, |period| json!(period.used)),
        "month_quota_limit": of(month, |period| json!(period.limit.requests)),
        "remaining": usage.remaining(),
        "success_count": usage.success_count,
        "failure_count": usage.failure_count,
        "status": usage.status,
        "circuit": usage.circuit.name(),
        "consecutive_failures": usage.consecutive_failures,
        "open_count": usage.open_count,
        "verdict": verdict.name(),
        "retry_at": verdict.retry_at().map(format_instant),
        "last_request_at": usage.last_request_at,
    })
}
