//! Looking into the current silver.

use crate::error::SilverError;
use crate::render;
use duckdb::{AccessMode, Config, Connection};
use makerates_core::cli::{Context, Report, table};
use makerates_core::failure::{Exit, Failure};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// What is there, when no query is given.
const OVERVIEW: &str = "
    select schema_name || '.' || table_name as table, estimated_size as rows
    from duckdb_tables()
    where schema_name in ('silver', 'bronze')
    order by schema_name desc, table_name";

/// The result of a query, as text.
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The first rows.
    pub first: Vec<Vec<String>>,
    /// How many rows there are in all.
    pub total: usize,
}

/// Shows the tables with their sizes, or the result of a query.
pub fn run(context: &Context, sql: Option<&str>, limit: usize) -> Result<Report, Failure> {
    let db = open(&context.silver_database())?;
    let query_text = sql.unwrap_or(OVERVIEW);
    let rows = query(&db, query_text, limit).map_err(|error| {
        Failure::new(Exit::Usage, "the query failed", "mend it; the tables are in the schema silver").because(error)
    })?;
    let mut text = shown(&rows);
    if rows.total > rows.first.len() {
        let _ = write!(text, "\n{} of {} rows; --limit shows more", rows.first.len(), rows.total);
    }
    Ok(Report::new([("columns", json!(rows.columns)), ("rows", objects(&rows)), ("total", json!(rows.total))])
        .with_text(text))
}

/// Opens a silver for reading only: its link is resolved once, so that a swap meanwhile mixes nothing.
pub fn open(database: &Path) -> Result<Connection, SilverError> {
    let file = database.canonicalize().map_err(|_| SilverError::Missing(database.to_owned()))?;
    let config = Config::default()
        .access_mode(AccessMode::ReadOnly)
        .and_then(|config| config.with("autoinstall_known_extensions", "false"))
        .map_err(SilverError::sql("the settings of DuckDB"))?;
    Connection::open_with_flags(&file, config).map_err(SilverError::sql(format!("opening {}", file.display())))
}

/// Runs a query and keeps its first rows as text.
pub fn query(db: &Connection, text: &str, limit: usize) -> duckdb::Result<Rows> {
    let mut statement = db.prepare(text)?;
    let mut result = statement.query([])?;
    let mut rows = Rows { columns: Vec::new(), first: Vec::new(), total: 0 };
    if let Some(statement) = result.as_ref() {
        rows.columns = statement.column_names();
    }
    while let Some(row) = result.next()? {
        if rows.first.len() < limit {
            let cells = (0..rows.columns.len()).map(|index| row.get_ref(index).map(render::value));
            rows.first.push(cells.collect::<duckdb::Result<_>>()?);
        }
        rows.total += 1;
    }
    Ok(rows)
}

/// The rows as JSON objects.
pub fn objects(rows: &Rows) -> Value {
    let object = |row: &Vec<String>| -> Map<String, Value> {
        rows.columns.iter().cloned().zip(row.iter().map(|cell| json!(cell))).collect()
    };
    rows.first.iter().map(|row| Value::Object(object(row))).collect()
}

/// A column of a table needs so many characters to be read at all, its lines included.
const COLUMN_CHARS_MIN: usize = 8;

/// The rows as a table; where the terminal is too narrow for its columns, a line a value.
pub fn shown(rows: &Rows) -> String {
    let mut shown = table(&rows.columns.iter().map(String::as_str).collect::<Vec<_>>());
    if shown.width().is_some_and(|width| usize::from(width) < COLUMN_CHARS_MIN * rows.columns.len()) {
        return rows.first.iter().map(|row| record(&rows.columns, row)).collect::<Vec<_>>().join("\n");
    }
    for row in &rows.first {
        shown.add_row(row);
    }
    shown.to_string()
}

fn record(columns: &[String], row: &[String]) -> String {
    let width = columns.iter().map(|column| column.chars().count()).max().unwrap_or_default();
    columns.iter().zip(row).fold(String::new(), |text, (column, value)| format!("{text}{column:<width$}  {value}\n"))
}
