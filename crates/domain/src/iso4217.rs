//! Which currency codes exist, since when and until when: `iso4217.csv`, embedded.
//!
//! The list has every code of ISO 4217 in use (the maintenance agency's list one of 2026-01-01),
//! those withdrawn since 1999 (its list three of the same day), and a few that feeds send although
//! the standard has none of them. Codes withdrawn before 1999 are left out: no source goes back
//! further. The columns:
//!
//! - `since` is empty for codes that are older than 1999 or whose first day is not known.
//! - `until` is the last day, inclusive. A code that another one replaced ends on the day before,
//!   even where ISO withdrew it later or both circulated for months: from then on a rate under the
//!   old code is at best a multiple of the new one's. The currencies that the euro replaced end
//!   before the euro day. Where there is no such day, it is the last of ISO's month of withdrawal.
//! - `minor_units` of codes withdrawn are as they were last in use; list three does not have them.

use std::sync::LazyLock;

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::list::{self, optional};

/// One code and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Three letters, each once in the list.
    pub code: CurrencyCode,
    /// ISO 4217's numeric code; `8` is written `008`. A successor may have its predecessor's.
    pub numeric: Option<u16>,
    /// The English name, as ISO has it for ISO's codes.
    pub name: &'static str,
    /// Decimal places of an amount: 2 where the unit has hundredths; none where ISO states none.
    pub minor_units: Option<u8>,
    /// Whether it is a country's money, which alone has a regime.
    pub kind: CurrencyKind,
    /// First day of the code's life; none when before 1999 or not known.
    pub since: Option<RateDate>,
    /// Last day of the code's life, inclusive; none while in use.
    pub until: Option<RateDate>,
}

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CurrencyKind {
    /// Money of a country or a monetary union, listed in ISO 4217.
    Iso,
    /// Also in ISO 4217, but nobody's money: funds, baskets, units of account, metals, test codes.
    FundOrMetal,
    /// Sent by feeds, not in ISO 4217.
    NonIso,
}

impl CurrencyKind {
    /// The name in the list and in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::FundOrMetal => "fund_or_metal",
            Self::NonIso => "non_iso",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let all = [Self::Iso, Self::FundOrMetal, Self::NonIso];
        all.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What is known of `code`; none when neither ISO 4217 nor a known feed has it.
#[must_use]
pub fn listing(code: CurrencyCode) -> Option<&'static Currency> {
    let place = LIST.binary_search_by_key(&code, |currency| currency.code);
    place.ok().map(|index| &LIST[index])
}

/// Every listed code, in alphabetical order.
pub fn all() -> impl Iterator<Item = &'static Currency> {
    LIST.iter()
}

/// The listed code that is one slip off `code`: what was meant by one that is not listed. Of several the currencies in use
/// come first.
#[must_use]
pub fn nearest(code: CurrencyCode) -> Option<CurrencyCode> {
    let distance = |known: &&Currency| {
        let changes = strsim::damerau_levenshtein(known.code.as_str(), code.as_str());
        (changes, known.kind != CurrencyKind::Iso, known.until.is_some())
    };
    all().min_by_key(distance).filter(|known| distance(known).0 <= SLIPS_MAX).map(|known| known.code)
}

/// Of three letters more than one wrong one means another code.
const SLIPS_MAX: usize = 1;

const CSV: &str = include_str!("iso4217.csv");

/// Sorted by code, for the binary search.
static LIST: LazyLock<Vec<Currency>> = LazyLock::new(|| {
    let mut list = list::rows(CSV, row);
    list.sort_by_key(|currency| currency.code);
    list
});

fn row([code, numeric, name, minor_units, kind, since, until]: [&'static str; 7]) -> Option<Currency> {
    Some(Currency {
        code: code.parse().ok()?,
        numeric: optional(numeric)?,
        name,
        minor_units: optional(minor_units)?,
        kind: CurrencyKind::parse(kind)?,
        since: optional(since)?,
        until: optional(until)?,
    })
}

#[cfg(test)]
mod tests;
