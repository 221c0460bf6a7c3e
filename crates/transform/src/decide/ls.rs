//! `decide ls`: every decision, in force or revoked, with its effect in the current silver.

use crate::decisions::{self, RecordedDecision};
use crate::error::SilverError;
use crate::{inspect, rows};
use makerates_core::bronze::BronzeStore;
use makerates_core::cli::{Context, Success, table};
use makerates_core::clock::format_instant;
use makerates_core::failure::Failure;
use makerates_core::silver::{SilverStoreError, Wanted};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub async fn run(context: &Context, bronze: &BronzeStore) -> Result<Success, Failure> {
    let known = decisions::read(bronze, context.clock.now()).await?;
    let effects = effects(context).await?;
    let mut shown = table(&["decided", "decision", "from", "to", "effect", "who and why"]);
    for known in &known {
        let decision = &known.decision;
        let witness = decision.witness.as_ref().map(|witness| format!(" of {witness}")).unwrap_or_default();
        shown.add_row([
            format_instant(decision.decided_at),
            format!("{} {}{witness}", decision.decision.name(), decision.pair),
            decision.from.to_string(),
            decision.to.map_or_else(|| "open".to_owned(), |to| to.to_string()),
            effect(known, &effects),
            format!("{}: {}", decision.who, decision.reason),
        ]);
    }
    let text = if known.is_empty() { "nothing was decided".to_owned() } else { shown.to_string() };
    let outputs: Value = known.iter().map(|known| outputs(known, &effects)).collect();
    Ok(Success::new([("decisions", outputs)]).with_text(text))
}

/// How many rates each decision of the current silver has an effect on; none are known without a silver.
async fn effects(context: &Context) -> Result<BTreeMap<String, i64>, Failure> {
    let build = match context.silver_build(&Wanted::Current).await {
        Err(SilverStoreError::Missing(_)) => return Ok(BTreeMap::new()),
        build => build?,
    };
    let db = inspect::open(&build.database)?;
    let rows = rows::query(&db, "select path, rate_count from silver.decisions", usize::MAX);
    let rows = rows.map_err(SilverError::sql("the decisions"))?;
    let count = |row: &[String]| Some((row.first()?.clone(), row.get(1)?.parse().ok()?));
    Ok(rows.first.iter().filter_map(|row| count(row)).collect())
}

fn effect(known: &RecordedDecision, effects: &BTreeMap<String, i64>) -> String {
    match (&known.revoked, effects.get(&known.path)) {
        (Some((at, by)), _) => format!("revoked by {by} at {}", format_instant(*at)),
        (None, None) => "not in silver yet: run `transform`".to_owned(),
        (None, Some(0)) => "none".to_owned(),
        (None, Some(1)) => "1 rate".to_owned(),
        (None, Some(count)) => format!("{count} rates"),
    }
}

fn outputs(known: &RecordedDecision, effects: &BTreeMap<String, i64>) -> Value {
    let decision = &known.decision;
    let (revoked_at, revoked_by) = known.revoked.as_ref().map(|(at, by)| (format_instant(*at), by)).unzip();
    json!({
        "decision": known.path,
        "decided_at": format_instant(decision.decided_at),
        "verdict": decision.decision,
        "pair": decision.pair,
        "witness": decision.witness,
        "from": decision.from,
        "to": decision.to,
        "who": decision.who,
        "reason": decision.reason,
        "revoked_at": revoked_at,
        "revoked_by": revoked_by,
        "rates": effects.get(&known.path),
    })
}
