//! What is not published, by which rule, and on what evidence.

use super::html::{Cell, Column, Table, escape};
use super::units;
use crate::error::SilverError;
use crate::rows::{self, Rows};
use duckdb::Connection;

/// Rows that are shown; the summary by rule counts all of them.
const ROWS_SHOWN: usize = 400;

/// A finding of a day that is not known is among the newest.
const QUERY: &str = "
    select
        rate_date,
        base_currency || '/' || quote_currency as pair,
        witness,
        digits,
        rule,
        layer,
        evidence,
        left(answer::varchar, 12) as answer,
        if(quote_currency = 'EUR', base_currency, quote_currency) as currency
    from silver.quarantine
    where rate_date is null or rate_date >= (select max(rate_date) from silver.quarantine) - 30
    order by rate_date desc nulls first, layer, rule, pair, witness";

const SUMMARY: &str = "
    select
        rule,
        layer,
        count(*) as rates,
        count(*) filter (where rate_date >= (select max(rate_date) from silver.witnesses) - 30) as lately,
        min(rate_date) as first_day,
        max(rate_date) as last_day
    from silver.quarantine
    group by rule, layer
    order by lately desc, rates desc";

const COLUMNS: &[Column] = &[
    Column::text("Market day"),
    Column::text("Pair"),
    Column::text("Rule"),
    Column::text("Evidence"),
    Column::text("Witness"),
    Column::number("As the source wrote it"),
    Column::text("Layer"),
    Column::text("Answer").meaning("what shows it: the command with the beginning of the answer’s hash"),
];

const SUMMARY_COLUMNS: &[Column] = &[
    Column::text("Rule"),
    Column::text("Layer"),
    Column::number("Entries, all time"),
    Column::number("In the last 30 days"),
    Column::text("First day"),
    Column::text("Last day"),
];

/// The newest entries and the summary by rule.
pub fn html(db: &Connection) -> Result<String, SilverError> {
    let newest = rows::query(db, QUERY, ROWS_SHOWN).map_err(SilverError::sql("the quarantine"))?;
    let summary = rows::query(db, SUMMARY, usize::MAX).map_err(SilverError::sql("the rules of the quarantine"))?;
    let table = Table {
        id: "quarantine-table",
        caption: "Rates in quarantine, the newest first",
        columns: COLUMNS,
        rows: newest.first.iter().map(|row| cells(row)).collect(),
        empty: "Nothing is in quarantine.",
    };
    let by_rule = Table {
        id: "rule-table",
        caption: "The quarantine by rule",
        columns: SUMMARY_COLUMNS,
        rows: summary.first.iter().map(|row| summary_cells(row)).collect(),
        empty: "Nothing was ever in quarantine.",
    };
    Ok(format!("{}{}<h3>By rule</h3>\n{}", note(&newest), table.html(), by_rule.html()))
}

fn note(rows: &Rows) -> String {
    if rows.total <= rows.first.len() {
        return String::new();
    }
    let [shown, total] = [rows.first.len(), rows.total].map(|rows| units::count(rows as u64));
    let text = format!("The newest {shown} of {total} entries of these 30 days are shown");
    format!("<p>{}; <code>transform inspect</code> has the others.</p>\n", escape(&text))
}

fn cells(row: &[String]) -> Vec<Cell> {
    let [day, pair, witness, digits, rule, layer, evidence, answer, currency] = row else { return Vec::new() };
    vec![
        Cell::text(day),
        Cell::chart_link(currency, pair),
        Cell::text(rule),
        Cell::sentence(evidence).with_class("evidence"),
        Cell::text(witness),
        Cell::text(digits).with_class("digits"),
        Cell::text(layer),
        answer_cell(answer),
    ]
}

/// The command that shows an answer; the script puts a button beside it that copies it.
fn answer_cell(hash: &str) -> Cell {
    if hash.is_empty() {
        return Cell::text("");
    }
    Cell::markup(format!("<code class=\"command\">transform bronze cat {}</code>", escape(hash))).with_exact(hash)
}

fn summary_cells(row: &[String]) -> Vec<Cell> {
    let [rule, layer, rates, lately, first_day, last_day] = row else { return Vec::new() };
    vec![
        Cell::text(rule),
        Cell::text(layer),
        Cell::count(rates),
        Cell::count(lately),
        Cell::text(first_day),
        Cell::text(last_day),
    ]
}
