//! What is measured: which witnesses, on which days.

use crate::dice::Dice;
use crate::recordings::Recordings;
use crate::synthetic;
use crate::witness::{ECB, Form, Witness};
use makerates_core::currency::CurrencyCode;
use makerates_core::dates::RateDate;
use makerates_core::legacy_euro;
use std::collections::BTreeMap;

/// Witnesses and the days on which they are measured.
#[derive(Debug)]
pub struct Scenario {
    /// The name in flags and JSON.
    pub key: &'static str,
    /// The name in tables.
    pub title: &'static str,
    /// The sound witnesses, the one that is published first.
    pub witnesses: Vec<Witness>,
    /// The first day that is measured: the days before are only its past.
    pub first: RateDate,
    /// The last day that is measured.
    pub last: RateDate,
    /// The currencies that all witnesses observe on a measured day of their own.
    pub shared: BTreeMap<RateDate, Vec<CurrencyCode>>,
}

/// A scenario before its data are known.
#[derive(Debug, Clone, Copy)]
struct Outline {
    key: &'static str,
    title: &'static str,
    others: &'static [Other],
    days: Days,
}

#[derive(Debug, Clone, Copy)]
enum Other {
    Boc,
    Market,
    Synthetic,
}

/// The days of an outline unless others are asked for.
#[derive(Debug, Clone, Copy)]
struct Days {
    /// The first that is measured: the other witnesses have a past of some 60 days then.
    first: &'static str,
    last: &'static str,
    /// Calendar days before, as a past.
    past: i32,
}

const LONG: Days = Days { first: "2017-04-03", last: "2024-12-31", past: 400 };
const OF_2024: Days = Days { first: "2024-01-02", last: "2024-12-31", past: 400 };
const OF_2026: Days = Days { first: "2026-08-10", last: "2026-09-28", past: 400 };

const OUTLINES: [Outline; 5] = [
    Outline { key: "ecb", title: "1 witness: ECB", others: &[], days: LONG },
    Outline { key: "ecb_boc", title: "2 witnesses: ECB and Bank of Canada", others: &[Other::Boc], days: LONG },
    Outline { key: "ecb_market", title: "2 witnesses: ECB and market feed", others: &[Other::Market], days: OF_2026 },
    Outline {
        key: "three_real",
        title: "3 witnesses: ECB, Bank of Canada, market feed",
        others: &[Other::Boc, Other::Market],
        days: OF_2024,
    },
    Outline {
        key: "three_synthetic",
        title: "3 witnesses: ECB, Bank of Canada, a synthetic bank",
        others: &[Other::Boc, Other::Synthetic],
        days: LONG,
    },
];

/// The keys of all scenarios.
pub fn keys() -> Vec<&'static str> {
    OUTLINES.iter().map(|outline| outline.key).collect()
}

/// The scenarios that have a day in the range, or on their own days.
pub fn all(recordings: &Recordings, range: (Option<RateDate>, Option<RateDate>), seed: u64) -> Vec<Scenario> {
    let scenarios = OUTLINES.iter().filter_map(|outline| outline.scenario(recordings, range, seed));
    scenarios.filter(|scenario| !scenario.shared.is_empty()).collect()
}

impl Outline {
    fn scenario(
        &self,
        recordings: &Recordings,
        range: (Option<RateDate>, Option<RateDate>),
        seed: u64,
    ) -> Option<Scenario> {
        let first = range.0.or_else(|| self.days.first.parse().ok())?;
        let last = range.1.or_else(|| self.days.last.parse().ok())?;
        let (from, stamps_to) = (first.plus_days(-self.days.past)?, last.plus_days(1)?);
        let ecb = Witness::new(ECB, Form::Ecb, recordings.ecb.clone()).within(from, last);
        let boc = || Witness::of_boc(&recordings.boc).within(from, last);
        let other = |other: &Other| match other {
            Other::Boc => boc(),
            Other::Market => Witness::of_market(&recordings.market).within(from, stamps_to),
            Other::Synthetic => synthetic::bank(&ecb, &boc(), Dice::new(seed, synthetic::SYNTHETIC)),
        };
        let others: Vec<Witness> = self.others.iter().map(other).collect();
        let witnesses = [ecb.clone()].into_iter().chain(others).collect();
        Some(Scenario::new(self.key, self.title, witnesses, first, last))
    }
}

