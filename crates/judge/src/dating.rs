//! Which market day does a bank's date describe?
//!
//! Half of the central banks date a rate by the day on which it is valid: it was made on the market of the working day
//! before. A bank's own past tells: of the market days that its date may mean it describes the one from which its rates
//! deviate least. That is a property of the bank, and does not change from day to day.

use crate::statistics::median;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day::{LAG_MAX, of_bank_date};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many days late a bank can be: 0, 1 or 2.
const LAGS: usize = LAG_MAX as usize + 1;

/// So many days tell what a bank's date means.
const DAYS_MIN: u32 = 20;

/// The days over which a deviation is averaged, as the span of an exponentially weighted mean: some sixty count.
const SPAN_DAYS: u32 = 30;

/// Another market day must be nearer than the known one by so much, and on so many days one after the other: a bank does not
/// change its mind, and in a quiet week all days are near.
const NEARER: f64 = 0.8;
const DAYS_IN_A_ROW: u32 = 10;

/// Rates that were said on a date, as 100 times the logarithm of the units for one euro.
pub type LogRates = BTreeMap<CurrencyCode, f64>;

/// From when on which lag of a bank is known, and by what.
#[derive(Debug, Clone, PartialEq)]
pub struct Lag {
    /// The bank's key.
    pub witness: Arc<str>,
    /// The last date that it was learnt from: it holds for later ones.
    pub learnt_on: RateDate,
    /// How many market days before its date the market was that its rates describe: 0, 1 or 2.
    pub market_days: u32,
    /// How far its rates usually were from those of the date itself, of the market day before and of the one before that, in
    /// percent.
    pub deviations_pct: [f64; LAGS],
    /// On how many dates that was seen.
    pub days: u32,
}

/// What is known of all banks' dates. Dates are given to it in their order.
#[derive(Debug, Default)]
pub struct Dating {
    market: VecDeque<(RateDate, LogRates)>,
    banks: BTreeMap<Arc<str>, Known>,
}

#[derive(Debug, Default)]
struct Known {
    deviations_pct: [f64; LAGS],
    days: u32,
    lag: Option<usize>,
    /// Another lag that was nearer on the last dates, and on how many.
    nearer: (usize, u32),
}

impl Dating {
    /// One that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes what was said under a date: by whoever dates by the market day itself, and by each bank. Gives the lags that are
    /// known from now on and were not, or were others.
    pub fn learn(&mut self, date: RateDate, market: LogRates, banks: &BTreeMap<Arc<str>, LogRates>) -> Vec<Lag> {
        if !market.is_empty() {
            self.market.push_back((date, market));
            if self.market.len() > LAGS {
                self.market.pop_front();
            }
        }
        let mut learnt = Vec::new();
        for (witness, rates) in banks {
            let Some(deviations_pct) = self.deviations_pct(date, rates) else { continue };
            let known = self.banks.entry(witness.clone()).or_default();
            if known.learn(deviations_pct) {
                learnt.extend(known.told(witness, date));
            }
        }
        learnt
    }

    /// How far rates are from those of each market day that their date may mean; none unless all of these are known.
    fn deviations_pct(&self, date: RateDate, rates: &LogRates) -> Option<[f64; LAGS]> {
        let mut deviations_pct = [0.0; LAGS];
        for (lag, deviation_pct) in (0..).zip(&mut deviations_pct) {
            let market_day = of_bank_date(date, lag)?;
            let (_, market) = self.market.iter().find(|(day, _)| *day == market_day)?;
            let both = rates.iter().filter_map(|(currency, rate)| Some((rate - market.get(currency)?).abs()));
            let mut apart: Vec<f64> = both.collect();
            *deviation_pct = median(&mut apart)?;
        }
        Some(deviations_pct)
    }
}

impl Known {
    /// Whether the lag is another one than before.
    fn learn(&mut self, deviations_pct: [f64; LAGS]) -> bool {
        self.days = self.days.saturating_add(1);
        let weight = f64::from(self.days).recip().max(2.0 / f64::from(SPAN_DAYS + 1));
        for (known, new) in self.deviations_pct.iter_mut().zip(deviations_pct) {
            *known += weight * (new - *known);
        }
        if self.days < DAYS_MIN {
            return false;
        }
        // Of what is as near, the date itself.
        let current = self.lag.unwrap_or_default();
        let nearest = self.nearest();
        let is_nearer = self.deviations_pct[nearest] < NEARER * self.deviations_pct[current];
        let days = if self.nearer.0 == nearest { self.nearer.1 + 1 } else { 1 };
        self.nearer = (nearest, if is_nearer { days } else { 0 });
        let is_new = self.lag.is_none() || self.nearer.1 >= DAYS_IN_A_ROW;
        if is_new {
            self.lag = Some(if is_nearer { nearest } else { current });
            self.nearer = (nearest, 0);
        }
        is_new
    }

    fn nearest(&self) -> usize {
        let of = |lag: usize| self.deviations_pct[lag];
        (0..LAGS).fold(0, |nearest, lag| if of(lag) < of(nearest) { lag } else { nearest })
    }

    fn told(&self, witness: &Arc<str>, learnt_on: RateDate) -> Option<Lag> {
        Some(Lag {
            witness: witness.clone(),
            learnt_on,
            market_days: u32::try_from(self.lag?).ok()?,
            deviations_pct: self.deviations_pct,
            days: self.days,
        })
    }
}
