//! The runs: what was run, when, and how it ended.

use super::html::{Cell, Column, Table, escape};
use super::light::{Signal, State};
use super::tables::Known;
use jiff::Timestamp;
use makerates_core::clock::format_instant;
use makerates_core::runs::{EXPECTED_EVERY, LAST_STEP, RunRecord};
use std::collections::BTreeMap;

/// Runs that are shown.
const RUNS_SHOWN: usize = 120;

/// A step whose findings the light has from the checks themselves.
const QUALITY_STEP: &str = "transform-quality";

const COLUMNS: &[Column] = &[
    Column::text("Ended at"),
    Column::text("Step"),
    Column::text("Outcome"),
    Column::number("Exit code"),
    Column::number("Took ms"),
    Column::text("Error"),
    Column::text("Silver"),
    Column::text("Run"),
];

/// The section; it says so when nothing is known.
pub fn html(known: Result<&Known, &str>) -> String {
    let known = match known {
        Ok(known) => known,
        Err(reason) => return format!("<p class=\"empty\">The runs can’t be read: {}.</p>\n", escape(reason)),
    };
    let total = known.runs.len();
    let note =
        if total > RUNS_SHOWN { format!("<p>The newest {RUNS_SHOWN} of {total} runs.</p>\n") } else { String::new() };
    let table = Table {
        id: "runs-table",
        caption: "Runs of the last 30 days, the newest first",
        columns: COLUMNS,
        rows: known.runs.iter().rev().take(RUNS_SHOWN).map(cells).collect(),
        empty: "No runs recorded.",
    };
    note + &table.html()
}

fn cells(run: &RunRecord) -> Vec<Cell> {
    let outcome = if run.exit_code == 0 { "" } else { "bad" };
    vec![
        Cell::text(format_instant(run.at)),
        Cell::text(&run.step),
        Cell::text(&run.outcome).with_class(outcome),
        Cell::text(run.exit_code.to_string()),
        Cell::text(run.duration_ms.to_string()),
        Cell::text(&run.error).with_class("evidence"),
        Cell::text(&run.silver_version),
        Cell::text(&run.run_id).with_class("code"),
    ]
}

/// What the runs say, as a signal: a step whose last run failed, or that nothing was published of late. None where no run is
/// known: then there is nothing to say.
pub fn signal(known: Result<&Known, &str>, now: Timestamp) -> Option<Signal> {
    let runs = &known.ok()?.runs;
    let has_published = |run: &RunRecord| run.step == LAST_STEP && run.has_succeeded();
    let published = runs.iter().rfind(|run| has_published(run)).map(|run| run.at);
    let is_late = published.is_none_or(|at| now.duration_since(at) > EXPECTED_EVERY);
    let last: BTreeMap<&str, &RunRecord> = runs.iter().map(|run| (run.step.as_str(), run)).collect();
    let failed: Vec<String> = last
        .values()
        .filter(|run| run.exit_code != 0 && run.step != QUALITY_STEP)
        .map(|run| format!("the last {} failed ({}): {}", run.step, run.outcome, run.error))
        .collect();
    let (state, text) = match last.len() {
        0 => return None,
        _ if !failed.is_empty() => (State::Amber, failed.join("; ")),
        _ if is_late => {
            let last = published.map_or_else(|| "never".to_owned(), format_instant);
            (
                State::Amber,
                format!("nothing was published for more than 26 hours (last: {last}): readers have older rates"),
            )
        }
        steps => (State::Green, format!("the last run of each of {steps} steps ended well")),
    };
    Some(Signal { name: "Runs", state, text, section: "runs" })
}
