//! Frankfurter v1: `{"amount","base","date","rates":{code:rate}}` for a day, and with `start_date`, `end_date` and
//! rates by day for a range.

use super::json::{Members, RawRates, read, texts};
use super::{Answer, AnswerFault, Day, rows};
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::source::Endpoint;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    amount: Option<&'a RawValue>,
    base: Option<String>,
    date: Option<String>,
    start_date: Option<String>,
    #[serde(borrow)]
    rates: Option<&'a RawValue>,
    message: Option<String>,
}

pub(super) fn parse(text: &str) -> Result<Answer<'_>, AnswerFault> {
    let body: Body = read(text)?;
    if let Some(message) = body.message {
        return Err(AnswerFault::SourceError(message.chars().take(200).collect()));
    }
    let missing = |name: &str| AnswerFault::WrongShape(format!("no `{name}`"));
    let base = body.base.ok_or_else(|| missing("base"))?;
    let expected = Endpoint::V1.base();
    let base = CurrencyCode::try_from(base.as_str()).map_err(|_| AnswerFault::WrongBase { found: base, expected })?;
    if let Some(amount) = body.amount
        && amount.get().parse::<rust_decimal::Decimal>() != Ok(rust_decimal::Decimal::ONE)
    {
        // With another amount the rates are rounded, and are no longer the ECB's own digits.
        return Err(AnswerFault::WrongShape(format!("amount {} instead of 1", amount.get())));
    }
    let rates = body.rates.ok_or_else(|| missing("rates"))?.get();
    let days = match (body.date, body.start_date) {
        (Some(date), _) => vec![day(&date, read(rates)?)?],
        (None, Some(_)) => {
            let by_day: Members<RawRates> = read(rates)?;
            let mut days =
                by_day.0.into_iter().map(|(date, rates)| day(&date, rates)).collect::<Result<Vec<_>, _>>()?;
            days.sort_by_key(|day| day.stamp);
            if let Some(pair) = days.windows(2).find(|pair| pair[0].stamp == pair[1].stamp) {
                return Err(AnswerFault::WrongShape(format!("{} comes twice", pair[0].stamp)));
            }
            days
        }
        (None, None) => return Err(AnswerFault::MissingDate("neither `date` nor `start_date`".to_owned())),
    };
    Ok(Answer { endpoint: Endpoint::V1, base, days })
}

fn day<'a>(date: &str, rates: RawRates<'a>) -> Result<Day<'a>, AnswerFault> {
    let stamp: RateDate = date.parse().map_err(|_| AnswerFault::MissingDate(date.chars().take(40).collect()))?;
    Ok(Day { stamp, published_at: stamp.to_string(), rows: rows(texts(rates)) })
}
