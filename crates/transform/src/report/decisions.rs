//! What people decided, with who did and why.

use super::html::{Cell, Column, Table};
use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;

const QUERY: &str = "
    select
        decided_at,
        verdict || ' ' || pair as decision,
        if(witness = '', 'whoever speaks', witness) as witness,
        since,
        coalesce(until::varchar, 'open') as until,
        rate_count,
        author,
        reason,
        coalesce('by ' || revoked_by || ' at ' || strftime(revoked_at, '%Y-%m-%dT%H:%M:%S.%gZ'), '') as revoked
    from silver.decisions
    order by decided_at desc";

const COLUMNS: &[Column] = &[
    Column::text("Decided at"),
    Column::text("Decision"),
    Column::text("Witness"),
    Column::text("First day"),
    Column::text("Last day"),
    Column::number("Rates").meaning("shut out, or admitted although a rule would have withheld them"),
    Column::text("Who"),
    Column::text("Why"),
    Column::text("Revoked"),
];

/// Every decision, the newest first.
pub fn html(db: &Connection) -> Result<String, SilverError> {
    let decisions = rows::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the decisions"))?;
    let table = Table {
        id: "decision-table",
        caption: "What people decided, the newest first",
        columns: COLUMNS,
        rows: decisions.first.iter().map(|row| cells(row)).collect(),
        empty: "Nothing was decided.",
    };
    Ok(format!("<h3>Decisions</h3>\n{}", table.html()))
}

fn cells(row: &[String]) -> Vec<Cell> {
    let [decided_at, decision, witness, since, until, rates, author, reason, revoked] = row else { return Vec::new() };
    vec![
        Cell::instant(decided_at),
        Cell::text(decision),
        Cell::text(witness),
        Cell::text(since),
        Cell::text(until),
        Cell::count(rates),
        Cell::text(author),
        Cell::text(reason).with_class("evidence"),
        Cell::sentence(revoked),
    ]
}
