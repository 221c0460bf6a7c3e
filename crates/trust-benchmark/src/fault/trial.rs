//! A fault at one site: what is said instead, and the rates that are wrong through it.

use super::apply::Injection;
use super::kind::{Kind, Lasting};
use super::lasting;
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
        let (witness, stamps, kind) = (self.witness(), &self.stamps, self.kind);
        let sheets = Injection { witness, stamps, site }.faulty(kind)?;
        let last = site.at + kind.days();
        let cases = if kind.is_true() { self.right(site, site.at..last) } else { self.wrong(&sheets) };
        if cases.is_empty() {
            return None;
        }
        let changes = sheets.into_iter().map(|(stamp, sheet)| ((self.target, stamp), sheet));
        let of_others = match self.second() {
            Some(second) => self.of_second(second, site)?,
            None => self.of_others(site),
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
        let witness = &self.scenario.witnesses[second];
        let stamps = [witness.observed().remove(&self.market_day(site.at)?)?];
        let site = &Site { at: 0, ..site.clone() };
        let sheets = Injection { witness, stamps: &stamps, site }.faulty(self.kind)?;
        Some(sheets.into_iter().map(|(stamp, sheet)| ((second, stamp), sheet)).collect())
    }

    /// What the others say of a true break.
    fn of_others(&self, site: &Site) -> Changes {
        let Kind::Lasting(Lasting::Break(_, after), days) = self.kind else { return Changes::new() };
        let day = |passed: u8| self.market_day(site.at + usize::from(passed));
        let (Some(first), Some(last), Some(seconded)) = (day(0), day(days - 1), day(after)) else {
            return Changes::new();
        };
        let mut changes = Changes::new();
        let others = self.scenario.witnesses.iter().enumerate().filter(|(index, _)| *index != self.target);
        for ((index, other), currency) in
            others.flat_map(|other| site.currencies.iter().map(move |code| (other, *code)))
        {
            let said = lasting::of_another(self.kind, other, currency, &(first..=last), seconded);
            changes.extend(said.into_iter().map(|(stamp, sheet)| ((index, stamp), sheet)));
        }
        changes
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
    use crate::scenario::Scenario;
    use crate::scenario::tests::two_banks;

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
    fn others_second_a_true_break_after_a_silence() {
        let scenario = two_banks(60);
        let sites = Sites::of(&scenario, 0, Kind::Lasting(Lasting::Break(300, 5), 20)).unwrap();
        let site = Site { at: 20, currencies: vec![CurrencyCode::USD], is_up: true };
        let trial = sites.trial(&site).unwrap();
        let said = |at: usize| {
            let digits = |sheet: &Sheet| sheet.get(&CurrencyCode::USD).map_or("silent".to_owned(), Decimal::to_string);
            trial.changes.get(&(1, sites.stamps[at])).map_or("as it was".to_owned(), digits)
        };
        let expected = ["as it was", "silent", "silent", "1.355"];
        assert_eq!([9, 10, 24, 25].map(said), expected, "two weeks, and five days; 1.042 and 30 %");
        assert!(trial.cases.len() == 20 && trial.after.is_empty());
        let first = trial.changes.keys().map(|(_, stamp)| *stamp).min();
        assert_eq!((first, sites.first_day(&site)), (Some(sites.stamps[10]), Some(sites.stamps[10])));
    }

    #[test]
    fn two_that_err_alike_are_off_by_as_much_the_same_way() {
        let mut scenario = two_banks(20);
        assert!(Sites::of(&scenario, 0, Kind::Alike(50)).is_none(), "nobody is right");
        let mut third = scenario.witnesses[1].clone();
        third.name = "C";
        scenario.witnesses.push(third);
        let scenario = Scenario::new("test", "test", scenario.witnesses, scenario.tried, scenario.measured);
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
