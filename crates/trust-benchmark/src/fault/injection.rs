//! Which faults a run tries: the dice decide day, currency and sign.

use super::apply::Site;
use super::case::{Case, Fault};
use super::kind::{Kind, Lasting};
use super::lasting;
use super::spacing::{ANSWER_REST, Spacing};
use crate::dice::Dice;
use crate::recordings::{Days, Sheet};
use crate::scenario::Scenario;
use crate::witness::{self, Form, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::{market_day, target_calendar};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use std::collections::BTreeMap;

/// The faults of one run.
#[derive(Debug)]
pub struct Injection {
    /// All witnesses: the faulty one with its faults, the others with what they say of a true break.
    pub witnesses: Vec<Witness>,
    pub faults: Vec<Fault>,
}

impl Injection {
    /// Puts in what a witness says instead. Another fault of the day, in another currency, stays.
    fn put(&mut self, index: usize, sound: &Witness, sheets: Days) {
        for (stamp, sheet) in sheets {
            let Some(sound) = sound.days.get(&stamp) else { continue };
            let said = self.witnesses[index].days.entry(stamp).or_default();
            said.retain(|currency, _| sheet.contains_key(currency) || !sound.contains_key(currency));
            // Other digits are another rate, even of the same value.
            let is_same = |before: &Decimal, rate: &Decimal| before == rate && before.scale() == rate.scale();
            said.extend(
                sheet
                    .into_iter()
                    .filter(|(currency, rate)| !sound.get(currency).is_some_and(|before| is_same(before, rate))),
            );
        }
    }
}

/// Plans one run after the other until every kind was tried often enough.
#[derive(Debug)]
pub struct Injector<'a> {
    scenario: &'a Scenario,
    target: usize,
    witness: &'a Witness,
    stamps: Vec<RateDate>,
    /// How often each kind is still to be tried.
    wanted: BTreeMap<Kind, usize>,
}

impl<'a> Injector<'a> {
    /// Faults of these kinds for one witness of a scenario, each to be tried `trials` times.
    pub fn new(scenario: &'a Scenario, target: usize, kinds: &[Kind], trials: usize) -> Self {
        let witness = &scenario.witnesses[target];
        let stamps = witness.observed().into_values().collect();
        let kinds =
            kinds.iter().filter(|kind| kind.suits(witness.form) && (!kind.is_seconded() || scenario.is_witnessed()));
        Self { scenario, target, witness, stamps, wanted: kinds.map(|kind| (*kind, trials)).collect() }
    }

    /// Whether every kind was tried often enough.
    pub fn is_done(&self) -> bool {
        self.wanted.values().all(|left| *left == 0)
    }

    /// The next run's faults, at most one a market day: where many currencies are nobody else's, some.
    pub fn next(&mut self, dice: &mut Dice) -> Injection {
        let mut plan = Injection { witnesses: self.scenario.witnesses.clone(), faults: Vec::new() };
        let at_once = self.scenario.faults_at_once();
        let mut spacing = Spacing::new(at_once);
        let mut places: Vec<usize> = (0..at_once).flat_map(|_| 0..self.stamps.len()).collect();
        dice.shuffle(&mut places);
        for at in places {
            let found = self.furthest_first().into_iter().find_map(|kind| self.place(kind, at, &mut spacing, dice));
            let Some((fault, sheets)) = found else { continue };
            if let Some(left) = self.wanted.get_mut(&fault.kind) {
                *left = left.saturating_sub(fault.trials());
            }
            for (index, sound) in self.scenario.witnesses.iter().enumerate().filter(|(index, _)| *index != self.target)
            {
                plan.put(index, sound, self.of_another(&fault, at, sound));
            }
            plan.put(self.target, self.witness, sheets);
            plan.faults.push(fault);
        }
        plan
    }

