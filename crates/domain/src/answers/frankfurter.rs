//! Frankfurter v1: `{"amount","base","date","rates":{code:rate}}` for a day, and with `start_date`, `end_date` and
//! rates by day for a range.

use super::days::Days;
use super::fault::AnswerFault;
use super::json::{Pieces, RawRates, Stream, read as read_text, stream, texts};
use super::row::{Day, rows};
use super::sampled::refuse_samples;
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::source::ECB;
use serde::de::{Error, IgnoredAny, MapAccess};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;

/// Reads an answer, and gives its base.
pub(super) fn read(body: impl Read, days: &mut Days<'_>) -> Result<String, AnswerFault> {
    let mut answer = Body { rates: None, ..Body::new(days) };
    let read = stream(body, &mut answer);
    let Body { amount, base, date, start_date, message, rates, days } = answer;
    let rates = match rates {
        Some(Rates { fault: Some(fault), .. }) => return Err(fault),
        other => other,
    };
    read?;
    if let Some(message) = message {
        return Err(AnswerFault::SourceError(message.chars().take(200).collect()));
    }
    let missing = |name: &str| AnswerFault::WrongShape(format!("no `{name}`"));
    let base = base.ok_or_else(|| missing("base"))?;
    if let Some(amount) = amount
        && amount.get().parse::<rust_decimal::Decimal>() != Ok(rust_decimal::Decimal::ONE)
    {
        // With another amount the rates are rounded, and are no longer the ECB's own digits.
        return Err(AnswerFault::WrongShape(format!("amount {} instead of 1", excerpt(amount.get()))));
    }
    let Rates { seen, of_one_day, .. } = rates.ok_or_else(|| missing("rates"))?;
    match (date, start_date) {
        (Some(date), _) if seen.is_empty() => {
            let pairs = of_one_day.iter().map(|(code, value)| (Cow::Borrowed(code.as_str()), value.get())).collect();
            day(&date, pairs, days)?;
        }
        (Some(_), _) => return Err(AnswerFault::WrongShape("one `date`, and rates by day".to_owned())),
        (None, Some(_)) => {
            if let Some((key, _)) = of_one_day.first() {
                return Err(AnswerFault::MissingDate(excerpt(key)));
            }
            refuse_samples(&seen)?;
        }
        (None, None) => return Err(AnswerFault::MissingDate("neither `date` nor `start_date`".to_owned())),
    }
    Ok(base)
}

/// The body as far as it was read. A range's days are given on as they come; a single day waits for its date.
struct Body<'d, 'e> {
    amount: Option<Box<RawValue>>,
    base: Option<String>,
    date: Option<String>,
    start_date: Option<String>,
    message: Option<String>,
    rates: Option<Rates>,
    days: &'d mut Days<'e>,
}

impl<'d, 'e> Body<'d, 'e> {
    fn new(days: &'d mut Days<'e>) -> Self {
        Self { amount: None, base: None, date: None, start_date: None, message: None, rates: None, days }
    }
}

/// What is known of `rates` besides the days that were given on.
#[derive(Default)]
struct Rates {
    seen: BTreeSet<RateDate>,
    of_one_day: Vec<(String, Box<RawValue>)>,
    fault: Option<AnswerFault>,
}

impl Stream for Body<'_, '_> {
    const EXPECTED: &'static str = "an object with rates";

    fn member<'de, A: MapAccess<'de>>(&mut self, name: String, value: &mut A) -> Result<(), A::Error> {
        let is_known = match name.as_str() {
            "amount" => self.amount.is_some(),
            "base" => self.base.is_some(),
            "date" => self.date.is_some(),
            "start_date" => self.start_date.is_some(),
            "rates" => self.rates.is_some(),
            _ => false,
        };
        // Which of the two is meant nobody knows: the last one would move all rates to another day, or base.
        if is_known {
            return Err(A::Error::custom(format!("`{name}` comes twice")));
        }
        match name.as_str() {
            "amount" => self.amount = Some(value.next_value()?),
            "base" => self.base = value.next_value()?,
            "date" => self.date = value.next_value()?,
            "start_date" => self.start_date = value.next_value()?,
            "message" => self.message = value.next_value()?,
            "rates" => {
                let mut members = RatesOf { rates: Rates::default(), days: self.days };
                let read = value.next_value_seed(Pieces(&mut members));
                self.rates = Some(members.rates);
                read?;
            }
            _ => drop(value.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

struct RatesOf<'r, 'e> {
    rates: Rates,
    days: &'r mut Days<'e>,
}

impl Stream for RatesOf<'_, '_> {
    const EXPECTED: &'static str = "rates by currency, or by day";

    fn member<'de, A: MapAccess<'de>>(&mut self, name: String, value: &mut A) -> Result<(), A::Error> {
        let value: Box<RawValue> = value.next_value()?;
        // The key tells: a wrong rate may be an object too.
        if !has_the_shape_of_a_date(&name) {
            self.rates.of_one_day.push((name, value));
            return Ok(());
        }
        let taken = read_text::<RawRates>(value.get()).and_then(|rates| day(&name, texts(rates), self.days));
        let once = taken.and_then(|stamp| {
            let first = self.rates.seen.insert(stamp);
            first.then_some(()).ok_or_else(|| AnswerFault::WrongShape(format!("{stamp} comes twice")))
        });
        once.map_err(|fault| {
            let text = fault.to_string();
            self.rates.fault = Some(fault);
            A::Error::custom(text)
        })
    }
}

fn has_the_shape_of_a_date(key: &str) -> bool {
    key.len() == 10 && key.bytes().enumerate().all(|(index, byte)| (byte == b'-') == matches!(index, 4 | 7))
}

fn day(date: &str, rates: Vec<(Cow<'_, str>, &str)>, days: &mut Days<'_>) -> Result<RateDate, AnswerFault> {
    let stamp: RateDate = date.parse().map_err(|_| AnswerFault::MissingDate(excerpt(date)))?;
    let published_at = stamp.to_string();
    days.take(&Day {
        witness: ECB,
        stamp,
        published_at: &published_at,
        is_carried: false,
        base: CurrencyCode::EUR,
        euro: None,
        is_rounded_by_size: false,
        rows: rows(rates),
    })?;
    Ok(stamp)
}
