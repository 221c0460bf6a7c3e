//! Exchange rates: positive decimals that keep their source's own digits.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize, Serializer};

use crate::excerpt::excerpt;

mod number_text;
mod quotient;
mod rounding;

pub use rounding::round_significant;

/// Decimal places that a source's rate may have: those of a `DECIMAL(38, 18)` column. A derived rate has up to 20, the
/// twelfth digit of one just above 1e-9.
pub const DECIMALS_MAX: u32 = 18;

/// Significant digits of a derived (inverse or cross) rate, rounded half-even.
pub const DERIVED_SIGNIFICANT_DIGITS: u32 = 12;

/// Units of the quote currency for one unit of the base currency.
///
/// Every rate lies strictly between 1e-9 and 1e9. One that a source gave has at most 18 decimal places, hence at most
/// 27 digits, and [`Rate::parse`] reads back what [`Rate::digits`] writes; a derived one has at most 12 significant
/// digits. The digits are kept as given, trailing zeros too. Comparisons are by value: `1.10` equals `1.1`, and only
/// their `digits` differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Rate(Decimal);

/// What is wrong with a source's number. The names are those of the quarantine's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// Not a number as JSON writes it: `NaN`, `1,5`, `+1`, `.5`, `007` and the empty text.
    #[error("not_a_number")]
    NotANumber,
    /// Zero, also as `-0` or `0e5`.
    #[error("zero_rate")]
    Zero,
    /// Below zero.
    #[error("negative_rate")]
    Negative,
    /// 1e9 or more, or 1e-9 or less: no pair of currencies is that far apart.
    #[error("absurd_rate")]
    Absurd,
    /// More than 18 decimal places, trailing zeros included: it could only be kept rounded.
    #[error("too_many_digits")]
    TooManyDigits,
}

/// Why a source's number is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no rate: {fault}")]
pub struct RateError {
    /// What was given, or its beginning.
    pub given: String,
    /// What is wrong with it.
    pub fault: NumberFault,
}

/// Two rates whose quotient is no rate: it is 1e9 or more, or 1e-9 or less.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{numerator} / {denominator} is absurd: expected more than 1e-9 and less than 1e9")]
pub struct DerivationError {
    /// The leg that was divided: 1 of an inverse.
    pub numerator: Decimal,
    /// The leg it was divided by.
    pub denominator: Decimal,
}

impl Rate {
    /// Reads a number as JSON writes it, exponents included (`1e-7`, `1.5E+3`).
    pub fn parse(text: &str) -> Result<Self, RateError> {
        number_text::positive_decimal(text).map(Self).map_err(|fault| RateError { given: excerpt(text), fault })
    }

    /// The digits in plain notation: `0.00000010` for `1.0e-7`, and `1.10` stays `1.10`.
    #[must_use]
    pub fn digits(self) -> String {
        self.0.to_string()
    }

    /// The value, its scale being the number of decimal places that were given.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// Digits from the first one that is not zero to the last one given: 3 for `1.10`, `290` and
    /// `0.00110`.
    ///
    /// Counted in plain notation: `1.0E2` is kept as `100` and has 3, although its source wrote 2.
    #[must_use]
    pub fn significant_digits(self) -> u32 {
        rounding::significant_digits(self.0)
    }

    /// 1 / rate: the rate of the pair the other way round, to 12 significant digits.
    pub fn invert(self) -> Result<Self, DerivationError> {
        derive(Decimal::ONE, self.0)
    }

    /// `quote_leg / base_leg` to 12 significant digits: the cross rate `BASE/QUOTE` from
    /// `PIVOT/QUOTE` and `PIVOT/BASE`.
    ///
    /// Rounded once, half-even, from the exact quotient. Trailing zeros are dropped: no source
    /// gave them.
    pub fn cross(quote_leg: Self, base_leg: Self) -> Result<Self, DerivationError> {
        derive(quote_leg.0, base_leg.0)
    }
}

fn derive(numerator: Decimal, denominator: Decimal) -> Result<Rate, DerivationError> {
    quotient::quotient(numerator, denominator, DERIVED_SIGNIFICANT_DIGITS)
        .filter(|rounded| number_text::is_sane(*rounded))
        .map(Rate)
        .ok_or(DerivationError { numerator, denominator })
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Rate {
    type Error = RateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// As a string: a JSON number would pass through a binary float in many a reader.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
