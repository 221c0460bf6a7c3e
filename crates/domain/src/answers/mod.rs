//! The sources' answers: pure functions from the bytes of a body to typed rows, or the reason why it can't be one.
//!
//! A number is taken as the text that the source wrote: it never passes a binary float. What is wrong with a single
//! row is told in the row, so that one bad rate costs no other; what is wrong with the answer refuses it whole.

mod account;
mod exchangerate;
mod frankfurter;
mod json;
mod numerals;
mod panel;
mod sampled;
#[cfg(test)]
mod tests;

pub use account::{Account, parse_account};

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::market_day;
use crate::rate::{Rate, RateError};
use crate::source::{Endpoint, Source};
use crate::target_calendar;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Read;

/// One witness's rates of one day, as an answer says them.
#[derive(Debug)]
pub struct Day<'a> {
    /// Whose rates they are.
    pub witness: &'a str,
    /// The source's own date: part of the identity of its observations.
    pub stamp: RateDate,
    /// The source's own stamp as text: an instant where it gives one, else the date.
    pub published_at: &'a str,
    /// Whether the source repeats an earlier day's rate beside newer ones: then it may have been rebased with their
    /// day, and what the answers say of its own day goes before it.
    pub is_carried: bool,
    /// The rates, in the answer's order.
    pub rows: Vec<Row<'a>>,
}

/// One rate of an answer: units of `currency` for one unit of the base.
#[derive(Debug)]
pub struct Row<'a> {
    /// The code as the source wrote it; it need not be a known one.
    pub currency: Cow<'a, str>,
    /// The value as the source wrote it.
    pub text: &'a str,
    /// The rate, or what is wrong with it.
    pub rate: Result<Rate, RowFault>,
}

/// What is wrong with a single rate. The names are those of the quarantine's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The value is `null`.
    #[error("null_rate")]
    Null,
    /// The value is no JSON number.
    #[error("not_a_number")]
    NotANumber,
    /// The value is 0.
    #[error("zero_rate")]
    Zero,
    /// The value is below 0.
    #[error("negative_rate")]
    Negative,
    /// The value is at least 1e9, or at most 1e-9.
    #[error("absurd_rate")]
    Absurd,
    /// The value has more digits than we can keep exactly.
    #[error("too_many_digits")]
    TooManyDigits,
    /// The currency stands more than once in the answer.
    #[error("duplicate_currency")]
    Duplicate,
    /// The currency is no code of three capital letters.
    #[error("malformed_currency")]
    MalformedCurrency,
    /// One bank of a panel dates the rate with a day that can't be: none at all, or one that is far ahead.
    #[error("impossible_date")]
    ImpossibleDate,
}

/// Why a body is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// Not JSON at all: HTML, truncated, another character set.
    #[error("not_json: {0}")]
    NotJson(String),
    /// JSON of another shape than the endpoint promises.
    #[error("wrong_shape: {0}")]
    WrongShape(String),
    /// The rates are for another base than we asked for.
    #[error("wrong_base: {found} instead of {expected}")]
    WrongBase {
        /// What the answer says.
        found: String,
        /// What we asked for.
        expected: CurrencyCode,
    },
    /// The base's rate to itself is not 1.
    #[error("base_is_not_one: {0}")]
    BaseIsNotOne(String),
    /// No day, or a text that is no day.
    #[error("missing_date: {0}")]
    MissingDate(String),
    /// Not a single rate.
    #[error("empty_rates")]
    EmptyRates,
    /// Rates, and something wrong with each of them.
    #[error("no_usable_rate: something is wrong with every single one")]
    NoUsableRate,
    /// Averages or samples instead of the days that were asked for.
    #[error("not_daily: most of its {0} days are a week or more apart: averages, not the days that were asked for")]
    NotDaily(usize),
    /// A day after the day of the request.
    #[error("future_date: {0}")]
    FutureDate(RateDate),
    /// The source's own error, by its own name.
    #[error("source_error: {0}")]
    SourceError(String),
    /// The body can't be read where we keep it: no fault of the source.
    #[error("unread: {0}")]
    Unread(String),
}

/// What the day of ExchangeRate-API's history means: its documentation does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryDay {
    /// The stamp that the latest rates had on that day: the market of the day before.
    #[default]
    Stamp,
    /// The market day itself.
    MarketDay,
}

