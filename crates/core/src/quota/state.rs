//! The item `STATE` of a source, read: its block and its circuit.

use super::circuit::Circuit;
use super::tracker::{Item, TABLE, number, text};
use crate::dynamodb::TableError;
use jiff::Timestamp;

/// What holds for a source beyond a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// Until when the source said that it must not be asked, and why; it may have ended.
    pub blocked: Option<(Timestamp, String)>,
    /// As the item says; closed when there is none.
    pub circuit: Circuit,
    /// Failures in a row.
    pub consecutive_failures: u64,
    /// How often the circuit was opened since it was last closed.
    pub open_count: u64,
}

impl State {
    /// Reads the item; a source without one is neither blocked nor sick.
    pub(super) fn of(item: Option<&Item>) -> Result<Self, TableError> {
        let circuit = match text(item, "circuit").as_deref() {
            None | Some("closed") => Circuit::Closed,
            Some("open") => Circuit::Open(instant(item, "retry_at")?.ok_or_else(|| wrong("retry_at", "missing"))?),
            Some("half_open") => {
                let until = instant(item, "probe_lease_until")?;
                Circuit::HalfOpen(until.ok_or_else(|| wrong("probe_lease_until", "missing"))?)
            }
            Some(other) => return Err(wrong("circuit", other)),
        };
        let reason = text(item, "blocked_reason").unwrap_or_else(|| "blocked".to_owned());
        Ok(Self {
            blocked: instant(item, "blocked_until")?.map(|until| (until, reason)),
            circuit,
            consecutive_failures: number(item, "consecutive_failures")?,
            open_count: number(item, "open_count")?,
        })
    }
}

fn instant(item: Option<&Item>, name: &str) -> Result<Option<Timestamp>, TableError> {
    text(item, name).map(|text| text.parse().map_err(|_| wrong(name, &text))).transpose()
}

fn wrong(name: &str, found: &str) -> TableError {
    TableError::Item { key: format!("STATE of {TABLE}"), reason: format!("{name} is {found}") }
}
