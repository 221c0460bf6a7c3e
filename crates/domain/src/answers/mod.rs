//! The sources' answers: pure functions from the bytes of a body to typed rows, or the reason why it can't be one.
//!
//! A number is taken as the text that the source wrote: it never passes a binary float. What is wrong with a single
//! row is told in the row, so that one bad rate costs no other; what is wrong with the answer refuses it whole.

mod account;
mod banks;
mod days;
mod exchangerate;
mod fault;
mod frankfurter;
mod json;
mod numerals;
mod panel;
mod rounding;
mod row;
mod sampled;
#[cfg(test)]
mod tests;

pub use account::{Account, parse_account};
pub use banks::{Bank, PUBLISHED_AFTER_DAYS, parse_banks};
pub use exchangerate::HistoryDay;
pub use fault::{AnswerFault, RowFault};
pub use rounding::half_unit_pct;
pub use row::{Day, Row};

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::market_day;
use crate::source::{Endpoint, Source};
use days::Days;
use std::collections::BTreeSet;
use std::io::Read;

/// What an answer says as a whole, once all of it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The base of the rates. An answer of the panel says its own, and whoever asked must compare it.
    pub base: CurrencyCode,
    /// The banks of a panel that are named without what they say: with nobody else it is an answer without a day.
    pub named_alone: BTreeSet<String>,
}

/// How an answer is to be read.
#[derive(Debug, Clone, Copy)]
pub struct AnswerReader {
    /// The face that gave it, which decides its shape and its base.
    pub endpoint: Endpoint,
    /// The UTC day of the request.
    pub today: RateDate,
    /// How the day of ExchangeRate-API's history is taken; no other endpoint has one.
    pub history_day: HistoryDay,
}

impl AnswerReader {
    /// Reads the body of an answer, and gives `each` every day of it as it is read.
    ///
    /// Only at the end it is known whether the answer as a whole is one: after an error, what was given counts for
    /// nothing.
    ///
    /// A later day than `today` refuses the answer (ExchangeRate-API stamps a rate with the day on which it appears,
    /// the ECB with its own day; neither is ever ahead of UTC). Some banks of the panel date a rate with the day on
    /// which it will hold: tomorrow's is passed over, for it comes again tomorrow. A day beyond that is one bank's slip,
    /// and costs that bank's rate alone, unless most of the answer is so.
    ///
    /// One bank's own answer does not say whose it is: whoever asked knows.
    pub fn read(
        &self,
        bank: Option<&str>,
        body: impl Read,
        each: &mut dyn FnMut(&Day<'_>),
    ) -> Result<Whole, AnswerFault> {
        let expected = self.endpoint.base();
        let mut days = Days::new(self.endpoint, self.today, each);
        let found = match self.endpoint {
            Endpoint::V1 => frankfurter::read(body, &mut days)?,
            Endpoint::V2 | Endpoint::Bank => {
                let bank = bank.filter(|_| self.endpoint == Endpoint::Bank);
                if bank.is_none() && self.endpoint == Endpoint::Bank {
                    return Err(AnswerFault::WrongShape("nothing says whose rates they are".to_owned()));
                }
                let base = panel::read(bank, body, &mut days)?;
                return days.conclude(base);
            }
            Endpoint::V6 | Endpoint::History | Endpoint::Open => {
                exchangerate::read(self.endpoint, self.history_day, body, &mut days)?
            }
            Endpoint::Providers | Endpoint::Quota => {
                return Err(AnswerFault::WrongShape(format!("an answer of `{}` has no rates", self.endpoint)));
            }
        };
        if found != expected.as_str() {
            return Err(AnswerFault::WrongBase { found: excerpt(&found), expected });
        }
        days.conclude(expected)
    }

    /// The market day that a day of an answer describes: of a bank its own date, of ExchangeRate-API by its stamp.
    #[must_use]
    pub fn rate_date(&self, stamp: RateDate) -> RateDate {
        match self.endpoint.source() {
            Source::Frankfurter => stamp,
            Source::ExchangeRate => market_day::of_stamp(stamp.into()),
        }
    }
}
