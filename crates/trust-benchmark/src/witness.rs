//! Who says what on which day: the recorded sources in the form in which the pipeline gets them.

use crate::recordings::{Days, Sheet};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use makerates_domain::source::Endpoint;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use std::collections::BTreeMap;

/// How a witness's rates reach the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Frankfurter v1: per EUR.
    Ecb,
    /// Frankfurter v2, expanded: per EUR.
    Panel,
    /// ExchangeRate-API's open access: per USD, stamped with the day after the market's.
    Feed,
}

/// A witness and all that it says.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Its name in silver.
    pub name: &'static str,
    /// How it answers.
    pub form: Form,
    /// Its rates by stamp, per EUR or per USD as its form has it; the base itself is left out.
    pub days: Days,
}

impl Form {
    /// Where answers of this form come from.
    pub const fn endpoint(self) -> Endpoint {
        match self {
            Self::Ecb => Endpoint::V1,
            Self::Panel => Endpoint::V2,
            Self::Feed => Endpoint::Open,
        }
    }
}

impl Witness {
    /// A witness that says this.
    pub fn new(name: &'static str, form: Form, days: Days) -> Self {
        Self { name, form, days }
    }

    /// The same witness with the stamps of a range only.
    pub fn within(mut self, first: RateDate, last: RateDate) -> Self {
        self.days.retain(|stamp, _| (first..=last).contains(stamp));
        self
    }

    /// The market day that a stamp describes.
    pub fn market_day(&self, stamp: RateDate) -> RateDate {
        if self.form == Form::Feed { market_day::of_stamp(stamp.into()) } else { stamp }
    }

    /// The stamp that counts for each market day: of several the earliest.
    pub fn observed(&self) -> BTreeMap<RateDate, RateDate> {
        self.days.keys().rev().map(|&stamp| (self.market_day(stamp), stamp)).collect()
    }

    /// Units for 1 EUR, by the witness's own rate of the euro.
    pub fn per_eur(&self, stamp: RateDate, currency: CurrencyCode) -> Option<f64> {
        self.days.get(&stamp).and_then(|sheet| per_eur(self.form, sheet, currency))
    }

    /// The currencies of a stamp that can be read against the euro.
    pub fn currencies(&self, stamp: RateDate) -> Vec<CurrencyCode> {
        let of_sheet = self.days.get(&stamp).into_iter().flat_map(Sheet::keys).copied();
        let base = (self.form == Form::Feed).then_some(CurrencyCode::USD);
        let others = of_sheet.filter(|currency| *currency != CurrencyCode::EUR);
        others.chain(base).filter(|currency| self.per_eur(stamp, *currency).is_some()).collect()
    }
}

/// A sheet's rate for 1 EUR; of a feed both its euro and the currency are needed.
pub fn per_eur(form: Form, sheet: &Sheet, currency: CurrencyCode) -> Option<f64> {
    let value = |currency: CurrencyCode| sheet.get(&currency).and_then(Decimal::to_f64).filter(|value| *value != 0.0);
    match form {
        Form::Ecb | Form::Panel => value(currency),
        Form::Feed if currency == CurrencyCode::EUR => None,
        Form::Feed if currency == CurrencyCode::USD => value(CurrencyCode::EUR).map(|euro| 1.0 / euro),
        Form::Feed => Some(value(currency)? / value(CurrencyCode::EUR)?),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Days by hand: `2024-07-01 USD=1.0746 JPY=173.20`, one a line.
    pub fn days(lines: &str) -> Days {
        let mut days = Days::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (day, cells) = line.split_once(' ').unwrap_or((line, ""));
            let cells = cells.split_whitespace().map(|cell| cell.split_once('=').unwrap());
            let sheet = cells.map(|(code, digits)| (code.parse().unwrap(), digits.parse().unwrap())).collect();
            days.insert(day.parse().unwrap(), sheet);
        }
        days
    }

    #[test]
    fn the_feed_speaks_of_the_day_before_and_the_earliest_stamp_counts() {
        let feed = Witness::new("X", Form::Feed, days("2026-10-31 EUR=0.8 JPY=160\n2026-11-02 EUR=0.5 JPY=150"));
        let (friday, saturday) = ("2026-10-30".parse().unwrap(), "2026-10-31".parse().unwrap());
        assert_eq!(feed.observed(), [(friday, saturday)].into_iter().collect());
        assert_eq!(feed.currencies(saturday), ["JPY", "USD"].map(|code| code.parse().unwrap()));
        assert_eq!(feed.per_eur(saturday, "JPY".parse().unwrap()), Some(200.0));
        assert_eq!(feed.per_eur(saturday, CurrencyCode::USD), Some(1.25));
    }
}
