//! Frankfurter v2 with `expand=providers`: a list of `{"date","base","quote","rate","providers":[{"key","date","rate"}]}`.
//!
//! Only the providers' own rates are taken: a record's own `rate` is a blend of them, and nobody's observation. So is
//! a record without providers (a pegged currency that no bank quotes). Frankfurter's own verdict on a provider
//! (`excluded`) is no reason to drop a witness: judging them is what silver is for.

use super::json::{Stream, stream};
use super::{AnswerFault, Day, Days, Row, RowFault, read_rate};
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::target_calendar;
use serde::Deserialize;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::Read;

/// Reads an answer; its records each say their base.
pub(super) fn read(body: impl Read, base: CurrencyCode, days: &mut Days<'_>) -> Result<(), AnswerFault> {
    let mut panel = Panel { base, of_date: Vec::new(), error: None, fault: None, days };
    let read = stream(body, &mut panel);
    if let Some(fault) = panel.fault {
        return Err(fault);
    }
    read?;
    match panel.error.take() {
        Some(fault) => Err(fault),
        None => panel.give_date(),
    }
}

#[derive(Deserialize)]
struct Record {
    date: String,
    base: String,
    quote: String,
    rate: Box<RawValue>,
    #[serde(default)]
    providers: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    key: String,
    date: String,
    rate: Box<RawValue>,
}

struct Panel<'d, 'e> {
    base: CurrencyCode,
    /// The records of one date wait for each other: when two have the same quote, neither is believed.
    of_date: Vec<Record>,
    /// What an object in the place of a list says.
    error: Option<AnswerFault>,
    fault: Option<AnswerFault>,
    days: &'d mut Days<'e>,
}

impl Stream for Panel<'_, '_> {
    const EXPECTED: &'static str = "a list of rates";

    fn element<'de, A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<bool, A::Error> {
        let Some(record) = list.next_element::<Record>()? else { return Ok(false) };
        if self.of_date.last().is_some_and(|last| last.date != record.date)
            && let Err(fault) = self.give_date()
        {
            let text = fault.to_string();
            self.fault = Some(fault);
            return Err(A::Error::custom(text));
        }
        self.of_date.push(record);
        Ok(true)
    }

    /// An error comes as an object: `{"status","message"}`.
    fn member<'de, A: MapAccess<'de>>(&mut self, name: String, value: &mut A) -> Result<(), A::Error> {
        if name == "message" {
            let message: String = value.next_value()?;
            self.error = Some(AnswerFault::SourceError(excerpt(&message)));
            return Ok(());
        }
        value.next_value::<IgnoredAny>()?;
        let no_list = || AnswerFault::WrongShape(format!("an object instead of {}", Self::EXPECTED));
        self.error.get_or_insert_with(no_list);
        Ok(())
    }
}

impl Panel<'_, '_> {
    fn give_date(&mut self) -> Result<(), AnswerFault> {
        let records = std::mem::take(&mut self.of_date);
        let mut quotes: Vec<&str> = records.iter().map(|record| record.quote.as_str()).collect();
        quotes.sort_unstable();
        let repeated: Vec<&str> = quotes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        for record in &records {
            self.give_record(record, repeated.binary_search(&record.quote.as_str()).is_ok())?;
        }
        Ok(())
    }

    fn give_record(&mut self, record: &Record, is_repeated: bool) -> Result<(), AnswerFault> {
        if record.base != self.base.as_str() {
            return Err(AnswerFault::WrongBase { found: excerpt(&record.base), expected: self.base });
        }
        let date = date(&record.date)?;
        if record.quote == record.base {
            return super::check_base_is_one(record.rate.get());
        }
        for entry in &record.providers {
            let twice = record.providers.iter().filter(|other| other.key == entry.key).count() > 1;
            self.give(entry, &record.quote, date, twice || is_repeated)?;
        }
        Ok(())
    }

    /// An entry older than its record was carried forward: it is rebased with the record's day, and may differ from
    /// what the provider's own day says.
    fn give(&mut self, entry: &Entry, quote: &str, record: RateDate, twice: bool) -> Result<(), AnswerFault> {
        let stamp = date(&entry.date)?;
        // Banks of the panel have rates of before the euro: no history of ours.
        if stamp < target_calendar::first_ecb_day() {
            return Ok(());
        }
        let text = entry.rate.get();
        let rate = if twice { Err(RowFault::Duplicate) } else { read_rate(quote, text) };
        let row = Row { currency: Cow::Borrowed(quote), text, rate };
        self.days.take(&Day {
            witness: &entry.key,
            stamp,
            published_at: &entry.date,
            is_carried: stamp < record,
            rows: vec![row],
        })
    }
}

fn date(text: &str) -> Result<RateDate, AnswerFault> {
    text.parse().map_err(|_| AnswerFault::MissingDate(excerpt(text)))
}
