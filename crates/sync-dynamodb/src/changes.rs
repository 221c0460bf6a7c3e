//! What has to be written so that the table says what silver says.

use crate::item::{EXPIRY, Item, LATEST, differences, expires_at, text_of};
use crate::stretch::{Candidate, Stretch};
use aws_sdk_dynamodb::types::AttributeValue;
use makerates_domain::dates::RateDate;
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
    /// It would expire while its day is still in the window, or long after nobody looks at it any more.
    Expiring,
    /// It says the same, and is written again because all are.
    Same,
    /// Silver has no such rate.
    Unknown,
}

/// What the changes are made by.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// The second (Unix time) of the sync.
    pub now: i64,
    /// Whether items that say the same are written again.
    pub full: bool,
}

/// The changes of a stretch.
#[derive(Debug, Default)]
pub struct ChangeSet {
    /// Items that belong into the window.
    pub candidates: usize,
    /// Those of them that need no change.
    pub unchanged: usize,
    /// The newest market day of them.
    pub latest_rate_date: Option<RateDate>,
    /// The market day of the oldest `LATEST` item whose currency goes on.
    pub oldest_latest: Option<RateDate>,
    /// The base, with the market day of its `LATEST` item.
    pub base_latest: Option<(String, RateDate)>,
    /// The others.
    pub changes: Vec<(Cause, Change)>,
}

/// Whether an item is of a currency that is still quoted.
fn goes_on(item: &Item) -> bool {
    ["current", "stale"].contains(&text_of(item, "status").as_str())
}

impl Comparison {
    /// Compares what silver wants with what is there.
    pub fn changes(self, stretch: Stretch, mut published: BTreeMap<String, Item>) -> ChangeSet {
        let mut plan = ChangeSet::default();
        for candidate in stretch.candidates {
            let there = published.remove(&candidate.sort_key);
            let is_hot = candidate.needed_until > self.now;
            if is_hot {
                plan.candidates += 1;
                plan.latest_rate_date = plan.latest_rate_date.max(Some(candidate.rate_date));
            }
            if candidate.sort_key == LATEST {
                plan.base_latest = Some((text_of(&candidate.item, "base_currency"), candidate.rate_date));
            }
            if candidate.sort_key == LATEST && goes_on(&candidate.item) {
                plan.oldest_latest = [plan.oldest_latest, Some(candidate.rate_date)].into_iter().flatten().min();
            }
            match self.cause(&candidate, there.as_ref()) {
                // What has left the window is kept right while it is there, and not made anew.
                Cause::Missing | Cause::Same | Cause::Expiring if !is_hot => {}
                Cause::Same if !self.full => plan.unchanged += 1,
                Cause::Different if !is_hot => plan.changes.push(mend(candidate, there.as_ref(), self.now)),
                cause => plan.changes.push((cause, Change::Put(lasting_as(candidate.item, there.as_ref())))),
            }
        }
        // What is left was published once, and is validated no more.
        let withdrawn = published.into_keys().map(|sort_key| Change::Withdraw(stretch.pair.clone(), sort_key));
        plan.changes.extend(withdrawn.map(|change| (Cause::Unknown, change)));
        plan
    }

    /// Why an item has to be written.
    fn cause(self, candidate: &Candidate, there: Option<&Item>) -> Cause {
        let Some(there) = there else { return Cause::Missing };
        if !differences(&candidate.item, there).is_empty() {
            let is_older = text_of(there, "effective_date") > candidate.rate_date.to_string();
            return if candidate.sort_key == LATEST && is_older { Cause::Superseded } else { Cause::Different };
        }
        let ours = expires_at(&candidate.item);
        let expires_wrongly = |second: i64| {
            let is_early = second <= self.now + EXPIRES_SOON_S && second < candidate.needed_until;
            // Of a clock that was ahead: it would outlive the days that are looked at.
            let is_late = |ours| second > ours + EXPIRES_SOON_S;
            ours.is_none_or(is_late) || is_early
        };
        // What is no number is no expiry to the table, which would keep the item for ever.
        let is_wrong = expires_at(there).map_or(!is_lasting(there), expires_wrongly);
        if is_wrong { Cause::Expiring } else { Cause::Same }
    }
}

