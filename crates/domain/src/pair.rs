//! Currency pairs, shown as `EUR/USD`: 1 base = `rate` quote.

use crate::currency::CurrencyCode;
use crate::excerpt::excerpt;
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
pub enum CurrencyPairError {
    /// It is not written like one.
    #[error("`{0}` is no currency pair")]
    Form(String),
    /// Base and quote are the same.
    #[error("`{0}` is the same currency twice: it has no rate")]
    Same(String),
}

/// As people write it: `EUR/USD`, `eur/usd`, `EURUSD`, `EUR-USD`.
impl FromStr for CurrencyPair {
    type Err = CurrencyPairError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pair = codes(text).ok_or_else(|| CurrencyPairError::Form(excerpt(text)))?;
        if pair.base == pair.quote { Err(CurrencyPairError::Same(excerpt(text))) } else { Ok(pair) }
    }
}

fn codes(text: &str) -> Option<CurrencyPair> {
    let (base, quote) = text.split_once(['/', '-']).or_else(|| text.split_at_checked(3))?;
    let code = |text| CurrencyCode::as_written(text).ok();
    Some(CurrencyPair { base: code(base)?, quote: code(quote)? })
}

impl fmt::Display for CurrencyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.quote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_read_as_people_write_it() {
        for text in ["EUR/USD", "eur/usd", "EURUSD", "EUR-USD", "eurusd", "Eur-Usd"] {
            let pair: CurrencyPair = text.parse().unwrap();
            assert_eq!((pair.base, pair.quote), (CurrencyCode::EUR, CurrencyCode::USD), "{text}");
            assert_eq!(pair.to_string(), "EUR/USD");
        }
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        let nonsense =
            ["", "EUR", "EUR/", "/USD", "EUR/USD/GBP", "EUR USD", "EUR_USD", "EURUSDT", "EUR/USD ", "EUR//USD"];
        for text in nonsense.into_iter().chain(["ÉURUSD", "EUÉUSD", "EUR1US", "EUR/U$D", "EUR\u{2044}USD"]) {
            assert_eq!(text.parse::<CurrencyPair>(), Err(CurrencyPairError::Form(text.to_owned())));
        }
    }

    #[test]
    fn the_same_currency_twice_is_told_as_that() {
        for text in ["EUR/EUR", "eureur", "EUR-eur"] {
            let error = text.parse::<CurrencyPair>().unwrap_err();
            assert_eq!(error, CurrencyPairError::Same(text.to_owned()));
        }
    }
}
