//! Which rates contradict a peg: lie outside of its band by more than a source of that kind usually is?

use crate::day::{MarketDay, Said, Witness, WitnessId, log_pct};
use crate::facts::{self, CurrencyId};
use crate::memory::Memory;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::pegs::Peg;
use makerates_domain::source::Source;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A rate outside of its peg's band.
#[derive(Debug, Clone)]
pub struct BrokenPeg {
    /// Whose rate.
    pub witness: Witness,
    /// The currency that is held.
    pub currency: CurrencyCode,
    /// The one that it is held to.
    pub anchor: CurrencyCode,
    /// How far a source of this kind may be off, in percent.
    pub tolerance_pct: Decimal,
    /// How far it is outside, in percent, as a logarithm.
    pub deviation_pct: f64,
    /// How many pegs the answer lets us look at.
    pub peg_count: usize,
    pub(crate) witness_id: WitnessId,
    pub(crate) currency_id: CurrencyId,
}

/// Every broken peg of a day, in the order of its rates.
pub(crate) fn broken(day: &MarketDay, memory: &Memory) -> Vec<BrokenPeg> {
    let mut all = Vec::new();
    for (witness, range) in &day.answers {
        let rates = &day.rates[range.clone()];
        let (first, mut peg_count) = (all.len(), 0);
        for said in rates {
            for peg in said.facts().pegs_on(day.date) {
                let Some(off_pct) = off_peg(said, peg, rates) else { continue };
                peg_count += 1;
                let tolerance_pct = tolerance(peg, said.observation.endpoint.source());
                if off_pct > tolerance_pct.to_f64().unwrap_or(f64::INFINITY) {
                    all.push(BrokenPeg {
                        witness: memory.witnesses[*witness].witness.clone(),
                        currency: said.observation.currency,
                        anchor: peg.anchor,
                        tolerance_pct,
                        deviation_pct: off_pct,
                        peg_count: 0,
                        witness_id: *witness,
                        currency_id: said.currency,
                    });
                }
            }
        }
        all[first..].iter_mut().for_each(|peg| peg.peg_count = peg_count);
    }
    all
}

/// The broken peg of a witness's currency, if it is.
pub(crate) fn find(broken: &[BrokenPeg], witness: WitnessId, currency: CurrencyId) -> Option<&BrokenPeg> {
    broken.iter().find(|peg| peg.witness_id == witness && peg.currency_id == currency)
}

/// A market feed's rates are looser than a central bank's.
fn tolerance(peg: &Peg, source: Source) -> Decimal {
    match source {
        Source::ExchangeRate => peg.market_tolerance_pct,
        Source::Frankfurter => peg.official_tolerance_pct,
    }
}

/// How far outside of the band; none where the answer does not have the anchor.
fn off_peg(said: &Said, peg: &Peg, rates: &[Said]) -> Option<f64> {
    // The euro has no rate of its own: it is the base of all.
    let anchor_pct = if peg.anchor == CurrencyCode::EUR {
        0.0
    } else {
        let anchor = facts::id(peg.anchor)?;
        rates[rates.binary_search_by_key(&anchor, |other| other.currency).ok()?].log_rate
    };
    let log_rate = said.log_rate - anchor_pct;
    Some((log_rate - log_pct(peg.high)?).max(log_pct(peg.low)? - log_rate).max(0.0))
}
