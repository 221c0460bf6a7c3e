//! Observations out of DuckDB.

use crate::error::SilverError;
use crate::load::day_of;
use duckdb::Connection;
use duckdb::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array, StringArray, StructArray, UInt32Array,
};
use duckdb::arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, UInt32Type};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::rate::{DECIMALS_MAX, Rate};
use makerates_domain::source::Endpoint;
use makerates_judge::{AnswerId, Decision, Observation};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A day's observations, and their digits as they are shown.
#[derive(Default)]
pub struct Observed {
    pub observations: Vec<Observation>,
    pub digits: Vec<String>,
}

const QUERY: &str = "
    select
        observations.rate_date,
        observations.endpoint::varchar,
        observations.witness::varchar,
        observations.currency::varchar,
        observations.base_currency::varchar,
        observations.digits,
        observations.rate_per_eur,
        observations.half_unit_pct,
        enum_code(observations.answer)::uinteger as answer,
        decided_rates.verdict
    from silver.observations
    left join silver.decided_rates
        on
            observations.rate_date = decided_rates.rate_date
            and observations.source = decided_rates.source
            and observations.witness = decided_rates.witness
            and observations.currency = decided_rates.currency
    where
        observations.role = 'observation'
        and observations.rate_per_eur is not null
        and observations.rate_date between ?::date and ?::date";

/// The hashes of all answers, by their number.
pub fn answers(db: &Connection) -> Result<Vec<String>, SilverError> {
    let failed = || SilverError::sql("the answers");
    let mut statement =
        db.prepare("select unnest(enum_range(null::silver.answer_sha256))::varchar").map_err(failed())?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(failed())?;
    rows.collect::<duckdb::Result<_>>().map_err(failed())
}

/// What is observed of each day of a stretch, in their order.
pub fn days(db: &Connection, first: RateDate, last: RateDate) -> Result<BTreeMap<RateDate, Observed>, SilverError> {
    let failed = || SilverError::sql("reading the observations");
    let mut days: BTreeMap<RateDate, Observed> = BTreeMap::new();
    let mut names = HashSet::new();
    let mut statement = db.prepare(QUERY).map_err(failed())?;
    drop(statement.stream_arrow([first.to_string(), last.to_string()]).map_err(failed())?);
    // Not by the stream's iterator: that panics where a fetch fails.
    while let Some(batch) = statement.step().map_err(failed())? {
        let columns = Columns::of(&batch)?;
        for index in 0..batch.len() {
            // Of what is no currency's code nothing is known: its rate is in quarantine.
            let Ok(currency) = columns.currency.value(index).parse() else { continue };
            let read = columns.row(index, currency, &mut names);
            let (day, observation) = read.ok_or_else(|| SilverError::Column(columns.told(index)))?;
            let observed = days.entry(day).or_default();
            observed.observations.push(observation);
            observed.digits.push(columns.digits.value(index).to_owned());
        }
    }
    Ok(days)
}

/// The columns of a batch, in the order of the query.
struct Columns<'a> {
    rate_date: &'a Date32Array,
    endpoint: &'a StringArray,
    witness: &'a StringArray,
    currency: &'a StringArray,
    base: &'a StringArray,
    digits: &'a StringArray,
    rate_per_eur: &'a Decimal128Array,
    half_unit_pct: &'a Float64Array,
    answer: &'a UInt32Array,
    verdict: &'a StringArray,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a StructArray) -> Result<Self, SilverError> {
        let column = |index: usize| -> &'a ArrayRef { batch.column(index) };
        let other = |index: usize| SilverError::Column(format!("{:?}", column(index).data_type()));
        let text = |index: usize| column(index).as_string_opt::<i32>().ok_or_else(|| other(index));
        Ok(Self {
            rate_date: column(0).as_primitive_opt::<Date32Type>().ok_or_else(|| other(0))?,
            endpoint: text(1)?,
            witness: text(2)?,
            currency: text(3)?,
            base: text(4)?,
            digits: text(5)?,
            rate_per_eur: column(6).as_primitive_opt::<Decimal128Type>().ok_or_else(|| other(6))?,
            half_unit_pct: column(7).as_primitive_opt::<Float64Type>().ok_or_else(|| other(7))?,
            answer: column(8).as_primitive_opt::<UInt32Type>().ok_or_else(|| other(8))?,
            verdict: text(9)?,
        })
    }

    fn row(
        &self,
        index: usize,
        currency: CurrencyCode,
        names: &mut HashSet<Arc<str>>,
    ) -> Option<(RateDate, Observation)> {
        let digits = self.digits.value(index);
        let decision = match self.verdict.is_valid(index).then(|| self.verdict.value(index)) {
            Some("accept") => Some(Decision::Accept),
            Some(_) => Some(Decision::Reject),
            None => None,
        };
        let observation = Observation {
            endpoint: self.endpoint.value(index).parse::<Endpoint>().ok()?,
            witness: shared(self.witness.value(index), names),
            currency,
            base: self.base.value(index).parse().ok()?,
            rate: Rate::parse(digits).ok()?.decimal(),
            rate_per_eur: decimal(self.rate_per_eur.value(index))?,
            half_unit_pct: self.half_unit_pct.value(index),
            answer: AnswerId(self.answer.value(index)),
            decision,
        };
        Some((day_of(self.rate_date.value(index))?, observation))
    }

    fn told(&self, index: usize) -> String {
        format!("{} {} {}", self.witness.value(index), self.currency.value(index), self.digits.value(index))
    }
}

/// The same name once for all rows.
fn shared(name: &str, names: &mut HashSet<Arc<str>>) -> Arc<str> {
    if let Some(known) = names.get(name) {
        return known.clone();
    }
    let name: Arc<str> = name.into();
    names.insert(name.clone());
    name
}

/// DuckDB's `decimal(38, 18)`. It has more digits than ours, which came out of ours: what is too many are zeros at the end.
fn decimal(mut value: i128) -> Option<Decimal> {
    for scale in (0..=DECIMALS_MAX).rev() {
        if let Ok(decimal) = Decimal::try_from_i128_with_scale(value, scale) {
            return Some(decimal);
        }
        value /= 10;
    }
    None
}
