//! How a currency's rate comes about, and when it came about otherwise: `regimes.csv`, embedded, and
//! the pegs.
//!
//! A regime belongs to a money, not to a code: an entry names every code under which its money is
//! quoted (VES, VED). The list has the *restricted* moneys, and those of which nothing else tells it:
//!
//! - Restricted is a money with official and parallel rates a tenth or more apart for a year, or of
//!   which sources give different ones. On one source's word none of them is published.
//! - `since` is empty where it is older than 1999 or not known. Where only the year is known it is
//!   the year's first day, and of an end the last: withholding a right rate costs less than
//!   publishing a wrong one, and for the same reason there is no end without one that is confirmed.
//!
//! Every other money is pegged when [`crate::pegs`] has a peg that holds, or outlasted it, and else
//! traded. A code that stands for another money in a fixed relation (GGP, SLL) is pegged to it.
//!
//! Looked at and left out: CNY (managed, but traded at that rate), SLE, GHS, HTG, IQD, BDT, PKR, LKR
//! and TTD (never a tenth apart for a year, as far as is known), and ERN (its peg is checked).

use std::sync::LazyLock;

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::iso4217::{self, CurrencyKind};
use crate::list::{self, optional};
use crate::pegs;

/// How a currency's rate comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateRegime {
    /// Traded, however managed; also every peg that no one has checked yet.
    Market,
    /// Held to another currency, exactly or within a band.
    Pegged,
    /// Restricted: beside the official rate there are others, and sources differ in which they give.
    Official,
    /// Not known, or the code is no traded currency.
    Unknown,
}

/// What the list says of one money in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Every code under which the money is quoted, withdrawn ones too.
    pub codes: Vec<CurrencyCode>,
    /// What holds in the period, whatever the pegs say.
    pub regime: RateRegime,
    /// First day; none when it is older than 1999 or not known.
    pub since: Option<RateDate>,
    /// Last day, inclusive; none while it lasts.
    pub until: Option<RateDate>,
}

/// A regime and the days on which a code has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The list's, or where it says nothing what the pegs make of the code.
    pub regime: RateRegime,
    /// First day; none for the earliest period.
    pub since: Option<RateDate>,
    /// Last day, inclusive; none for the latest period.
    pub until: Option<RateDate>,
}

impl Period {
    /// Whether a day is in it.
    #[must_use]
    pub fn contains(&self, day: RateDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl RateRegime {
    /// The name in the list and in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Pegged => "pegged",
            Self::Official => "official",
            Self::Unknown => "unknown",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let all = [Self::Market, Self::Pegged, Self::Official, Self::Unknown];
        all.into_iter().find(|regime| regime.as_str() == text)
    }
}

/// Every entry, by money and then by time.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    LIST.iter()
}

/// The regime of a code today; of a withdrawn one the last.
#[must_use]
pub fn regime(code: CurrencyCode) -> RateRegime {
    periods(code).last().map_or(RateRegime::Unknown, |period| period.regime)
}

/// All days, each in one period, in order.
#[must_use]
pub fn periods(code: CurrencyCode) -> Vec<Period> {
    let free = unlisted_regime(code);
    let mut periods = Vec::new();
    let mut next = None;
    for entry in all().filter(|entry| entry.codes.contains(&code)) {
        if let Some(since) = entry.since {
            periods.push(Period { regime: free, since: next, until: since.plus_days(-1) });
        }
        periods.push(Period { regime: entry.regime, since: entry.since, until: entry.until });
        next = entry.until.and_then(|until| until.plus_days(1));
    }
    if periods.last().is_none_or(|last| last.until.is_some()) {
        periods.push(Period { regime: free, since: next, until: None });
    }
    periods
}

/// What a code has where the list says nothing.
fn unlisted_regime(code: CurrencyCode) -> RateRegime {
    let Some(listed) = iso4217::listing(code) else { return RateRegime::Unknown };
    let mut pegs = pegs::all().filter(|peg| peg.currency == code);
    if pegs.any(|peg| peg.until.is_none() || peg.until == listed.until) {
        return RateRegime::Pegged;
    }
    if listed.kind == CurrencyKind::Iso { RateRegime::Market } else { RateRegime::Unknown }
}

const CSV: &str = include_str!("regimes.csv");

static LIST: LazyLock<Vec<Entry>> = LazyLock::new(|| list::rows(CSV, row));

fn row([codes, regime, since, until, _, _, _]: [&'static str; 7]) -> Option<Entry> {
    Some(Entry {
        codes: codes.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?,
        regime: RateRegime::parse(regime)?,
        since: optional(since)?,
        until: optional(until)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