    /// What another witness says instead, through a fault that begins on a day.
    fn of_another(&self, fault: &Fault, at: usize, other: &Witness) -> Days {
        let (Some(first), Some(last)) = (fault.cases.first(), fault.cases.last()) else { return Days::new() };
        let days = first.market_day..=last.market_day;
        let seconded = match fault.kind {
            Kind::Lasting(Lasting::Break(_, after), _) => at + usize::from(after),
            _ => return Days::new(),
        };
        let seconded = self.stamps.get(seconded).map_or(last.market_day, |stamp| self.witness.market_day(*stamp));
        lasting::of_another(fault.kind, other, first.currency, &days, seconded)
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
        let eligible = self.eligible(at..=last + lasting::days_after(kind))?;
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
            let right = |days: std::ops::Range<usize>| {
                let stamps = stamps.get(days).unwrap_or_default();
                currencies.first().map_or_else(Vec::new, |currency| lasting::right_days(witness, stamps, *currency))
            };
            let cases = if kind.is_true() { right(at..last + 1) } else { cases(witness, &sheets, kind.effect_min()) };
            if cases.is_empty() {
                return None;
            }
            spacing.take(&days, &currencies);
            let after = right(last + 1..last + 1 + lasting::days_after(kind));
            Some((Fault { kind, cases, after }, sheets))
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

/// The rates that are another than before by so much, or no longer there.
fn cases(sound: &Witness, sheets: &Days, effect_min: f64) -> Vec<Case> {
    let mut cases = Vec::new();
    for (&stamp, sheet) in sheets {
        for currency in sound.currencies(stamp) {
            let change = change(sound, stamp, sheet, currency);
            if change.is_none_or(|change| change.abs() >= effect_min) {
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
        let mut planner = Injector::new(&scenario, 0, &[Kind::Drift(20), Kind::Stale(2), Kind::Scale(1)], 50);
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
    fn what_lasts_overlaps_with_no_other_and_is_watched_afterwards() {
        let scenario = two_banks(400);
        let kinds = [Kind::Lasting(Lasting::Scale(2), 20), Kind::Lasting(Lasting::Break(300, 5), 20)];
        let plan = Injector::new(&scenario, 0, &kinds, 50).next(&mut Dice::new(1, "test"));
        assert!(plan.faults.len() >= 6, "{}", plan.faults.len());
        let mut days: Vec<RateDate> =
            plan.faults.iter().flat_map(|fault| &fault.cases).map(|case| case.stamp).collect();
        days.sort_unstable();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "one currency a day");
        for fault in &plan.faults {
            let last = fault.cases.last().unwrap();
            assert_eq!((fault.cases.len(), fault.after.len()), (20, lasting::days_after(fault.kind)));
            assert!(
                fault.after.first().is_none_or(|first| last.stamp < first.stamp && first.currency == last.currency)
            );
            let other = |day: RateDate| plan.witnesses[1].days[&day].get(&last.currency).copied();
            let is_changed = other(last.stamp) != scenario.witnesses[1].days[&last.stamp].get(&last.currency).copied();
            assert_eq!(is_changed, fault.kind.is_true());
            assert_eq!(other(fault.cases[0].stamp).is_none(), fault.kind.is_true(), "silent until it seconds");
        }
    }

    #[test]
    fn a_kind_that_fits_nowhere_holds_up_no_other() {
        let scenario = two_banks(60);
        let mut planner = Injector::new(&scenario, 0, &[Kind::TwoDecimals, Kind::Missing], 3);
        let plan = planner.next(&mut Dice::new(1, "test"));
        assert_eq!(plan.faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [Kind::Missing; 3]);
    }

    #[test]
    fn what_changes_nothing_is_not_tried() {
        let scenario = two_banks(60);
        // All rates of the made-up banks have two decimals.
        let mut planner = Injector::new(&scenario, 0, &[Kind::TwoDecimals], 5);
        assert!(planner.next(&mut Dice::new(1, "test")).faults.is_empty());
        assert!(!planner.is_done());
    }

    #[test]
    fn a_wrong_base_of_a_feed_is_a_fault_of_all_its_rates() {
        let days = |lines| crate::witness::tests::days(lines);
        let feed = Witness::of_market(&days("2024-07-02 EUR=0.8 JPY=160"));
        let cases = cases(&feed, &days("2024-07-02 EUR=1 JPY=200"), 0.001);
        let cases: Vec<String> =
            cases.iter().map(|case| format!("{} {:.2}", case.currency, case.change.unwrap())).collect();
        assert_eq!(cases, ["JPY 0.25", "USD -0.20"]);
    }

    #[test]
    fn the_same_dice_plan_the_same() {
        let scenario = two_banks(60);
        let plan = |purpose| {
            let plan = Injector::new(&scenario, 1, &[Kind::Drift(50)], 5).next(&mut Dice::new(1, purpose));
            format!("{:?}", plan.faults)
        };
        assert_eq!(plan("a"), plan("a"));
        assert_ne!(plan("a"), plan("b"));
    }
}
