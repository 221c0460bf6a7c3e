//! Frankfurter v2 with `expand=providers`: a list of `{"date","base","quote","rate","providers":[{"key","date","rate"}]}`.
//!
//! Only the providers' own rates are taken: a record's own `rate` is a blend of them, and nobody's observation. So is
//! a record without providers (a pegged currency that no bank quotes). Frankfurter's own verdict on a provider
//! (`excluded`) is no reason to drop a witness: judging them is what silver is for.

use super::days::{Days, check_base_is_one};
use super::fault::{AnswerFault, RowFault};
use super::json::{Stream, read as read_text, stream};
use super::row::{Day, Row, read_rate};
use super::sampled::refuse_samples;
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::target_calendar;
use serde::Deserialize;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;

/// Reads an answer; its records each say their base.
pub(super) fn read(body: impl Read, base: CurrencyCode, days: &mut Days<'_>) -> Result<(), AnswerFault> {
    let mut panel = Panel {
        base,
        of_date: Vec::new(),
        date: String::new(),
        error: None,
        fault: None,
        record_days: BTreeSet::new(),
        has_ecb: false,
        days,
    };
    let read = stream(body, &mut panel);
    if let Some(fault) = panel.fault {
        return Err(fault);
    }
    read?;
    if let Some(error) = panel.error.take() {
        return Err(error.fault());
    }
    panel.give_date()?;
    // Some banks do publish but once a week: only of the ECB it is known that it does so daily.
    if panel.has_ecb { refuse_samples(&panel.record_days) } else { Ok(()) }
}

/// What of a record must be known to tell whether those before it are all of their date.
#[derive(Deserialize)]
struct Dated<'a> {
    #[serde(borrow)]
    date: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    date: Cow<'a, str>,
    #[serde(borrow)]
    base: Cow<'a, str>,
    #[serde(borrow)]
    quote: Cow<'a, str>,
    #[serde(borrow)]
    rate: &'a RawValue,
    #[serde(borrow, default)]
    providers: Vec<Entry<'a>>,
}

/// What a bank says. Whatever stands in the place of its date or rate, the other banks are worth reading.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow)]
    date: Option<&'a RawValue>,
    #[serde(borrow)]
    rate: Option<&'a RawValue>,
}

/// An object in the place of a list: an error of the API itself is `{"status","message"}`.
#[derive(Default)]
struct ErrorBody {
    has_status: bool,
    message: Option<String>,
}

impl ErrorBody {
    fn fault(self) -> AnswerFault {
        match self.message {
            Some(message) if self.has_status => AnswerFault::SourceError(excerpt(&message)),
            _ => AnswerFault::WrongShape("an object instead of a list of rates".to_owned()),
        }
    }
}

struct Panel<'d, 'e> {
    base: CurrencyCode,
    /// The records of one date wait for each other: when two have the same quote, neither is believed. As text: whole, it
    /// is read without a copy of each of its words.
    of_date: Vec<Box<RawValue>>,
    /// Their date.
    date: String,
    error: Option<ErrorBody>,
    fault: Option<AnswerFault>,
    record_days: BTreeSet<RateDate>,
    has_ecb: bool,
    days: &'d mut Days<'e>,
}

impl Stream for Panel<'_, '_> {
    const EXPECTED: &'static str = "a list of rates";

    fn element<'de, A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<bool, A::Error> {
        let Some(record) = list.next_element::<Box<RawValue>>()? else { return Ok(false) };
        if let Err(fault) = self.take(record) {
            let text = fault.to_string();
            self.fault = Some(fault);
            return Err(A::Error::custom(text));
        }
        Ok(true)
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, name: String, value: &mut A) -> Result<(), A::Error> {
        let error = self.error.get_or_insert_default();
        if name == "message" {
            error.message = value.next_value()?;
            return Ok(());
        }
        error.has_status |= name == "status";
        value.next_value::<IgnoredAny>().map(drop)
    }
}

