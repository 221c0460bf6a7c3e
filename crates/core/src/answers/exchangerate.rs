//! ExchangeRate-API: v6 with a key (`conversion_rates`), its history of a day, and the open access (`rates`).

use super::json::{RawRates, read, texts};
use super::{Answer, AnswerFault, Day, rows};
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::source::Endpoint;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

#[derive(Deserialize)]
struct Body<'a> {
    result: Option<String>,
    #[serde(rename = "error-type")]
    error_type: Option<String>,
    time_last_update_unix: Option<i64>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    base_code: Option<String>,
    #[serde(borrow)]
    conversion_rates: Option<RawRates<'a>>,
    #[serde(borrow)]
    rates: Option<RawRates<'a>>,
}

pub(super) fn parse(endpoint: Endpoint, text: &str) -> Result<Answer<'_>, AnswerFault> {
    let body: Body = read(text)?;
    if body.result.as_deref() == Some("error") {
        let kind = body.error_type.unwrap_or_else(|| "unnamed".to_owned());
        return Err(AnswerFault::SourceError(kind.chars().take(200).collect()));
    }
    if body.result.as_deref() != Some("success") {
        return Err(AnswerFault::WrongShape("`result` is neither success nor error".to_owned()));
    }
    let (stamp, published_at) = stamp(endpoint, &body)?;
    let base = body.base_code.ok_or_else(|| AnswerFault::WrongShape("no `base_code`".to_owned()))?;
    let expected = endpoint.base();
    let base = CurrencyCode::try_from(base.as_str()).map_err(|_| AnswerFault::WrongBase { found: base, expected })?;
    let rates = if endpoint == Endpoint::Open { body.rates } else { body.conversion_rates };
    let rates = rates.ok_or_else(|| AnswerFault::WrongShape("no rates".to_owned()))?;
    Ok(Answer { endpoint, base, days: vec![Day { stamp, published_at, rows: rows(texts(rates)) }] })
}

/// The day on which the rates appeared: of the history the day that it names, else of the last update.
fn stamp(endpoint: Endpoint, body: &Body<'_>) -> Result<(RateDate, String), AnswerFault> {
    let missing = |text: &str| AnswerFault::MissingDate(text.to_owned());
    if endpoint == Endpoint::History {
        let (Some(year), Some(month), Some(day)) = (body.year, body.month, body.day) else {
            return Err(missing("no `year`, `month` and `day`"));
        };
        let date = jiff::civil::Date::new(year, month, day).map_err(|error| missing(&error.to_string()))?;
        return Ok((RateDate::from(date), date.to_string()));
    }
    let seconds = body.time_last_update_unix.ok_or_else(|| missing("no `time_last_update_unix`"))?;
    let instant = Timestamp::from_second(seconds).map_err(|error| missing(&error.to_string()))?;
    Ok((RateDate::from(instant.to_zoned(TimeZone::UTC).date()), instant.to_string()))
}