/// What has left the window keeps its expiry: with a new one it would outlive the days that are looked at, and a rate that
/// is quarantined then would stay. What has expired already is not brought back.
fn mend(candidate: Candidate, there: Option<&Item>, now: i64) -> (Cause, Change) {
    let mut item = candidate.item;
    let Some(expires_at) = there.and_then(expires_at) else {
        return (Cause::Different, Change::Put(lasting_as(item, there)));
    };
    if expires_at <= now {
        let change = Change::Withdraw(text_of(&item, "currency_pair"), candidate.sort_key);
        return (Cause::Different, change);
    }
    item.insert(EXPIRY.to_owned(), AttributeValue::N(expires_at.to_string()));
    (Cause::Different, Change::Put(item))
}

/// Whether an item was published for good.
fn is_lasting(item: &Item) -> bool {
    !item.contains_key(EXPIRY)
}

/// What was published for good stays so.
fn lasting_as(mut item: Item, there: Option<&Item>) -> Item {
    if there.is_some_and(is_lasting) {
        item.remove(EXPIRY);
    }
    item
}

/// The pair and the sort key of a change.
pub fn key(change: &Change) -> (String, String) {
    match change {
        Change::Put(item) => (text_of(item, "currency_pair"), text_of(item, "rate_date")),
        Change::Withdraw(pair, sort_key) => (pair.clone(), sort_key.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::AttributeValue;

    const NOW: i64 = 1_790_661_600; // 2026-09-29T06:00:00Z
    const DAY: i64 = 24 * 60 * 60;

    /// An item of EUR/USD.
    fn item(sort_key: &str, day: &str, rate: &str, expires_at: Option<i64>) -> Item {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mut item = Item::from([
            ("currency_pair".to_owned(), text("EUR/USD")),
            ("rate_date".to_owned(), text(sort_key)),
            ("effective_date".to_owned(), text(day)),
            ("rate".to_owned(), AttributeValue::N(rate.to_owned())),
            ("run_id".to_owned(), text(rate)),
        ]);
        item.extend(
            expires_at.map(|second| ("expiration_timestamp".to_owned(), AttributeValue::N(second.to_string()))),
        );
        item
    }

    fn candidate(item: Item, needed_until: i64) -> Candidate {
        let rate_date = text_of(&item, "effective_date").parse().unwrap();
        Candidate { sort_key: text_of(&item, "rate_date"), rate_date, item, needed_until }
    }

    /// Why something is written where silver has one item and the table another.
    fn causes(candidates: Vec<Candidate>, there: Vec<Item>, full: bool) -> Vec<Cause> {
        let stretch = Stretch { pair: "EUR/USD".to_owned(), from: String::new(), to: LATEST.to_owned(), candidates };
        let published = there.into_iter().map(|item| (text_of(&item, "rate_date"), item)).collect();
        let plan = Comparison { now: NOW, full }.changes(stretch, published);
        plan.changes.into_iter().map(|(cause, _)| cause).collect()
    }

    fn hot(rate: &str, expires_at: i64) -> Candidate {
        candidate(item("2026-09-28", "2026-09-28", rate, Some(expires_at)), NOW + 7 * DAY)
    }

    #[test]
    fn only_what_differs_is_written() {
        let there = |rate| vec![item("2026-09-28", "2026-09-28", rate, Some(NOW + 3 * DAY))];
        let expires_at = NOW + 7 * DAY;
        assert_eq!(causes(vec![hot("1.1", expires_at)], there("1.1"), false), []);
        assert_eq!(causes(vec![hot("1.1", expires_at)], there("1.10"), false), [], "the same number");
        assert_eq!(causes(vec![hot("1.1", expires_at)], there("1.1"), true), [Cause::Same]);
        assert_eq!(causes(vec![hot("1.2", expires_at)], there("1.1"), false), [Cause::Different]);
        assert_eq!(causes(vec![hot("1.1", expires_at)], vec![], false), [Cause::Missing]);
        assert_eq!(causes(vec![], there("1.1"), false), [Cause::Unknown]);
    }

    #[test]
    fn what_would_expire_within_the_window_is_written_again() {
        let there = |expires_at| vec![item("2026-09-28", "2026-09-28", "1.1", expires_at)];
        let soon = Some(NOW + DAY / 2);
        assert_eq!(causes(vec![hot("1.1", NOW + 7 * DAY)], there(soon), false), [Cause::Expiring]);
        assert_eq!(causes(vec![hot("1.1", NOW + 7 * DAY)], there(None), false), [], "what lasts is left alone");
        let lasting = || candidate(item("2026-09-28", "2026-09-28", "1.1", None), NOW + 7 * DAY);
        assert_eq!(causes(vec![lasting()], there(Some(NOW + 7 * DAY)), false), [Cause::Expiring]);
    }

    /// Else a rate that is quarantined later would stay for as long.
    #[test]
    fn what_would_outlive_the_days_that_are_looked_at_is_written_again() {
        let there = |expires_at| vec![item("2026-09-28", "2026-09-28", "1.1", expires_at)];
        let ours = || hot("1.1", NOW + 7 * DAY);
        assert_eq!(causes(vec![ours()], there(Some(NOW + 8 * DAY)), false), [], "another clock is ahead by little");
        assert_eq!(causes(vec![ours()], there(Some(NOW + 365 * DAY)), false), [Cause::Expiring]);
        let mut text = there(None);
        text[0].insert(EXPIRY.to_owned(), AttributeValue::S("2026-10-06".to_owned()));
        let stretch = |candidates| Stretch { pair: String::new(), from: String::new(), to: String::new(), candidates };
        let published = [("2026-09-28".to_owned(), text.remove(0))].into();
        let plan = Comparison { now: NOW, full: false }.changes(stretch(vec![ours()]), published);
        let [(Cause::Expiring, Change::Put(written))] = &plan.changes[..] else { panic!("{:?}", plan.changes) };
        assert_eq!(expires_at(written), Some(NOW + 7 * DAY));
    }

    #[test]
    fn a_day_that_left_the_window_is_mended_and_not_made_anew() {
        let left = |rate| candidate(item("2026-09-18", "2026-09-18", rate, Some(NOW + 7 * DAY)), NOW - DAY);
        let there = vec![item("2026-09-18", "2026-09-18", "1.1", Some(NOW + DAY / 2))];
        assert_eq!(causes(vec![left("1.1")], vec![], false), []);
        assert_eq!(causes(vec![left("1.1")], there.clone(), true), []);
        assert_eq!(causes(vec![left("1.2")], there, false), [Cause::Different]);
    }

    /// What is written to the table where silver says 1.2, by when the item that is there expires.
    fn written(needed_until: i64, expires_at: Option<i64>) -> Change {
        let ours = candidate(item("2026-09-18", "2026-09-18", "1.2", Some(NOW + 7 * DAY)), needed_until);
        let stretch =
            Stretch { pair: "EUR/USD".to_owned(), from: String::new(), to: LATEST.to_owned(), candidates: vec![ours] };
        let there = [("2026-09-18".to_owned(), item("2026-09-18", "2026-09-18", "1.1", expires_at))];
        let mut plan = Comparison { now: NOW, full: false }.changes(stretch, there.into());
        plan.changes.remove(0).1
    }

    #[test]
    fn what_is_mended_after_the_window_lives_no_longer_than_before() {
        let expiry = |change| match change {
            Change::Put(item) => expires_at(&item),
            Change::Withdraw(..) => panic!("it was withdrawn"),
        };
        assert_eq!(expiry(written(NOW - DAY, Some(NOW + DAY))), Some(NOW + DAY));
        assert_eq!(expiry(written(NOW - DAY, None)), None, "what lasts stays");
        assert_eq!(expiry(written(NOW + DAY, None)), None, "also within the window");
        assert_eq!(expiry(written(NOW + DAY, Some(NOW + DAY))), Some(NOW + 7 * DAY));
        assert!(matches!(written(NOW - DAY, Some(NOW - 1)), Change::Withdraw(..)), "what has expired is not revived");
    }

    #[test]
    fn latest_goes_back_where_the_newer_day_is_no_longer_validated() {
        let latest = |day| item(LATEST, day, "1.1", None);
        let back = candidate(latest("2026-09-25"), i64::MAX);
        assert_eq!(causes(vec![back], vec![latest("2026-09-28")], false), [Cause::Superseded]);
        let on = candidate(latest("2026-09-28"), i64::MAX);
        assert_eq!(causes(vec![on], vec![latest("2026-09-25")], false), [Cause::Different]);
    }
}
