//! The newest validated rate of each currency, and how the newest day went.

use super::html::{Cell, Column, Table, escape};
use super::today::Today;
use super::{units, witnesses};
use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;
use makerates_core::printable::counted;
use makerates_domain::dates::RateDate;
use makerates_domain::target_calendar::is_stale;

/// The digits are the source's own text. The newest day comes first.
const QUERY: &str = "
    with withheld as (
        select if(quote_currency = 'EUR', base_currency, quote_currency) as currency, max(rate_date) as day
        from silver.quarantine
        where isodow(rate_date) <= 5
        group by all
    )

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
        dim_currencies.name,
        if(withheld.day > rate_date, withheld.day, null) as withheld_on
    from silver.latest_rates
    inner join silver.dim_currencies on latest_rates.currency = dim_currencies.currency
    left join withheld on latest_rates.currency = withheld.currency
    order by status = 'ended', rate_date desc, pair";

const COLUMNS: &[Column] = &[
    Column::text("Pair").meaning("1 of the first currency is so many of the second; opens its chart"),
    Column::number("Rate").meaning("the publisher’s own digits"),
    Column::text("Validation").meaning("what the rate stands on"),
    Column::text("Market day").meaning("the day that the rate describes"),
    Column::number("Age").meaning("since the market day").in_unit("days"),
    Column::number("Deviation").meaning("the largest of the witnesses that agree").in_unit("%"),
    Column::number("Witnesses").meaning("who was compared: the number opens to their names"),
    Column::text("Publisher").meaning("whose digits these are"),
    Column::text("Status")
        .meaning("stale: no new market day for five TARGET days, or one that is withheld and more than 2 % away"),
    Column::text("Regime"),
    Column::text("Currency"),
];

/// How the newest day went, and the table.
pub fn html(db: &Connection, today: &Today) -> Result<String, SilverError> {
    let rows = rows::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the latest rates"))?;
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
    let [currency, pair, digits, rate_date, validation, deviation, names, publisher, status, regime, name, withheld_on] =
        row
    else {
        return Vec::new();
    };
    let day: Option<RateDate> = rate_date.parse().ok();
    let age = day.map(|day| today.utc.days_since(day)).unwrap_or_default();
    let status = match day {
        Some(day) if status == "current" && is_stale(day, today.utc) => "stale",
        _ => status,
    };
    vec![
        Cell::chart_link(currency, pair),
        Cell::text(digits).with_class("digits"),
        Cell::markup(chip(validation, validation) + &withheld_since(withheld_on)).with_exact(validation),
        Cell::text(rate_date),
        Cell::text(counted(age.unsigned_abs().into(), "day")).with_exact(age.to_string()),
        Cell::percent(deviation),
        witnesses::cell(names),
        Cell::text(publisher),
        Cell::text(status).with_class(if status == "current" { "" } else { "weak" }),
        Cell::text(regime),
        Cell::text(name),
    ]
}

fn chip(class: &str, text: &str) -> String {
    format!("<span class=\"chip {}\">{}</span>", escape(class), escape(text))
}

/// A rate whose currency said something newer that is withheld must not pass for the whole news.
fn withheld_since(day: &str) -> String {
    if day.is_empty() {
        return String::new();
    }
    format!(" <a class=\"chip withheld\" href=\"#quarantine\">{} withheld</a>", escape(day))
}

/// Currencies that are named as withheld before the others are only counted.
const NAMED_MAX: usize = 12;

/// What was validated, by what it stands on, and what was not: the day in a line, also on a phone.
pub fn newest_day(db: &Connection, today: &Today) -> Result<String, SilverError> {
    let day = escape(today.judged());
    let validated = format!(
        "select validation_status, count(*) from silver.validated_rates where rate_date = '{day}' group by all order by 1"
    );
    let withheld = format!(
        "select if(quote_currency = 'EUR', base_currency, quote_currency) as of_currency, bool_and(rule = 'restricted_regime')
         from silver.quarantine
         where rate_date = '{day}' and rule <> 'rejected' and of_currency not in (
            select currency from silver.validated_rates where rate_date = '{day}'
         )
         group by of_currency
         order by of_currency"
    );
    let read = |query: &str| rows::query(db, query, usize::MAX).map_err(SilverError::sql("the newest day"));
    let chips: Vec<String> = read(&validated)?
        .first
        .iter()
        .filter_map(|row| <&[String; 2]>::try_from(row.as_slice()).ok())
        .map(|[status, rates]| chip(status, &format!("{} {status}", units::count_of(rates))))
        .collect();
    let withheld = read(&withheld)?.first;
    let (restricted, news): (Vec<&[String]>, Vec<&[String]>) =
        withheld.iter().map(Vec::as_slice).partition(|row| row.last().is_some_and(|is_standing| is_standing == "true"));
    let names: Vec<&str> = news.iter().filter_map(|row| row.first()).map(String::as_str).collect();
    let chips = if chips.is_empty() { chip("", "nothing validated") } else { chips.join(" ") };
    Ok(format!(
        "<p id=\"newest-day\"><b>{day}</b>, the newest market day: {chips} {}</p>\n",
        withheld_html(&names, restricted.len())
    ))
}

/// The news by name; that restricted currencies are withheld is none.
fn withheld_html(names: &[&str], restricted: usize) -> String {
    let standing = match restricted {
        0 => String::new(),
        count => " ".to_owned() + &chip("", &format!("{count} restricted, withheld by a standing rule")),
    };
    if names.is_empty() {
        return chip("", if restricted == 0 { "nothing withheld" } else { "nothing else withheld" }) + &standing;
    }
    let more = names.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let first = escape(&names[..names.len().min(NAMED_MAX)].join(", "));
    format!("<a class=\"chip withheld\" href=\"#quarantine\">{} withheld</a> {first}{more}{standing}", names.len())
}
