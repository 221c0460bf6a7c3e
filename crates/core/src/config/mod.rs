//! The configuration: defaults in code, overridden by `makerates.toml`, the environment and flags, in that order.
//!
//! Every setting has one path (`quota.exchangerate.daily`). Its environment variable is the path in capitals with
//! `MAKERATES_` before it and `__` between its parts.

mod bases;
mod error;
mod file;
mod layers;
mod links;
mod paths;
mod show;
mod values;
mod words;

pub use bases::Bases;
pub use error::ConfigError;
pub use layers::{Flags, load, service_links};
pub use paths::{has_question_mark, unusable_path};
pub use show::show;

use crate::from_text;
use crate::quota::{CircuitBreaker, ExchangeRateQuota, FrankfurterQuota, Quota};
use jiff::Timestamp;
use makerates_domain::answers::HistoryDay;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::source::Source;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Every setting, with its effective value.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder of everything that is kept locally.
    pub home: PathBuf,
    /// Where the logical clock stands; none is the real clock.
    pub now: Option<Timestamp>,
    /// How results are written; none decides by what standard output is.
    pub format: Option<Format>,
    /// The identity of the run (Kestra's execution id); none makes a `UUIDv7`.
    #[serde(deserialize_with = "from_text::optional")]
    pub run_id: Option<String>,
    /// The sources and their addresses.
    pub sources: Sources,
    /// How often each source may be asked.
    pub quota: Quota,
    /// When a source that fails is left alone.
    pub circuit: CircuitBreaker,
    /// Requests to sources.
    pub http: Http,
    /// Where answers and receipts are kept.
    pub bronze: Bronze,
    /// Where silver is built.
    pub silver: Silver,
    /// Where the tables are.
    pub dynamodb: DynamoDb,
    /// What is published.
    pub gold: Gold,
    /// When sources disagree.
    pub validation: Validation,
}

/// How results are written on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For a person.
    Text,
    /// One JSON object, nothing else.
    Json,
    /// The rows alone, for a spreadsheet: of `transform inspect` and `transform explain`.
    Csv,
    /// Kestra's `::{"outputs":{…}}::` lines; the log goes to standard output too, as `logs` markers.
    Kestra,
}

/// The sources' addresses.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The central banks, without a key.
    pub frankfurter: Frankfurter,
    /// ExchangeRate-API.
    pub exchangerate: ExchangeRate,
}

/// Frankfurter's address: self-hosted copies exist.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Frankfurter {
    /// Base URL, without the version.
    pub url: String,
}

/// ExchangeRate-API's addresses and the file of its key.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRate {
    /// Base URL with a key.
    pub url: String,
    /// Base URL of the open access, without a key.
    pub open_url: String,
    /// A file that holds the key; `EXCHANGERATE_API_KEY` goes before it.
    pub key_file: Option<PathBuf>,
    /// What the day of the history means.
    pub history_day: HistoryDay,
}

/// Requests to sources.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The longest wait before the second attempt, in milliseconds; it doubles for the third.
    #[serde(deserialize_with = "from_text::number")]
    pub retry_delay_ms: u64,
    /// A file of certificates (PEM) of authorities that are trusted beside the system's own.
    pub ca_file: Option<PathBuf>,
}

/// Where answers and receipts are kept.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bronze {
    /// A folder (relative to home), or `s3://bucket/prefix`.
    #[serde(deserialize_with = "from_text::number")]
    pub location: String,
}

/// Where silver is built.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Silver {
    /// A folder (relative to home), or `s3://bucket/prefix`.
    #[serde(deserialize_with = "from_text::number")]
    pub location: String,
    /// How many of the last builds are kept.
    #[serde(deserialize_with = "from_text::number")]
    pub builds_kept: NonZeroUsize,
    /// How long a build waits for another one to end, in seconds.
    #[serde(deserialize_with = "from_text::number")]
    pub wait_s: u64,
}

/// Where the tables are.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DynamoDb {
    /// `embedded` (a file under home), or `aws` (the SDK's own chain of region, credentials and endpoint).
    pub location: TableLocation,
}

/// Where the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TableLocation {
    /// A file under home, served by this process on the loopback interface.
    Embedded,
    /// The AWS SDK's own chain.
    Aws,
}

/// What is published.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    /// The base currencies of the published pairs.
    pub bases: Bases,
    /// How many days back from today are published.
    #[serde(deserialize_with = "from_text::number")]
    pub hot_days: u16,
}

/// A reader that found a build before another one took its place can still finish.
const BUILDS_KEPT: NonZeroUsize = NonZeroUsize::new(3).unwrap();

/// When sources disagree, and what is believed then.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// A larger deviation from the other witnesses is published with a warning, in percent of the rate; the limit
    /// grows with what is usual for the currency and its witnesses.
    #[serde(deserialize_with = "from_text::number")]
    pub warning_pct: Decimal,
    /// A larger one is published only when another witness is to blame; it grows likewise.
    #[serde(deserialize_with = "from_text::number")]
    pub critical_pct: Decimal,
    /// A smaller deviation never makes a fault, whatever else speaks for one; without what rounding explains.
    #[serde(deserialize_with = "from_text::number")]
    pub doubt_pct: Decimal,
    /// How likely a rate may be wrong and still be published, in percent.
    #[serde(deserialize_with = "from_text::number")]
    pub fault_probability_max_pct: Decimal,
    /// What becomes of a rate that nobody confirms.
    pub unwitnessed: Unwitnessed,
}

/// What becomes of a rate without a second witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unwitnessed {
    /// It is published as such when its move is usual, its answer sound and its regime not restricted.
    Publish,
    /// It is withheld.
    Withhold,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            home: PathBuf::from("./data"),
            now: None,
            format: None,
            run_id: None,
            sources: Sources {
                frankfurter: Frankfurter { url: "https://api.frankfurter.dev".to_owned() },
                exchangerate: ExchangeRate {
                    url: "https://v6.exchangerate-api.com".to_owned(),
                    open_url: "https://open.er-api.com".to_owned(),
                    key_file: None,
                    history_day: HistoryDay::Stamp,
                },
            },
            quota: Quota {
                order: Source::ALL.to_vec(),
                frankfurter: FrankfurterQuota { daily: 10_000 },
                exchangerate: ExchangeRateQuota { daily: 50, monthly: 1_500, refresh_day_of_month: 1 },
            },
            circuit: CircuitBreaker { failures_max: 5 },
            http: Http { retry_delay_ms: 1_000, ca_file: None },
            bronze: Bronze { location: "bronze".to_owned() },
            silver: Silver { location: "silver".to_owned(), builds_kept: BUILDS_KEPT, wait_s: 60 },
            dynamodb: DynamoDb { location: TableLocation::Embedded },
            gold: Gold { bases: Bases::Listed(vec![CurrencyCode::EUR, CurrencyCode::USD]), hot_days: 7 },
            validation: Validation {
                warning_pct: Decimal::new(5, 1),
                critical_pct: Decimal::ONE,
                doubt_pct: Decimal::new(7, 1),
                fault_probability_max_pct: Decimal::from(15),
                unwitnessed: Unwitnessed::Publish,
            },
        }
    }
}
