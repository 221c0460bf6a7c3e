//! Reading silver: its version, and the pairs that are to be published.

use duckdb::{AccessMode, Config, Connection, Row, Statement};
use jiff::Timestamp;
use makerates_core::currency::CurrencyCode;
use makerates_core::dates::RateDate;
use makerates_core::failure::{Exit, Failure};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A silver, opened for reading.
#[derive(Debug)]
pub struct Silver {
    db: Connection,
    /// What the silver knew: sorts as text.
    pub version: String,
}

/// A row of `silver.published_pairs`.
#[derive(Debug, Clone)]
pub struct PairRow {
    /// The market day.
    pub rate_date: RateDate,
    /// 1 base = `rate` quote.
    pub base: CurrencyCode,
    /// The other currency of the pair.
    pub quote: CurrencyCode,
    /// Whether it is the pair's item `LATEST`.
    pub is_latest: bool,
    /// How the rate is made of its legs.
    pub derivation: String,
    /// Units of the quote currency for one unit of the publisher's base.
    pub quote_leg: Option<Decimal>,
    /// Units of the base currency for one unit of the publisher's base.
    pub base_leg: Option<Decimal>,
    /// The verdict.
    pub validation_status: String,
    /// Whose digits they are.
    pub publisher: String,
    /// Who was compared.
    pub witnesses: Vec<String>,
    /// The largest accepted deviation, in percent.
    pub deviation_pct: Option<Decimal>,
    /// The source's own stamp.
    pub published_at: String,
    /// When the value was fetched first.
    pub fetched_at: Option<Timestamp>,
    /// The answers that carry the value.
    pub answers: Vec<String>,
    /// Digits that the source gave.
    pub significant_digits: u32,
    /// market, pegged, official or unknown.
    pub rate_regime: String,
    /// current, ended or `fixed_conversion`.
    pub status: String,
}

/// A silver that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SilverError {
    /// There is none yet.
    #[error("there is no silver at {0}")]
    Missing(PathBuf),
    /// The manifest beside the database can't be read.
    #[error("the manifest {0} can't be read: {1}")]
    Manifest(PathBuf, String),
    /// DuckDB refused.
    #[error("reading silver")]
    Sql(#[from] duckdb::Error),
    /// A value is not what its column promises.
    #[error("silver holds `{1}` as {0}")]
    Value(&'static str, String),
}

impl From<SilverError> for Failure {
    fn from(error: SilverError) -> Self {
        let exit = if matches!(error, SilverError::Missing(_)) { Exit::Usage } else { Exit::Storage };
        Failure::new(exit, "silver can't be published", "run `transform` (again)").because(error)
    }
}

#[derive(Deserialize)]
struct Manifest {
    silver_version: String,
}

impl Silver {
    /// Opens the current silver. Its link is resolved once: a build that takes over meanwhile mixes nothing.
    pub fn open(database: &Path) -> Result<Self, SilverError> {
        let file = database.canonicalize().map_err(|_| SilverError::Missing(database.to_owned()))?;
        let path = file.with_file_name("manifest.json");
        let unreadable = |reason: String| SilverError::Manifest(path.clone(), reason);
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        let config = Config::default()
            .access_mode(AccessMode::ReadOnly)?
            .with("autoinstall_known_extensions", "false")?
            .with("threads", "1")?;
        Ok(Self { db: Connection::open_with_flags(&file, config)?, version: manifest.silver_version })
    }

    /// Every currency that silver ever saw, sorted.
    pub fn currencies(&self) -> Result<Vec<CurrencyCode>, SilverError> {
        let mut statement = self.db.prepare(
            "select currency from silver.dim_currencies
             where currency = 'EUR' or euro_day is not null or currency in (select currency from silver.observations)
             order by currency",
        )?;
        let mut rows = statement.query([])?;
        let mut currencies = Vec::new();
        while let Some(row) = rows.next()? {
            currencies.push(code("a currency", &row.get::<_, String>(0)?)?);
        }
        Ok(currencies)
    }

    /// The statement of the pairs to publish, sorted by base and quote currency.
    pub fn pairs(&self) -> Result<Statement<'_>, SilverError> {
        // The bases come as text with commas: codes have none.
        Ok(self.db.prepare(
            "select rate_date::varchar, base_currency, quote_currency, is_latest, derivation, quote_leg, base_leg,
                 validation_status, publisher, array_to_string(witnesses, ','), deviation_pct, published_at,
                 epoch_ms(fetched_at), array_to_string(answers, ','), significant_digits, rate_regime, status
             from silver.published_pairs(string_split(?, ','), ?::date)
             order by base_currency, quote_currency, is_latest, rate_date",
        )?)
    }
}

impl PairRow {
    /// Reads a row of the statement of `Silver::pairs`.
    pub fn read(row: &Row<'_>) -> Result<Self, SilverError> {
        let day: String = row.get(0)?;
        let list = |text: Option<String>| -> Vec<String> {
            text.map(|text| text.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect())
                .unwrap_or_default()
        };
        Ok(Self {
            rate_date: day.parse().map_err(|_| SilverError::Value("a market day", day))?,
            base: code("a base currency", &row.get::<_, String>(1)?)?,
            quote: code("a quote currency", &row.get::<_, String>(2)?)?,
            is_latest: row.get(3)?,
            derivation: row.get(4)?,
            quote_leg: row.get(5)?,
            base_leg: row.get(6)?,
            validation_status: row.get(7)?,
            publisher: row.get(8)?,
            witnesses: list(row.get(9)?),
            deviation_pct: row.get(10)?,
            published_at: row.get(11)?,
            fetched_at: row.get::<_, Option<i64>>(12)?.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            answers: list(row.get(13)?),
            significant_digits: row.get(14)?,
            rate_regime: row.get(15)?,
            status: row.get(16)?,
        })
    }
}

fn code(what: &'static str, text: &str) -> Result<CurrencyCode, SilverError> {
    CurrencyCode::try_from(text).map_err(|_| SilverError::Value(what, text.to_owned()))
}
