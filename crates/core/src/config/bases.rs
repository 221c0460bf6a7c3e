//! The base currencies of the published pairs: some, or all.

use super::text;
use crate::currency::CurrencyCode;
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

impl FromStr for Name {
    type Err = <CurrencyCode as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == ALL { Ok(Self::All) } else { text.parse().map(Self::Currency) }
    }
}

impl<'de> Deserialize<'de> for Bases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names: Vec<Name> = text::list(deserializer)?;
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
        assert!(read("\"All\"").is_err() && read("[]").is_err());
    }
}