impl Scenario {
    /// A scenario of these witnesses and days.
    pub fn new(
        key: &'static str,
        title: &'static str,
        witnesses: Vec<Witness>,
        first: RateDate,
        last: RateDate,
    ) -> Self {
        let mut scenario = Self { key, title, witnesses, first, last, shared: BTreeMap::new() };
        let all = scenario.witnesses.len();
        for ((day, currency), count) in scenario.observed_by() {
            if count == all {
                scenario.shared.entry(day).or_default().push(currency);
            }
        }
        scenario
    }

    /// How many witnesses observe each measured day and currency on that very day. A currency that the euro has replaced
    /// has no market rate that could be right or wrong.
    pub fn observed_by(&self) -> BTreeMap<(RateDate, CurrencyCode), usize> {
        let mut observed = BTreeMap::new();
        for witness in &self.witnesses {
            let days = witness.observed().into_iter().filter(|(day, _)| (self.first..=self.last).contains(day));
            for (day, stamp) in days {
                let currencies = witness.currencies(stamp).into_iter();
                for currency in currencies.filter(|currency| legacy_euro::fixed_rate(*currency, day).is_none()) {
                    *observed.entry((day, currency)).or_insert(0) += 1;
                }
            }
        }
        observed
    }

    /// The witnesses, one of them another one.
    pub fn with(&self, target: usize, faulty: Witness) -> Vec<Witness> {
        let mut witnesses = self.witnesses.clone();
        witnesses[target] = faulty;
        witnesses
    }

    /// Whose faults are tried: the published source, and each other that is no synthetic one.
    pub fn targets(&self) -> Vec<usize> {
        let is_real = |target: &usize| self.witnesses[*target].name != synthetic::SYNTHETIC;
        (0..self.witnesses.len()).filter(is_real).collect()
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::witness::tests::days;
    use std::fmt::Write as _;

    /// Two banks that agree exactly, for so many weekdays.
    pub fn two_banks(count: u32) -> Scenario {
        let first: RateDate = "2024-01-01".parse().unwrap();
        let weekdays = (0..).map(|day| first.plus_days(day).unwrap()).filter(|day| !day.is_weekend());
        let mut lines = String::new();
        for (day, number) in weekdays.zip(0..count) {
            let cents = number % 7;
            writeln!(lines, "{day} GBP=0.8{cents} JPY=17{cents}.50 USD=1.0{cents}").unwrap();
        }
        let days = days(&lines);
        let last = *days.keys().last().unwrap();
        let banks = vec![Witness::new("A", Form::Ecb, days.clone()), Witness::new("B", Form::Panel, days)];
        Scenario::new("test", "test", banks, first, last)
    }

    #[test]
    fn only_what_all_observe_on_the_day_is_shared() {
        let ecb = Witness::new("ECB", Form::Ecb, days("2024-04-02 USD=1.07 JPY=163\n2024-04-03 USD=1.08 HRK=7.5"));
        let feed = Witness::of_market(&days("2024-04-03 EUR=0.93 JPY=151 AED=3.67\n2024-04-04 EUR=0.93 HRK=7"));
        let (first, last) = ("2024-04-02".parse().unwrap(), "2024-04-03".parse().unwrap());
        let scenario = Scenario::new("test", "test", vec![ecb, feed], first, last);
        let shared: Vec<String> =
            scenario.shared.iter().map(|(day, currencies)| format!("{day} {currencies:?}")).collect();
        assert_eq!(shared, ["2024-04-02 [JPY, USD]", "2024-04-03 [USD]"], "HRK is the euro by then");
    }
}
