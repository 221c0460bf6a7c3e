//! Currency pairs, written `EUR/USD`: 1 base = `rate` quote.

use crate::currency::CurrencyCode;
use crate::excerpt::excerpt;
use crate::failure::{Exit, Failure};
use std::fmt;
use std::str::FromStr;

/// A base and a quote currency that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CurrencyPair {
    /// The currency of which one unit is priced.
    pub base: CurrencyCode,
    /// The currency in which it is priced.
    pub quote: CurrencyCode,
}

/// A text that is no pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no currency pair")]
pub struct CurrencyPairError(String);

impl FromStr for CurrencyPair {
    type Err = CurrencyPairError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let codes = text.split_once('/').and_then(|(base, quote)| Some((base.parse().ok()?, quote.parse().ok()?)));
        codes
            .filter(|(base, quote)| base != quote)
            .map(|(base, quote)| Self { base, quote })
            .ok_or_else(|| CurrencyPairError(excerpt(text)))
    }
}

impl fmt::Display for CurrencyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.quote)
    }
}

impl From<CurrencyPairError> for Failure {
    fn from(error: CurrencyPairError) -> Self {
        Failure::new(Exit::Usage, error.to_string(), "write it like EUR/USD")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_two_codes_that_differ() {
        let pair: CurrencyPair = "EUR/USD".parse().unwrap();
        assert_eq!((pair.base, pair.quote), (CurrencyCode::EUR, CurrencyCode::USD));
        assert_eq!(pair.to_string(), "EUR/USD");
        for nonsense in ["", "EUR", "EURUSD", "EUR/", "eur/usd", "EUR/EUR", "EUR/USD/GBP"] {
            assert!(nonsense.parse::<CurrencyPair>().is_err(), "{nonsense}");
        }
    }
}
