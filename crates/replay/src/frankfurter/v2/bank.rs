//! The banks on the panel: when their rates exist, and how these are read against a base.

use super::EURO;
use crate::clock;
use crate::data::{Day, Recordings};
use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// A provider of rates.
pub struct Bank {
    pub key: &'static str,
    pub name: &'static str,
    pub country_code: &'static str,
    /// What its number is, in the service's words.
    pub rate_type: &'static str,
    /// What it quotes all others in, or against.
    pub pivot_currency: &'static str,
    pub publish_cadence: &'static str,
    quotes: Quotes,
    /// A rate that it has by law, and does not publish day by day.
    by_law: Option<(&'static str, &'static str)>,
    recorded: fn(&Recordings) -> &[Day],
    published_at: fn(Date) -> Timestamp,
}

/// What a bank's digits mean.
#[derive(Clone, Copy)]
enum Quotes {
    /// What one unit of a currency costs in the pivot.
    PivotPerUnit,
    /// What one unit of the pivot costs in a currency; the other way round for these.
    UnitsPerPivot(&'static [&'static str]),
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

static NEW_YORK: LazyLock<TimeZone> = LazyLock::new(|| clock::zone("America/New_York"));
static SOFIA: LazyLock<TimeZone> = LazyLock::new(|| clock::zone("Europe/Sofia"));
static TAIPEI: LazyLock<TimeZone> = LazyLock::new(|| clock::zone("Asia/Taipei"));
static TORONTO: LazyLock<TimeZone> = LazyLock::new(|| clock::zone("America/Toronto"));
static WARSAW: LazyLock<TimeZone> = LazyLock::new(|| clock::zone("Europe/Warsaw"));

/// By key.
pub const BANKS: [Bank; 6] = [
    Bank {
        key: "BNB",
        name: "Bulgarian National Bank",
        country_code: "BG",
        rate_type: "official rate",
        pivot_currency: "BGN",
        publish_cadence: "daily",
        quotes: Quotes::PivotPerUnit,
        by_law: Some((EURO, "1.95583")),
        recorded: |recordings| &recordings.bnb,
        published_at: |day| clock::published_in(&SOFIA, day, time(17, 30, 0, 0)),
    },
    Bank {
        key: "BOC",
        name: "Bank of Canada",
        country_code: "CA",
        rate_type: "average rate",
        pivot_currency: "CAD",
        publish_cadence: "daily",
        quotes: Quotes::PivotPerUnit,
        by_law: None,
        recorded: |recordings| &recordings.boc,
        published_at: |day| clock::published_in(&TORONTO, day, time(16, 30, 0, 0)),
    },
    Bank {
        key: "CBC",
        name: "Central Bank of the Republic of China (Taiwan)",
        country_code: "TW",
        rate_type: "interbank spot market closing",
        pivot_currency: "USD",
        publish_cadence: "monthly",
        quotes: Quotes::UnitsPerPivot(&["AUD", "EUR", "GBP"]),
        by_law: None,
        recorded: |recordings| &recordings.cbc,
        published_at: |day| clock::published_in(&TAIPEI, day, time(16, 30, 0, 0)),
    },
    Bank {
        key: "ECB",
        name: "European Central Bank",
        country_code: "EU",
        rate_type: "reference rate",
        pivot_currency: EURO,
        publish_cadence: "daily",
        quotes: Quotes::UnitsPerPivot(&[]),
        by_law: None,
        recorded: |recordings| &recordings.ecb,
        published_at: clock::ecb_published_at,
    },
    Bank {
        key: "FED",
        name: "Federal Reserve",
        country_code: "US",
        rate_type: "H.10",
        pivot_currency: "USD",
        publish_cadence: "daily",
        quotes: Quotes::UnitsPerPivot(&["AUD", "EUR", "GBP", "NZD"]),
        by_law: None,
        recorded: |recordings| &recordings.fed,
        published_at: |day| clock::published_in(&NEW_YORK, day, time(16, 15, 0, 0)),
    },
    Bank {
        key: "NBP",
        name: "Narodowy Bank Polski",
        country_code: "PL",
        rate_type: "average rate",
        pivot_currency: "PLN",
        publish_cadence: "daily",
        quotes: Quotes::PivotPerUnit,
        by_law: None,
        recorded: |recordings| &recordings.nbp,
        published_at: |day| clock::published_in(&WARSAW, day, time(12, 15, 0, 0)),
    },
];

/// A currency as a bank has it: so many units for so many of the pivot, without a division that would round.
struct Quoted<'a> {
    currency: &'a str,
    digits: &'a str,
    units: Decimal,
    pivots: Decimal,
}

impl Bank {
    /// The days that were published at `now`.
    pub fn known<'a>(&self, recordings: &'a Recordings, now: Timestamp) -> &'a [Day] {
        let days = (self.recorded)(recordings);
        &days[..days.partition_point(|day| (self.published_at)(day.date) <= now)]
    }

    /// A day's rates against a base: the bank's own crosses, and none where it does not quote the base.
    pub fn observations<'a>(&self, day: &'a Day, base: &str) -> Vec<Observation<'a>> {
        let published = day.rates.iter().map(|rate| (&*rate.currency, &*rate.digits));
        let quoted: Vec<Quoted<'a>> =
            published.chain(self.by_law).filter_map(|(currency, digits)| self.quoted(currency, digits)).collect();
        let pivot = Quoted { currency: self.pivot_currency, digits: "", units: Decimal::ONE, pivots: Decimal::ONE };
        let of_base = quoted.iter().chain([&pivot]).find(|quoted| quoted.currency == base);
        let Some(of_base) = of_base else { return Vec::new() };
        let others = quoted.iter().chain([&pivot]).filter(|other| other.currency != base);
        others.filter_map(|other| self.observation(of_base, other)).collect()
    }

    /// A text too long for a decimal is no rate.
    fn quoted<'a>(&self, currency: &'a str, digits: &'a str) -> Option<Quoted<'a>> {
        let rate = digits.parse().ok()?;
        let (units, pivots) = if self.is_per_unit(currency) { (Decimal::ONE, rate) } else { (rate, Decimal::ONE) };
        Some(Quoted { currency, digits, units, pivots })
    }

    fn is_per_unit(&self, currency: &str) -> bool {
        match self.quotes {
            Quotes::PivotPerUnit => true,
            Quotes::UnitsPerPivot(turned) => turned.contains(&currency),
        }
    }

    fn observation<'a>(&self, base: &Quoted<'a>, other: &Quoted<'a>) -> Option<Observation<'a>> {
        let rate = (other.units * base.pivots).checked_div(other.pivots * base.units)?;
        let own = match (base.currency == self.pivot_currency, other.currency == self.pivot_currency) {
            (true, _) if !self.is_per_unit(other.currency) => Some(other.digits),
            (_, true) if self.is_per_unit(base.currency) => Some(base.digits),
            _ => None,
        };
        Some(Observation { quote: other.currency, rate, own })
    }
}
