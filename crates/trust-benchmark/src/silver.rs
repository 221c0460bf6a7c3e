//! What silver says: what is published, the verdicts, who is blamed.

use crate::error::BenchError;
use duckdb::{AccessMode, Config, Connection, Row};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A market day and a currency, judged against the euro.
pub type Cell = (RateDate, CurrencyCode);

/// A rate that is published, as its publisher wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Whose digits.
    pub publisher: String,
    /// Its base.
    pub base: String,
    /// Units of the quote currency for one of the base; binary, for it is only measured.
    pub rate: f64,
    /// With which status.
    pub status: String,
}

/// What silver thinks of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// `consensus`, `warning`, `resolved`, `conflict`, `unwitnessed`.
    pub verdict: String,
    /// The witnesses that are blamed.
    pub suspects: Vec<String>,
}

/// A silver, as far as it is measured.
#[derive(Debug, Default)]
pub struct Silver {
    /// What is published of each cell: one rate, unless silver is wrong.
    pub published: BTreeMap<Cell, Vec<Published>>,
    /// The verdict on each cell.
    pub verdicts: BTreeMap<Cell, Verdict>,
    /// Single rates that are quarantined, by witness.
    pub quarantined: BTreeSet<(Cell, String)>,
    /// Answers that are suspect as a whole: market day and witness.
    pub flagged: BTreeSet<(RateDate, String)>,
    /// What this silver does not have, and is therefore not measured.
    pub lacks: BTreeSet<&'static str>,
}

const PUBLISHED: &str = "select rate_date::varchar, currency::varchar, publisher::varchar, base_currency::varchar,
    rate::double, validation_status::varchar from silver.validated_rates";
const VERDICTS: &str = "select rate_date::varchar, currency::varchar, verdict::varchar,
    coalesce(array_to_string(suspects, ','), '') from silver.consensus";
const VERDICTS_WITHOUT_SUSPECTS: &str =
    "select rate_date::varchar, currency::varchar, verdict::varchar, '' from silver.consensus";
const QUARANTINED: &str = "select distinct rate_date::varchar,
    (if(quote_currency = 'EUR', base_currency, quote_currency))::varchar, witness::varchar
    from silver.quarantine where rate_date is not null and witness is not null";
const FLAGGED: &str = "select rate_date::varchar, witness::varchar from silver.answer_checks where len(rules) > 0";

impl Silver {
    /// Reads a database.
    pub fn read(database: &Path) -> Result<Self, BenchError> {
        let failed = |source| BenchError::Silver { what: "opening the database", source };
        let config = Config::default().access_mode(AccessMode::ReadOnly).map_err(failed)?;
        let db = Connection::open_with_flags(database, config).map_err(failed)?;
        let mut silver = Self::default();
        silver.read_published(&db)?;
        silver.read_verdicts(&db)?;
        each(&db, "the quarantine", QUARANTINED, |row| {
            if let Some(cell) = cell(row)? {
                silver.quarantined.insert((cell, row.get(2)?));
            }
            Ok(())
        })?;
        silver.read_flagged(&db)?;
        Ok(silver)
    }

    fn read_published(&mut self, db: &Connection) -> Result<(), BenchError> {
        each(db, "the validated rates", PUBLISHED, |row| {
            if let Some(cell) = cell(row)? {
                let (publisher, base, rate, status) = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
                self.published.entry(cell).or_default().push(Published { publisher, base, rate, status });
            }
            Ok(())
        })
    }

    fn read_verdicts(&mut self, db: &Connection) -> Result<(), BenchError> {
        let has_suspects = has_column(db, "consensus", "suspects")?;
        if !has_suspects {
            self.lacks.insert("consensus.suspects");
        }
        let query = if has_suspects { VERDICTS } else { VERDICTS_WITHOUT_SUSPECTS };
        each(db, "the verdicts", query, |row| {
            if let Some(cell) = cell(row)? {
                let suspects: String = row.get(3)?;
                let suspects = suspects.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
                self.verdicts.insert(cell, Verdict { verdict: row.get(2)?, suspects });
            }
            Ok(())
        })
    }

    fn read_flagged(&mut self, db: &Connection) -> Result<(), BenchError> {
        if !has_column(db, "answer_checks", "is_suspect")? {
            self.lacks.insert("answer_checks.is_suspect");
            return Ok(());
        }
        each(db, "the checks of answers", FLAGGED, |row| {
            if let Ok(day) = row.get::<_, String>(0)?.parse() {
                self.flagged.insert((day, row.get(1)?));
            }
            Ok(())
        })
    }
}

/// Day and currency of a row; none for a code of another shape.
fn cell(row: &Row<'_>) -> duckdb::Result<Option<Cell>> {
    let (day, currency): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(day.parse().ok().zip(currency.parse().ok()))
}

fn each(
    db: &Connection,
    what: &'static str,
    query: &str,
    mut take: impl FnMut(&Row<'_>) -> duckdb::Result<()>,
) -> Result<(), BenchError> {
    let mut read = || -> duckdb::Result<()> {
        let mut statement = db.prepare(query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    };
    read().map_err(|source| BenchError::Silver { what, source })
}

fn has_column(db: &Connection, table: &str, column: &str) -> Result<bool, BenchError> {
    let query =
        "select count(*) from duckdb_columns() where schema_name = 'silver' and table_name = ? and column_name = ?";
    let count: i64 = db
        .query_row(query, [table, column], |row| row.get(0))
        .map_err(|source| BenchError::Silver { what: "the columns", source })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &str = "create schema silver;
        create table silver.validated_rates as select date '2024-07-01' as rate_date, 'JPY' as currency,
            'ECB' as publisher, 'EUR' as base_currency, 'JPY' as quote_currency,
            173.2::decimal(38, 18) as rate, 'consensus' as validation_status;
        create table silver.consensus as select date '2024-07-01' as rate_date, 'JPY' as currency,
            'conflict' as verdict, ['BOC', 'ECB'] as suspects;
        create table silver.quarantine as select date '2024-07-01' as rate_date, 'BOC' as witness,
            'USD' as base_currency, 'EUR' as quote_currency;
        create table silver.answer_checks as select date '2024-07-01' as rate_date, 'BOC' as witness,
            true as is_suspect, ['common_deviation'] as rules";

    #[test]
    fn a_silver_is_read_by_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("makerates.duckdb");
        Connection::open(&file).unwrap().execute_batch(TABLES).unwrap();
        let silver = Silver::read(&file).unwrap();
        let (day, jpy, usd) = ("2024-07-01".parse().unwrap(), "JPY".parse().unwrap(), CurrencyCode::USD);
        let published = &silver.published[&(day, jpy)];
        assert_eq!((published.len(), published[0].rate), (1, 173.2));
        assert_eq!(silver.verdicts[&(day, jpy)].suspects, ["BOC", "ECB"]);
        assert!(silver.quarantined.contains(&((day, usd), "BOC".to_owned())));
        assert!(silver.flagged.contains(&(day, "BOC".to_owned())));
        assert!(silver.lacks.is_empty());
    }
}
