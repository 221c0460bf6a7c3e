//! What a query gives, as text, as values, or in the shapes in which it is shown.

use crate::render;
use duckdb::Connection;
use duckdb::arrow::datatypes::{DataType, TimeUnit};
use duckdb::types::Value;
use makerates_core::cli::table;
use makerates_core::failure::{Exit, Failure};
use serde_json::Map;

/// So much of a cell is shown in a table: a list of answers, or the type of a code, would hide all others.
const CELL_CHARS_SHOWN: usize = 200;

/// The result of a query: as text, or as DuckDB's own values.
pub struct Rows<T = String> {
    /// The names of the columns, each only once.
    pub columns: Vec<String>,
    /// The first rows.
    pub first: Vec<Vec<T>>,
    /// How many rows there are in all.
    pub total: usize,
}

impl<T: Clone> Rows<T> {
    /// The same rows with these columns alone.
    pub fn only(&self, columns: &[&str]) -> Self {
        let indexes: Vec<usize> =
            columns.iter().filter_map(|name| self.columns.iter().position(|column| column == name)).collect();
        let chosen = |row: &Vec<T>| indexes.iter().map(|index| row[*index].clone()).collect();
        Self {
            columns: indexes.iter().map(|index| self.columns[*index].clone()).collect(),
            first: self.first.iter().map(chosen).collect(),
            total: self.total,
        }
    }
}

/// Runs a query and keeps its first rows as text.
pub fn query(db: &Connection, text: &str, limit: usize) -> duckdb::Result<Rows> {
    rows(db, text, limit, render::text)
}

/// Runs a query and keeps its first rows as they are.
pub fn values(db: &Connection, text: &str, limit: usize) -> duckdb::Result<Rows<Value>> {
    rows(db, text, limit, Value::clone)
}

fn rows<T>(db: &Connection, text: &str, limit: usize, cell: fn(&Value) -> T) -> duckdb::Result<Rows<T>> {
    let mut statement = db.prepare(text)?;
    let mut result = statement.query([])?;
    let mut rows = Rows { columns: Vec::new(), first: Vec::new(), total: 0 };
    if let Some(statement) = result.as_ref() {
        rows.columns = told_apart(&statement.column_names());
        for (index, name) in rows.columns.iter().enumerate() {
            if !can_be_read(&statement.column_type(index)) {
                let what =
                    format!("the type of the column {name} can't be read from here: ask for \"{name}\"::varchar");
                return Err(duckdb::Error::ToSqlConversionFailure(what.into()));
            }
        }
    }
    while let Some(row) = result.next()? {
        if rows.first.len() < limit {
            let cells = (0..rows.columns.len()).map(|index| row.get_ref(index).map(|value| cell(&value.to_owned())));
            rows.first.push(cells.collect::<duckdb::Result<_>>()?);
        }
        rows.total += 1;
    }
    Ok(rows)
}

/// Whether DuckDB's library can hand over a value: it panics at a type that it does not know.
fn can_be_read(column: &DataType) -> bool {
    match column {
        DataType::Time64(TimeUnit::Nanosecond) => false,
        DataType::List(inner)
        | DataType::LargeList(inner)
        | DataType::FixedSizeList(inner, _)
        | DataType::Map(inner, _) => can_be_read(inner.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| can_be_read(field.data_type())),
        DataType::Union(fields, _) => fields.iter().all(|(_, field)| can_be_read(field.data_type())),
        _ => true,
    }
}

/// Names of which each is there once, as DuckDB itself does it for a table: `a`, `a_1`.
fn told_apart(names: &[String]) -> Vec<String> {
    let mut apart: Vec<String> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let is_free = |name: &String| !apart.contains(name) && !names[index + 1..].contains(name);
        let numbered = || (1..=names.len()).map(|number| format!("{name}_{number}")).find(is_free);
        let own = (!apart.contains(name)).then(|| name.clone());
        apart.extend(own.or_else(numbered));
    }
    apart
}

/// The rows as JSON objects.
pub fn objects(rows: &Rows<Value>) -> serde_json::Value {
    let object = |row: &Vec<Value>| -> Map<String, serde_json::Value> {
        rows.columns.iter().cloned().zip(row.iter().map(render::json)).collect()
    };
    rows.first.iter().map(|row| serde_json::Value::Object(object(row))).collect()
}

