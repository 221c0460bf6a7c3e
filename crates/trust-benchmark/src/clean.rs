//! The clean run: what is withheld and warned of although nothing is wrong.

use crate::baseline::fixed;
use crate::rules::{Rule, Sketches};
use crate::scenario::Scenario;
use crate::silver::Silver;
use crate::tally::Share;
use crate::witness::FEED;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use std::collections::BTreeMap;

/// Stamps of the feed whose answers are broken at the source: they are no clean data.
const BAD_STAMPS: [&str; 3] = ["2024-04-01", "2024-06-10", "2026-09-18"];

/// Which cells are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// How many witnesses observe the currency on that very day.
    pub witnesses: usize,
    /// Whether it is a day on which the feed is broken.
    pub is_bad_day: bool,
}

/// What the pipeline, and the simpler rules, do with clean data.
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
    /// What the simpler rules withhold.
    pub others_withhold: BTreeMap<Rule, Share>,
}

/// Counts the cells of a clean silver that some witness observed on the very day.
pub fn count(scenario: &Scenario, silver: &Silver) -> BTreeMap<Group, Counts> {
    let sketches = Sketches::of(&scenario.witnesses);
    let bad_days = bad_days(scenario);
    let mut groups: BTreeMap<Group, Counts> = BTreeMap::new();
    for (cell, witnesses) in scenario.observed_by() {
        let is_bad_day = bad_days.contains(&cell.0);
        let counts = groups.entry(Group { witnesses, is_bad_day }).or_default();
        let published = silver.published.get(&cell);
        let verdict = silver.verdicts.get(&cell).map_or("", |verdict| verdict.verdict.as_str());
        let is_published = |status: &str| published.into_iter().flatten().any(|rate| rate.status == status);
        counts.withheld.add(published.is_none());
        counts.warning.add(is_published("warning"));
        counts.resolved.add(is_published("resolved"));
        counts.conflict.add(verdict == "conflict");
        let by_stamp = fixed::said(&scenario.witnesses, cell.0, cell.1);
        if by_stamp.is_flagged || !by_stamp.published.is_empty() {
            counts.others_withhold.entry(Rule::Fixed).or_default().add(by_stamp.published.is_empty());
        }
        for (rule, said) in sketches.iter().flat_map(|sketches| sketches.said(cell)) {
            counts.others_withhold.entry(rule).or_default().add(said.published.is_empty());
        }
    }
    groups
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
    use crate::silver::Published;
    use makerates_domain::currency::CurrencyCode;

    #[test]
    fn what_was_observed_and_is_not_published_is_withheld() {
        let scenario = two_banks(3);
        let rate = |status: &str| {
            let (publisher, base) = ("A".to_owned(), "EUR".to_owned());
            vec![Published { publisher, base, rate: 1.0, status: status.to_owned() }]
        };
        let mut silver = Silver::default();
        silver.published.insert((scenario.first, CurrencyCode::USD), rate("consensus"));
        silver.published.insert((scenario.last, CurrencyCode::USD), rate("warning"));
        let groups = count(&scenario, &silver);
        let counts = &groups[&Group { witnesses: 2, is_bad_day: false }];
        assert_eq!((counts.withheld, counts.warning.hits), (Share { hits: 7, of: 9 }, 1));
        assert_eq!(counts.others_withhold[&Rule::Fixed], Share { hits: 0, of: 9 });
    }
}
