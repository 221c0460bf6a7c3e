//! ExchangeRate-API: v6 with a key (`conversion_rates`), its history of a day, and the open access (`rates`).

use super::days::Days;
use super::fault::AnswerFault;
use super::json::{RawRates, read as read_text, texts};
use super::numerals::Numerals;
use super::row::{Day, euro_of, rows};
use crate::dates::RateDate;
use crate::market_day;
use crate::source::Endpoint;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::io::Read;

/// The service names none of its own sources: it is the witness.
const WITNESS: &str = "ExchangeRate-API";

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

/// Reads an answer, and gives its base. It is one day of some 160 rates: there is nothing to stream.
pub(super) fn read(
    endpoint: Endpoint,
    history_day: HistoryDay,
    body: impl Read,
    days: &mut Days<'_>,
) -> Result<String, AnswerFault> {
    let mut text = Vec::new();
    Numerals::new(body).read_to_end(&mut text).map_err(|error| AnswerFault::Unread(error.to_string()))?;
    let text = std::str::from_utf8(&text).map_err(|error| AnswerFault::NotJson(error.to_string()))?;
    let body: Body = read_text(text)?;
    if body.result.as_deref() == Some("error") {
        let unnamed = || AnswerFault::WrongShape("an error without `error-type`".to_owned());
        let kind = body.error_type.ok_or_else(unnamed)?;
        return Err(AnswerFault::SourceError(kind.chars().take(200).collect()));
    }
    if body.result.as_deref() != Some("success") {
        return Err(AnswerFault::WrongShape("`result` is neither success nor error".to_owned()));
    }
    let (stamp, published_at) = stamp(endpoint, history_day, &body)?;
    let base = body.base_code.ok_or_else(|| AnswerFault::WrongShape("no `base_code`".to_owned()))?;
    let rates = if endpoint == Endpoint::Open { body.rates } else { body.conversion_rates };
    let rates = rates.ok_or_else(|| AnswerFault::WrongShape("no rates".to_owned()))?;
    let rows = rows(texts(rates));
    days.take(&Day {
        witness: WITNESS,
        stamp,
        published_at: &published_at,
        is_carried: false,
        base: endpoint.base(),
        euro: euro_of(&rows),
        is_rounded_by_size: false,
        rows,
    })?;
    Ok(base)
}

/// The day on which the rates appeared: of the history the day that it names (or the one after it, as configured),
/// else of the last update.
fn stamp(endpoint: Endpoint, history_day: HistoryDay, body: &Body<'_>) -> Result<(RateDate, String), AnswerFault> {
    let missing = |text: &str| AnswerFault::MissingDate(text.to_owned());
    if endpoint == Endpoint::History {
        let (Some(year), Some(month), Some(day)) = (body.year, body.month, body.day) else {
            return Err(missing("no `year`, `month` and `day`"));
        };
        let named = jiff::civil::Date::new(year, month, day).map_err(|error| missing(&error.to_string()))?;
        let stamp = match history_day {
            HistoryDay::Stamp => Some(RateDate::from(named)),
            HistoryDay::MarketDay => market_day::stamp_of(named.into()),
        };
        return Ok((stamp.ok_or_else(|| missing("no day after it"))?, named.to_string()));
    }
    let seconds = body.time_last_update_unix.ok_or_else(|| missing("no `time_last_update_unix`"))?;
    let instant = Timestamp::from_second(seconds).map_err(|error| missing(&error.to_string()))?;
    Ok((RateDate::from(instant.to_zoned(TimeZone::UTC).date()), instant.to_string()))
}
