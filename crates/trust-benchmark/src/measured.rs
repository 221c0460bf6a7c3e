//! Which days and which currencies are measured.

use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;

/// Which days and currencies are measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub first: RateDate,
    pub last: RateDate,
    pub years: Years,
    pub class: Class,
}

/// Currencies of a kind: what a scenario reaches hangs on which ones its witnesses have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Class {
    All,
    /// The most traded ones (Bank for International Settlements, triennial survey).
    Majors,
    /// The six of the ECB's that move most.
    Restless,
    /// All that are neither.
    Others,
}

const MAJORS: [&str; 9] = ["AUD", "CAD", "CHF", "GBP", "JPY", "NOK", "NZD", "SEK", "USD"];
const RESTLESS: [&str; 6] = ["BRL", "IDR", "MXN", "RUB", "TRY", "ZAR"];

impl Class {
    /// Whether a currency is of this kind.
    pub fn contains(self, currency: CurrencyCode) -> bool {
        let is_of = |codes: &[&str]| codes.contains(&currency.as_str());
        match self {
            Self::All => true,
            Self::Majors => is_of(&MAJORS),
            Self::Restless => is_of(&RESTLESS),
            Self::Others => !is_of(&MAJORS) && !is_of(&RESTLESS),
        }
    }
}

/// Rules are chosen on the one half of the years, and measured on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Years {
    All,
    Odd,
    Even,
}

impl Measured {
    /// Whether a day is.
    pub fn contains(&self, day: RateDate) -> bool {
        let is_odd = day.year() % 2 != 0;
        (self.first..=self.last).contains(&day)
            && match self.years {
                Years::All => true,
                Years::Odd => is_odd,
                Years::Even => !is_odd,
            }
    }
}
