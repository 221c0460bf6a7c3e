//! The story of one rate: its witnesses, the verdict, the rules that spoke, the answers.

use crate::error::SilverError;
use crate::inspect::{self, Rows};
use duckdb::Connection;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Explains a pair on a day; without one, on the newest day that has an observation of it.
pub fn run(context: &Context, pair: &str, day: Option<RateDate>) -> Result<Success, Failure> {
    let CurrencyPair { base, quote } = pair.parse()?;
    let db = inspect::open(&context.silver_database())?;
    let currency = if quote == CurrencyCode::EUR { base } else { quote };
    let Some(day) = day.map_or_else(|| newest_day(&db, currency), |day| Ok(Some(day)))? else {
        let what = format!("silver has no observation of {currency}");
        return Err(Failure::new(
            Exit::Usage,
            what,
            "see `transform inspect --sql \"select * from silver.dim_currencies\"`",
        ));
    };
    let mut sections = Vec::new();
    let mut legs = vec![currency];
    if base != CurrencyCode::EUR && quote != CurrencyCode::EUR {
        legs.push(base);
    }
    for leg in &legs {
        sections.extend(story(&db, *leg, day)?);
    }
    let outputs: Vec<Value> =
        sections.iter().map(|(title, rows)| json!({ "title": title, "rows": inspect::objects(rows) })).collect();
    let mut text = format!("{base}/{quote} on {day}");
    if legs.len() > 1 {
        let _ = write!(text, ", crossed from EUR/{quote} and EUR/{base} unless a source quotes it itself");
    }
    for (title, rows) in &sections {
        let _ = write!(text, "\n\n{title}\n{}", inspect::shown(rows));
    }
    if sections.iter().any(|(title, _)| title.starts_with("Quarantine")) {
        let _ = write!(
            text,
            "\n\nTo admit or to shut out what a source said: transform decide accept EUR/{currency} --witness W --from {day} \
             --reason TEXT (or reject)"
        );
    }
    Ok(Success::new([
        ("pair", json!(format!("{base}/{quote}"))),
        ("rate_date", json!(day.to_string())),
        ("story", json!(outputs)),
    ])
    .with_text(text))
}

fn newest_day(db: &Connection, currency: CurrencyCode) -> Result<Option<RateDate>, SilverError> {
    let query = "select max(rate_date)::varchar from silver.observations where role = 'observation' and currency = ?";
    let day: Option<String> = db
        .query_row(query, [currency.as_str()], |row| row.get(0))
        .map_err(SilverError::sql("looking for the newest day"))?;
    Ok(day.and_then(|day| day.parse().ok()))
}

/// The sections of a currency's story against the euro; codes and days are checked, so they can stand in the text.
pub fn story(
    db: &Connection,
    currency: CurrencyCode,
    day: RateDate,
) -> Result<Vec<(String, Rows<duckdb::types::Value>)>, SilverError> {
    let mut told = Vec::new();
    for (title, query) in SECTIONS {
        let title = format!("{title} of {currency}");
        let query = query.replace("$currency", currency.as_str()).replace("$day", &day.to_string());
        let rows = inspect::values(db, &query, 50).map_err(SilverError::sql(title.clone()))?;
        if rows.total > 0 {
            told.push((title, rows));
        }
    }
    Ok(told)
}

/// Title and query of each section, in the order in which a rate is judged; one without rows is left out.
const SECTIONS: [(&str, &str); 10] = [
    (
        "Witnesses",
        "select aligned.witness, base_currency || '/' || quote_currency as pair, digits, rate_per_eur, published_at,
            observed_on, age_days, left(answer, 12) as answer, coalesce(banks.label, '') as bank
         from silver.aligned left join silver.banks on aligned.source = 'frankfurter' and aligned.witness = banks.key
         where currency = '$currency' and rate_date = '$day' order by aligned.witness",
    ),
    (
        "Without a voice",
        "select witness, base_currency || '/' || quote_currency as pair, digits, stamp as dated, coalesce(banks.label, '') as bank,
            case role
                when 'undated' then 'which market day its dates describe is not known yet'
                when 'no_mid' then 'its rates are no mid of the market'
                else 'the same market day again'
            end as why
         from silver.observations left join silver.banks on source = 'frankfurter' and witness = banks.key
         where currency = '$currency' and rate_date = '$day' and role <> 'observation' order by witness, stamp",
    ),
    (
        "Values taken back",
        "select witness, stamp, digits, first_fetched_at, is_observation, left(answer, 12) as answer
         from silver.restatements where currency = '$currency' and rate_date = '$day' order by first_fetched_at",
    ),
    (
        "Suspect answers",
        "select witness, array_to_string(rules, ', ') as rules, evidence
         from silver.answer_checks
         where rate_date = '$day' and len(rules) > 0
            and witness in (select witness from silver.aligned where currency = '$currency' and rate_date = '$day')",
    ),
    (
        "Deviations",
        "select witness, reference as compared_with, round(silver.percent(deviation_pct), 3) as deviation_pct,
            round(silver.percent(deviation_pct - residual_pct), 3) as common_part_pct, round(spread_pct, 3) as usual_pct,
            round(half_units_pct, 3) as rounding_pct, round(silver.percent(move_pct), 3) as move_pct,
            round(usual_move_pct, 3) as usual_move_pct, round(100 * fault_probability, 1) as wrong_probability_pct,
            is_accepted, is_blamed, is_timing as is_later
         from silver.deviations where currency = '$currency' and rate_date = '$day' order by witness",
    ),
    (
        "Verdict",
        "select verdict, publisher, witness_count as witnesses, deviation_pct, warning_pct, critical_pct, suspects
         from silver.consensus where currency = '$currency' and rate_date = '$day'",
    ),
    (
        "Without a second witness",
        "select witness, round(silver.percent(move_pct), 3) as move_pct,
            round(silver.percent(move_limit_pct), 3) as move_limit_pct,
            coalesce(rule, overruled || ' (overruled by a decision)', 'none') as rule, evidence
         from silver.unwitnessed_rates where currency = '$currency' and rate_date = '$day'",
    ),
    (
        "Decisions",
        "select verdict, if(witness = '', 'whoever speaks', witness) as witness, since,
            coalesce(until::varchar, 'open') as until, author, reason, decided_at, rate_count as rates,
            coalesce('by ' || revoked_by || ' at ' || revoked_at::varchar, 'no') as revoked
         from silver.decisions
         where currency in ('', '$currency') and '$day' between since and coalesce(until, '$day') order by decided_at",
    ),
    (
        "Published",
        "select base_currency || '/' || quote_currency as pair, rate, validation_status, publisher, rate_regime
         from silver.validated_rates where currency = '$currency' and rate_date = '$day'",
    ),
    (
        "Quarantine",
        "select witness, base_currency || '/' || quote_currency as pair, digits, layer, rule, evidence
         from silver.quarantine
         where rate_date = '$day' and '$currency' in (quote_currency, base_currency)
            and (quote_currency = '$currency' or quote_currency = 'EUR')",
    ),
];
