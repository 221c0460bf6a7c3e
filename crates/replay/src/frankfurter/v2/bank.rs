//! The banks on the panel: when their rates exist, and how these are read against a base.

use super::EURO;
use crate::clock;
use crate::data::{Day, Rate, Recordings};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A provider of rates.
pub struct Bank {
    pub key: &'static str,
    pub name: &'static str,
    pub country_code: &'static str,
    /// What its number is, in the service's words.
    pub rate_type: &'static str,
    pub pivot_currency: &'static str,
    recorded: fn(&Recordings) -> &[Day],
    published_at: fn(Date) -> Timestamp,
    against_euro: for<'a> fn(&'a Day) -> Vec<Observation<'a>>,
}

/// What a bank says that one unit of the base costs.
pub struct Observation<'a> {
    pub quote: &'a str,
    pub rate: Decimal,
    /// The bank's own digits, when it quotes the base itself.
    pub own: Option<&'a str>,
}

/// One bank's rates of one day.
pub struct Publication<'a> {
    /// Its place in [`BANKS`].
    pub bank: usize,
    pub day: &'a Day,
}

/// By key.
pub const BANKS: [Bank; 2] = [
    Bank {
        key: "BOC",
        name: "Bank of Canada",
        country_code: "CA",
        rate_type: "average rate",
        pivot_currency: CAD,
        recorded: |recordings| &recordings.boc,
        published_at: clock::boc_published_at,
        against_euro: through_canadian_dollar,
    },
    Bank {
        key: "ECB",
        name: "European Central Bank",
        country_code: "EU",
        rate_type: "reference rate",
        pivot_currency: EURO,
        recorded: |recordings| &recordings.ecb,
        published_at: clock::ecb_published_at,
        against_euro: as_recorded,
    },
];

const CAD: &str = "CAD";

impl Bank {
    /// The days that were published at `now`.
    pub fn known<'a>(&self, recordings: &'a Recordings, now: Timestamp) -> &'a [Day] {
        let days = (self.recorded)(recordings);
        &days[..days.partition_point(|day| (self.published_at)(day.date) <= now)]
    }

    /// A day's rates against a base: the bank's own crosses, and none where it does not quote the base.
    pub fn observations<'a>(&self, day: &'a Day, base: &str) -> Vec<Observation<'a>> {
        let against_euro = (self.against_euro)(day);
        if base == EURO {
            return against_euro;
        }
        let own = against_euro.iter().find(|observed| observed.quote == base).map(|observed| observed.rate);
        let Some(per_euro) = own else { return Vec::new() };
        let rest = against_euro.into_iter().filter(|observed| observed.quote != base);
        let euro = Observation { quote: EURO, rate: Decimal::ONE, own: None };
        let cross = |observed: Observation<'a>| {
            let rate = observed.rate.checked_div(per_euro)?;
            Some(Observation { rate, own: None, ..observed })
        };
        rest.chain([euro]).filter_map(cross).collect()
    }
}

fn as_recorded<'a>(day: &'a Day) -> Vec<Observation<'a>> {
    let observation =
        |rate: &'a Rate| Some(Observation { quote: &rate.currency, rate: decimal(rate)?, own: Some(&rate.digits) });
    day.rates.iter().filter_map(observation).collect()
}

/// The bank's own euro is the bridge: without it the day says nothing of the euro.
fn through_canadian_dollar(day: &Day) -> Vec<Observation<'_>> {
    let is_euro = |rate: &&Rate| &*rate.currency == EURO;
    let euro = day.rates.iter().find(is_euro).and_then(|rate| Some((rate, decimal(rate)?)));
    let Some((euro, per_euro)) = euro else { return Vec::new() };
    let others = day.rates.iter().filter(|rate| !is_euro(rate)).filter_map(|rate| {
        let rate_per_euro = per_euro.checked_div(decimal(rate)?)?;
        Some(Observation { quote: &rate.currency, rate: rate_per_euro, own: None })
    });
    others.chain([Observation { quote: CAD, rate: per_euro, own: Some(&euro.digits) }]).collect()
}

/// A text too long for a decimal is no rate.
fn decimal(rate: &Rate) -> Option<Decimal> {
    rate.digits.parse().ok()
}
