//! A value of DuckDB as text, and as JSON: decimals with their own digits, never through a binary float.

use duckdb::types::{TimeUnit, Value};
use jiff::civil::date;
use jiff::{Span, Timestamp};
use makerates_core::printable;
use makerates_domain::rate::round_significant;
use rust_decimal::Decimal;
use serde_json::{Number, json};

/// A cell as text for a person, on one line; `null` is empty.
pub fn text(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        cell => printable::line(&nested(cell)).into_owned(),
    }
}

/// A cell as JSON: a number where a reader's binary float has all its digits, else they stay text.
pub fn json(cell: &Value) -> serde_json::Value {
    match cell {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(value) => json!(value),
        Value::List(values) | Value::Array(values) => values.iter().map(json).collect(),
        Value::Struct(fields) => fields.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        Value::Map(entries) => entries.iter().map(|(key, value)| (nested(key), json(value))).collect(),
        Value::Union(value) => json(value),
        scalar => number(scalar).map_or_else(|| json!(nested(scalar)), |number| json!(number)),
    }
}

/// What a binary float keeps, which most readers of JSON make of a number: so many significant digits, and integers until
/// here.
const FLOAT_DIGITS: u32 = 15;
const FLOAT_INTEGER_MAX: u64 = 1 << 53;

/// A number that no reader loses a digit of.
fn number(value: &Value) -> Option<Number> {
    let digits = nested(value);
    let integer = || Some(digits.parse::<i64>().ok()?).filter(|number| number.unsigned_abs() <= FLOAT_INTEGER_MAX);
    match value {
        Value::TinyInt(_)
        | Value::SmallInt(_)
        | Value::Int(_)
        | Value::BigInt(_)
        | Value::HugeInt(_)
        | Value::UTinyInt(_)
        | Value::USmallInt(_)
        | Value::UInt(_)
        | Value::UBigInt(_)
        | Value::UHugeInt(_) => integer().map(Number::from),
        Value::Decimal(_) => {
            let decimal: Decimal = digits.parse().ok()?;
            let is_exact = round_significant(decimal, FLOAT_DIGITS) == Some(decimal);
            is_exact.then(|| integer().map(Number::from).or_else(|| Number::from_f64(digits.parse().ok()?)))?
        }
        Value::Double(_) | Value::Float(_) => {
            integer().map(Number::from).or_else(|| Number::from_f64(digits.parse().ok()?))
        }
        _ => None,
    }
}

/// A value with what it holds, as DuckDB writes it.
fn nested(value: &Value) -> String {
    let list = |values: &[Value]| format!("[{}]", values.iter().map(nested).collect::<Vec<_>>().join(", "));
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::TinyInt(value) => value.to_string(),
        Value::SmallInt(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::BigInt(value) => value.to_string(),
        Value::HugeInt(value) => value.to_string(),
        Value::UHugeInt(value) => value.to_string(),
        Value::UTinyInt(value) => value.to_string(),
        Value::USmallInt(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::UBigInt(value) => value.to_string(),
        Value::Double(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) | Value::Enum(text) => text.clone(),
        Value::Blob(bytes) | Value::Geometry(bytes) => {
            bytes.iter().flat_map(|byte| byte.escape_ascii()).map(char::from).collect()
        }
        Value::Decimal(decimal) => {
            Decimal::try_from(*decimal).map_or_else(|_| decimal.to_string(), |d| d.normalize().to_string())
        }
        Value::Date32(days) => day(*days),
        Value::Timestamp(unit, count) => instant(nanoseconds(*unit, *count)),
        Value::Time64(unit, count) => time(nanoseconds(*unit, *count)),
        Value::Interval { months, days, nanos } => interval(*months, *days, *nanos),
        Value::List(values) | Value::Array(values) => list(values),
        Value::Struct(fields) => {
            let field = |(name, value): &(String, Value)| format!("{name}: {}", nested(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let entry = |(key, value): &(Value, Value)| format!("{}={}", nested(key), nested(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::Union(value) => nested(value),
        other => format!("{other:?}"),
    }
}

fn day(days: i32) -> String {
    let day = Span::new().try_days(days).and_then(|span| date(1970, 1, 1).checked_add(span));
    day.map_or_else(|_| format!("{days} days from 1970-01-01"), |day| day.to_string())
}

fn nanoseconds(unit: TimeUnit, count: i64) -> i128 {
    let factor = match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    };
    i128::from(count) * factor
}

/// To the millisecond, as all our instants are; finer where it is.
fn instant(nanoseconds: i128) -> String {
    let precision = if nanoseconds % 1_000_000 == 0 { 3 } else { 9 };
    Timestamp::from_nanosecond(nanoseconds)
        .map_or_else(|_| format!("{nanoseconds} ns from 1970-01-01"), |instant| format!("{instant:.precision$}"))
}

fn time(nanoseconds: i128) -> String {
    let (sign, rest) = (if nanoseconds < 0 { "-" } else { "" }, nanoseconds.unsigned_abs());
    let (seconds, fraction) = (rest / 1_000_000_000, rest % 1_000_000_000);
    let fraction =
        if fraction == 0 { String::new() } else { format!(".{fraction:09}").trim_end_matches('0').to_owned() };
    format!("{sign}{:02}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn interval(months: i32, days: i32, nanoseconds: i64) -> String {
    let counted = |count: i32, unit: &str| {
        (count != 0).then(|| format!("{count} {unit}{}", if count.abs() == 1 { "" } else { "s" }))
    };
    let mut parts: Vec<String> = [counted(months / 12, "year"), counted(months % 12, "month"), counted(days, "day")]
        .into_iter()
        .flatten()
        .collect();
    if nanoseconds != 0 || parts.is_empty() {
        parts.push(time(nanoseconds.into()));
    }
    parts.join(" ")
}
