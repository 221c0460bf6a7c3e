//! A value of DuckDB as text: decimals with their own digits, never through a binary float.

use duckdb::types::{TimeUnit, Value, ValueRef};
use jiff::Timestamp;
use jiff::civil::date;
use rust_decimal::Decimal;

/// A cell as text; `null` is empty.
pub fn value(cell: ValueRef<'_>) -> String {
    owned(&cell.to_owned())
}

fn owned(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Boolean(value) => value.to_string(),
        Value::TinyInt(value) => value.to_string(),
        Value::SmallInt(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::BigInt(value) => value.to_string(),
        Value::HugeInt(value) => value.to_string(),
        Value::UTinyInt(value) => value.to_string(),
        Value::USmallInt(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::UBigInt(value) => value.to_string(),
        Value::Double(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) | Value::Enum(text) => text.clone(),
        Value::Decimal(decimal) => {
            Decimal::try_from(*decimal).map_or_else(|_| decimal.to_string(), |d| d.normalize().to_string())
        }
        Value::Date32(days) => date(1970, 1, 1).saturating_add(jiff::Span::new().days(*days)).to_string(),
        Value::Timestamp(TimeUnit::Microsecond, microseconds) => Timestamp::from_microsecond(*microseconds)
            .map_or_else(|_| microseconds.to_string(), |instant| format!("{instant:.3}")),
        Value::List(values) | Value::Array(values) => {
            format!("[{}]", values.iter().map(owned).collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}
