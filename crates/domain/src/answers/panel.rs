//! Frankfurter v2 with `expand=providers`: a list of `{"date","base","quote","rate","providers":[{"key","date","rate"}]}`.
//!
//! Only the providers' own rates are taken: a record's own `rate` is a blend of them, and nobody's observation. So is
//! a record without providers (a pegged currency that no bank quotes). Frankfurter's own verdict on a provider
//! (`excluded`) is no reason to drop a witness: judging them is what silver is for.
//!
//! One bank's own answer is a list of `{"date","base","quote","rate"}`, and each rate is that bank's.

mod record;

use super::days::{Days, check_base_is_one};
use super::fault::{AnswerFault, RowFault};
use super::json::{Stream, read as read_text, stream};
use super::row::{Day, Row, euro_of, read_rate};
use super::sampled::refuse_samples;
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use crate::iso4217::{self, CurrencyKind};
use crate::source::{ECB, Endpoint};
use crate::target_calendar;
use record::{Entry, ErrorBody, Place, Record};
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;

/// Reads an answer, and gives its base, which each of its records says.
pub(super) fn read(bank: Option<&str>, body: impl Read, days: &mut Days<'_>) -> Result<CurrencyCode, AnswerFault> {
    let mut panel = Panel {
        bank,
        base: None,
        batch: Vec::new(),
        newest: String::new(),
        last_quote: String::new(),
        error: None,
        fault: None,
        ecb_days: BTreeSet::new(),
        euros: 0,
        euros_of_one: 0,
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
    panel.give_batch()?;
    // Some banks do publish but once a week: only of the ECB it is known that it does so daily.
    refuse_samples(&panel.ecb_days)?;
    let base = panel.base.ok_or(AnswerFault::EmptyRates)?;
    // Whatever it calls its base: who divides each bank's rates by its own euro gives rates for one euro.
    if panel.euros_of_one >= 2 && 4 * panel.euros_of_one > 3 * panel.euros && base != CurrencyCode::EUR {
        return Err(AnswerFault::WrongBase { found: CurrencyCode::EUR.to_string(), expected: base });
    }
    Ok(base)
}

struct Panel<'d, 'e> {
    /// Whose the records' own rates are, where it is one bank's answer.
    bank: Option<&'d str>,
    base: Option<CurrencyCode>,
    /// The records of a date, or of a snapshot, wait for each other: when two have the same quote, neither is believed, and a
    /// bank's rates are tied to the euro by its own. As text: whole, it is read without a copy of each of its words.
    batch: Vec<Box<RawValue>>,
    /// The newest date among them.
    newest: String,
    last_quote: String,
    error: Option<ErrorBody>,
    fault: Option<AnswerFault>,
    ecb_days: BTreeSet<RateDate>,
    /// How many rates it has for the euro, and how many of them are 1.
    euros: usize,
    euros_of_one: usize,
    days: &'d mut Days<'e>,
}

/// What a bank says in a record.
struct Said<'a> {
    bank: &'a str,
    stamp: RateDate,
    /// As the bank gave it.
    date: String,
    is_carried: bool,
    row: Row<'a>,
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

impl<'d> Panel<'d, '_> {
    /// A range comes by date, and within it by quote; a snapshot by quote alone, its dates mixed.
    fn take(&mut self, record: Box<RawValue>) -> Result<(), AnswerFault> {
        let Place { date, quote } = read_text(record.get())?;
        // A record that does not say where it belongs ends no batch, and begins none.
        if CurrencyCode::try_from(&*quote).is_ok() && self.possible_date(&date).is_ok() {
            if *date > *self.newest {
                if *quote <= *self.last_quote {
                    self.give_batch()?;
                }
                (*date).clone_into(&mut self.newest);
            }
            (*quote).clone_into(&mut self.last_quote);
        }
        self.batch.push(record);
        Ok(())
    }

    fn give_batch(&mut self) -> Result<(), AnswerFault> {
        let texts = std::mem::take(&mut self.batch);
        let records = texts.iter().map(|text| self.read(text.get())).collect::<Result<Vec<_>, _>>()?;
        let repeated = repeated(records.iter().map(|record| (&*record.date, &*record.quote)));
        let mut said = Vec::new();
        for record in &records {
            self.hear(record, repeated.contains(&(&*record.date, &*record.quote)), &mut said)?;
        }
        said.sort_by(|a, b| (a.bank, a.stamp).cmp(&(b.bank, b.stamp)));
        let mut rest = said.into_iter().peekable();
        while let Some(first) = rest.next() {
            let (bank, stamp) = (first.bank, first.stamp);
            let mut of_day = vec![first];
            of_day.extend(std::iter::from_fn(|| rest.next_if(|next| next.bank == bank && next.stamp == stamp)));
            self.give(of_day)?;
        }
        Ok(())
    }

    fn read<'a>(&mut self, text: &'a str) -> Result<Record<'a, Entry<'a>>, AnswerFault>
    where
        'd: 'a,
    {
        let Some(bank) = self.bank else { return self.read_record(text) };
        let record: Record<'a, IgnoredAny> = read_text(text)?;
        let own = Entry { key: Cow::Borrowed(bank), date: record.date.clone(), rate: record.rate };
        Ok(record.with(vec![own]))
    }

    /// What stands in its list is read piece by piece only where not all of it is what it should be.
    fn read_record<'a>(&mut self, text: &'a str) -> Result<Record<'a, Entry<'a>>, AnswerFault> {
        read_text(text).or_else(|_| {
            let record: Record<'a, &'a RawValue> = read_text(text)?;
            let listed = record.providers.as_deref().unwrap_or_default();
            let mut entries = Vec::with_capacity(listed.len());
            for text in listed {
                match Entry::read(text) {
                    Ok(entry) => entries.push(entry),
                    Err(key) => self.days.name_alone(Entry::bank_of(&key)),
                }
            }
            Ok(record.with(entries))
        })
    }

    fn check_base(&mut self, record: &Record<'_, Entry<'_>>) -> Result<(), AnswerFault> {
        let wrong = |expected| Err(AnswerFault::WrongBase { found: excerpt(&record.base), expected });
        match (self.base, CurrencyCode::try_from(&*record.base)) {
            (None, Ok(base)) => self.base = Some(base),
            (None, Err(_)) => return wrong(Endpoint::V2.base()),
            (Some(base), _) if record.base != base.as_str() => return wrong(base),
            (Some(_), _) => {}
        }
        Ok(())
    }

    fn hear<'a>(
        &mut self,
        record: &'a Record<'_, Entry<'_>>,
        is_repeated: bool,
        said: &mut Vec<Said<'a>>,
    ) -> Result<(), AnswerFault> {
        self.check_base(record)?;
        if record.quote == record.base {
            return check_base_is_one(record.rate.map_or("null", RawValue::get));
        }
        if is_no_money(&record.quote) {
            return Ok(());
        }
        if record.quote == CurrencyCode::EUR.as_str() {
            let is_one = |entry: &&Entry<'_>| entry.rate.is_some_and(|rate| check_base_is_one(rate.get()).is_ok());
            self.euros += record.heard().count();
            self.euros_of_one += record.heard().filter(is_one).count();
        }
        let heard: Vec<_> = record.heard().map(|entry| (entry, self.possible_date(&entry.date))).collect();
        let newest = heard.iter().filter_map(|(_, date)| date.as_ref().ok()).max();
        let repeated = repeated(heard.iter().map(|(entry, _)| entry.bank()));
        let day = self.possible_date(&record.date).unwrap_or_else(|_| {
            // It is dated by the very entry that can't be, or by nothing: then it may be of any day, and what its banks say of
            // theirs elsewhere goes before it, as before what was carried forward.
            let is_of_entry =
                date(&record.date).is_ok() && record.entries().iter().any(|entry| entry.date == record.date);
            let newest = newest.map_or(self.days.today, |newest| *newest);
            if is_of_entry { newest } else { self.days.tomorrow.unwrap_or(newest) }
        });
        for (entry, stamp) in heard {
            let twice = is_repeated || repeated.contains(&entry.bank());
            said.extend(self.entry(entry, &record.quote, (day, stamp), twice));
        }
        Ok(())
    }

    /// The date of an entry or a record, or what is wrong with it. Some banks date a rate with the day on which it will hold,
    /// and that is tomorrow at most.
    fn possible_date(&self, text: &str) -> Result<RateDate, AnswerFault> {
        let date = date(text)?;
        let is_possible = self.days.tomorrow.is_none_or(|tomorrow| date <= tomorrow);
        if is_possible { Ok(date) } else { Err(AnswerFault::FutureDate(date)) }
    }

    /// An entry older than its record was carried forward: it may be rebased with the record's day, and may differ from
    /// what the provider's own day says. One of an impossible day is told under its record's.
    fn entry<'a>(
        &mut self,
        entry: &'a Entry<'_>,
        quote: &'a str,
        (record, stamp): (RateDate, Result<RateDate, AnswerFault>),
        twice: bool,
    ) -> Option<Said<'a>> {
        let text = entry.rate.map_or("null", RawValue::get);
        let first = target_calendar::first_ecb_day();
        let stamp = match stamp {
            _ if entry.is_unnamed() => Err(RowFault::UnnamedBank),
            // Banks of the panel have rates of before the euro: no history of ours.
            Ok(stamp) if stamp < first => return None,
            Ok(stamp) => Ok(stamp),
            Err(fault) => {
                self.days.misdated += 1;
                self.days.first_misdated.get_or_insert(fault);
                Err(RowFault::ImpossibleDate)
            }
        };
        let is_carried = stamp.is_ok_and(|stamp| stamp < record);
        let (stamp, rate) = match stamp {
            Ok(stamp) if twice => (stamp, Err(RowFault::Duplicate)),
            Ok(stamp) => (stamp, read_rate(quote, text)),
            Err(fault) => (record.min(self.days.today).max(first), Err(fault)),
        };
        if entry.key == ECB {
            self.ecb_days.insert(stamp);
        }
        let row = Row { currency: Cow::Borrowed(quote), text, rate };
        Some(Said { bank: entry.bank(), stamp, date: excerpt(&entry.date), is_carried, row })
    }

    /// A bank's rates of one stamp, which are of several days where it was carried forward for some of them alone.
    fn give(&mut self, said: Vec<Said<'_>>) -> Result<(), AnswerFault> {
        let Some(base) = self.base else { return Ok(()) };
        let euro = euro_of(said.iter().map(|said| &said.row));
        let mut rest = said.into_iter().peekable();
        while let Some(Said { bank, stamp, date, is_carried, row }) = rest.next() {
            let mut rows = vec![row];
            let next = || rest.next_if(|next| next.is_carried == is_carried && next.date == date);
            rows.extend(std::iter::from_fn(next).map(|next| next.row));
            self.days.take(&Day {
                witness: bank,
                stamp,
                published_at: &date,
                is_carried,
                base,
                euro,
                is_rounded_by_size: true,
                rows,
            })?;
        }
        Ok(())
    }
}

/// Gold, drawing rights and the like: banks tell what they are worth, but nobody pays with them.
fn is_no_money(code: &str) -> bool {
    let listed = CurrencyCode::try_from(code).ok().and_then(iso4217::listing);
    listed.is_some_and(|currency| currency.kind == CurrencyKind::FundOrMetal)
}

/// The names that come more than once, of which nearly always there is none.
fn repeated<T: Ord + Copy>(names: impl Iterator<Item = T>) -> Vec<T> {
    let mut names: Vec<T> = names.collect();
    names.sort_unstable();
    names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

fn date(text: &str) -> Result<RateDate, AnswerFault> {
    text.parse().map_err(|_| AnswerFault::MissingDate(excerpt(text)))
}
