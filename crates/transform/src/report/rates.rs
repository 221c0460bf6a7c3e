//! The newest validated rate of each currency.

use super::html::{Cell, Column, Table};
use super::today::Today;
use crate::error::SilverError;
use crate::inspect;
use duckdb::Connection;
use makerates_domain::dates::RateDate;
use makerates_domain::target_calendar::{VALIDITY_ECB_DAYS, nth_ecb_day_after};

/// Names of witnesses that are shown before the others are only counted.
const WITNESSES_SHOWN: usize = 3;

/// The digits are the source's own text.
const QUERY: &str = "
    select
        latest_rates.currency,
        base_currency || '/' || quote_currency as pair,
        digits,
        rate_date,
        validation_status,
        deviation_pct,
        array_to_string(witnesses, ', ') as witnesses,
        publisher,
        status,
        latest_rates.rate_regime,
        dim_currencies.name
    from silver.latest_rates
    inner join silver.dim_currencies on latest_rates.currency = dim_currencies.currency
    order by status = 'ended', rate_date < (select max(rate_date) from silver.latest_rates) - 30, pair";

const COLUMNS: &[Column] = &[
    Column::text("Pair").meaning("1 of the first currency is so many of the second; opens its chart"),
    Column::number("Rate").meaning("the publisher’s own digits"),
    Column::text("Market day").meaning("the day that the rate describes"),
    Column::number("Age").meaning("days since the market day"),
    Column::text("Validation").meaning("what the rate stands on"),
    Column::number("Deviation %").meaning("the largest of the witnesses that agree"),
    Column::text("Witnesses").meaning("who was compared"),
    Column::text("Publisher").meaning("whose digits these are"),
    Column::text("Status").meaning("stale: no new market day for five TARGET days"),
    Column::text("Regime"),
    Column::text("Currency"),
];

/// The table.
pub fn html(db: &Connection, today: &Today) -> Result<String, SilverError> {
    let rows = inspect::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the latest rates"))?;
    let rows = rows.first.iter().map(|row| cells(row, today)).collect();
    let empty = "There is no validated rate.";
    let table = Table {
        id: "rates-table",
        caption: "The newest validated rate of each currency",
        columns: COLUMNS,
        rows,
        empty,
    };
    Ok(table.html())
}

fn cells(row: &[String], today: &Today) -> Vec<Cell> {
    let [currency, pair, digits, rate_date, validation, deviation, witnesses, publisher, status, regime, name] = row
    else {
        return Vec::new();
    };
    let day: Option<RateDate> = rate_date.parse().ok();
    let age = day.map(|day| today.utc.days_since(day).to_string()).unwrap_or_default();
    let status = match day {
        Some(day) if status == "current" && is_stale(day, today.utc) => "stale",
        _ => status,
    };
    vec![
        Cell::chart_link(currency, pair),
        Cell::text(digits).with_class("digits"),
        Cell::text(rate_date),
        Cell::text(age),
        Cell::markup(format!("<span class=\"chip {0}\">{0}</span>", super::html::escape(validation))),
        Cell::text(deviation),
        witness_cell(witnesses),
        Cell::text(publisher),
        Cell::text(status).with_class(if status == "current" { "" } else { "weak" }),
        Cell::text(regime),
        Cell::text(name),
    ]
}

/// As a `LATEST` item is: past the end of the fifth TARGET day after its market day.
fn is_stale(day: RateDate, today: RateDate) -> bool {
    nth_ecb_day_after(day, VALIDITY_ECB_DAYS).is_none_or(|last| today > last)
}

fn witness_cell(witnesses: &str) -> Cell {
    let names: Vec<&str> = witnesses.split(", ").collect();
    if names.len() <= WITNESSES_SHOWN + 1 {
        return Cell::text(witnesses);
    }
    let shown = names[..WITNESSES_SHOWN].join(", ");
    Cell::text(format!("{shown} and {} more", names.len() - WITNESSES_SHOWN)).with_title(witnesses)
}
