//! The runs: what was run, when, and how it ended.

use super::html::{Cell, Column, Table, escape};
use super::light::Signal;
use super::tables::{DAYS, TrackerSnapshot};
use super::units;
use jiff::Timestamp;
use makerates_core::clock::format_instant;
use makerates_core::runs::RunRecord;
use makerates_core::watch;

/// Runs that are shown.
const RUNS_SHOWN: usize = 120;

/// A step whose findings the light has from the checks themselves.
const QUALITY_STEP: &str = "transform-quality";

const COLUMNS: &[Column] = &[
    Column::text("Ended at"),
    Column::text("Step"),
    Column::text("Outcome"),
    Column::number("Exit code"),
    Column::number("Took").in_unit("ms"),
    Column::text("Error"),
    Column::text("Silver"),
    Column::text("Run"),
];

/// The section; it says so when nothing is known.
pub fn html(known: Result<&TrackerSnapshot, &str>) -> String {
    let known = match known {
        Ok(known) => known,
        Err(reason) => return format!("<p class=\"empty\">The runs can’t be read: {}.</p>\n", escape(reason)),
    };
    let total = known.runs.len();
    let shown = format!("<p>The newest {RUNS_SHOWN} of {} runs.</p>\n", units::count(total as u64));
    let note = if total > RUNS_SHOWN { shown } else { String::new() };
    let table = Table {
        id: "runs-table",
        caption: "Runs of the last 30 days, the newest first",
        columns: COLUMNS,
        rows: known.runs.iter().rev().take(RUNS_SHOWN).map(cells).collect(),
        empty: "No run is recorded in the last 30 days.",
    };
    note + &table.html()
}

fn cells(run: &RunRecord) -> Vec<Cell> {
    let outcome = if run.exit_code == 0 { "" } else { "bad" };
    vec![
        Cell::instant(&format_instant(run.at)),
        Cell::text(&run.step),
        Cell::text(&run.outcome).with_class(outcome),
        Cell::text(run.exit_code.to_string()),
        Cell::text(units::duration(run.duration_ms)).with_exact(run.duration_ms.to_string()),
        Cell::sentence(&run.error).with_class("evidence"),
        silver(&run.silver_version),
        Cell::text(&run.run_id).with_class("code"),
    ]
}

/// A version of silver, of which people need to know until when it knows, and how many receipts.
fn silver(version: &str) -> Cell {
    let mut parts = version.split('#');
    let (Some(instant), Some(receipts)) = (parts.next(), parts.next()) else { return Cell::text(version) };
    let receipts = units::count_of(receipts.trim_start_matches('0'));
    Cell::text(format!("{receipts} receipts until {}", units::instant(instant))).with_exact(version)
}

/// What the runs say, as a signal: that none is recorded, too. None where the record can't be read: that of the quotas says so.
pub fn signal(known: Result<&TrackerSnapshot, &str>, now: Timestamp) -> Option<Signal> {
    let runs = &known.ok()?.runs;
    // What the checks found the light shows by itself.
    let others: Vec<RunRecord> = runs.iter().filter(|run| run.step != QUALITY_STEP).cloned().collect();
    let concerns = watch::of_runs(&others, now, DAYS.unsigned_abs().try_into().unwrap_or(u16::MAX));
    Some(Signal::of_concerns("Runs", "runs", &concerns, "the last run of each step that is recorded ended well"))
}
