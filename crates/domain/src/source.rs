//! Whom we ask (a source), through which face of it (an endpoint), and whose rate an answer carries (a witness).

use crate::currency::CurrencyCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The European Central Bank: its key in the panel, and its name as a witness. It goes before all other banks, for its rates are
/// what most contracts in euro name, and what many of them repeat.
pub const ECB: &str = "ECB";

/// A service that is asked for rates, with a quota of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Frankfurter: the ECB's reference rates (and other central banks').
    Frankfurter,
    /// ExchangeRate-API: a market feed of some 160 currencies.
    #[serde(rename = "exchangerate")]
    ExchangeRate,
}

impl Source {
    /// Every source, in the order in which one takes over from the other.
    pub const ALL: [Source; 2] = [Source::Frankfurter, Source::ExchangeRate];

    /// The name in keys, tables and flags.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Source::Frankfurter => "frankfurter",
            Source::ExchangeRate => "exchangerate",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A source that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no source; the sources are frankfurter and exchangerate")]
pub struct UnknownSource(String);

impl FromStr for Source {
    type Err = UnknownSource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Source::ALL.into_iter().find(|source| source.name() == text).ok_or_else(|| UnknownSource(text.to_owned()))
    }
}

/// A face of a source: each has an answer of its own shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Endpoint {
    /// Frankfurter v1: the ECB alone, base EUR.
    V1,
    /// Frankfurter v2: a panel of central banks, each a witness of its own.
    V2,
    /// Frankfurter v2: one bank of the panel alone, by its own route.
    Bank,
    /// Frankfurter v2: who the banks of the panel are: no rates.
    Providers,
    /// ExchangeRate-API v6 with a key: the latest rates.
    V6,
    /// ExchangeRate-API v6 with a key of a paid plan: a past day.
    History,
    /// ExchangeRate-API without a key: the latest rates, once a day.
    Open,
    /// ExchangeRate-API's own count of an account's requests: no rates.
    Quota,
}

impl Endpoint {
    /// Every endpoint, those of a source together.
    pub const ALL: [Endpoint; 8] = [
        Endpoint::V1,
        Endpoint::V2,
        Endpoint::Bank,
        Endpoint::Providers,
        Endpoint::V6,
        Endpoint::History,
        Endpoint::Open,
        Endpoint::Quota,
    ];

    /// The name in keys and receipts. It has no hyphen, because receipt names are split at hyphens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Endpoint::V1 => "v1",
            Endpoint::V2 => "v2",
            Endpoint::Bank => "bank",
            Endpoint::Providers => "providers",
            Endpoint::V6 => "v6",
            Endpoint::History => "history",
            Endpoint::Open => "open",
            Endpoint::Quota => "quota",
        }
    }

    /// Whose quota a request to it is counted against.
    #[must_use]
    pub const fn source(self) -> Source {
        match self {
            Endpoint::V1 | Endpoint::V2 | Endpoint::Bank | Endpoint::Providers => Source::Frankfurter,
            Endpoint::V6 | Endpoint::History | Endpoint::Open | Endpoint::Quota => Source::ExchangeRate,
        }
    }

    /// Whether its answers carry rates: silver reads no other.
    #[must_use]
    pub const fn has_rates(self) -> bool {
        !matches!(self, Endpoint::Providers | Endpoint::Quota)
    }

    /// Whether its answers say what banks of the panel say.
    #[must_use]
    pub const fn is_of_panel(self) -> bool {
        matches!(self, Endpoint::V2 | Endpoint::Bank)
    }

    /// The base currency that we ask for: the one whose digits the source does not round. The panel rounds all, and each of
    /// its answers says its own.
    #[must_use]
    pub const fn base(self) -> CurrencyCode {
        match self {
            Endpoint::V1 | Endpoint::V2 | Endpoint::Providers => CurrencyCode::EUR,
            Endpoint::Bank | Endpoint::V6 | Endpoint::History | Endpoint::Open | Endpoint::Quota => CurrencyCode::USD,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// An endpoint that no source has.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no endpoint of a source")]
pub struct UnknownEndpoint(String);

impl FromStr for Endpoint {
    type Err = UnknownEndpoint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Endpoint::ALL
            .into_iter()
            .find(|endpoint| endpoint.name() == text)
            .ok_or_else(|| UnknownEndpoint(text.to_owned()))
    }
}
