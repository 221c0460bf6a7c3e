//! Which faults a run tries: the dice decide day, currency and sign.

use super::apply::Site;
use super::kind::Kind;
use super::spacing::{ANSWER_REST, Spacing};
use crate::dice::Dice;
use crate::recordings::{Days, Sheet};
use crate::scenario::Scenario;
use crate::witness::{self, Form, Witness};
use makerates_core::currency::CurrencyCode;
use makerates_core::dates::RateDate;
use makerates_core::{market_day, target_calendar};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use std::collections::BTreeMap;

/// A smaller part of a rate than this is no fault: rounding and markets do as much.
pub const EFFECT_MIN: f64 = 0.001;

/// One rate that is wrong, or not there.
#[derive(Debug, Clone)]
pub struct Case {
    /// The market day.
    pub market_day: RateDate,
    /// The stamp under which the faulty witness says it.
    pub stamp: RateDate,
    /// The currency, against the euro.
    pub currency: CurrencyCode,
    /// The change as a part of the rate; none when the rate is missing.
    pub change: Option<f64>,
}

/// A fault, and every rate that is wrong through it.
#[derive(Debug)]
pub struct Fault {
    /// What kind.
    pub kind: Kind,
    /// The wrong rates.
    pub cases: Vec<Case>,
}

impl Fault {
    /// How often it counts: by rates, or by answers.
    pub fn trials(&self) -> usize {
        if self.kind.is_whole() { self.answers().len() } else { self.cases.len() }
    }

    /// The cases by answer.
    pub fn answers(&self) -> BTreeMap<RateDate, Vec<&Case>> {
        let mut answers: BTreeMap<RateDate, Vec<&Case>> = BTreeMap::new();
        for case in &self.cases {
            answers.entry(case.market_day).or_default().push(case);
        }
        answers
    }
}

/// The faults of one run.
#[derive(Debug)]
pub struct Plan {
    /// The witness with all of its faults.
    pub faulty: Witness,
    /// The faults.
    pub faults: Vec<Fault>,
}

/// Plans one run after the other until every kind was tried often enough.
#[derive(Debug)]
pub struct Planner<'a> {
    scenario: &'a Scenario,
    witness: &'a Witness,
    stamps: Vec<RateDate>,
    /// How often each kind is still to be tried.
    wanted: BTreeMap<Kind, usize>,
}

impl<'a> Planner<'a> {
    /// Faults of these kinds for one witness of a scenario, each to be tried `trials` times.
    pub fn new(scenario: &'a Scenario, target: usize, kinds: &[Kind], trials: usize) -> Self {
        let witness = &scenario.witnesses[target];
        let stamps = witness.observed().into_values().collect();
        let kinds = kinds.iter().filter(|kind| kind.suits(witness.form));
        Self { scenario, witness, stamps, wanted: kinds.map(|kind| (*kind, trials)).collect() }
    }

    /// Whether every kind was tried often enough.
    pub fn is_done(&self) -> bool {
        self.wanted.values().all(|left| *left == 0)
    }

    /// The next run's faults, at most one a market day.
    pub fn next(&mut self, dice: &mut Dice) -> Plan {
        let mut plan = Plan { faulty: self.witness.clone(), faults: Vec::new() };
        let mut spacing = Spacing::default();
        let mut places: Vec<usize> = (0..self.stamps.len()).collect();
        dice.shuffle(&mut places);
        for at in places {
            let found = self.furthest_first().into_iter().find_map(|kind| self.place(kind, at, &mut spacing, dice));
            let Some((fault, sheets)) = found else { continue };
            if let Some(left) = self.wanted.get_mut(&fault.kind) {
                *left = left.saturating_sub(fault.trials());
            }
            plan.faulty.days.extend(sheets);
            plan.faults.push(fault);
        }
        plan
    }

