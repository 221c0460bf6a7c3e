//! Observations out of DuckDB.

use super::batch::Batch;
use crate::error::SilverError;
use crate::load::day_of;
use duckdb::Connection;
use duckdb::arrow::array::{Array, Date32Array, Decimal128Array, Float64Array, StringArray, StructArray, UInt32Array};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::rate::{DECIMALS_MAX, Rate};
use makerates_domain::source::Endpoint;
use makerates_judge::{AnswerId, Decision, Observation};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

const QUERY: &str = "
    select
        observations.rate_date,
        enum_code(observations.endpoint)::uinteger,
        enum_code(observations.witness)::uinteger,
        enum_code(observations.currency)::uinteger,
        enum_code(observations.base_currency)::uinteger,
        observations.digits,
        observations.rate_per_eur,
        observations.half_unit_pct,
        enum_code(observations.answer)::uinteger,
        decided_rates.verdict,
        if(observations.role = 'weekend_repeat', observations.stamp, null)
    from silver.observations
    left join silver.decided_rates
        on
            observations.rate_date = decided_rates.rate_date
            and observations.source = decided_rates.source
            and observations.witness = decided_rates.witness
            and observations.currency = decided_rates.currency
    where
        observations.role in ('observation', 'weekend_repeat')
        and observations.rate_per_eur is not null
        and observations.rate_date between ?::date and ?::date";

/// What the observations are told in: names and hashes by their numbers. A number is read once, and not with each row.
pub struct Vocabulary {
    words: Vec<Word>,
    /// The hashes of all answers.
    pub answers: Vec<String>,
}

/// What a name can mean.
struct Word {
    name: Arc<str>,
    currency: Option<CurrencyCode>,
    endpoint: Option<Endpoint>,
}

impl Vocabulary {
    pub fn read(db: &Connection) -> Result<Self, SilverError> {
        let word = |name: String| Word { currency: name.parse().ok(), endpoint: name.parse().ok(), name: name.into() };
        let words = values(db, "word")?.into_iter().map(word).collect();
        Ok(Self { words, answers: values(db, "answer_sha256")? })
    }

    fn word(&self, numbers: &UInt32Array, index: usize) -> Option<&Word> {
        self.words.get(numbers.value(index) as usize)
    }
}

/// The values of an enumeration, by their numbers.
fn values(db: &Connection, enumeration: &str) -> Result<Vec<String>, SilverError> {
    let failed = || SilverError::sql(format!("the values of silver.{enumeration}"));
    let query = format!("select unnest(enum_range(null::silver.{enumeration}))::varchar");
    let mut statement = db.prepare(&query).map_err(failed())?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(failed())?;
    rows.collect::<duckdb::Result<_>>().map_err(failed())
}

/// What is said of a market day.
#[derive(Default)]
pub struct SaidOfDay {
    pub observations: Vec<Observation>,
    /// What was said once more of it, by its stamp.
    pub repeats: BTreeMap<RateDate, Vec<Observation>>,
}

/// What is said of each day of a stretch, in their order.
pub fn days(
    db: &Connection,
    vocabulary: &Vocabulary,
    first: RateDate,
    last: RateDate,
) -> Result<BTreeMap<RateDate, SaidOfDay>, SilverError> {
    let failed = || SilverError::sql("reading the observations");
    let mut days: BTreeMap<RateDate, SaidOfDay> = BTreeMap::new();
    let mut statement = db.prepare(QUERY).map_err(failed())?;
    drop(statement.stream_arrow([first.to_string(), last.to_string()]).map_err(failed())?);
    // Not by the stream's iterator: that panics where a fetch fails.
    while let Some(batch) = statement.step().map_err(failed())? {
        let columns = Columns::of(&batch)?;
        for index in 0..batch.len() {
            // Of what is no currency's code nothing is known: its rate is in quarantine.
            let word = vocabulary.word(columns.currency, index);
            let Some(currency) = word.and_then(|word| word.currency) else { continue };
            let read = columns.row(index, currency, vocabulary);
            let (day, observation) = read.ok_or_else(|| SilverError::Column(columns.told(index, vocabulary)))?;
            let said = days.entry(day).or_default();
            match columns.repeated_on(index) {
                Some(stamp) => said.repeats.entry(stamp).or_default().push(observation),
                None => said.observations.push(observation),
            }
        }
    }
    Ok(days)
}

/// The columns of a batch, in the order of the query.
struct Columns<'a> {
    rate_date: &'a Date32Array,
    endpoint: &'a UInt32Array,
    witness: &'a UInt32Array,
    currency: &'a UInt32Array,
    base: &'a UInt32Array,
    digits: &'a StringArray,
    rate_per_eur: &'a Decimal128Array,
    half_unit_pct: &'a Float64Array,
    answer: &'a UInt32Array,
    verdict: &'a StringArray,
    repeated_on: &'a Date32Array,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a StructArray) -> Result<Self, SilverError> {
        let batch = Batch(batch);
        Ok(Self {
            rate_date: batch.values(0)?,
            endpoint: batch.values(1)?,
            witness: batch.values(2)?,
            currency: batch.values(3)?,
            base: batch.values(4)?,
            digits: batch.text(5)?,
            rate_per_eur: batch.values(6)?,
            half_unit_pct: batch.values(7)?,
            answer: batch.values(8)?,
            verdict: batch.text(9)?,
            repeated_on: batch.values(10)?,
        })
    }

    fn repeated_on(&self, index: usize) -> Option<RateDate> {
        self.repeated_on.is_valid(index).then(|| day_of(self.repeated_on.value(index))).flatten()
    }

    fn row(&self, index: usize, currency: CurrencyCode, vocabulary: &Vocabulary) -> Option<(RateDate, Observation)> {
        let decision = match self.verdict.is_valid(index).then(|| self.verdict.value(index)) {
            Some("accept") => Some(Decision::Accept),
            Some(_) => Some(Decision::Reject),
            None => None,
        };
        let observation = Observation {
            endpoint: vocabulary.word(self.endpoint, index)?.endpoint?,
            witness: vocabulary.word(self.witness, index)?.name.clone(),
            currency,
            base: vocabulary.word(self.base, index)?.currency?,
            rate: Rate::parse(self.digits.value(index)).ok()?.decimal(),
            rate_per_eur: decimal(self.rate_per_eur.value(index))?,
            half_unit_pct: self.half_unit_pct.value(index),
            answer: AnswerId(self.answer.value(index)),
            decision,
        };
        Some((day_of(self.rate_date.value(index))?, observation))
    }

    fn told(&self, index: usize, vocabulary: &Vocabulary) -> String {
        let name = |numbers| vocabulary.word(numbers, index).map_or("?", |word| &*word.name);
        format!("{} {} {}", name(self.witness), name(self.currency), self.digits.value(index))
    }
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
