//! The sources' answers: pure functions from the bytes of a body to typed rows, or the reason why it can't be one.
//!
//! A number is taken as the text that the source wrote: it never passes a binary float. What is wrong with a single
//! row is told in the row, so that one bad rate costs no other; what is wrong with the answer refuses it whole.

mod account;
mod exchangerate;
mod frankfurter;
mod json;

pub use account::{Account, parse_account};

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::market_day;
use crate::rate::{Rate, RateError};
use crate::source::{Endpoint, Source};
use crate::target_calendar;
use std::borrow::Cow;

/// A source's answer, as it says it.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The face that gave it.
    pub endpoint: Endpoint,
    /// The currency of which one unit is priced.
    pub base: CurrencyCode,
    /// The days that it speaks of, oldest first.
    pub days: Vec<Day<'a>>,
}

/// One day of an answer.
#[derive(Debug)]
pub struct Day<'a> {
    /// The source's own date: the identity of its observations.
    pub stamp: RateDate,
    /// The source's own stamp as text: an instant where it gives one, else the date.
    pub published_at: String,
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
    /// A day after the day of the request.
    #[error("future_date: {0}")]
    FutureDate(RateDate),
    /// The source's own error, by its own name.
    #[error("source_error: {0}")]
    SourceError(String),
}

/// Reads the body of an endpoint's answer.
///
/// `today` is the UTC day of the request: a later day in the answer is refused (ExchangeRate-API stamps a rate with
/// the day on which it appears, the ECB with its own day; neither is ever ahead of UTC).
pub fn parse(endpoint: Endpoint, body: &[u8], today: RateDate) -> Result<Answer<'_>, AnswerFault> {
    let text = std::str::from_utf8(body).map_err(|error| AnswerFault::NotJson(error.to_string()))?;
    let answer = match endpoint {
        Endpoint::V1 => frankfurter::parse(text),
        Endpoint::V6 | Endpoint::History | Endpoint::Open => exchangerate::parse(endpoint, text),
        Endpoint::Quota => Err(AnswerFault::WrongShape("an account's count has no rates".to_owned())),
    }?;
    check(answer, today)
}

/// What every answer must hold, whatever its source.
fn check(answer: Answer<'_>, today: RateDate) -> Result<Answer<'_>, AnswerFault> {
    let expected = answer.endpoint.base();
    if answer.base != expected {
        return Err(AnswerFault::WrongBase { found: answer.base.to_string(), expected });
    }
    if answer.days.is_empty() || answer.days.iter().any(|day| day.rows.is_empty()) {
        return Err(AnswerFault::EmptyRates);
    }
    // A stamp from before there were rates is no stamp: ExchangeRate-API's 0 would be 1970.
    if let Some(day) = answer.days.iter().find(|day| day.stamp < target_calendar::first_ecb_day()) {
        return Err(AnswerFault::MissingDate(day.published_at.clone()));
    }
    if let Some(day) = answer.days.iter().find(|day| day.stamp > today) {
        return Err(AnswerFault::FutureDate(day.stamp));
    }
    let base_rows = answer.days.iter().flat_map(|day| &day.rows).filter(|row| row.currency == expected.as_str());
    for row in base_rows {
        if !row.rate.as_ref().is_ok_and(|rate| rate.decimal() == rust_decimal::Decimal::ONE) {
            return Err(AnswerFault::BaseIsNotOne(row.text.chars().take(40).collect()));
        }
    }
    Ok(answer)
}

impl Answer<'_> {
    /// The market day that a day of this answer describes: see "Dates and identity" in the contracts.
    #[must_use]
    pub fn rate_date(&self, stamp: RateDate) -> RateDate {
        match self.endpoint.source() {
            Source::Frankfurter => stamp,
            Source::ExchangeRate => market_day::of_stamp(stamp.into()),
        }
    }

    /// How many rows have something wrong with them.
    #[must_use]
    pub fn suspicious(&self) -> usize {
        self.days.iter().flat_map(|day| &day.rows).filter(|row| row.rate.is_err()).count()
    }
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
            let rate = if duplicate { Err(RowFault::Duplicate) } else { read(&currency, text) };
            Row { currency, text, rate }
        })
        .collect()
}

fn read(currency: &str, text: &str) -> Result<Rate, RowFault> {
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