/// How an answer is to be read.
#[derive(Debug, Clone, Copy)]
pub struct AnswerReader {
    /// The face that gave it.
    pub endpoint: Endpoint,
    /// The UTC day of the request.
    pub today: RateDate,
    /// What the day of the history means.
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
    pub fn read(&self, body: impl Read, each: &mut dyn FnMut(&Day<'_>)) -> Result<(), AnswerFault> {
        let expected = self.endpoint.base();
        let mut days = Days { reading: *self, count: 0, usable: 0, misdated: 0, first_misdated: None, each };
        let found = match self.endpoint {
            Endpoint::V1 => frankfurter::read(body, &mut days)?,
            Endpoint::V2 => panel::read(body, expected, &mut days).map(|()| expected.to_string())?,
            Endpoint::V6 | Endpoint::History | Endpoint::Open => {
                exchangerate::read(self.endpoint, self.history_day, body, &mut days)?
            }
            Endpoint::Quota => return Err(AnswerFault::WrongShape("an account's count has no rates".to_owned())),
        };
        if found != expected.as_str() {
            return Err(AnswerFault::WrongBase { found: excerpt(&found), expected });
        }
        days.conclude()
    }

    /// The market day that a day of an answer describes: see "Dates and identity" in the contracts.
    #[must_use]
    pub fn rate_date(&self, stamp: RateDate) -> RateDate {
        match self.endpoint.source() {
            Source::Frankfurter => stamp,
            Source::ExchangeRate => market_day::of_stamp(stamp.into()),
        }
    }
}

impl Day<'_> {
    /// How many rows have something wrong with them.
    #[must_use]
    pub fn suspicious(&self) -> usize {
        self.rows.iter().filter(|row| row.rate.is_err()).count()
    }
}

/// The days of an answer on their way to who wants them: each is checked as it passes.
struct Days<'e> {
    reading: AnswerReader,
    count: usize,
    /// Rates with nothing wrong, but for the base's to itself.
    usable: usize,
    /// Rates that a bank dates with a day that can't be.
    misdated: usize,
    /// What is wrong with the first of them.
    first_misdated: Option<AnswerFault>,
    each: &'e mut dyn FnMut(&Day<'_>),
}

impl Days<'_> {
    /// Checks what every day must hold, whatever its source, and gives it on.
    fn take(&mut self, day: &Day<'_>) -> Result<(), AnswerFault> {
        let AnswerReader { endpoint, today, .. } = self.reading;
        if day.rows.is_empty() {
            return Err(AnswerFault::EmptyRates);
        }
        // A stamp from before there were rates is no stamp: ExchangeRate-API's 0 would be 1970.
        if day.stamp < target_calendar::first_ecb_day() {
            return Err(AnswerFault::MissingDate(day.published_at.to_owned()));
        }
        let is_of_tomorrow = today.plus_days(1).is_some_and(|tomorrow| day.stamp == tomorrow);
        if endpoint == Endpoint::V2 && is_of_tomorrow {
            return Ok(());
        }
        if day.stamp > today {
            return Err(AnswerFault::FutureDate(day.stamp));
        }
        for row in &day.rows {
            if row.currency == endpoint.base().as_str() {
                check_base_is_one(row.text)?;
            } else if row.rate.is_ok() {
                self.usable += 1;
            }
        }
        self.count += 1;
        (self.each)(day);
        Ok(())
    }

    /// Whether all of them together are an answer.
    fn conclude(self) -> Result<(), AnswerFault> {
        match (self.first_misdated, self.count, self.usable) {
            // One bank's slip costs no other. When most of the answer is of impossible days, it is wrong as a whole.
            (Some(fault), _, usable) if self.misdated > usable => Err(fault),
            (_, 0, _) => Err(AnswerFault::EmptyRates),
            (_, _, 0) => Err(AnswerFault::NoUsableRate),
            _ => Ok(()),
        }
    }
}

/// A base's rate to itself is 1, in whatever digits.
fn check_base_is_one(text: &str) -> Result<(), AnswerFault> {
    if Rate::parse(text).is_ok_and(|rate| rate.decimal() == rust_decimal::Decimal::ONE) {
        return Ok(());
    }
    Err(AnswerFault::BaseIsNotOne(excerpt(text)))
}

/// Rows from pairs of code and value, with what is wrong with each.
fn rows<'a>(pairs: Vec<(Cow<'a, str>, &'a str)>) -> Vec<Row<'a>> {
    let mut codes: Vec<&str> = pairs.iter().map(|(code, _)| code.as_ref()).collect();
    codes.sort_unstable();
    let repeated: Vec<String> =
        codes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned()).collect();
    pairs
        .into_iter()
        .map(|(currency, text)| {
            let duplicate = repeated.binary_search_by(|code| code.as_str().cmp(&currency)).is_ok();
            let rate = if duplicate { Err(RowFault::Duplicate) } else { read_rate(&currency, text) };
            Row { currency, text, rate }
        })
        .collect()
}

/// The rate of a row, or what is wrong with it.
fn read_rate(currency: &str, text: &str) -> Result<Rate, RowFault> {
    if CurrencyCode::try_from(currency).is_err() {
        return Err(RowFault::MalformedCurrency);
    }
    if text == "null" {
        return Err(RowFault::Null);
    }
    Rate::parse(text).map_err(|error| match error {
        RateError::NotANumber { .. } => RowFault::NotANumber,
        RateError::Zero { .. } => RowFault::Zero,
        RateError::Negative { .. } => RowFault::Negative,
        RateError::Absurd { .. } => RowFault::Absurd,
        RateError::TooManyDigits { .. } => RowFault::TooManyDigits,
    })
}
