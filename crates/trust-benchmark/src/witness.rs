//! Who says what on which day: the recorded sources in the form in which the pipeline gets them.

use crate::recordings::{Days, Sheet};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use makerates_domain::rate::{DERIVED_SIGNIFICANT_DIGITS, round_significant};
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
    /// Half a unit in the last place of its own digits, in percent, where the digits of `days` are computed ones.
    half_units_pct: BTreeMap<(RateDate, CurrencyCode), f64>,
}

/// The ECB's name.
pub const ECB: &str = "ECB";
/// The Bank of Canada's name.
pub const BOC: &str = "BOC";
/// The market feed's name.
pub const FEED: &str = "ExchangeRate-API";

impl Witness {
    /// A witness whose digits are its own.
    pub fn new(name: &'static str, form: Form, days: Days) -> Self {
        Self { name, form, days, half_units_pct: BTreeMap::new() }
    }

    /// The Bank of Canada against the euro: its own euro is the bridge, and a day without it says nothing.
    pub fn of_boc(cad_per_unit: &Days) -> Self {
        let mut boc = Self::new(BOC, Form::Panel, Days::new());
        for (&day, sheet) in cad_per_unit {
            let Some(&euro) = sheet.get(&CurrencyCode::EUR) else { continue };
            let mut per_eur: Sheet = CAD.parse().map(|cad| (cad, euro)).into_iter().collect();
            for (&currency, &value) in sheet.iter().filter(|(currency, _)| **currency != CurrencyCode::EUR) {
                let quotient = euro.checked_div(value);
                if let Some(rate) = quotient.and_then(|rate| round_significant(rate, DERIVED_SIGNIFICANT_DIGITS)) {
                    per_eur.insert(currency, rate.normalize());
                    boc.half_units_pct.insert((day, currency), half_unit_pct(value));
                }
            }
            boc.days.insert(day, per_eur);
        }
        boc
    }

    /// The market feed, without its base's rate to itself.
    pub fn of_market(per_usd: &Days) -> Self {
        let mut days = per_usd.clone();
        for sheet in days.values_mut() {
            sheet.remove(&CurrencyCode::USD);
        }
        Self::new(FEED, Form::Feed, days)
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

    /// Half a unit in the last place of the witness's own digits, in percent.
    pub fn half_unit_pct(&self, stamp: RateDate, currency: CurrencyCode) -> f64 {
        let known = self.half_units_pct.get(&(stamp, currency)).copied();
        let cell = || self.days.get(&stamp).and_then(|sheet| sheet.get(&currency));
        known.or_else(|| cell().map(|value| half_unit_pct(*value))).unwrap_or(0.0)
    }
}

const CAD: &str = "CAD";

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

fn half_unit_pct(value: Decimal) -> f64 {
    let half_unit = Decimal::new(5, value.scale().min(27) + 1);
    half_unit.checked_div(value.abs()).and_then(|share| share.to_f64()).map_or(0.0, |share| 100.0 * share)
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

    fn code(text: &str) -> CurrencyCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_bank_of_canada_is_rebased_through_its_own_euro() {
        let boc = Witness::of_boc(&days("2024-07-02 EUR=1.4705 USD=1.3697 IDR=0.000089\n2024-07-03 USD=1.3697"));
        let sheet = &boc.days[&"2024-07-02".parse().unwrap()];
        assert_eq!(sheet[&code("CAD")].to_string(), "1.4705");
        assert_eq!(sheet[&code("USD")].to_string(), "1.07359275754");
        assert_eq!(boc.days.len(), 1, "without its euro a day says nothing");
        let coarse = boc.half_unit_pct("2024-07-02".parse().unwrap(), code("IDR"));
        assert!((coarse - 0.5618).abs() < 1e-4, "{coarse}");
    }

    #[test]
    fn the_feed_speaks_of_the_day_before_and_the_earliest_stamp_counts() {
        let feed = Witness::of_market(&days("2026-10-31 EUR=0.8 USD=1 JPY=160\n2026-11-02 EUR=0.5 JPY=150"));
        let (friday, saturday) = ("2026-10-30".parse().unwrap(), "2026-10-31".parse().unwrap());
        assert_eq!(feed.observed(), [(friday, saturday)].into_iter().collect());
        assert_eq!(feed.currencies(saturday), [code("JPY"), code("USD")]);
        assert_eq!(feed.per_eur(saturday, code("JPY")), Some(200.0));
        assert_eq!(feed.per_eur(saturday, code("USD")), Some(1.25));
    }
}
