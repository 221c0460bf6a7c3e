//! Columns of a table, from rows of what the judge says.

use crate::load::days_since_1970;
use duckdb::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, ListBuilder,
    StringArray, StringBuilder,
};
use makerates_domain::dates::RateDate;
use std::sync::Arc;

/// Rows of one table, from which columns are taken in the order of the table.
pub struct Columns<'a, Row> {
    rows: &'a [Row],
    columns: Vec<ArrayRef>,
}

impl<'a, Row> Columns<'a, Row> {
    pub fn of(rows: &'a [Row]) -> Self {
        Self { rows, columns: Vec::new() }
    }

    pub fn finish(self) -> Vec<ArrayRef> {
        self.columns
    }

    fn with(mut self, column: ArrayRef) -> Self {
        self.columns.push(column);
        self
    }

    pub fn day(self, cell: impl Fn(&'a Row) -> Option<RateDate>) -> Self {
        let column: Date32Array = self.rows.iter().map(|row| cell(row).map(days_since_1970)).collect();
        self.with(Arc::new(column))
    }

    pub fn text<Text: AsRef<str>>(self, cell: impl Fn(&'a Row) -> Option<Text>) -> Self {
        let column: StringArray = self.rows.iter().map(cell).collect();
        self.with(Arc::new(column))
    }

    pub fn number(self, cell: impl Fn(&'a Row) -> Option<f64>) -> Self {
        let column: Float64Array = self.rows.iter().map(cell).collect();
        self.with(Arc::new(column))
    }

    /// A small whole number.
    pub fn integer(self, cell: impl Fn(&'a Row) -> Option<i32>) -> Self {
        let column: Int32Array = self.rows.iter().map(cell).collect();
        self.with(Arc::new(column))
    }

    /// How many there are.
    pub fn count(self, cell: impl Fn(&'a Row) -> usize) -> Self {
        let counts = self.rows.iter().map(|row| i64::try_from(cell(row)).unwrap_or(i64::MAX));
        let column = Int64Array::from_iter_values(counts);
        self.with(Arc::new(column))
    }

    pub fn flag(self, cell: impl Fn(&'a Row) -> Option<bool>) -> Self {
        let column: BooleanArray = self.rows.iter().map(cell).collect();
        self.with(Arc::new(column))
    }

    /// A decimal, or a statistic that is rounded to one.
    pub fn decimal(self, width: u8, scale: i8, cell: impl Fn(&'a Row) -> Option<i128>) -> Self {
        let column: Decimal128Array = self.rows.iter().map(cell).collect();
        // The digits of a decimal of ours, and of a rounded statistic, fit into the table's.
        let column = column.with_data_type(duckdb::arrow::datatypes::DataType::Decimal128(width, scale));
        self.with(Arc::new(column))
    }

    pub fn list<Text: AsRef<str> + 'a>(self, cell: impl Fn(&'a Row) -> Vec<Text>) -> Self {
        let mut column = ListBuilder::new(StringBuilder::new());
        for row in self.rows {
            for text in cell(row) {
                column.values().append_value(text);
            }
            column.append(true);
        }
        let column = column.finish();
        self.with(Arc::new(column))
    }
}

/// A statistic, rounded to so many decimal places.
pub fn rounded(value: f64, scale: i32) -> i128 {
    // Statistics are percents: far from what an integer holds.
    #[expect(clippy::cast_possible_truncation, reason = "a percent times 10^6")]
    let scaled = (value * 10_f64.powi(scale)).round() as i128;
    scaled
}
