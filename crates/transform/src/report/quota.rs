//! The quotas: what was asked of each source by day, against its limit.

use super::html::{Cell, Column, Table, bar, escape};
use super::light::Signal;
use super::tables::{Quota, TrackerSnapshot};
use super::units;
use makerates_core::quota::DayUsage;
use makerates_core::runbook;
use makerates_core::watch::{self, Concern};
use std::fmt::Write as _;

const COLUMNS: &[Column] = &[
    Column::text("UTC day"),
    Column::number("Requests"),
    Column::number("Limit"),
    Column::number("Used").meaning("the bar’s end is the limit").in_unit("%"),
    Column::number("Failed"),
    Column::text("Status"),
];

/// The section; it says so when nothing is known.
pub fn html(known: Result<&TrackerSnapshot, &str>) -> String {
    match known {
        Ok(known) => known.quotas.iter().map(of_source).collect(),
        Err(reason) => format!("<p class=\"empty\">The tracker can’t be read: {}.</p>\n", escape(reason)),
    }
}

fn of_source(quota: &Quota) -> String {
    let source = quota.usage.source.to_string();
    let mut html = format!("<div>\n<h3>{}</h3>\n<p>", escape(&source));
    for used in &quota.usage.periods {
        let (used, limit, period) = (units::count(used.used), units::count(used.limit.requests), used.limit.period);
        let _ = write!(html, "{used} of {limit} requests of {period} are used. ");
    }
    let _ = writeln!(html, "The circuit is {}.</p>", quota.usage.circuit.name());
    let table = Table {
        id: &format!("quota-{source}"),
        caption: &format!("Requests to {source} by day, with the limit"),
        columns: COLUMNS,
        rows: quota.history.iter().rev().map(cells).collect(),
        empty: "Nothing was asked in the last 30 days.",
    };
    html + &table.html() + "</div>\n"
}

fn cells(day: &DayUsage) -> Vec<Cell> {
    #[expect(clippy::cast_precision_loss, reason = "the length of a bar, and a share to two digits")]
    let (requests, limit) = (day.requests as f64, day.limit.max(1) as f64);
    let share = 100.0 * requests / limit;
    vec![
        Cell::text(day.date.to_string()),
        Cell::count(&day.requests.to_string()),
        Cell::count(&day.limit.to_string()),
        Cell::markup(units::percent(share) + &bar(requests, limit)).with_exact(share.to_string()),
        Cell::count(&day.failures.to_string()),
        Cell::text(&day.status),
    ]
}

/// What the quotas say, as a signal: a source that can't be asked costs the second witness.
pub fn signal(known: Result<&TrackerSnapshot, &str>) -> Signal {
    let concerns: Vec<Concern> = match known {
        Ok(known) => known.quotas.iter().flat_map(|quota| watch::of_usage(&quota.usage)).collect(),
        Err(reason) => vec![Concern::new(format!("the tracker can’t be read: {reason}"), runbook::STEP_FAILED)],
    };
    Signal::of_concerns("Quotas", "quota", &concerns, "every source has requests left, and its circuit is closed")
}
