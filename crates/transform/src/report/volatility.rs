//! How much each currency moves against the euro.

use super::html::{Cell, Column, Table, bar, escape};
use crate::error::SilverError;
use crate::inspect;
use duckdb::Connection;

/// The newest row of each currency that still has rates.
const QUERY: &str = "
    select
        currency,
        round(volatility_7_pct, 4) as volatility_7_pct,
        round(volatility_30_pct, 4) as volatility_30_pct,
        moves,
        rate_date
    from silver.rate_volatility
    where rate_date >= (select max(rate_date) from silver.rate_volatility) - 30
    qualify row_number() over (partition by currency order by rate_date desc) = 1
    order by volatility_30_pct desc, currency";

const COLUMNS: &[Column] = &[
    Column::text("Currency"),
    Column::number("7 rates, % a day"),
    Column::number("30 rates, % a day"),
    Column::number("Moves").meaning("of the last 30 rates; with fewer it is a rough figure"),
    Column::text("Until"),
];

/// The table, the most restless first.
pub fn html(db: &Connection) -> Result<String, SilverError> {
    let rows = inspect::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the volatility"))?;
    let number = |text: &String| text.parse::<f64>().unwrap_or_default();
    // Bars up to the tenth: one restless currency would make all others invisible.
    let whole = rows.first.get(9).or(rows.first.last()).and_then(|row| row.get(2)).map_or(1.0, number);
    let cells = |row: &Vec<String>| -> Vec<Cell> {
        let [currency, week, month, moves, day] = row.as_slice() else { return Vec::new() };
        let with_bar = |text: &String| Cell::markup(format!("{}{}", bar(number(text), whole), escape(text)));
        vec![Cell::chart_link(currency, currency), with_bar(week), with_bar(month), Cell::text(moves), Cell::text(day)]
    };
    Ok(Table {
        id: "volatility-table",
        caption: "Standard deviation of the daily moves against the euro",
        columns: COLUMNS,
        rows: rows.first.iter().map(cells).collect(),
        empty: "No currency has five moves yet.",
    }
    .html())
}
