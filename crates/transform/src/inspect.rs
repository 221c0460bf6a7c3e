//! Looking into the current silver.

use crate::error::SilverError;
use crate::overview;
use crate::rows::{self, Rows};
use duckdb::types::Value;
use duckdb::{AccessMode, Config, Connection};
use makerates_core::cli::{Context, Success};
use makerates_core::config::Format;
use makerates_core::failure::{Exit, Failure};
use makerates_core::silver::Wanted;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// So many rows are shown to who does not say how many; a spreadsheet gets all.
const ROWS_SHOWN: usize = 20;

/// Shows what there is, or the result of a query.
pub fn run(db: &Connection, context: &Context, sql: Option<&str>, limit: Option<usize>) -> Result<Success, Failure> {
    let is_csv = context.format == Format::Csv;
    let Some(sql) = sql else {
        let rows = overview::read(db)?;
        return told(&rows, is_csv);
    };
    if overview::first_word(sql).is_some_and(|word| WRITING.contains(&word.as_str())) {
        let next = "`transform inspect --sql QUERY --format csv > FILE` writes a query's rows";
        return Err(Failure::new(Exit::Usage, "the query failed: inspect only looks, and writes no file", next));
    }
    let limit = limit.unwrap_or(if is_csv { usize::MAX } else { ROWS_SHOWN });
    let rows = rows::values(db, sql, limit).map_err(|error| {
        let next = "`transform inspect` lists the tables, `describe TABLE` the columns of one";
        match error {
            // A text without a statement is the one fault that DuckDB has no words for.
            duckdb::Error::DuckDBFailure(_, None) => Failure::new(Exit::Usage, "the query asks nothing", next),
            error => Failure::new(Exit::Usage, format!("the query failed: {error}"), next),
        }
    })?;
    told(&rows, is_csv)
}

/// Statements that write a file, whatever the database allows.
const WRITING: [&str; 2] = ["copy", "export"];

fn told(rows: &Rows<Value>, is_csv: bool) -> Result<Success, Failure> {
    if is_csv {
        return Ok(Success::default().with_raw(rows::csv(rows)?));
    }
    let is_cut = rows.total > rows.first.len();
    let reason =
        if is_cut { format!("{} of {} rows; --limit shows more", rows.first.len(), rows.total) } else { String::new() };
    let mut text = rows::shown(rows);
    if is_cut {
        let _ = write!(text, "\n{reason}");
    }
    let outputs = [
        ("columns", json!(rows.columns)),
        ("rows", rows::objects(rows)),
        ("total", json!(rows.total)),
        ("reason", json!(reason)),
    ];
    Ok(Success::new(outputs).with_text(text))
}

/// A build that is looked into.
#[derive(Debug)]
pub struct Opened {
    /// Its database, for reading only.
    pub db: Connection,
    version: String,
}

impl Opened {
    /// Opens the build that was wanted.
    pub async fn wanted(context: &Context, wanted: &Wanted) -> Result<Self, Failure> {
        let build = context.silver_build(wanted).await?;
        Ok(Self { db: open(&build.database)?, version: build.manifest.silver_version })
    }

    /// Opens the current build.
    pub async fn current(context: &Context) -> Result<Self, Failure> {
        Self::wanted(context, &Wanted::Current).await
    }

    /// What was found in it, with its version.
    pub fn named(&self, result: Result<Success, Failure>) -> Result<Success, Failure> {
        let version = json!(self.version);
        match result {
            Ok(mut success) => {
                success.outputs.insert("silver_version".to_owned(), version);
                Ok(success)
            }
            Err(failure) => Err(failure.with_output("silver_version", version)),
        }
    }
}

/// Opens a build for reading only. Other files are out of reach: `copy … to` writes one whatever the database allows.
pub fn open(database: &Path) -> Result<Connection, SilverError> {
    let config = Config::default()
        .access_mode(AccessMode::ReadOnly)
        .and_then(|config| config.with("autoinstall_known_extensions", "false"))
        .and_then(|config| config.with("enable_external_access", "false"))
        .map_err(SilverError::sql("the settings of DuckDB"))?;
    let db = Connection::open_with_flags(database, config)
        .map_err(SilverError::sql(format!("opening {}", database.display())))?;
    // So that a person may leave out the schema; of two tables of one name silver's is meant.
    db.execute_batch("set search_path = 'silver,bronze'").map_err(SilverError::sql("the settings of DuckDB"))?;
    Ok(db)
}
