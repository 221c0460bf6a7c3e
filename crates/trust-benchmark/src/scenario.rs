//! What is measured: which witnesses, on which days.

use crate::dice::Dice;
use crate::recordings::Recordings;
use crate::synthetic;
use crate::witness::{ECB, Form, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::legacy_euro;
use makerates_domain::regimes::{self, RateRegime};
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
    /// Whose rates are tried.
    pub tried: Tried,
    /// The currencies that are tried, by measured day.
    pub shared: BTreeMap<RateDate, Vec<CurrencyCode>>,
}

/// Which rates of a scenario are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Of each real witness those that all witnesses observe on that very day.
    Shared,
    /// Of the last witness those that nobody else has, of currencies that are traded freely: a peg or a restricted regime
    /// would answer for the rule.
    OwnOfTheLast,
}

/// Faults on one day where only the last witness's own currencies are tried: it has some seventy of them.
const OWN_AT_ONCE: usize = 8;

/// See [`Scenario::runs_factor`].
const OWN_RUNS: usize = 8;

/// A scenario before its data are known.
#[derive(Debug, Clone, Copy)]
struct Outline {
    key: &'static str,
    title: &'static str,
    others: &'static [Other],
    days: Days,
    tried: Tried,
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

const OUTLINES: [Outline; 6] = [
    Outline::new("ecb", "1 witness: ECB", &[], LONG),
    Outline::new("ecb_boc", "2 witnesses: ECB and Bank of Canada", &[Other::Boc], LONG),
    Outline::new("ecb_market", "2 witnesses: ECB and market feed", &[Other::Market], OF_2026),
    Outline::new("three_real", "3 witnesses: ECB, Bank of Canada, market feed", &[Other::Boc, Other::Market], OF_2024),
    Outline::new(
        "three_synthetic",
        "3 witnesses: ECB, Bank of Canada, a synthetic bank",
        &[Other::Boc, Other::Synthetic],
        LONG,
    ),
    Outline {
        tried: Tried::OwnOfTheLast,
        ..Outline::new(
            "feed_alone",
            "1 witness: what only the market feed has, beside the ECB",
            &[Other::Market],
            OF_2026,
        )
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
    const fn new(key: &'static str, title: &'static str, others: &'static [Other], days: Days) -> Self {
        Self { key, title, others, days, tried: Tried::Shared }
    }

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
        Some(Scenario::new(self.key, self.title, witnesses, self.tried, (first, last)))
    }
}

impl Scenario {
    /// A scenario of these witnesses and days.
    pub fn new(
        key: &'static str,
        title: &'static str,
        witnesses: Vec<Witness>,
        tried: Tried,
        (first, last): (RateDate, RateDate),
    ) -> Self {
        let mut scenario = Self { key, title, witnesses, first, last, tried, shared: BTreeMap::new() };
        let all = scenario.witnesses.len();
        for ((day, currency), count) in scenario.observed_by() {
            let is_tried = match tried {
                Tried::Shared => count == all,
                Tried::OwnOfTheLast => count == 1 && is_free(currency) && scenario.is_of_the_last(currency),
            };
            if is_tried {
                scenario.shared.entry(day).or_default().push(currency);
            }
        }
        scenario
    }

    /// Whether none but the last witness has it, on any day: a rate of some days ago would be a witness, too.
    fn is_of_the_last(&self, currency: CurrencyCode) -> bool {
        let others = self.witnesses.split_last().map_or(&[][..], |(_, others)| others);
        others.iter().all(|other| other.days.values().all(|sheet| !sheet.contains_key(&currency)))
    }

    /// Whether somebody else may speak of the currencies that are tried.
    pub fn is_witnessed(&self) -> bool {
        self.tried == Tried::Shared && self.witnesses.len() > 1
    }

    /// How many currencies may be wrong on one day.
    pub fn faults_at_once(&self) -> usize {
        if self.tried == Tried::Shared { 1 } else { OWN_AT_ONCE }
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

    /// How many runs of it cost about as much as one of the others: it has weeks where they have years.
    pub fn runs_factor(&self) -> usize {
        if self.tried == Tried::Shared { 1 } else { OWN_RUNS }
    }

    /// Whose faults are tried: the published source, and each other that is no synthetic one.
    pub fn targets(&self) -> Vec<usize> {
        if self.tried == Tried::OwnOfTheLast {
            return self.witnesses.len().checked_sub(1).into_iter().collect();
        }
        let is_real = |target: &usize| self.witnesses[*target].name != synthetic::SYNTHETIC;
        (0..self.witnesses.len()).filter(is_real).collect()
    }
}

/// Neither held to another currency nor restricted.
fn is_free(currency: CurrencyCode) -> bool {
    regimes::regime(currency) == RateRegime::Market
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
        Scenario::new("test", "test", banks, Tried::Shared, (first, last))
    }

    #[test]
    fn only_what_all_observe_on_the_day_is_shared() {
        let ecb = Witness::new("ECB", Form::Ecb, days("2024-04-02 USD=1.07 JPY=163\n2024-04-03 USD=1.08 HRK=7.5"));
        let feed = Witness::of_market(&days("2024-04-03 EUR=0.93 JPY=151 AED=3.67\n2024-04-04 EUR=0.93 HRK=7"));
        let (first, last) = ("2024-04-02".parse().unwrap(), "2024-04-03".parse().unwrap());
        let of = |tried| Scenario::new("test", "test", vec![ecb.clone(), feed.clone()], tried, (first, last));
        let scenario = of(Tried::Shared);
        let shared: Vec<String> =
            scenario.shared.iter().map(|(day, currencies)| format!("{day} {currencies:?}")).collect();
        assert_eq!(shared, ["2024-04-02 [JPY, USD]", "2024-04-03 [USD]"], "HRK is the euro by then");
        assert_eq!((scenario.targets(), scenario.faults_at_once()), (vec![0, 1], 1));
    }

    #[test]
    fn only_what_nobody_else_ever_has_and_is_traded_freely_is_the_lasts_own() {
        let ecb = Witness::new("ECB", Form::Ecb, days("2024-04-02 USD=1.07 JPY=163\n2024-04-03 USD=1.08"));
        let feed =
            Witness::of_market(&days("2024-04-03 EUR=0.93\n2024-04-04 EUR=0.93 JPY=7 KES=130 AED=3.67 LBP=89500"));
        let day = "2024-04-03".parse().unwrap();
        let scenario = Scenario::new("test", "test", vec![ecb, feed], Tried::OwnOfTheLast, (day, day));
        assert_eq!(scenario.shared, [(day, vec!["KES".parse().unwrap()])].into_iter().collect());
        assert_eq!((scenario.targets(), scenario.is_witnessed()), (vec![1], false));
    }
}
