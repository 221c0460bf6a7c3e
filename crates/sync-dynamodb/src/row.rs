//! A row of `silver.published_pairs`, from Arrow's columns.

use crate::error::SilverError;
use duckdb::arrow::array::{Array, AsArray, BooleanArray, Decimal128Array, Int64Array, StringArray, StructArray};
use duckdb::arrow::datatypes::{Decimal128Type, Int64Type};
use jiff::Timestamp;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::rate::Rate;
use rust_decimal::Decimal;

/// A rate to publish, still as the legs that it is made of.
#[derive(Debug, Clone)]
pub struct PairRow {
    /// The market day.
    pub rate_date: RateDate,
    /// 1 base = `rate` quote.
    pub pair: CurrencyPair,
    /// Whether it is the pair's item `LATEST`.
    pub is_latest: bool,
    /// How the rate is made of its legs.
    pub derivation: String,
    /// Units of the quote currency for one unit of the publisher's base.
    pub quote_leg: Option<Rate>,
    /// Units of the base currency for one unit of the publisher's base.
    pub base_leg: Option<Rate>,
    /// The verdict.
    pub validation_status: String,
    /// Whose digits they are.
    pub publisher: String,
    /// Who was compared.
    pub witnesses: Vec<String>,
    /// The largest accepted deviation, in percent.
    pub deviation_pct: Option<Decimal>,
    /// The source's own stamp.
    pub published_at: String,
    /// When the value was fetched first.
    pub fetched_at: Option<Timestamp>,
    /// The answers that carry the value.
    pub answers: Vec<String>,
    /// Digits that the source gave.
    pub significant_digits: u32,
    /// market, pegged, official or unknown.
    pub rate_regime: String,
    /// current, ended or `fixed_conversion`.
    pub status: String,
}

/// The columns of a batch, in the order of the statement of `Silver::pairs`.
#[derive(Debug)]
pub struct Columns<'a> {
    rate_date: &'a StringArray,
    base: &'a StringArray,
    quote: &'a StringArray,
    is_latest: &'a BooleanArray,
    derivation: &'a StringArray,
    quote_leg: &'a Decimal128Array,
    base_leg: &'a Decimal128Array,
    validation_status: &'a StringArray,
    publisher: &'a StringArray,
    witnesses: &'a StringArray,
    deviation_pct: &'a Decimal128Array,
    published_at: &'a StringArray,
    fetched_at_ms: &'a Int64Array,
    answers: &'a StringArray,
    significant_digits: &'a Int64Array,
    rate_regime: &'a StringArray,
    status: &'a StringArray,
    /// How many rows there are.
    pub rows: usize,
}

impl<'a> Columns<'a> {
    /// The columns, each of the type that the statement gives it.
    pub fn of(batch: &'a StructArray) -> Result<Self, SilverError> {
        let other = |index: usize| SilverError::Value("a column", format!("{:?}", batch.column(index).data_type()));
        let text = |index: usize| batch.column(index).as_string_opt::<i32>().ok_or_else(|| other(index));
        let decimal =
            |index: usize| batch.column(index).as_primitive_opt::<Decimal128Type>().ok_or_else(|| other(index));
        let integer = |index: usize| batch.column(index).as_primitive_opt::<Int64Type>().ok_or_else(|| other(index));
        Ok(Self {
            rate_date: text(0)?,
            base: text(1)?,
            quote: text(2)?,
            is_latest: batch.column(3).as_boolean_opt().ok_or_else(|| other(3))?,
            derivation: text(4)?,
            quote_leg: decimal(5)?,
            base_leg: decimal(6)?,
            validation_status: text(7)?,
            publisher: text(8)?,
            witnesses: text(9)?,
            deviation_pct: decimal(10)?,
            published_at: text(11)?,
            fetched_at_ms: integer(12)?,
            answers: text(13)?,
            significant_digits: integer(14)?,
            rate_regime: text(15)?,
            status: text(16)?,
            rows: batch.len(),
        })
    }
    pub fn row(&self, index: usize) -> Result<PairRow, SilverError> {
        let text = |column: &StringArray| {
            let value = column.is_valid(index).then(|| column.value(index).to_owned());
            value.ok_or_else(|| SilverError::Value("a text", "null".to_owned()))
        };
        let day = self.rate_date.value(index);
        let fetched_at_ms = self.fetched_at_ms.is_valid(index).then(|| self.fetched_at_ms.value(index));
        Ok(PairRow {
            rate_date: day.parse().map_err(|_| SilverError::Value("a market day", day.to_owned()))?,
            pair: CurrencyPair { base: code(self.base, index)?, quote: code(self.quote, index)? },
            is_latest: self.is_latest.value(index),
            derivation: text(self.derivation)?,
            quote_leg: leg(self.quote_leg, index)?,
            base_leg: leg(self.base_leg, index)?,
            validation_status: text(self.validation_status)?,
            publisher: text(self.publisher)?,
            witnesses: list(self.witnesses, index),
            deviation_pct: decimal(self.deviation_pct, index)?,
            published_at: text(self.published_at)?,
            fetched_at: fetched_at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            answers: list(self.answers, index),
            significant_digits: u32::try_from(self.significant_digits.value(index)).unwrap_or_default(),
            rate_regime: text(self.rate_regime)?,
            status: text(self.status)?,
        })
    }
}

fn code(column: &StringArray, index: usize) -> Result<CurrencyCode, SilverError> {
    let text = column.value(index);
    text.parse().map_err(|_| SilverError::Value("a currency", text.to_owned()))
}

fn list(column: &StringArray, index: usize) -> Vec<String> {
    column.value(index).split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The exact decimal of a column; none where there is none.
fn decimal(column: &Decimal128Array, index: usize) -> Result<Option<Decimal>, SilverError> {
    if !column.is_valid(index) {
        return Ok(None);
    }
    let other = || SilverError::Value("a decimal", column.value_as_string(index));
    let scale = u32::try_from(column.scale()).map_err(|_| other())?;
    let decimal = Decimal::try_from_i128_with_scale(column.value(index), scale).map_err(|_| other())?;
    Ok(Some(decimal.normalize()))
}

fn leg(column: &Decimal128Array, index: usize) -> Result<Option<Rate>, SilverError> {
    let rate = |leg: Decimal| Rate::parse(&leg.to_string()).map_err(|_| SilverError::Value("a rate", leg.to_string()));
    decimal(column, index)?.map(rate).transpose()
}
