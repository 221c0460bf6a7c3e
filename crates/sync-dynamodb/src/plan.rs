//! What has to be written so that the table says what silver says.

use crate::item::{Item, LATEST, differences, expires_at, text_of};
use crate::stretch::{Candidate, Stretch};
use makerates_core::dates::RateDate;
use std::collections::BTreeMap;

/// An item that expires within a day may be gone before the next sync.
const EXPIRES_SOON_S: i64 = 24 * 60 * 60;

/// A change of one item.
#[derive(Debug, Clone)]
pub enum Change {
    /// Put this item.
    Put(Item),
    /// Delete the item of this pair and sort key.
    Withdraw(String, String),
}

/// Why an item is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It is not there.
    Missing,
    /// It says something else.
    Different,
    /// Its market day is newer than silver's: that one is no longer validated.
    Superseded,
    /// It would expire while its day is still in the window.
    Expiring,
    /// It says the same, and is written again because all are.
    Same,
    /// Silver has no such rate.
    Unknown,
}

/// What the changes are made by.
#[derive(Debug, Clone, Copy)]
pub struct Planner {
    /// The second (Unix time) of the sync.
    pub now: i64,
    /// Whether items that say the same are written again.
    pub full: bool,
}

/// The changes of a stretch.
#[derive(Debug, Default)]
pub struct Plan {
    /// Items that belong into the window.
    pub candidates: usize,
    /// Those of them that need no change.
    pub unchanged: usize,
    /// The newest market day of them.
    pub latest_rate_date: Option<RateDate>,
    /// The others.
    pub changes: Vec<(Cause, Change)>,
}

impl Planner {
    /// Compares what silver wants with what is there.
    pub fn plan(self, stretch: Stretch, mut published: BTreeMap<String, Item>) -> Plan {
        let mut plan = Plan::default();
        for candidate in stretch.candidates {
            let there = published.remove(&candidate.sort_key);
            let is_hot = candidate.needed_until > self.now;
            if is_hot {
                plan.candidates += 1;
                plan.latest_rate_date = plan.latest_rate_date.max(Some(candidate.rate_date));
            }
            match self.cause(&candidate, there.as_ref()) {
                // What has left the window is kept right while it is there, and not made anew.
                Cause::Missing | Cause::Same | Cause::Expiring if !is_hot => {}
                Cause::Same if !self.full => plan.unchanged += 1,
                cause => plan.changes.push((cause, Change::Put(candidate.item))),
            }
        }
        // What is left was published once, and is validated no more.
        let withdrawn = published.into_keys().map(|sort_key| Change::Withdraw(stretch.pair.clone(), sort_key));
        plan.changes.extend(withdrawn.map(|change| (Cause::Unknown, change)));
        plan
    }

    fn cause(self, candidate: &Candidate, there: Option<&Item>) -> Cause {
        let Some(there) = there else { return Cause::Missing };
        if !differences(&candidate.item, there).is_empty() {
            let is_older = text_of(there, "effective_date") > candidate.rate_date.to_string();
            return if candidate.sort_key == LATEST && is_older { Cause::Superseded } else { Cause::Different };
        }
        let may_expire = expires_at(&candidate.item).is_some();
        let expires_early =
            |second: i64| !may_expire || (second <= self.now + EXPIRES_SOON_S && second < candidate.needed_until);
        if expires_at(there).is_some_and(expires_early) { Cause::Expiring } else { Cause::Same }
    }
}

/// The pair and the sort key of a change.
pub fn key(change: &Change) -> (String, String) {
    match change {
        Change::Put(item) => (text_of(item, "currency_pair"), text_of(item, "rate_date")),
        Change::Withdraw(pair, sort_key) => (pair.clone(), sort_key.clone()),
    }
}
