//! How much each currency moves against the euro.

use super::html::{Cell, Column, Table, bar};
use super::units;
use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;

/// The newest row of each currency that still has rates.
const QUERY: &str = "
    select
        currency,
        volatility_7_pct,
        volatility_30_pct,
        moves,
        rate_date
    from silver.rate_volatility
    where rate_date >= (select max(rate_date) from silver.rate_volatility) - 30
    qualify row_number() over (partition by currency order by rate_date desc) = 1
    order by volatility_30_pct desc, currency";

const COLUMNS: &[Column] = &[
    Column::text("Currency"),
    Column::number("7 rates").meaning("a day, over the last 7 rates").in_unit("% a day"),
    Column::number("30 rates").meaning("a day, over the last 30 rates").in_unit("% a day"),
    Column::number("Moves").meaning("of the last 30 rates; with fewer it is a rough figure"),
    Column::text("Until"),
];

/// So many currencies may be more restless than the bars tell: one of them would make all others invisible.
const LONGER_MAX: usize = 9;

/// The scale of the bars, and the table, the most restless first.
pub fn html(db: &Connection) -> Result<String, SilverError> {
    let rows = rows::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the volatility"))?;
    let volatility = |row: &Vec<String>| row.get(2).map_or(0.0, |text| number(text));
    let whole = bars_end(&rows.first.iter().map(volatility).collect::<Vec<_>>());
    let cells = |row: &Vec<String>| -> Vec<Cell> {
        let [currency, week, month, moves, day] = row.as_slice() else { return Vec::new() };
        vec![
            Cell::chart_link(currency, currency),
            with_bar(week, whole),
            with_bar(month, whole),
            Cell::count(moves),
            Cell::text(day),
        ]
    };
    let table = Table {
        id: "volatility-table",
        caption: "Standard deviation of the daily moves against the euro",
        columns: COLUMNS,
        rows: rows.first.iter().map(cells).collect(),
        empty: "No currency has five moves yet.",
    };
    let scale = if rows.first.is_empty() { String::new() } else { scale(whole) };
    Ok(scale + &table.html())
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

/// A currency that rests has no bar; one of which nothing is known has no number either.
fn with_bar(text: &str, whole: f64) -> Cell {
    if text.is_empty() {
        return Cell::text("");
    }
    Cell::markup(units::percent(number(text)) + &bar(number(text), whole)).with_exact(text)
}

/// What the end of a bar is worth: the first of 1, 2, 5, 10 … that all but some reach at most. Where nothing moves, as among
/// pegs alone, it is a tenth of a percent.
fn bars_end(sorted: &[f64]) -> f64 {
    let longest = sorted.get(LONGER_MAX).or(sorted.last()).copied().unwrap_or_default();
    let steps = (-1..6).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
    steps.into_iter().find(|step| *step >= longest).unwrap_or(longest)
}

/// The bars' scale, as long as they are, in numbers.
fn scale(whole: f64) -> String {
    let [half, whole] = [whole / 2.0, whole].map(units::percent);
    format!(
        "<p class=\"scale\">The bars: <span class=\"axis\"><span>0</span><span>{half}</span><span>{whole}</span></span> a \
         day; a longer one ends in an arrow.</p>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_s_end_is_a_round_number_and_pegs_have_no_bar() {
        let end = |sorted: &[f64]| units::percent_digits(bars_end(sorted));
        assert_eq!(end(&[0.0, 0.0]), "0.10", "pegs alone");
        assert_eq!([end(&[]), end(&[1.3, 0.4]), end(&[7.0])], ["0.10", "0.50", "10"]);
        let restless: Vec<f64> = (0..20).map(|at| 30.0 / f64::from(at + 1)).collect();
        assert_eq!(end(&restless), "5.0", "nine may be longer");
        let scale = scale(0.5);
        assert!(scale.contains("<span>0</span><span>0.25\u{a0}%</span><span>0.50\u{a0}%</span>"), "{scale}");
        let table = |week: &str| {
            let rows = vec![vec![with_bar(week, 0.5)]];
            Table { id: "t", caption: "c", columns: &[Column::number("a")], rows, empty: "" }.html()
        };
        assert!(table("0").contains("0.00\u{a0}%<svg") && table("0").contains("<rect width=\"0.0\""), "{}", table("0"));
        assert!(table("0.75").contains("class=\"over\"") && !table("0.25").contains("class=\"over\""));
        assert!(table("0.25").contains("<rect width=\"50.0\""), "{}", table("0.25"));
        assert!(!table("").contains('%'), "{}", table(""));
    }
}
