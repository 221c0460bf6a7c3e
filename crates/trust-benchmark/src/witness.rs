//! Who says what on which day: the recorded sources in the form in which the pipeline gets them.

use crate::recordings::{Days, Sheet};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use makerates_domain::source::Endpoint;
use makerates_judge::{Dating, Lag, LogRates};
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
    /// From which stamp on it is known of a bank how many market days late it is; before that it says nothing of any.
    lags: BTreeMap<RateDate, u32>,
}

impl Form {
    /// What its rates are against: a bank's are made to be against the euro, through its own.
    pub const fn base(self) -> CurrencyCode {
        match self {
            Self::Ecb | Self::Panel => CurrencyCode::EUR,
            Self::Feed => CurrencyCode::USD,
        }
    }

    /// Where answers of this form come from.
    pub const fn endpoint(self) -> Endpoint {
        match self {
            Self::Ecb => Endpoint::V1,
            Self::Panel => Endpoint::Bank,
            Self::Feed => Endpoint::Open,
        }
    }
}

impl Witness {
    /// A witness that says this, and dates it by the market day.
    pub fn new(name: &'static str, form: Form, days: Days) -> Self {
        let lags = days.keys().next().map(|first| (*first, 0)).into_iter().collect();
        Self { name, form, days, lags }
    }

    /// The same, dated as a bank's own past tells beside the ECB's.
    pub fn dated_by(mut self, ecb: &Self) -> Self {
        if self.form == Form::Panel {
            let mut dating = Dating::new();
            let learn = |(stamp, sheet): (&RateDate, &Sheet)| {
                let market = log_rates(ecb.form, sheet);
                let said = self.days.get(stamp).map(|sheet| (self.name.into(), log_rates(self.form, sheet)));
                dating.learn(*stamp, market, &said.into_iter().collect())
            };
            let learnt: Vec<Lag> = ecb.days.iter().flat_map(learn).collect();
            let since = |lag: &Lag| Some((lag.learnt_on.plus_days(1)?, lag.market_days));
            self.lags = learnt.iter().filter_map(since).collect();
        }
        self
    }

    /// The market day that a stamp describes.
    pub fn market_day(&self, stamp: RateDate) -> RateDate {
        if self.form == Form::Feed {
            return market_day::of_stamp(stamp.into());
        }
        let lag = self.lags.range(..=stamp).next_back().map_or(0, |(_, lag)| *lag);
        market_day::of_bank_date(stamp, lag).unwrap_or(stamp)
    }

    /// Its stamps of which it is known what they describe.
    pub fn stamps(&self) -> impl DoubleEndedIterator<Item = RateDate> {
        let first = self.lags.keys().next().copied();
        self.days.keys().copied().filter(move |stamp| first.is_some_and(|first| first <= *stamp))
    }

    /// The stamp that counts for each market day: of several the earliest.
    pub fn observed(&self) -> BTreeMap<RateDate, RateDate> {
        self.stamps().rev().map(|stamp| (self.market_day(stamp), stamp)).collect()
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

fn log_rates(form: Form, sheet: &Sheet) -> LogRates {
    let log_rate = |currency: &CurrencyCode| Some((*currency, 100.0 * per_eur(form, sheet, *currency)?.ln()));
    sheet.keys().filter_map(log_rate).collect()
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
    use std::fmt::Write as _;

    fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

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
    fn a_bank_says_nothing_of_a_market_day_before_its_lag_is_known() {
        let [mut of_ecb, mut of_bank] = [String::new(), String::new()];
        let ecb_days = makerates_domain::target_calendar::ecb_days(day("2024-01-02"), day("2024-12-31"));
        let mut rates = String::new();
        for (number, date) in (1..=30).zip(ecb_days) {
            writeln!(of_bank, "{date} {rates}").unwrap();
            rates = format!("GBP=0.8{} JPY=17{} USD=1.0{}", number * 7 % 11, number * 5 % 11, number * 3 % 11);
            writeln!(of_ecb, "{date} {rates}").unwrap();
        }
        let ecb = Witness::new("ECB", Form::Ecb, days(&of_ecb));
        let bank = Witness::new("LATE", Form::Panel, days(&of_bank)).dated_by(&ecb);
        let observed = bank.observed();
        assert_eq!(observed.first_key_value(), Some((&day("2024-01-31"), &day("2024-02-01"))), "{observed:?}");
        assert_eq!(observed.len(), 8);
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