impl Panel<'_, '_> {
    fn take(&mut self, record: Box<RawValue>) -> Result<(), AnswerFault> {
        let Dated { date } = read_text(record.get())?;
        if self.date != date {
            self.give_date()?;
            self.date = date.into_owned();
        }
        self.of_date.push(record);
        Ok(())
    }

    fn give_date(&mut self) -> Result<(), AnswerFault> {
        let texts = std::mem::take(&mut self.of_date);
        let records: Vec<Record<'_>> = texts.iter().map(|text| read_text(text.get())).collect::<Result<_, _>>()?;
        let repeated = repeated(records.iter().map(|record| &*record.quote));
        for record in &records {
            self.give_record(record, repeated.contains(&&*record.quote))?;
        }
        Ok(())
    }

    fn give_record(&mut self, record: &Record<'_>, is_repeated: bool) -> Result<(), AnswerFault> {
        if record.base != self.base.as_str() {
            return Err(AnswerFault::WrongBase { found: excerpt(&record.base), expected: self.base });
        }
        let date = date(&record.date)?;
        if record.quote == record.base {
            return check_base_is_one(record.rate.get());
        }
        let dates: Vec<Result<RateDate, AnswerFault>> =
            record.providers.iter().map(|entry| self.possible_date(entry.date_text())).collect();
        let newest = dates.iter().filter_map(|date| date.as_ref().ok()).max();
        let repeated = repeated(record.providers.iter().map(|entry| &*entry.key));
        // A record may be dated by the very entry that can't be.
        let day = if self.is_possible(date) { date } else { newest.map_or(self.days.today, |newest| *newest) };
        self.record_days.insert(day);
        for (entry, stamp) in record.providers.iter().zip(dates) {
            let twice = is_repeated || repeated.contains(&&*entry.key);
            self.give(entry, &record.quote, (day, stamp), twice)?;
        }
        Ok(())
    }

    /// Some banks date a rate with the day on which it will hold, and that is tomorrow at most.
    fn is_possible(&self, date: RateDate) -> bool {
        self.days.tomorrow.is_none_or(|tomorrow| date <= tomorrow)
    }

    /// An entry's own date, or what is wrong with it.
    fn possible_date(&self, text: &str) -> Result<RateDate, AnswerFault> {
        let date = date(text)?;
        if self.is_possible(date) { Ok(date) } else { Err(AnswerFault::FutureDate(date)) }
    }

    /// An entry older than its record was carried forward: it is rebased with the record's day, and may differ from
    /// what the provider's own day says. One of an impossible day is told under its record's.
    fn give(
        &mut self,
        entry: &Entry<'_>,
        quote: &str,
        (record, stamp): (RateDate, Result<RateDate, AnswerFault>),
        twice: bool,
    ) -> Result<(), AnswerFault> {
        let text = entry.rate.map_or("null", RawValue::get);
        let (stamp, rate) = match stamp {
            // Banks of the panel have rates of before the euro: no history of ours.
            Ok(stamp) if stamp < target_calendar::first_ecb_day() => return Ok(()),
            Ok(stamp) if twice => (stamp, Err(RowFault::Duplicate)),
            Ok(stamp) => (stamp, read_rate(quote, text)),
            Err(fault) => {
                self.days.misdated += 1;
                self.days.first_misdated.get_or_insert(fault);
                (record.min(self.days.today), Err(RowFault::ImpossibleDate))
            }
        };
        self.has_ecb |= entry.key == "ECB";
        self.days.take(&Day {
            witness: &entry.key,
            stamp,
            published_at: &excerpt(entry.date_text()),
            is_carried: stamp < record,
            rows: vec![Row { currency: Cow::Borrowed(quote), text, rate }],
        })
    }
}

impl Entry<'_> {
    /// What stands in the place of the date, without the quotes of a text.
    fn date_text(&self) -> &str {
        let raw = self.date.map_or("null", RawValue::get);
        serde_json::from_str(raw).unwrap_or(raw)
    }
}

/// The names that come more than once, of which nearly always there is none.
fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

fn date(text: &str) -> Result<RateDate, AnswerFault> {
    text.parse().map_err(|_| AnswerFault::MissingDate(excerpt(text)))
}
