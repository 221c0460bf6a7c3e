//! Silver's pairs, cut into stretches of sort keys that are compared with the table one at a time: that bounds the
//! memory, however long the history is.

use crate::derive::derive;
use crate::error::SilverError;
use crate::item::{self, Item, LATEST, Writer};
use crate::row::PairRow;
use crate::scope::Scope;
use crate::silver::Silver;
use makerates_core::config::Bases;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use std::ops::ControlFlow;

/// The most items of a stretch: about what one transaction takes.
const ITEMS_MAX: usize = 100;

/// An item as silver wants it.
#[derive(Debug)]
pub struct Candidate {
    /// The market day, or `LATEST`.
    pub sort_key: String,
    /// The market day.
    pub rate_date: RateDate,
    pub item: Item,
    /// The second (Unix time) at which its day leaves the window.
    pub needed_until: i64,
}

/// The items that belong between two sort keys of a pair, both included: no other may be there.
#[derive(Debug)]
pub struct Stretch {
    /// The pair, such as `EUR/USD`.
    pub pair: String,
    /// The first sort key.
    pub from: String,
    /// The last sort key.
    pub to: String,
    /// The items, sorted.
    pub candidates: Vec<Candidate>,
}

impl Stretch {
    /// Whether it is the last one of its pair.
    pub fn is_last(&self) -> bool {
        self.to == LATEST
    }
}

/// What is cut.
#[derive(Debug)]
pub struct Cutter<'a> {
    /// The days.
    pub scope: Scope,
    /// Who writes the items.
    pub writer: &'a Writer,
}

impl Cutter<'_> {
    /// Cuts every pair of the bases, also those that silver saw once and would not publish now: they must have no item.
    /// Ends early when `send` says so.
    pub fn cut(
        &self,
        silver: &Silver,
        bases: &Bases,
        mut send: impl FnMut(Stretch) -> ControlFlow<()>,
    ) -> Result<(), SilverError> {
        let bases = silver.bases(bases)?;
        let pairs = pairs(&bases, &silver.currencies()?);
        let mut pairs = pairs.into_iter();
        let mut strayed = None;
        let mut open = pairs.next().map(|pair| (pair, self.open(pair)));
        silver.pairs(&bases, &self.scope.first_day(), |row| {
            // Pairs without a row come before the row's own.
            while let Some((_, stretch)) = open.take_if(|(pair, _)| *pair < row.pair) {
                send(stretch)?;
                open = pairs.next().map(|pair| (pair, self.open(pair)));
            }
            // The list has all of silver's currencies: going on would withdraw what was passed over.
            let Some((_, stretch)) = open.as_mut().filter(|(pair, _)| *pair == row.pair) else {
                strayed = Some(row);
                return ControlFlow::Break(());
            };
            if stretch.candidates.last().is_some_and(|last| last.sort_key == item::sort_key(&row)) {
                strayed = Some(row);
                return ControlFlow::Break(());
            }
            if stretch.candidates.len() >= ITEMS_MAX
                && let Some(next) = next_of(stretch)
            {
                send(std::mem::replace(stretch, next))?;
            }
            stretch.candidates.extend(self.candidate(&row));
            ControlFlow::Continue(())
        })?;
        if let Some(row) = strayed {
            let key = format!("{} {}", row.pair, item::sort_key(&row));
            return Err(SilverError::Value("a pair out of order, or twice", key));
        }
        let rest = open.into_iter().map(|(_, stretch)| stretch).chain(pairs.map(|pair| self.open(pair)));
        for stretch in rest {
            if send(stretch).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn open(&self, pair: CurrencyPair) -> Stretch {
        Stretch { pair: pair.to_string(), from: self.scope.first_day(), to: LATEST.to_owned(), candidates: Vec::new() }
    }

    fn candidate(&self, row: &PairRow) -> Option<Candidate> {
        let needed_until = if row.is_latest { i64::MAX } else { self.scope.leaves_at(row.rate_date) };
        match derive(row) {
            Ok(derived) => Some(Candidate {
                sort_key: item::sort_key(row),
                rate_date: row.rate_date,
                item: item::build(row, &derived, self.writer),
                needed_until,
            }),
            Err(reason) => {
                tracing::warn!("{} on {} has no rate: {reason}", row.pair, row.rate_date);
                None
            }
        }
    }
}

/// Every pair of a base with another currency, sorted.
pub fn pairs(bases: &[CurrencyCode], currencies: &[CurrencyCode]) -> Vec<CurrencyPair> {
    let quotes = |base| currencies.iter().map(move |quote| CurrencyPair { base, quote: *quote });
    bases.iter().flat_map(|base| quotes(*base)).filter(|pair| pair.base != pair.quote).collect()
}

/// Ends a stretch at its last day, and gives the one that follows.
fn next_of(stretch: &mut Stretch) -> Option<Stretch> {
    let last = stretch.candidates.last()?.rate_date;
    let from = last.plus_days(1)?.to_string();
    let to = std::mem::replace(&mut stretch.to, last.to_string());
    Some(Stretch { pair: stretch.pair.clone(), from, to, candidates: Vec::new() })
}
