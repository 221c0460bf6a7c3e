//! What people decided, with who did and why.

use super::html::{Cell, Column, Table};
use crate::error::SilverError;
use crate::inspect;
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
        coalesce('by ' || revoked_by || ' at ' || revoked_at::varchar, '') as revoked
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
    let decisions = inspect::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the decisions"))?;
    let table = Table {
        id: "decision-table",
        caption: "What people decided, the newest first",
        columns: COLUMNS,
        rows: decisions.first.iter().map(|row| row.iter().map(Cell::text).collect()).collect(),
        empty: "Nothing was decided.",
    };
    Ok(format!("<h3>Decisions</h3>\n{}", table.html()))
}
