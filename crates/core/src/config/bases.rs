//! The base currencies of the published pairs: some, or all.

use crate::from_text;
use makerates_domain::currency::{CurrencyCode, CurrencyCodeError};
use makerates_domain::iso4217;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use std::str::FromStr;

/// Every base currency. In small letters: `ALL` is the Albanian lek.
const ALL: &str = "all";

/// The base currencies of the published pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bases {
    /// Every currency that has a rate.
    All,
    /// These.
    Listed(Vec<CurrencyCode>),
}

/// What may stand in the list.
enum Name {
    All,
    Currency(CurrencyCode),
}

/// Why a name can't stand in the list.
#[derive(Debug, thiserror::Error)]
enum NameError {
    #[error(transparent)]
    Form(#[from] CurrencyCodeError),
    #[error("there is no currency {0}{nearest}", nearest = like(*.0))]
    Unknown(CurrencyCode),
    #[error("`{0}` may be every base (`all`) or the Albanian lek (`ALL`): write the one that you mean")]
    Ambiguous(String),
}

/// What was meant.
fn like(code: CurrencyCode) -> String {
    iso4217::nearest(code).map(|nearest| format!(": did you mean {nearest}?")).unwrap_or_default()
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == ALL {
            return Ok(Self::All);
        }
        let code = CurrencyCode::as_written(text)?;
        // Small letters are `all`, capitals are the lek.
        if code.as_str().eq_ignore_ascii_case(ALL) && text != code.as_str() {
            return Err(NameError::Ambiguous(text.to_owned()));
        }
        // A code that no list has can't have a rate: silver takes none of it.
        if iso4217::listing(code).is_none() { Err(NameError::Unknown(code)) } else { Ok(Self::Currency(code)) }
    }
}

impl<'de> Deserialize<'de> for Bases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names: Vec<Name> = from_text::list(deserializer)?;
        if let [Name::All] = names[..] {
            return Ok(Self::All);
        }
        let currency = |name| match name {
            Name::Currency(currency) => Ok(currency),
            Name::All => Err(D::Error::custom("`all` stands alone")),
        };
        names.into_iter().map(currency).collect::<Result<_, _>>().map(Self::Listed)
    }
}

impl Serialize for Bases {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str(ALL),
            Self::Listed(currencies) => currencies.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_every_currency_and_the_lek_is_one() {
        let read = |json: &str| serde_json::from_str::<Bases>(json);
        assert_eq!(read("\"all\"").unwrap(), Bases::All);
        assert_eq!(read("[\"all\"]").unwrap(), Bases::All);
        let lek = Bases::Listed(vec!["ALL".parse().unwrap(), CurrencyCode::EUR]);
        assert_eq!(read("\"ALL, EUR\"").unwrap(), lek);
        assert_eq!(serde_json::to_string(&lek).unwrap(), "[\"ALL\",\"EUR\"]");
        assert_eq!(serde_json::to_string(&Bases::All).unwrap(), "\"all\"");
        assert!(read("\"all, EUR\"").unwrap_err().to_string().contains("stands alone"));
        assert!(read("\"All\"").unwrap_err().to_string().contains("Albanian lek"));
        for empty in ["[]", "\"\"", "\" , \""] {
            assert!(read(empty).is_err(), "{empty}");
        }
    }

    #[test]
    fn people_write_codes_in_any_case() {
        let read = |json: &str| serde_json::from_str::<Bases>(json).unwrap();
        assert_eq!(read("\"eur, Usd\""), Bases::Listed(vec![CurrencyCode::EUR, CurrencyCode::USD]));
        assert_eq!(read("[\"eur\"]"), Bases::Listed(vec![CurrencyCode::EUR]));
    }

    #[test]
    fn a_code_that_no_list_has_is_refused_with_the_nearest_one() {
        let refused = |json: &str| serde_json::from_str::<Bases>(json).unwrap_err().to_string();
        assert!(refused("[\"EUR\",\"UDS\"]").contains("there is no currency UDS: did you mean USD?"));
        assert!(refused("\"BTC\"").contains("there is no currency BTC: did you mean BTN?"));
        assert!(refused("\"EURO\"").contains("`EURO` is no currency code"));
    }
}
