//! Each bank's newest rate of a currency, carried forward over the days without one.

use super::super::rounding::round;
use super::bank::{BANKS, Observation, Publication};
use super::request::Query;
use crate::answer::{Entry, Quote};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An older rate is not carried any further.
const CARRIED_DAYS: i64 = 14;

/// The oldest rate that is still carried to this day.
pub fn oldest_carried(day: Date) -> Date {
    day.saturating_sub(CARRIED_DAYS.days())
}

/// What is known, as the days go by.
pub struct Carried<'a, 'q> {
    query: &'q Query,
    /// By currency, and in the order of the banks.
    newest: BTreeMap<&'a str, [Option<Dated<'a>>; BANKS.len()]>,
    /// The date of the base's record that was told last.
    base_told: Option<Date>,
}

struct Dated<'a> {
    provider: &'static str,
    date: Date,
    observed: Observation<'a>,
}

impl<'a, 'q> Carried<'a, 'q> {
    /// Nothing is known yet.
    pub fn new(query: &'q Query) -> Self {
        Self { query, newest: BTreeMap::new(), base_told: None }
    }

    /// A bank's next day takes the place of its earlier ones, currency by currency.
    pub fn learn(&mut self, publication: &Publication<'a>) {
        let (date, bank) = (publication.day.date, &BANKS[publication.bank]);
        for observed in bank.observations(publication.day, &self.query.base) {
            let banks = self.newest.entry(observed.quote).or_default();
            banks[publication.bank] = Some(Dated { provider: bank.key, date, observed });
        }
    }

    /// The wanted records as of `day` whose own date is asked for, and the base's own one, by currency.
    pub fn quotes(&mut self, day: Date, is_asked: impl Fn(Date) -> bool) -> Vec<Quote<'a>> {
        let oldest = oldest_carried(day);
        let mut quotes = Vec::new();
        let (mut newest, mut newest_wanted) = (None, None);
        for (&currency, banks) in &self.newest {
            let carried: Vec<&Dated<'a>> = banks.iter().flatten().filter(|dated| dated.date >= oldest).collect();
            let Some(date) = carried.iter().map(|dated| dated.date).max() else { continue };
            newest = newest.max(Some(date));
            if self.query.wants(currency) {
                newest_wanted = newest_wanted.max(Some(date));
                if is_asked(date) {
                    quotes.extend(record(self.query, date, currency, &carried));
                }
            }
        }
        self.tell_base(&mut quotes, newest_wanted.or(newest));
        quotes
    }

    /// The base's record is as new as the newest of the others.
    fn tell_base(&mut self, quotes: &mut Vec<Quote<'a>>, newest: Option<Date>) {
        let is_news = newest != self.base_told && self.query.wants(&self.query.base);
        let Some(date) = newest.filter(|_| is_news) else { return };
        self.base_told = newest;
        let place = quotes.partition_point(|quote| *quote.currency < *self.query.base);
        quotes.insert(place, Quote::new(date, self.query.base.clone(), "1.0"));
    }
}

/// A currency's record: the mean of its newest rates, and what each bank says.
fn record<'a>(query: &Query, date: Date, currency: &'a str, carried: &[&Dated<'a>]) -> Option<Quote<'a>> {
    let text = |rate: Decimal, own: Option<&'a str>| match own.filter(|_| query.names_one_provider()) {
        Some(digits) => Cow::Borrowed(digits),
        None => Cow::Owned(round(rate).to_string()),
    };
    let newest = carried.iter().filter(|dated| dated.date == date).map(|dated| &dated.observed);
    let newest: Vec<&Observation<'a>> = newest.collect();
    let sum = newest.iter().try_fold(Decimal::ZERO, |sum, observed| sum.checked_add(observed.rate))?;
    let mean = sum.checked_div(newest.len().into())?;
    let mut quote = Quote::new(date, currency, text(mean, newest.first()?.own));
    if query.expanded {
        let entries = carried.iter().map(|dated| Entry {
            provider: dated.provider,
            date: dated.date,
            rate: text(dated.observed.rate, dated.observed.own),
        });
        quote.entries = entries.collect();
    }
    Some(quote)
}
