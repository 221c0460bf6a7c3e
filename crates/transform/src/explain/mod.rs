//! Why is this rate what it is? The conclusion first, and below it the evidence: witnesses, verdict, rules, answers.

mod conclusion;
mod facts;
mod pair_rate;
pub mod sections;

use crate::error::SilverError;
use crate::rows::{self, Rows};
use conclusion::{Conclusion, Question};
use duckdb::Connection;
use duckdb::types::Value as DuckValue;
use makerates_core::cli::{Context, Success};
use makerates_core::config::Format;
use makerates_core::failure::{Exit, Failure};
use makerates_core::unpublished;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::{due, legacy_euro};
use sections::Section;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Explains a pair on a day; without one, on the newest day that has an observation of it.
pub fn run(db: &Connection, context: &Context, pair: &str, day: Option<RateDate>) -> Result<Success, Failure> {
    let pair: CurrencyPair = pair.parse()?;
    if let Some(slip) = [pair.base, pair.quote].into_iter().find_map(unpublished::alien) {
        return Err(Failure::new(Exit::Usage, slip.why, slip.next));
    }
    let legs: Vec<CurrencyCode> =
        [pair.quote, pair.base].into_iter().filter(|code| *code != CurrencyCode::EUR).collect();
    let mut newest = Vec::new();
    for leg in &legs {
        let day = newest_day(db, *leg)?;
        if day.is_none() && legacy_euro::euro_day(*leg).is_none() {
            let next = "see `transform inspect --sql \"select * from silver.dim_currencies\"`";
            return Err(Failure::new(Exit::Usage, format!("silver has no observation of {leg}"), next));
        }
        newest.extend(day);
    }
    let is_given = day.is_some();
    // The newest day of which every currency is known.
    let day = day.or(newest.into_iter().min()).unwrap_or_else(|| due::market_day(context.clock.now()));
    let conclusion = Conclusion::of(context, db, &Question { pair, legs: &legs, day, is_given })?;
    let mut evidence = Vec::new();
    for code in &conclusion.of {
        evidence.extend(sections::read(db, *code, day)?);
    }
    if context.format == Format::Csv {
        return Ok(Success::default().with_raw(rows::csv(&as_one_table(&evidence))?));
    }
    Ok(told(pair, day, &conclusion, &evidence, context.is_verbose))
}

/// The evidence in rows of one form, a line a value: its sections have different columns.
fn as_one_table(evidence: &[Section]) -> Rows<DuckValue> {
    let columns = ["section", "row", "column", "value"].map(str::to_owned).to_vec();
    let mut lines = Vec::new();
    for section in evidence {
        for (number, row) in (1..).zip(&section.rows.first) {
            let line = |(column, value): (&String, &DuckValue)| {
                let title = DuckValue::Text(section.title.clone());
                vec![title, DuckValue::BigInt(number), DuckValue::Text(column.clone()), value.clone()]
            };
            lines.extend(section.rows.columns.iter().zip(row).map(line));
        }
    }
    Rows { columns, total: lines.len(), first: lines }
}

fn told(pair: CurrencyPair, day: RateDate, conclusion: &Conclusion, evidence: &[Section], is_verbose: bool) -> Success {
    let mut text = conclusion.text.clone();
    if let Some(next) = &conclusion.next {
        let _ = write!(text, "\nNext: {next}");
    }
    for section in evidence {
        let _ = write!(text, "\n\n{}, {day}\n{}", section.title, section.text(is_verbose));
    }
    if !is_verbose && !evidence.is_empty() {
        text.push_str("\n\n-v shows every column");
    }
    let story: Vec<Value> = evidence
        .iter()
        .map(|section| json!({ "title": section.title, "rows": rows::objects(&section.rows) }))
        .collect();
    Success::new([
        ("pair", json!(pair.to_string())),
        ("rate_date", json!(day.to_string())),
        ("conclusion", json!(conclusion.text)),
        ("next_step", json!(conclusion.next)),
        ("story", json!(story)),
    ])
    .with_text(text)
}

/// The newest day on which some source speaks of a currency.
fn newest_day(db: &Connection, currency: CurrencyCode) -> Result<Option<RateDate>, SilverError> {
    let query = "select max(rate_date)::varchar from silver.observations where role = 'observation' and currency = ?";
    let day: Option<String> = db
        .query_row(query, [currency.as_str()], |row| row.get(0))
        .map_err(SilverError::sql("looking for the newest day"))?;
    Ok(day.and_then(|day| day.parse().ok()))
}
