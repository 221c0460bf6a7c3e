//! A market day as it is heard: who says what of it.

use crate::facts::{self, CurrencyFacts, CurrencyId};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::{Endpoint, Source};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::ops::Range;
use std::sync::Arc;

/// What the caller knows an answer by. Answers are listed in the order of these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerId(pub u32);

/// What a person decided of an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is admitted, whatever the rules say.
    Accept,
    /// It is shut out, as witness too.
    Reject,
}

/// What one witness says of one currency on a market day. There is one of each witness, currency and day.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Which answers it came in; from it follow the source and the witness's place in precedence.
    pub endpoint: Endpoint,
    /// The bank's key, or the feed's name.
    pub witness: Arc<str>,
    /// The currency that is judged against the euro.
    pub currency: CurrencyCode,
    /// What the source's own rate is against.
    pub base: CurrencyCode,
    /// The source's own digits, trailing zeros too.
    pub rate: Decimal,
    /// Units of `currency` for one euro, above zero.
    pub rate_per_eur: Decimal,
    /// Half a unit of the last decimal place, in percent of the rate.
    pub half_unit_pct: f64,
    /// Where it was found first.
    pub answer: AnswerId,
    /// A person's last word on it.
    pub decision: Option<Decision>,
}

/// A source's own voice, or one of the banks that it passes on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Witness {
    /// The bank's key, or the feed's name.
    pub name: Arc<str>,
    /// Where it is heard.
    pub source: Source,
}

/// A witness's place in the judge's memory.
pub(crate) type WitnessId = usize;

/// Who says what of a market day: made by [`crate::Judge::hear`].
#[derive(Debug, Clone)]
pub struct MarketDay {
    pub(crate) date: RateDate,
    /// By witness, then by currency.
    pub(crate) rates: Vec<Said>,
    /// The part of `rates` that is each witness's.
    pub(crate) answers: Vec<(WitnessId, Range<usize>)>,
}

/// An observation that can be judged.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) observation: Observation,
    pub(crate) witness: WitnessId,
    pub(crate) currency: CurrencyId,
    /// 100 times the logarithm of the units for one euro.
    pub(crate) log_rate: f64,
}

impl Said {
    pub(crate) fn facts(&self) -> &'static CurrencyFacts {
        &facts::all()[self.currency]
    }

    /// Whether it counts as a witness's word: a person may have shut it out, and a currency that the euro replaced has its
    /// fixed rate from then on.
    pub(crate) fn is_witness_on(&self, date: RateDate) -> bool {
        self.observation.decision != Some(Decision::Reject) && self.facts().euro_day.is_none_or(|day| date < day)
    }

    pub(crate) fn is_admitted(&self) -> bool {
        self.observation.decision == Some(Decision::Accept)
    }
}

impl MarketDay {
    /// Takes what can be judged: rates of listed currencies, from Monday to Friday. On other days there is no market.
    pub(crate) fn new(
        date: RateDate,
        observations: Vec<Observation>,
        place: &mut dyn FnMut(&Observation) -> WitnessId,
    ) -> Self {
        let mut rates = Vec::with_capacity(observations.len());
        let spoken = if date.is_weekend() { Vec::new() } else { observations };
        for observation in spoken {
            let (Some(currency), Some(log_rate)) = (facts::id(observation.currency), log_pct(observation.rate_per_eur))
            else {
                continue;
            };
            let witness = place(&observation);
            rates.push(Said { observation, witness, currency, log_rate });
        }
        rates.sort_by_key(|said| (said.witness, said.currency));
        let mut answers: Vec<(WitnessId, Range<usize>)> = Vec::new();
        for (index, said) in rates.iter().enumerate() {
            match answers.last_mut() {
                Some((witness, range)) if *witness == said.witness => range.end = index + 1,
                _ => answers.push((said.witness, index..index + 1)),
            }
        }
        Self { date, rates, answers }
    }

    /// A witness's word on a currency.
    pub(crate) fn word(&self, witness: WitnessId, currency: CurrencyId) -> Option<&Said> {
        let place = self.rates.binary_search_by_key(&(witness, currency), |said| (said.witness, said.currency)).ok()?;
        Some(&self.rates[place]).filter(|said| said.is_witness_on(self.date))
    }

    /// The day that is spoken of.
    #[must_use]
    pub fn date(&self) -> RateDate {
        self.date
    }
}

/// 100 times the natural logarithm; none of what is no rate.
pub(crate) fn log_pct(rate: Decimal) -> Option<f64> {
    let log_pct = 100.0 * rate.to_f64()?.ln();
    log_pct.is_finite().then_some(log_pct)
}

/// Who goes first when several rates may stand: the ECB by its own digits, then the market feed, then the panel of central
/// banks, whose digits are rounded on the way.
pub(crate) fn rank(endpoint: Endpoint) -> u8 {
    match endpoint {
        Endpoint::V1 => 1,
        Endpoint::V2 | Endpoint::Bank | Endpoint::Providers => 3,
        Endpoint::V6 | Endpoint::History | Endpoint::Open | Endpoint::Quota => 2,
    }
}
