//! `get`: one published rate, with its age and its reasons.

use crate::item::{Item, LATEST};
use crate::published;
use aws_sdk_dynamodb::types::AttributeValue;
use makerates_core::cli::{Context, Report};
use makerates_core::dates::RateDate;
use makerates_core::dynamodb::{CURRENCY_RATES, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::pair::CurrencyPair;
use makerates_core::quota::utc_day;
use serde_json::{Map, Value, json};

/// Shows the item of a pair on a day, or its latest one.
pub async fn run(context: &Context, tables: &Tables, pair: &str, date: Option<RateDate>) -> Result<Report, Failure> {
    let pair = pair.parse::<CurrencyPair>()?.to_string();
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let sort_key = date.map_or_else(|| LATEST.to_owned(), |day| day.to_string());
    let now = context.clock.now();
    let item = published::item(&tables.client, &pair, &sort_key).await?;
    // DynamoDB removes an expired item only some time later: until then it is gone for readers already.
    let expires_at = |item: &Item| item.get("expiration_timestamp")?.as_n().ok()?.parse::<i64>().ok();
    let Some(item) = item.filter(|item| expires_at(item).is_none_or(|second| second > now.as_second())) else {
        let what = format!("{pair} {sort_key} is not published");
        let day = date.map(|day| format!(" --date {day}")).unwrap_or_default();
        return Err(Failure::new(Exit::Usage, what, format!("see why with `transform explain {pair}{day}`")));
    };
    let mut outputs: Map<String, Value> = item.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
    outputs.sort_keys();
    let effective = outputs.get("effective_date").and_then(Value::as_str).and_then(|day| day.parse::<RateDate>().ok());
    let age_days = effective.map(|day| utc_day(now).days_since(day));
    outputs.insert("age_days".to_owned(), json!(age_days));
    let valid_until = outputs.get("valid_until").and_then(Value::as_str).and_then(|until| until.parse().ok());
    let valid = valid_until.map(|until: jiff::Timestamp| until > now);
    outputs.insert("is_valid_now".to_owned(), json!(valid));
    let text = text(&outputs, age_days, valid);
    Ok(Report { outputs, ..Report::default() }.with_text(text))
}

/// A value with the digits that it has: a number goes out as text, because a reader of JSON may take it for a float.
fn plain(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => json!(text),
        AttributeValue::Ss(items) => {
            let mut items = items.clone();
            items.sort();
            json!(items)
        }
        other => json!(format!("{other:?}")),
    }
}

fn text(outputs: &Map<String, Value>, age_days: Option<i32>, valid: Option<bool>) -> String {
    let field = |name: &str| outputs.get(name).and_then(Value::as_str).unwrap_or_default();
    let age = age_days.map(|days| format!(", {days} days old")).unwrap_or_default();
    let state = match (field("status"), valid) {
        ("", _) => String::new(),
        ("current", Some(false)) => ", stale".to_owned(),
        (status, _) => format!(", {status}"),
    };
    let witnesses = outputs.get("witnesses").and_then(Value::as_array).map_or(0, Vec::len);
    format!(
        "1 {} = {} {} on {}{age}{state}\n{} ({} of {}), {witnesses} witnesses{}",
        field("base_currency"),
        field("rate"),
        field("target_currency"),
        field("effective_date"),
        field("validation_status"),
        field("derivation"),
        field("publisher"),
        if field("deviation_pct").is_empty() { String::new() } else { format!(" within {} %", field("deviation_pct")) },
    )
}
