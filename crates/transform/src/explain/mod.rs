//! Why is this rate what it is? The conclusion first, and below it the evidence: witnesses, verdict, rules, answers.

mod conclusion;
mod facts;
pub mod sections;

use crate::error::SilverError;
use crate::inspect;
use conclusion::{Conclusion, Question};
use duckdb::Connection;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_core::unpublished;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::due;
use makerates_domain::pair::CurrencyPair;
use sections::Section;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Explains a pair on a day; without one, on the newest day that has an observation of it.
pub fn run(context: &Context, pair: &str, day: Option<RateDate>) -> Result<Success, Failure> {
    let pair: CurrencyPair = pair.parse()?;
    if let Some(slip) = [pair.base, pair.quote].into_iter().find_map(unpublished::alien) {
        return Err(Failure::new(Exit::Usage, slip.why, slip.next));
    }
    let db = inspect::open(&context.silver_database())?;
    let legs: Vec<CurrencyCode> =
        [pair.quote, pair.base].into_iter().filter(|code| *code != CurrencyCode::EUR).collect();
    let is_given = day.is_some();
    let day = match day {
        Some(day) => day,
        None => newest_day(&db, &legs)?.unwrap_or_else(|| due::market_day(context.clock.now())),
    };
    let mut evidence = Vec::new();
    for leg in &legs {
        evidence.extend(sections::read(&db, *leg, day)?);
    }
    let conclusion = Conclusion::of(context, &db, &Question { pair, legs: &legs, day, is_given })?;
    Ok(told(pair, day, &conclusion, &evidence, context.is_verbose))
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
        .map(|section| json!({ "title": section.title, "rows": inspect::objects(&section.rows) }))
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

/// The newest day on which some source speaks of every currency of a pair.
fn newest_day(db: &Connection, legs: &[CurrencyCode]) -> Result<Option<RateDate>, SilverError> {
    let query = "select max(rate_date)::varchar from silver.observations where role = 'observation' and currency = ?";
    let mut newest: Option<RateDate> = None;
    for leg in legs {
        let day: Option<String> = db
            .query_row(query, [leg.as_str()], |row| row.get(0))
            .map_err(SilverError::sql("looking for the newest day"))?;
        let Some(day) = day.and_then(|day| day.parse().ok()) else { return Ok(None) };
        newest = Some(newest.map_or(day, |newest| newest.min(day)));
    }
    Ok(newest)
}