    /// The kinds that are still to be tried, the one that is furthest behind first: so all are tried about equally often,
    /// and one that fits nowhere holds up no other.
    fn furthest_first(&self) -> Vec<Kind> {
        let mut kinds: Vec<(Kind, usize)> =
            self.wanted.iter().filter(|(_, left)| **left > 0).map(|(kind, left)| (*kind, *left)).collect();
        kinds.sort_by_key(|(_, left)| std::cmp::Reverse(*left));
        kinds.into_iter().map(|(kind, _)| kind).collect()
    }

    /// A fault that begins on a day, when there is room for it.
    fn place(&self, kind: Kind, at: usize, spacing: &mut Spacing, dice: &mut Dice) -> Option<(Fault, Days)> {
        let last = at + kind.days() - 1;
        let days = self.weekday_number(at)?..=self.weekday_number(last)?;
        let rest = if kind.is_whole() { ANSWER_REST } else { 0 };
        if !spacing.is_free(&days, rest) {
            return None;
        }
        let eligible = self.eligible(at..=last)?;
        let (witness, stamps, is_up) = (self.witness, &self.stamps, dice.flip());
        let tried: Vec<Vec<CurrencyCode>> = if kind.is_whole() {
            vec![Vec::new()]
        } else {
            let mut rested: Vec<CurrencyCode> =
                eligible.into_iter().filter(|currency| spacing.is_rested(*currency, &days)).collect();
            dice.shuffle(&mut rested);
            choices(kind, &rested)
        };
        tried.into_iter().find_map(|currencies| {
            let sheets = Site { witness, stamps, at, currencies: &currencies, is_up }.faulty(kind)?;
            let sheets = sheets.into_iter().collect();
            let cases = cases(witness, &sheets);
            if cases.is_empty() {
                return None;
            }
            spacing.take(&days, &currencies);
            Some((Fault { kind, cases }, sheets))
        })
    }

    /// Market days are counted for all witnesses alike: a feed that is recorded on some days only rests as long.
    fn weekday_number(&self, at: usize) -> Option<usize> {
        let market_day = self.witness.market_day(*self.stamps.get(at)?);
        usize::try_from(market_day::weekdays_between(target_calendar::first_ecb_day(), market_day)).ok()
    }

    /// Currencies that all witnesses of the scenario observe on each of the days.
    fn eligible(&self, mut days: std::ops::RangeInclusive<usize>) -> Option<Vec<CurrencyCode>> {
        let of_day = |at: usize| {
            let market_day = self.witness.market_day(*self.stamps.get(at)?);
            self.scenario.shared.get(&market_day)
        };
        let mut eligible = of_day(days.next()?)?.clone();
        for at in days {
            let of_day = of_day(at)?;
            eligible.retain(|currency| of_day.contains(currency));
        }
        // A feed's rate of its base is its euro cell: that is a fault of the whole answer.
        if self.witness.form == Form::Feed {
            eligible.retain(|currency| *currency != CurrencyCode::USD);
        }
        Some(eligible)
    }
}

/// What is tried in turn: each currency, for a swap with the one after it.
fn choices(kind: Kind, rested: &[CurrencyCode]) -> Vec<Vec<CurrencyCode>> {
    let together = if kind == Kind::Swapped { 2 } else { 1 };
    rested.windows(together).map(<[CurrencyCode]>::to_vec).collect()
}

/// The rates that are another than before, or no longer there.
fn cases(sound: &Witness, sheets: &Days) -> Vec<Case> {
    let mut cases = Vec::new();
    for (&stamp, sheet) in sheets {
        for currency in sound.currencies(stamp) {
            let change = change(sound, stamp, sheet, currency);
            if change.is_none_or(|change| change.abs() >= EFFECT_MIN) {
                cases.push(Case { market_day: sound.market_day(stamp), stamp, currency, change });
            }
        }
    }
    cases
}

