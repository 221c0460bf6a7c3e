//! Coverage and freshness: what each source was asked, and what each witness has.

use super::html::{Cell, Column, Table};
use super::today::Today;
use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;

const WITNESSES: &str = "
    with by_day as (
        select source, witness, rate_date, count(*) as rates, max(fetched_at) as fetched_at
        from silver.observations
        where role = 'observation' and isodow(rate_date) <= 5
        group by source, witness, rate_date
    )

    select
        witness,
        source,
        max(rate_date) as newest_day,
        max_by(rates, rate_date) as rates_of_newest_day,
        median(rates) filter (where rate_date > newest.day - 45)::integer as usual_rates,
        max(fetched_at) as fetched_at,
        min(rate_date) as first_day,
        count(*) as days,
        coalesce(any_value(banks.label), '') as bank
    from by_day
    cross join (select max(rate_date) as day from by_day) as newest
    left join silver.banks on by_day.source = 'frankfurter' and by_day.witness = banks.key
    group by witness, source
    order by newest_day desc, witness";

const WITNESS_COLUMNS: &[Column] = &[
    Column::text("Witness").meaning("whose rates these are"),
    Column::text("Source").meaning("whom we ask"),
    Column::text("Newest day"),
    Column::number("Weekdays behind").meaning("after the last market day that is over; a bank may publish weekly"),
    Column::number("Rates of it"),
    Column::number("Usual").meaning("the median of the last 45 days"),
    Column::text("Last new value at"),
    Column::text("First day"),
    Column::number("Market days"),
    Column::text("Bank").meaning("as the panel introduces it: its name, and what its number is"),
];

/// What each witness has.
pub fn witnesses(db: &Connection, today: &Today) -> Result<String, SilverError> {
    let rows = rows::query(db, WITNESSES, usize::MAX).map_err(SilverError::sql("the witnesses"))?;
    let rows = rows.first.iter().map(|row| witness_cells(row, today)).collect();
    let caption = "Freshness and coverage of each witness";
    let empty = "There is no observation.";
    Ok(Table { id: "witness-table", caption, columns: WITNESS_COLUMNS, rows, empty }.html())
}

fn witness_cells(row: &[String], today: &Today) -> Vec<Cell> {
    let behind = row.get(2).and_then(|day| day.parse().ok()).map(|day| today.weekdays_behind(day).to_string());
    let behind = behind.unwrap_or_default();
    let [witness, source, newest, rates, usual, fetched_at, first, days, bank] = row else { return Vec::new() };
    vec![
        Cell::text(witness),
        Cell::text(source),
        Cell::text(newest),
        Cell::count(&behind),
        Cell::count(rates),
        Cell::count(usual),
        Cell::instant(fetched_at),
        Cell::text(first),
        Cell::count(days),
        Cell::text(bank),
    ]
}

const RECEIPTS: &str = "
    select
        source,
        endpoint,
        max(fetched_at) filter (where outcome in ('new', 'unchanged', 'not_modified')) as answered_at,
        max(fetched_at) as asked_at,
        max_by(outcome, fetched_at) as last_outcome,
        max_by(reason, fetched_at) as last_reason,
        count(*) filter (where fetched_at > settings.known_until - interval 7 days) as requests,
        count(*) filter (
            where fetched_at > settings.known_until - interval 7 days and outcome in ('rejected', 'failed')
        ) as failures
    from silver.receipts
    cross join bronze.settings
    group by source, endpoint
    order by source, endpoint";

const RECEIPT_COLUMNS: &[Column] = &[
    Column::text("Source"),
    Column::text("Endpoint"),
    Column::text("Last answer at"),
    Column::text("Last asked at"),
    Column::text("Last outcome"),
    Column::text("Reason"),
    Column::number("Requests in 7 days"),
    Column::number("Failed in 7 days"),
];

/// What came of the requests.
pub fn requests(db: &Connection) -> Result<String, SilverError> {
    let rows = rows::query(db, RECEIPTS, usize::MAX).map_err(SilverError::sql("the receipts"))?;
    let rows = rows.first.iter().map(|row| request_cells(row)).collect();
    let caption = "Requests by source and endpoint";
    Ok(Table { id: "request-table", caption, columns: RECEIPT_COLUMNS, rows, empty: "No source was asked." }.html())
}

fn request_cells(row: &[String]) -> Vec<Cell> {
    let [source, endpoint, answered_at, asked_at, outcome, reason, requests, failures] = row else { return Vec::new() };
    vec![
        Cell::text(source),
        Cell::text(endpoint),
        Cell::instant(answered_at),
        Cell::instant(asked_at),
        Cell::text(outcome),
        Cell::sentence(reason),
        Cell::count(requests),
        Cell::count(failures),
    ]
}
