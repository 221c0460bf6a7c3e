//! Reading silver: its version, and the pairs that are to be published, streamed.

use crate::error::SilverError;
use crate::row::{Columns, PairRow};
use duckdb::{AccessMode, Config, Connection};
use makerates_core::config::Bases;
use makerates_core::silver::Build;
use makerates_domain::currency::CurrencyCode;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// What sorting may hold in memory; the rest goes to the disk, so that memory does not grow with the history.
const MEMORY_LIMIT: &str = "256MB";

/// A silver, opened for reading.
#[derive(Debug)]
pub struct Silver {
    db: Connection,
    /// What the silver knew: sorts as text.
    pub version: String,
}

/// How far a currency has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Some source spoke of it.
    Observed,
    /// A rate of it was validated once.
    Validated,
}

impl Silver {
    /// Opens a build. It never changes, whatever is built meanwhile.
    pub fn open(build: Build) -> Result<Self, SilverError> {
        let config = Config::default()
            .access_mode(AccessMode::ReadOnly)?
            .with("autoinstall_known_extensions", "false")?
            .with("memory_limit", MEMORY_LIMIT)?
            .with("threads", "1")?;
        let db = Connection::open_with_flags(&build.database, config)?;
        Ok(Self { db, version: build.manifest.silver_version })
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
            let text: String = row.get(0)?;
            currencies.push(text.parse().map_err(|_| SilverError::Value("a currency", text))?);
        }
        Ok(currencies)
    }

    /// The currencies that silver saw. The euro always has rates: the fixed ones.
    pub fn known(&self) -> Result<BTreeMap<CurrencyCode, Reached>, SilverError> {
        let mut statement = self.db.prepare(
            "with seen as (
                 select unnest([base_currency, quote_currency]) as currency, false as is_validated
                 from silver.observations
                 union all
                 select unnest([base_currency, quote_currency]), true from silver.validated_rates
                 union all
                 select 'EUR', true
             )
             select currency::varchar, bool_or(is_validated) from seen group by currency",
        )?;
        let mut rows = statement.query([])?;
        let mut known = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (text, is_validated): (String, bool) = (row.get(0)?, row.get(1)?);
            let code = text.parse().map_err(|_| SilverError::Value("a currency", text))?;
            known.insert(code, if is_validated { Reached::Validated } else { Reached::Observed });
        }
        Ok(known)
    }

    /// The base currencies to publish, sorted, each once.
    pub fn bases(&self, bases: &Bases) -> Result<Vec<CurrencyCode>, SilverError> {
        let Bases::Listed(listed) = bases else { return self.currencies() };
        let mut bases = listed.clone();
        bases.sort_unstable();
        bases.dedup();
        Ok(bases)
    }

    /// Goes through the pairs to publish from a day on, sorted by base, quote and sort key, as they come out of DuckDB.
    pub fn pairs(
        &self,
        bases: &[CurrencyCode],
        first_day: &str,
        mut each: impl FnMut(PairRow) -> ControlFlow<()>,
    ) -> Result<(), SilverError> {
        // The bases come as text with commas: codes have none.
        let bases = bases.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let mut statement = self.db.prepare(
            "select rate_date::varchar, base_currency::varchar, quote_currency::varchar, is_latest,
                 derivation::varchar, quote_leg, base_leg, validation_status::varchar, publisher::varchar,
                 array_to_string(witnesses, ','), deviation_pct, published_at::varchar, epoch_ms(fetched_at),
                 array_to_string(answers, ','), significant_digits::bigint, rate_regime::varchar, status::varchar
             from silver.published_pairs(string_split(?, ','), ?::date)
             order by base_currency, quote_currency, is_latest, rate_date",
        )?;
        drop(statement.stream_arrow([bases, first_day.to_owned()])?);
        // Not by the stream's iterator: that panics where a fetch fails.
        while let Some(batch) = statement.step()? {
            let columns = Columns::of(&batch)?;
            for index in 0..columns.rows {
                if each(columns.row(index)?).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