/// The change against the euro, or against the witness's own base where that is larger: a feed that is wrong about its
/// base is right about everything against the euro.
fn change(sound: &Witness, stamp: RateDate, faulty: &Sheet, currency: CurrencyCode) -> Option<f64> {
    let before = sound.per_eur(stamp, currency)?;
    let against_euro = witness::per_eur(sound.form, faulty, currency)? / before - 1.0;
    let cell = |sheet: &Sheet| sheet.get(&currency).and_then(Decimal::to_f64);
    let cells = cell(faulty).zip(sound.days.get(&stamp).and_then(cell));
    let against_base = cells.map_or(0.0, |(after, before)| after / before - 1.0);
    Some(if against_base.abs() > against_euro.abs() { against_base } else { against_euro })
}

#[cfg(test)]
mod tests {
    use super::super::spacing::CURRENCY_REST;
    use super::*;
    use crate::scenario::tests::two_banks;

    #[test]
    fn faults_of_a_run_are_one_a_day_and_a_currency_rests() {
        let scenario = two_banks(120);
        let mut planner = Planner::new(&scenario, 0, &[Kind::Drift(20), Kind::Stale(2), Kind::Scale(1)], 50);
        let plan = planner.next(&mut Dice::new(1, "test"));
        let place = |case: &Case| scenario.witnesses[0].days.keys().position(|day| *day == case.stamp).unwrap();
        let mut by_currency: BTreeMap<CurrencyCode, Vec<(usize, usize)>> = BTreeMap::new();
        let mut days = Vec::new();
        for (number, fault) in plan.faults.iter().enumerate() {
            for case in &fault.cases {
                by_currency.entry(case.currency).or_default().push((place(case), number));
                days.push((place(case), number));
            }
        }
        assert!(plan.faults.len() >= 4, "{}", plan.faults.len());
        days.sort_unstable();
        assert!(days.windows(2).all(|pair| pair[0].0 != pair[1].0), "one fault a day");
        for places in by_currency.values_mut() {
            places.sort_unstable();
            let is_apart = |pair: &[(usize, usize)]| pair[0].1 == pair[1].1 || pair[1].0 - pair[0].0 > CURRENCY_REST;
            assert!(places.windows(2).all(is_apart), "{places:?}");
        }
    }

    #[test]
    fn a_kind_that_fits_nowhere_holds_up_no_other() {
        let scenario = two_banks(60);
        let mut planner = Planner::new(&scenario, 0, &[Kind::TwoDecimals, Kind::Missing], 3);
        let plan = planner.next(&mut Dice::new(1, "test"));
        assert_eq!(plan.faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [Kind::Missing; 3]);
    }

    #[test]
    fn what_changes_nothing_is_not_tried() {
        let scenario = two_banks(60);
        // All rates of the made-up banks have two decimals.
        let mut planner = Planner::new(&scenario, 0, &[Kind::TwoDecimals], 5);
        assert!(planner.next(&mut Dice::new(1, "test")).faults.is_empty());
        assert!(!planner.is_done());
    }

    #[test]
    fn a_wrong_base_of_a_feed_is_a_fault_of_all_its_rates() {
        let days = |lines| crate::witness::tests::days(lines);
        let feed = Witness::of_market(&days("2024-07-02 EUR=0.8 JPY=160"));
        let cases = cases(&feed, &days("2024-07-02 EUR=1 JPY=200"));
        let cases: Vec<String> =
            cases.iter().map(|case| format!("{} {:.2}", case.currency, case.change.unwrap())).collect();
        assert_eq!(cases, ["JPY 0.25", "USD -0.20"]);
    }

    #[test]
    fn the_same_dice_plan_the_same() {
        let scenario = two_banks(60);
        let plan = |purpose| {
            let plan = Planner::new(&scenario, 1, &[Kind::Drift(50)], 5).next(&mut Dice::new(1, purpose));
            format!("{:?}", plan.faults)
        };
        assert_eq!(plan("a"), plan("a"));
        assert_ne!(plan("a"), plan("b"));
    }
}
