//! What can be wrong with an answer, and with a single rate of one.

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::rate::NumberFault;

/// What is wrong with a single rate. The names are those of the quarantine's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// The value is `null`.
    #[error("null_rate")]
    Null,
    /// The value is no number that a rate could have.
    #[error(transparent)]
    Number(#[from] NumberFault),
    /// The currency stands more than once in the answer.
    #[error("duplicate_currency")]
    Duplicate,
    /// The currency is no code of three capital letters.
    #[error("malformed_currency")]
    MalformedCurrency,
    /// One bank of a panel dates the rate with a day that can't be: none at all, or one that is far ahead.
    #[error("impossible_date")]
    ImpossibleDate,
    /// In a panel, where a bank should be named with its rate, none is: nobody knows whose rate it would be.
    #[error("unnamed_bank")]
    UnnamedBank,
}

/// Why a body is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// Not JSON at all: HTML, truncated, another character set.
    #[error("not_json: {0}")]
    NotJson(String),
    /// The beginning of JSON, without its end.
    #[error("not_json: {0}")]
    CutOff(String),
    /// JSON of another shape than the endpoint promises.
    #[error("wrong_shape: {0}")]
    WrongShape(String),
    /// The rates are for another base than we asked for.
    #[error("wrong_base: {found} instead of {expected}")]
    WrongBase {
        /// The answer's own, or its beginning.
        found: String,
        /// The endpoint's, in which every request is made.
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
    /// Not one of the days that were asked for.
    #[error("other_days: {0} to {1}, and none that was asked for")]
    OtherDays(RateDate, RateDate),
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
