//! A fault and the rates that are wrong through it.

use super::kind::{Group, Kind};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::collections::BTreeMap;

/// One rate that is wrong, or not there; or a right one that has to be published.
#[derive(Debug, Clone)]
pub struct Case {
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
    pub kind: Kind,
    /// The wrong rates; of a true break the right ones, which look like it.
    pub cases: Vec<Case>,
    /// The right rates after a fault that lasted, day by day.
    pub after: Vec<Case>,
}

impl Fault {
    /// How often it counts: by rates, by answers, or once when it lasts.
    pub fn trials(&self) -> usize {
        match self.kind.group() {
            Group::Rates => self.cases.len(),
            Group::Answers => self.answers().len(),
            Group::Lasting => 1,
        }
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
