//! Currency codes: three capital letters, checked once.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::excerpt::excerpt;

/// A code of the shape of ISO 4217's alphabetic codes, such as `EUR`.
///
/// Only the shape is checked. Whether the standard lists the code, and whether it was alive on a
/// day, is what [`crate::iso4217`] knows: feeds send codes that are neither.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct CurrencyCode([u8; 3]);

/// What was given is not three capital ASCII letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no currency code: expected three capital letters such as EUR")]
pub struct CurrencyCodeError {
    /// What was given, or its beginning.
    pub given: String,
}

impl CurrencyCode {
    /// The euro, base of the ECB's rates.
    pub const EUR: Self = Self(*b"EUR");
    /// The US dollar, base of `ExchangeRate-API`'s rates.
    pub const USD: Self = Self(*b"USD");

    /// A code as people write it, in capitals or not. Sources write capitals: theirs are parsed.
    pub fn as_written(text: &str) -> Result<Self, CurrencyCodeError> {
        // The error has what was given, as it was given.
        text.to_ascii_uppercase().parse().map_err(|_| CurrencyCodeError { given: excerpt(text) })
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Three ASCII letters are always UTF-8, so the default is never taken.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for CurrencyCode {
    type Err = CurrencyCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(CurrencyCodeError { given: excerpt(text) }),
        }
    }
}

impl TryFrom<&str> for CurrencyCode {
    type Error = CurrencyCodeError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for CurrencyCode {
    type Error = CurrencyCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// The letters as in `Display`: the bytes would help nobody in a failed assertion.
impl fmt::Debug for CurrencyCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for CurrencyCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_capitals_are_a_code() {
        let code: CurrencyCode = "CHF".parse().unwrap();
        assert_eq!(code.as_str(), "CHF");
        assert_eq!(format!("{code} {code:?} [{code:>5}]"), "CHF CHF [  CHF]");
        assert_eq!(CurrencyCode::try_from("EUR"), Ok(CurrencyCode::EUR));
        assert!(CurrencyCode::EUR < CurrencyCode::USD);
    }

    #[test]
    fn everything_else_is_refused_with_what_was_given() {
        for given in ["", "EU", "EURO", "eur", "EU1", "E R", " EUR", "É1", "ÉU", "EUR\n"] {
            let error = given.parse::<CurrencyCode>().unwrap_err();
            assert_eq!(error.given, given);
        }
        assert_eq!(
            "usd".parse::<CurrencyCode>().unwrap_err().to_string(),
            "`usd` is no currency code: expected three capital letters such as EUR",
        );
    }

    #[test]
    fn people_write_it_in_any_case() {
        for text in ["usd", "Usd", "USD"] {
            assert_eq!(CurrencyCode::as_written(text), Ok(CurrencyCode::USD));
        }
        for text in ["us", "usd ", "us1", "uśd"] {
            assert_eq!(CurrencyCode::as_written(text).unwrap_err().given, text);
        }
    }

    #[test]
    fn json_has_it_as_a_string_and_as_a_key() {
        let rates: BTreeMap<CurrencyCode, CurrencyCode> = serde_json::from_str(r#"{"EUR":"USD"}"#).unwrap();
        assert_eq!(rates[&CurrencyCode::EUR], CurrencyCode::USD);
        assert_eq!(serde_json::to_string(&rates).unwrap(), r#"{"EUR":"USD"}"#);
        assert!(serde_json::from_str::<CurrencyCode>(r#""Eur""#).is_err());
        assert!(serde_json::from_str::<CurrencyCode>("978").is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_parses_is_shown_as_given(text in any::<String>()) {
            if let Ok(code) = text.parse::<CurrencyCode>() {
                prop_assert_eq!(code.to_string(), text);
            }
        }

        #[test]
        fn any_three_capitals_round_trip(letters in [b'A'..=b'Z', b'A'..=b'Z', b'A'..=b'Z']) {
            let text = String::from_utf8(letters.to_vec()).unwrap();
            let code: CurrencyCode = text.parse().unwrap();
            prop_assert_eq!(code.as_str(), text);
        }
    }
}
