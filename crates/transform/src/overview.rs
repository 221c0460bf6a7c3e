//! What there is in a silver, for whoever looks into one for the first time: what is asked for most comes first.

use crate::error::SilverError;
use crate::models::{self, SqlFile};
use crate::rows::{self, Rows};
use duckdb::Connection;
use duckdb::types::Value;

/// What most questions are about.
const FIRST: [&str; 8] = [
    "latest_rates",
    "validated_rates",
    "quarantine",
    "consensus",
    "deviations",
    "observations",
    "monthly_summary",
    "rate_volatility",
];

/// Every table and view with its rows, as far as they are counted, and what it holds.
pub fn read(db: &Connection) -> Result<Rows<Value>, SilverError> {
    let query = "
        select schema_name || '.' || table_name as table, estimated_size as rows
        from duckdb_tables() where schema_name in ('silver', 'bronze')
        union all
        select schema_name || '.' || view_name, null from duckdb_views() where schema_name in ('silver', 'bronze')";
    let mut rows = rows::values(db, query, usize::MAX).map_err(SilverError::sql("the list of tables"))?;
    let name = |row: &Vec<Value>| if let Some(Value::Text(name)) = row.first() { name.clone() } else { String::new() };
    rows.first.sort_by_key(|row| order(&name(row)));
    rows.columns.push("holds".to_owned());
    for row in &mut rows.first {
        let holds = Value::Text(holds(&name(row)));
        row.push(holds);
    }
    Ok(rows)
}

/// The first ones, then the rest of silver, then bronze.
fn order(table: &str) -> (usize, bool, String) {
    let (schema, name) = table.split_once('.').unwrap_or(("", table));
    let place = FIRST.iter().position(|first| schema == "silver" && *first == name).unwrap_or(FIRST.len());
    (place, schema == "bronze", name.to_owned())
}

/// The first sentence of a model's header; empty for a table that is none of ours.
fn holds(table: &str) -> String {
    let (schema, name) = table.split_once('.').unwrap_or(("", table));
    let is_it = |file: &&SqlFile| file.name() == name && file.path.starts_with("1_bronze/") == (schema == "bronze");
    let mut files = [models::LOADED, models::DATED, models::OBSERVED, models::JUDGED, models::PUBLISHED].into_iter();
    let file = files.find_map(|files| files.iter().find(is_it));
    let Some(text) = file.and_then(|file| file.text(None).ok()) else { return String::new() };
    let comment: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("-- ")).collect();
    let comment = comment.join(" ");
    let end = [". ", ": ", "; "].iter().filter_map(|end| comment.find(end)).min().unwrap_or(comment.len());
    comment[..end].to_owned()
}

/// The first word of a query in small letters, behind blanks and comments.
pub fn first_word(sql: &str) -> Option<String> {
    let mut rest = sql.trim_start();
    loop {
        let behind = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            break;
        };
        rest = behind.trim_start();
    }
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    (!word.is_empty()).then(|| word.to_ascii_lowercase())
}
