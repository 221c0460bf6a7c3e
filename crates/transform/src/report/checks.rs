//! What the checks of `transform quality` found.

use super::html::{Cell, Column, Table};
use crate::models::CHECKS;
use crate::quality::Finding;

const COLUMNS: &[Column] = &[
    Column::text("What was found").meaning("by which check: hold the pointer over it"),
    Column::text("Severity"),
    Column::number("Rows"),
    Column::text("Evidence (the first five)"),
];

/// The checks that found something.
pub fn html(findings: &[Finding]) -> String {
    let failed = findings.iter().filter(|finding| finding.rows > 0);
    let rows = failed.map(|finding| {
        vec![
            Cell::text(&finding.meaning).with_title(finding.check),
            Cell::text(finding.severity.name()),
            Cell::count(&finding.rows.to_string()),
            Cell::sentence(&finding.evidence.join("; ")),
        ]
    });
    let empty = format!("All {} checks pass.", CHECKS.len());
    Table {
        id: "quality-table",
        caption: "Checks that found something, over the last seven days",
        columns: COLUMNS,
        rows: rows.collect(),
        empty: &empty,
    }
    .html()
}
