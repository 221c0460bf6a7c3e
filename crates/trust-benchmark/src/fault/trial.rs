//! A fault at one site: what is said instead, and the rates that are wrong through it.

use super::apply::broken;
use super::kind::{Kind, Lasting};
use super::sites::{Site, Sites};
use crate::recordings::Sheet;
use crate::scenario::Changes;
use crate::witness::{self, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// One rate that is wrong, or not there; or a right one that has to be published.
#[derive(Debug, Clone)]
pub struct Case {
    pub market_day: RateDate,
    /// The currency, against the euro.
    pub currency: CurrencyCode,
    /// The change as a part of the rate; none when the rate is missing.
    pub change: Option<f64>,
}

/// A fault, and every rate that is wrong through it.
#[derive(Debug)]
pub struct Trial {
    /// What is said instead: by the faulty witness, by the one that errs alike, and of a true break by the others too.
    pub changes: Changes,
    /// The wrong rates; of a true break the right ones, which look like it.
    pub cases: Vec<Case>,
    /// The right rates after a fault that lasted, day by day.
    pub after: Vec<Case>,
}

impl Sites<'_> {
    /// What a site makes of the sound words; none where nothing is wrong by it.
    pub fn trial(&self, site: &Site) -> Option<Trial> {
        let (sheets, kind) = (self.sheets(site)?, self.kind);
        let last = site.at + kind.days();
        let cases = if kind.is_true() { self.right(site, site.at..last) } else { self.wrong(&sheets) };
        if cases.is_empty() {
            return None;
        }
        let changes = sheets.into_iter().map(|(stamp, sheet)| ((self.target, stamp), sheet));
        let of_others = match self.second() {
            Some(second) => self.of_second(second, site)?,
            None => self.of_others(site)?,
        };
        let changes = changes.chain(of_others).collect();
        Some(Trial { changes, cases, after: self.right(site, last..last + kind.days_after()) })
    }

    /// Days on which the witness says what it should: nothing else may be published, and something has to be.
    fn right(&self, site: &Site, days: std::ops::Range<usize>) -> Vec<Case> {
        let Some(&currency) = site.currencies.first() else { return Vec::new() };
        let stamps = self.stamps.get(days).unwrap_or_default().iter();
        let market_day = |stamp: RateDate| self.witness().market_day(stamp);
        let right = stamps.map(|&stamp| Case { market_day: market_day(stamp), currency, change: Some(0.0) });
        right.collect()
    }

    /// The rates that are another than before by so much that it is a fault, or no longer there.
    fn wrong(&self, sheets: &[(RateDate, Sheet)]) -> Vec<Case> {
        let sound = self.witness();
        let mut cases = Vec::new();
        for (stamp, sheet) in sheets {
            for currency in sound.currencies(*stamp) {
                let change = change(sound, *stamp, sheet, currency);
                if change.is_none_or(|change| change.abs() >= self.kind.effect_min()) {
                    cases.push(Case { market_day: sound.market_day(*stamp), currency, change });
                }
            }
        }
        cases
    }

    /// What the one says that errs alike; none where it can't.
    fn of_second(&self, second: usize, site: &Site) -> Option<Changes> {
        let second = Sites::of(self.scenario, second, self.kind)?;
        let market_day = self.market_day(site.at)?;
        let at = second.stamps.iter().position(|stamp| second.witness().market_day(*stamp) == market_day)?;
        let sheets = second.sheets(&Site { at, ..site.clone() })?;
        Some(sheets.into_iter().map(|(stamp, sheet)| ((second.target, stamp), sheet)).collect())
    }

    /// What the others say of a true break: the same from its first day on, or nothing at all until the one on which it is
    /// seconded, and the same then.
    fn of_others(&self, site: &Site) -> Option<Changes> {
        let Kind::Lasting(Lasting::Break(thousandths, after), days) = self.kind else { return Some(Changes::new()) };
        let (first, currency) = (self.first_day(site)?, site.currencies.first()?);
        let [seconded, last] = [after, days - 1].map(|passed| self.market_day(site.at + usize::from(passed)));
        let (seconded, last) = (seconded?, last?);
        let mut changes = Changes::new();
        for (index, other) in self.scenario.witnesses.iter().enumerate().filter(|(index, _)| *index != self.target) {
            let days = other.days.range(first..).map(|(stamp, sheet)| (*stamp, other.market_day(*stamp), sheet));
            for (stamp, day, sheet) in days.take_while(|(_, day, _)| *day <= last).filter(|(_, day, _)| first <= *day) {
                let Some(&rate) = sheet.get(currency) else { continue };
                let mut sheet = sheet.clone();
                sheet.remove(currency);
                if day >= seconded {
                    sheet.extend(broken(rate, thousandths).map(|rate| (*currency, rate)));
                }
                changes.insert((index, stamp), sheet);
            }
        }
        Some(changes)
    }
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
    use super::*;
    use crate::dice::Dice;
    use crate::scenario::tests::{all_days, two_banks};

    #[test]
    fn a_fault_changes_its_witness_alone_and_is_watched_afterwards() {
        let scenario = two_banks(60);
        let sites = Sites::of(&scenario, 0, Kind::Lasting(Lasting::Scale(2), 20)).unwrap();
        let site = &sites.all(&mut Dice::new(1, "test"))[0];
        let trial = sites.trial(site).unwrap();
        assert_eq!((trial.cases.len(), trial.after.len(), trial.changes.len()), (20, 10, 20));
        assert!(trial.changes.keys().all(|(witness, _)| *witness == 0));
        assert!(trial.cases.last().unwrap().market_day < trial.after[0].market_day);
    }

    #[test]
    fn others_second_a_true_break_at_once_or_after_a_silence() {
        let scenario = two_banks(60);
        let site = Site { at: 20, currencies: vec![CurrencyCode::USD], is_up: true };
        let seconded_after = |days: u8| {
            let sites = Sites::of(&scenario, 0, Kind::Lasting(Lasting::Break(300, days), 20)).unwrap();
            let trial = sites.trial(&site).unwrap();
            assert!(trial.cases.len() == 20 && trial.after.is_empty());
            let first = trial.changes.keys().map(|(_, stamp)| *stamp).min();
            assert_eq!(first, sites.first_day(&site));
            [9, 10, 20, 24, 25, 40].map(|at: usize| {
                let Some(sheet) = trial.changes.get(&(1, sites.stamps[at])) else { return "as it was".to_owned() };
                assert!(sheet.len() >= 2, "the other currencies stay");
                sheet.get(&CurrencyCode::USD).map_or("silent".to_owned(), Decimal::to_string)
            })
        };
        let at_once = ["as it was", "as it was", "1.381", "1.342", "1.355", "as it was"];
        assert_eq!(seconded_after(0), at_once, "1.062, 1.032 and 1.042, and 30 %");
        let late = ["as it was", "silent", "silent", "silent", "1.355", "as it was"];
        assert_eq!(seconded_after(5), late, "two weeks, and five days");
    }

    #[test]
    fn two_that_err_alike_are_off_by_as_much_the_same_way() {
        let mut scenario = two_banks(20);
        assert!(Sites::of(&scenario, 0, Kind::Alike(50)).is_none(), "nobody is right");
        let mut third = scenario.witnesses[1].clone();
        third.name = "C";
        scenario.witnesses.push(third);
        let scenario = all_days(scenario.witnesses);
        let sites = Sites::of(&scenario, 2, Kind::Alike(50)).unwrap();
        let trial = sites.trial(&Site { at: 3, currencies: vec![CurrencyCode::USD], is_up: true }).unwrap();
        let said: Vec<String> =
            trial.changes.iter().map(|((who, _), sheet)| format!("{who} {}", sheet[&CurrencyCode::USD])).collect();
        assert_eq!((said, sites.faulty()), (vec!["0 1.0815".to_owned(), "2 1.084".to_owned()], vec![0, 2]));
        assert_eq!(trial.cases.len(), 1);
    }

    #[test]
    fn what_a_fault_does_not_change_is_none() {
        let scenario = two_banks(60);
        let sites = Sites::of(&scenario, 0, Kind::TwoDecimals).unwrap();
        let trials = sites.all(&mut Dice::new(1, "test")).iter().filter_map(|site| sites.trial(site)).count();
        assert_eq!(trials, 0, "they have two decimals already");
    }
}
