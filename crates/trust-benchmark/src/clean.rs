//! Sound data: what is withheld and warned of although nothing is wrong.

use crate::bank::FEED;
use crate::scenario::{Changes, Scenario};
use crate::tally::Share;
use crate::walk::walk;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use makerates_domain::regimes::{self, RateRegime};
use makerates_judge::{Settings, Verdict};
use std::collections::BTreeMap;

/// Stamps of the feed whose answers are broken at the source: they are no sound data.
const BAD_STAMPS: [&str; 3] = ["2024-04-01", "2024-06-10", "2026-09-18"];

/// Which cells are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// How many witnesses observe the currency on that very day.
    pub witnesses: usize,
    /// Whether it is a day on which the feed is broken.
    pub is_bad_day: bool,
}

/// What becomes of sound data.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Nothing is published.
    pub withheld: Share,
    /// Published with a warning.
    pub warning: Share,
    /// Published against another witness's word.
    pub resolved: Share,
    /// In conflict.
    pub conflict: Share,
    /// Somebody is blamed, whoever is published.
    pub blamed: Share,
    /// Another witness's rate is published, where the first one speaks.
    pub another: Share,
}

/// Counts what becomes of each rate that some witness observes on the very day.
pub fn count(scenario: &Scenario, settings: Settings) -> BTreeMap<Group, Counts> {
    let bad_days = bad_days(scenario);
    let mut by_day: BTreeMap<RateDate, Vec<(CurrencyCode, usize)>> = BTreeMap::new();
    for ((day, currency), witnesses) in scenario.observed_by() {
        by_day.entry(day).or_default().push((currency, witnesses));
    }
    let mut groups: BTreeMap<Group, Counts> = BTreeMap::new();
    let sound = Changes::new();
    walk(scenario, settings, &sound, &mut |_, place, view| {
        let date = scenario.days[place].date;
        for &(currency, witnesses) in by_day.get(&date).into_iter().flatten() {
            let counts = groups.entry(Group { witnesses, is_bad_day: bad_days.contains(&date) }).or_default();
            let (consensus, standing) = (view.consensus(currency), view.standing(currency));
            let publisher = standing.and_then(|row| row.publisher.as_ref());
            let verdict = standing.map(|row| row.verdict);
            let is_official = verdict == Some(Verdict::Consensus) && is_official(currency, date);
            counts.withheld.add(verdict.is_none());
            counts.warning.add(verdict == Some(Verdict::Warning) || is_official);
            counts.resolved.add(verdict == Some(Verdict::Resolved));
            counts.conflict.add(consensus.is_some_and(|row| row.verdict == Verdict::Conflict));
            counts.blamed.add(!view.blamed(currency).is_empty());
            if view.truth(currency).first().is_some_and(Option::is_some) {
                counts.another.add(publisher.is_some_and(|witness| *witness.name != *scenario.witnesses[0].name));
            }
        }
    });
    groups
}

/// Where two rates exist, two sources that agree on one of them are a warning at best.
fn is_official(currency: CurrencyCode, date: RateDate) -> bool {
    regimes::periods(currency).iter().any(|period| period.regime == RateRegime::Official && period.contains(date))
}

/// The market days that the broken answers describe.
fn bad_days(scenario: &Scenario) -> Vec<RateDate> {
    if scenario.witnesses.iter().all(|witness| witness.name != FEED) {
        return Vec::new();
    }
    let stamps = BAD_STAMPS.iter().filter_map(|stamp| stamp.parse::<RateDate>().ok());
    stamps.map(|stamp| market_day::of_stamp(stamp.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tests::two_banks;

    #[test]
    fn two_that_agree_are_published_on_each_day() {
        let groups = count(&two_banks(30), Settings::default());
        let counts = &groups[&Group { witnesses: 2, is_bad_day: false }];
        let none = Share { hits: 0, of: 90 };
        assert_eq!((counts.withheld, counts.conflict, counts.another), (none, none, none));
        assert_eq!(groups.len(), 1);
    }
}
