//! The rates of answers on their way into `bronze.rates`: by the column, for a call of DuckDB's for every value would take
//! longer than reading the answers.

use super::appender;
use duckdb::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int32Builder, RecordBatch,
    StringBuilder,
};
use duckdb::{Appender, Connection};
use makerates_domain::answers::{AnswerReader, Day, Row, half_unit_pct};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::rate::{DECIMALS_MAX, Rate};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Rows that are handed over at once: some of DuckDB's own vectors.
const BATCH_ROWS: usize = 8 * 2048;

/// The table, as it fills.
pub struct Rates<'db> {
    table: Appender<'db>,
    columns: Columns,
    rows: usize,
    failed: duckdb::Result<()>,
}

/// The rates of one answer, as it is read.
pub struct OfAnswer<'r, 'db> {
    rates: &'r mut Rates<'db>,
    answer_id: i32,
    reading: AnswerReader,
    position: i32,
}

impl<'db> Rates<'db> {
    /// None taken yet.
    pub fn new(db: &'db Connection) -> duckdb::Result<Self> {
        Ok(Self { table: appender(db, "rates")?, columns: Columns::default(), rows: 0, failed: Ok(()) })
    }

    /// Begins an answer.
    pub fn of(&mut self, answer_id: i32, reading: AnswerReader) -> OfAnswer<'_, 'db> {
        OfAnswer { rates: self, answer_id, reading, position: 0 }
    }

    /// Writes what was taken, or tells the first failure.
    pub fn flush(&mut self) -> duckdb::Result<()> {
        self.hand_over();
        std::mem::replace(&mut self.failed, Ok(()))?;
        self.table.flush()
    }

    /// After a first failure nothing is taken.
    fn hand_over(&mut self) {
        let batch = self.columns.finish();
        self.rows = 0;
        if self.failed.is_ok() {
            self.failed = self.table.append_record_batch(batch);
        }
    }
}

impl OfAnswer<'_, '_> {
    /// Takes a day.
    pub fn take(&mut self, day: &Day<'_>) {
        let stamp = super::days_since_1970(day.stamp);
        let rate_date = super::days_since_1970(self.reading.rate_date(day.stamp));
        let leg = EuroLeg::of(day);
        let columns = &mut self.rates.columns;
        for row in &day.rows {
            self.position += 1;
            columns.answer_id.append_value(self.answer_id);
            columns.stamp.append_value(stamp);
            columns.position.append_value(self.position);
            columns.witness.append_value(day.witness);
            columns.rate_date.append_value(rate_date);
            columns.published_at.append_value(day.published_at);
            columns.is_carried.append_value(day.is_carried);
            columns.base_currency.append_value(day.base.as_str());
            columns.take(row, leg);
        }
        self.rates.rows += day.rows.len();
        if self.rates.rows >= BATCH_ROWS {
            self.rates.hand_over();
        }
    }
}

/// The columns of the rows that are not handed over yet.
#[derive(Default)]
struct Columns {
    answer_id: Int32Builder,
    stamp: Date32Builder,
    position: Int32Builder,
    witness: StringBuilder,
    rate_date: Date32Builder,
    published_at: StringBuilder,
    is_carried: BooleanBuilder,
    base_currency: StringBuilder,
    quote_currency: StringBuilder,
    digits: StringBuilder,
    rate: Decimal128Builder,
    rate_per_eur: Decimal128Builder,
    significant_digits: Int32Builder,
    decimal_places: Int32Builder,
    half_unit_pct: Float64Builder,
    fault: StringBuilder,
}

impl Columns {
    fn take(&mut self, row: &Row<'_>, leg: EuroLeg) {
        let rate = row.rate.as_ref().ok().copied();
        let per_euro = rate.and_then(|rate| per_euro(rate, &row.currency, leg.unit));
        self.quote_currency.append_value(&row.currency);
        self.digits.append_value(row.text);
        self.rate.append_option(rate.map(|rate| of_column(rate.decimal())));
        self.rate_per_eur.append_option(per_euro.map(of_column));
        self.significant_digits.append_option(rate.map(|rate| rate.significant_digits().cast_signed()));
        self.decimal_places.append_option(rate.map(|rate| rate.decimal().scale().cast_signed()));
        self.half_unit_pct.append_option(rate.and_then(|rate| leg.half_unit_pct(rate, &row.currency)));
        match &row.rate {
            Ok(_) => self.fault.append_value(""),
            Err(fault) => self.fault.append_value(fault.to_string()),
        }
    }

