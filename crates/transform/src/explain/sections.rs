//! The evidence of a currency's rate against the euro, in the order in which a rate is judged.

use crate::error::SilverError;
use crate::render;
use crate::rows::{self, Rows};
use duckdb::Connection;
use duckdb::types::Value;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;

/// So many rows of a section are shown: no day has more witnesses.
const ROWS_MAX: usize = 100;

/// What is known of one thing, such as the deviations.
pub struct Section {
    /// What it is about.
    pub title: String,
    /// All that is known.
    pub rows: Rows<Value>,
    /// The columns that a person is shown who does not ask for more: as many as 80 characters hold.
    pub main_columns: Vec<&'static str>,
}

impl Section {
    /// As a table of the main columns, or of all.
    pub fn text(&self, is_whole: bool) -> String {
        if is_whole {
            return rows::shown(&self.rows);
        }
        rows::shown(&self.rows.only(&self.main_columns))
    }
}

/// The sections of a currency on a day; one without rows is left out. Codes and days are checked, so they can stand in the
/// text of a query.
pub fn read(db: &Connection, currency: CurrencyCode, day: RateDate) -> Result<Vec<Section>, SilverError> {
    let mut sections = Vec::new();
    for (title, main_columns, query) in SECTIONS {
        let title = format!("{title} of {currency}");
        let query = query.replace("$currency", currency.as_str()).replace("$day", &day.to_string());
        let rows = rows::values(db, &query, ROWS_MAX).map_err(SilverError::sql(title.clone()))?;
        if rows.total > 0 {
            let main_columns = main_columns.iter().copied().filter(|name| tells(&rows, name, day)).collect();
            sections.push(Section { title, rows, main_columns });
        }
    }
    Ok(sections)
}

/// Of which day each rate is tells something where one is of an earlier day.
fn tells(rows: &Rows<Value>, column: &str, day: RateDate) -> bool {
    let is_of_day = |row: &Vec<Value>| row.iter().all(|cell| render::text(cell) == day.to_string());
    column != OBSERVED_ON || !rows.only(&[OBSERVED_ON]).first.iter().all(is_of_day)
}

/// The day of a witness's rate.
const OBSERVED_ON: &str = "observed_on";

/// Title, main columns and query of each section.
const SECTIONS: [(&str, &[&str], &str); 10] = [
    (
        "Witnesses",
        &["witness", "pair", "digits", "rate_per_eur", OBSERVED_ON, "bank"],
        "select aligned.witness, base_currency || '/' || quote_currency as pair, digits, rate_per_eur, published_at,
            observed_on, age_days, left(answer, 12) as answer, coalesce(banks.label, '') as bank
         from silver.aligned left join silver.banks on aligned.source = 'frankfurter' and aligned.witness = banks.key
         where currency = '$currency' and rate_date = '$day' order by aligned.witness",
    ),
    (
        "Without a voice",
        &["witness", "pair", "digits", "dated", "bank", "why"],
        "select said.witness, base_currency || '/' || quote_currency as pair, digits, stamp as dated,
            coalesce(banks.label, '') as bank,
            case
                when role = 'undated' then 'which market day its dates describe is not known yet'
                when role = 'no_mid' then 'its rates are no mid of the market'
                when role <> 'observation' then 'the same market day again'
                when euro_day <= said.rate_date then 'the euro replaced it'
                when isodow(said.rate_date) > 5 then 'a ' || dayname(said.rate_date) || ': there is no market'
                when rate_per_eur is null then 'no rate of the euro to compare it by'
                when copy_of is not null then 'copies ' || copy_of
            end as why
         from silver.observations as said
         left join silver.dim_currencies on said.currency = dim_currencies.currency
         left join silver.answer_checks
            on said.rate_date = answer_checks.rate_date and said.source = answer_checks.source
                and said.witness = answer_checks.witness
         left join silver.banks on said.source = 'frankfurter' and said.witness = banks.key
         where said.currency = '$currency' and said.rate_date = '$day' and why is not null
         order by said.witness, stamp",
    ),
    (
        "Values taken back",
        &["witness", "stamp", "digits", "first_fetched_at", "is_observation", "answer"],
        "select witness, stamp, digits, first_fetched_at, is_observation, left(answer, 12) as answer
         from silver.restatements where currency = '$currency' and rate_date = '$day' order by first_fetched_at",
    ),
    (
        "Suspect answers",
        &["witness", "rules", "evidence"],
        "select witness, array_to_string(rules, ', ') as rules, evidence
         from silver.answer_checks
         where rate_date = '$day' and len(rules) > 0
            and witness in (select witness from silver.aligned where currency = '$currency' and rate_date = '$day')",
    ),
    (
        "Deviations",
        &["witness", "compared_with", "deviation_pct", "usual_pct", "is_blamed"],
        "select witness, reference as compared_with, round(silver.percent(deviation_pct), 3) as deviation_pct,
            round(silver.percent(deviation_pct - residual_pct), 3) as common_part_pct, round(spread_pct, 3) as usual_pct,
            round(half_units_pct, 3) as rounding_pct, round(silver.percent(move_pct), 3) as move_pct,
            round(usual_move_pct, 3) as usual_move_pct, round(100 * fault_probability, 1) as wrong_probability_pct,
            is_accepted, is_blamed, is_timing as is_later
         from silver.deviations where currency = '$currency' and rate_date = '$day' order by witness",
    ),
    (
        "Verdict",
        &["verdict", "publisher", "witnesses", "deviation_pct", "warning_pct"],
        "select verdict, publisher, witness_count as witnesses, deviation_pct, warning_pct, critical_pct, suspects
         from silver.consensus where currency = '$currency' and rate_date = '$day'",
    ),
    (
        "Without a second witness",
        &["witness", "move_pct", "rule", "evidence"],
        "select witness, round(silver.percent(move_pct), 3) as move_pct,
            round(silver.percent(move_limit_pct), 3) as move_limit_pct,
            coalesce(rule, overruled || ' (overruled by a decision)', 'none') as rule, evidence
         from silver.unwitnessed_rates where currency = '$currency' and rate_date = '$day'",
    ),
    (
        "Decisions",
        &["verdict", "witness", "since", "author", "reason", "revoked"],
        "select verdict, if(witness = '', 'whoever speaks', witness) as witness, since,
            coalesce(until::varchar, 'open') as until, author, reason, decided_at, rate_count as rates,
            coalesce('by ' || revoked_by || ' at ' || revoked_at::varchar, 'no') as revoked
         from silver.decisions
         where currency in ('', '$currency') and '$day' between since and coalesce(until, '$day') order by decided_at",
    ),
    (
        "Published",
        &["pair", "rate", "validation_status", "publisher", "rate_regime"],
        "select base_currency || '/' || quote_currency as pair, rate, validation_status, publisher, rate_regime
         from silver.validated_rates where currency = '$currency' and rate_date = '$day'",
    ),
    (
        "Quarantine",
        &["witness", "pair", "digits", "rule", "evidence"],
        "select witness, base_currency || '/' || quote_currency as pair, digits, layer, rule, evidence
         from silver.quarantine
         where rate_date = '$day' and '$currency' in (quote_currency, base_currency)
            and (quote_currency = '$currency' or quote_currency = 'EUR')",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_is_shown_has_six_columns_at_most() {
        for (title, main_columns, query) in SECTIONS {
            assert!(main_columns.len() <= 6, "{title}");
            for column in main_columns {
                assert!(query.contains(column), "{title}: {column}");
            }
        }
    }
}
