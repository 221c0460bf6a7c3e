//! What is known on a day, and what is new on each day of a range.

use super::bank::{BANKS, Publication};
use super::carried::{Carried, oldest_carried};
use super::request::Query;
use crate::answer::{PanelDay, Quote};
use crate::data::Recordings;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The snapshot of one day, ordered by currency; nothing when it has no rate.
pub fn of_day<'a>(recordings: &'a Recordings, now: Timestamp, query: &Query, date: Date) -> Vec<PanelDay<'a>> {
    let mut carried = Carried::new(query);
    for publication in published(recordings, now, query, date, date) {
        carried.learn(&publication);
    }
    let quotes = carried.quotes(date, |_| true);
    let newest = quotes.iter().map(|quote| quote.date).max();
    newest.map(|date| PanelDay { date, quotes }).into_iter().collect()
}

/// The snapshots of the first day and of every day with a publication, each record once, by date and currency.
///
/// After the first snapshot a day's news is what was published on it: all else was sent with an earlier one.
pub fn of_range<'a>(
    recordings: &'a Recordings,
    now: Timestamp,
    query: &Query,
    from: Date,
    to: Date,
) -> Vec<PanelDay<'a>> {
    if from > to {
        return Vec::new();
    }
    let published = published(recordings, now, query, from, to);
    let (before, after) = published.split_at(published.partition_point(|publication| publication.day.date <= from));
    let mut carried = Carried::new(query);
    for publication in before {
        carried.learn(publication);
    }
    let mut quotes = carried.quotes(from, |_| true);
    for publications in after.chunk_by(|a, b| a.day.date == b.day.date) {
        for publication in publications {
            carried.learn(publication);
        }
        let today = publications[0].day.date;
        quotes.extend(carried.quotes(today, |date| date == today));
    }
    by_date(quotes)
}

/// Within a date the currencies stay in order.
fn by_date(quotes: Vec<Quote<'_>>) -> Vec<PanelDay<'_>> {
    let mut days: BTreeMap<Date, Vec<Quote<'_>>> = BTreeMap::new();
    for quote in quotes {
        days.entry(quote.date).or_default().push(quote);
    }
    days.into_iter().map(|(date, quotes)| PanelDay { date, quotes }).collect()
}

/// All that matters to the days from `from` to `to`, by date.
fn published<'a>(
    recordings: &'a Recordings,
    now: Timestamp,
    query: &Query,
    from: Date,
    to: Date,
) -> Vec<Publication<'a>> {
    let oldest = oldest_carried(from);
    let mut published = Vec::new();
    for (index, bank) in BANKS.iter().enumerate().filter(|(_, bank)| query.asks(bank.key)) {
        let known = bank.known(recordings, now);
        let first = known.partition_point(|day| day.date < oldest);
        let end = known.partition_point(|day| day.date <= to);
        published.extend(known[first..end].iter().map(|day| Publication { bank: index, day }));
    }
    published.sort_by_key(|publication| publication.day.date);
    published
}