    /// In the order of the table.
    fn finish(&mut self) -> RecordBatch {
        let columns: [(&str, ArrayRef); 16] = [
            ("answer_id", Arc::new(self.answer_id.finish())),
            ("stamp", Arc::new(self.stamp.finish())),
            ("position", Arc::new(self.position.finish())),
            ("witness", Arc::new(self.witness.finish())),
            ("rate_date", Arc::new(self.rate_date.finish())),
            ("published_at", Arc::new(self.published_at.finish())),
            ("is_carried", Arc::new(self.is_carried.finish())),
            ("base_currency", Arc::new(self.base_currency.finish())),
            ("quote_currency", Arc::new(self.quote_currency.finish())),
            ("digits", Arc::new(self.digits.finish())),
            ("rate", decimals(&mut self.rate)),
            ("rate_per_eur", decimals(&mut self.rate_per_eur)),
            ("significant_digits", Arc::new(self.significant_digits.finish())),
            ("decimal_places", Arc::new(self.decimal_places.finish())),
            ("half_unit_pct", Arc::new(self.half_unit_pct.finish())),
            ("fault", Arc::new(self.fault.finish())),
        ];
        RecordBatch::try_from_iter(columns).expect("a row has a value in each column")
    }
}

/// A column of `decimal(38, 18)`.
fn decimals(column: &mut Decimal128Builder) -> ArrayRef {
    let exact = column.finish().with_precision_and_scale(38, 18);
    Arc::new(exact.expect("a decimal of 38 digits may have 18 places"))
}

/// A rate in the unit of such a column: 10^-18. It has no more places, and is below 1e9.
pub fn of_column(rate: Decimal) -> i128 {
    rate.mantissa() * 10_i128.pow(DECIMALS_MAX - rate.scale())
}

/// How a day's base is tied to the euro, and how finely its rates are written.
#[derive(Clone, Copy)]
struct EuroLeg {
    unit: Unit,
    is_rounded_by_size: bool,
}

/// What one unit of the base is worth.
#[derive(Clone, Copy)]
enum Unit {
    /// The base is the euro.
    Euro,
    /// Units of the euro for one unit of the base.
    Rate(Rate),
    /// The witness has no usable rate for the euro.
    Missing,
}

impl EuroLeg {
    fn of(day: &Day<'_>) -> Self {
        let unit = match day.euro {
            _ if day.base == CurrencyCode::EUR => Unit::Euro,
            Some(euro) => Unit::Rate(euro),
            None => Unit::Missing,
        };
        Self { unit, is_rounded_by_size: day.is_rounded_by_size }
    }

    /// By how much a rate may be off because of rounding, in percent; none where its own digits tell it. A cross through the
    /// base is made of two rounded rates.
    fn half_unit_pct(self, rate: Rate, quote: &str) -> Option<f64> {
        let of_leg = match self.unit {
            Unit::Rate(euro) if quote != CurrencyCode::EUR.as_str() => half_unit_pct(euro),
            _ => 0.0,
        };
        self.is_rounded_by_size.then(|| half_unit_pct(rate) + of_leg)
    }
}

/// Units of the judged currency for one euro. A rate for the euro itself speaks of its base: see `observations.sql`.
fn per_euro(rate: Rate, quote: &str, unit: Unit) -> Option<Decimal> {
    let rebased = match unit {
        Unit::Euro => Ok(rate),
        Unit::Rate(euro) if quote == CurrencyCode::EUR.as_str() => euro.invert(),
        Unit::Rate(euro) => Rate::cross(rate, euro),
        Unit::Missing => return None,
    };
    // What the column can't hold exactly is a fault of the source: nothing is below 1e-7 of anything per euro.
    rebased.ok().map(Rate::decimal).filter(|rate| rate.scale() <= DECIMALS_MAX)
}
