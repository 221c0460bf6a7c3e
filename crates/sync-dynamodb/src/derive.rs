//! The rate of a pair from its legs, in decimal: the publisher's own digits, or 12 significant digits half-even.

use crate::row::PairRow;
use makerates_domain::rate::{DerivationError, Rate};

/// The rate of a pair, and the one of the pair the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerivedRate {
    /// 1 base = `rate` quote.
    pub rate: Rate,
    /// 1 quote = `inverse_rate` base. It stands beside the rate for convenience; nothing is ever derived from it.
    /// None where it would be absurd, and for a fixed conversion rate, which must not be inverted (Regulation 1103/97,
    /// article 4).
    pub inverse_rate: Option<Rate>,
}

/// Why a pair has no rate.
#[derive(Debug, thiserror::Error)]
pub enum NoRate {
    /// The quotient is absurdly small or large.
    #[error(transparent)]
    Derivation(#[from] DerivationError),
    /// A leg is missing, or the derivation is unknown.
    #[error("silver gives no legs for a rate that is {0}")]
    Legs(String),
}

/// Makes a pair's rate of its legs.
pub fn derive(row: &PairRow) -> Result<DerivedRate, NoRate> {
    match (row.derivation.as_str(), row.quote_leg, row.base_leg) {
        ("published", Some(rate), None) => {
            let inverse_rate = rate.invert().ok().filter(|_| row.validation_status != "statutory");
            Ok(DerivedRate { rate, inverse_rate })
        }
        ("inverted", None, Some(rate)) => Ok(DerivedRate { rate: rate.invert()?, inverse_rate: Some(rate) }),
        ("triangulated", Some(quote), Some(base)) => {
            Ok(DerivedRate { rate: Rate::cross(quote, base)?, inverse_rate: Rate::cross(base, quote).ok() })
        }
        _ => Err(NoRate::Legs(row.derivation.clone())),
    }
}
