//! Columns of a table, from rows of what the judge says.

use duckdb::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, ListBuilder,
    StringArray, StringBuilder,
};
use jiff::civil::date;
use makerates_domain::dates::RateDate;
use rust_decimal::Decimal;
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
        let epoch = RateDate::from(date(1970, 1, 1));
        let days = self.rows.iter().map(|row| cell(row).map(|day| day.days_since(epoch)));
        let column: Date32Array = days.collect();
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

/// A rate as a decimal of eighteen places; none of one that does not fit.
pub fn scaled(rate: Decimal) -> Option<i128> {
    const PLACES: u32 = 18;
    let rate = rate.round_dp(PLACES);
    let missing = PLACES.checked_sub(rate.scale())?;
    rate.mantissa().checked_mul(10_i128.pow(missing))
}