/// The rows as a table; what it cuts, it says.
pub fn shown(rows: &Rows<Value>) -> String {
    let mut shown = table(&rows.columns);
    let mut is_cut = false;
    for row in &rows.first {
        shown.add_row(row.iter().map(|cell| {
            let text = render::text(cell);
            let Some((end, _)) = text.char_indices().nth(CELL_CHARS_SHOWN) else { return text };
            is_cut = true;
            format!("{}…", &text[..end])
        }));
    }
    let whole = if is_cut { "\nwhat ends in … is longer; --json and --format csv have it whole" } else { "" };
    format!("{shown}{whole}")
}

/// The rows as CSV (RFC 4180), with a header: every value on one line, and nothing where there is none.
pub fn csv(rows: &Rows<Value>) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let lines = std::iter::once(rows.columns.clone())
        .chain(rows.first.iter().map(|row| row.iter().map(render::text).collect::<Vec<_>>()));
    let unwritten = |error: &dyn std::fmt::Display| {
        Failure::new(Exit::Fault, format!("the rows can't be written as CSV: {error}"), "use --json")
    };
    for line in lines {
        writer.write_record(line).map_err(|error| unwritten(&error))?;
    }
    writer.into_inner().map_err(|error| unwritten(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let apart = |names: &[&str]| told_apart(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(apart(&["a", "b", "a", "a"]), ["a", "b", "a_1", "a_2"]);
        assert_eq!(apart(&["a", "a", "a_1"]), ["a", "a_2", "a_1"], "a name of the query's own stays");
        assert_eq!(apart(&[]), [""; 0]);
    }

    #[test]
    fn every_type_of_duckdb_is_shown() {
        let db = Connection::open_in_memory().unwrap();
        let rows = values(&db, "select * exclude (time_ns) from test_all_types()", 9).unwrap();
        assert_eq!((rows.total, rows.first.len()), (3, 3));
        let debug = |text: &str| text.contains("Struct(") || text.contains("Text(\"") || text.contains("Some(");
        for row in &rows.first {
            for (name, cell) in rows.columns.iter().zip(row) {
                let text = render::text(cell);
                assert!(!debug(&text), "{name}: {text}");
                let _ = render::json(cell);
            }
        }
        assert!(!shown(&rows).is_empty());
    }

    #[test]
    fn a_value_has_its_own_digits_and_its_own_shape() {
        let db = Connection::open_in_memory().unwrap();
        let shown = |expression: &str| {
            let rows = values(&db, &format!("select {expression}"), 1).unwrap();
            (render::text(&rows.first[0][0]), render::json(&rows.first[0][0]))
        };
        let cases = [
            ("null", "", json!(null)),
            ("true", "true", json!(true)),
            ("count(*)", "1", json!(1)),
            ("9007199254740993::bigint", "9007199254740993", json!("9007199254740993")),
            ("1.1378::decimal(38,18)", "1.1378", json!(1.1378)),
            ("0.1234567890123456::decimal(38,18)", "0.1234567890123456", json!("0.1234567890123456")),
            ("0.5::double", "0.5", json!(0.5)),
            ("28::double", "28", json!(28)),
            ("'nan'::double", "NaN", json!("NaN")),
            (
                "12345678901234567890.123456789012345678::decimal(38,18)",
                "12345678901234567890.123456789012345678",
                json!("12345678901234567890.123456789012345678"),
            ),
            ("[1.50::decimal(9,2), null]", "[1.5, NULL]", json!([1.5, null])),
            (
                "{'a': 1.50::decimal(9,2), 'b': null, 'c': [true]}",
                "{a: 1.5, b: NULL, c: [true]}",
                json!({"a": 1.5, "b": null, "c": [true]}),
            ),
            ("map {'k': 0.1::decimal(9,1)}", "{k=0.1}", json!({"k": 0.1})),
            (
                "interval '14 months 1 day 01:02:03.5'",
                "1 year 2 months 1 day 01:02:03.5",
                json!("1 year 2 months 1 day 01:02:03.5"),
            ),
            ("interval 0 day", "00:00:00", json!("00:00:00")),
            ("date '2026-09-29'", "2026-09-29", json!("2026-09-29")),
            ("timestamp '2026-09-29 06:00:00.25'", "2026-09-29T06:00:00.250Z", json!("2026-09-29T06:00:00.250Z")),
            ("time '06:00:01.5'", "06:00:01.5", json!("06:00:01.5")),
            ("'\\xAA\\x00b'::blob", "\\xaa\\x00b", json!("\\xaa\\x00b")),
            ("'a' || chr(27) || chr(10)", "a\\u{1b}\\n", json!("a\u{1b}\n")),
        ];
        for (expression, text, json) in cases {
            assert_eq!(shown(expression), (text.to_owned(), json), "{expression}");
        }
    }
}
