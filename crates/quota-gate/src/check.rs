//! `check`: what is used of each quota.

use crate::{look, reconcile};
use makerates_core::cli::{Context, Success, table};
use makerates_core::failure::Failure;
use makerates_core::quota::{Circuit, Tracker, Usage, Verdict, mends, told};
use serde_json::{Value, json};
use std::fmt::Write as _;

pub async fn run(context: &Context, tracker: Tracker<'_>, with_source: bool) -> Result<Success, Failure> {
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
    let mut shown = shown.to_string();
    for usage in usages.iter().filter(|usage| Verdict::of(usage, now) == Verdict::Misconfigured) {
        let _ = write!(shown, "\n{} is misconfigured: {}", usage.source, mends(usage.source));
    }
    let sources: Vec<Value> = usages.iter().map(|usage| told::outputs(usage, now)).collect();
    let (text, outputs) = match reconciled {
        Some(reconciled) => (format!("{}\n{shown}", reconciled.text), reconciled.outputs),
        None => (shown, Value::Null),
    };
    Ok(Success::new([("sources", json!(sources)), ("reconciled", outputs)]).with_text(text))
}

/// The circuit for a person: how it stands, and how near a closed one is to opening. Until when is told by the state.
fn circuit(usage: &Usage) -> String {
    match (usage.circuit, usage.consecutive_failures) {
        (Circuit::Closed, 1..) => format!("closed, {} failed", usage.consecutive_failures),
        (circuit, _) => circuit.name().to_owned(),
    }
}
