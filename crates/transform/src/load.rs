//! Filling the tables of `sql/1_bronze` with what was known: the receipts, and the typed rates of every answer.

use crate::error::SilverError;
use crate::receipts::{BronzeSnapshot, DistinctAnswer};
use duckdb::{Appender, Connection, params};
use jiff::Timestamp;
use makerates_core::bronze::{BronzeError, BronzeStore};
use makerates_core::failure::Failure;
use makerates_domain::answers::{AnswerFault, AnswerReader, Day, HistoryDay, Row};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::rate::{DECIMALS_MAX, Rate};
use rust_decimal::Decimal;

/// The receipts, and the rates of every answer that can be read. One that can't is set aside with its reason.
///
/// Gives the number of bodies that were refused when they came, and can be read now: the parser has learnt.
pub async fn bronze(
    db: &Connection,
    store: &BronzeStore,
    known: &BronzeSnapshot,
    history_day: HistoryDay,
) -> Result<usize, Failure> {
    receipts(db, known).map_err(SilverError::sql("loading the receipts"))?;
    let failed = || SilverError::sql("loading the answers");
    let mut answers = appender(db, "answers").map_err(failed())?;
    let mut recovered = 0;
    for (answer_id, answer) in (1_i32..).zip(&known.answers) {
        let mut read = read_answer(db, store, answer_id, answer, history_day).await?;
        // A copy can be fetched again; the object itself could only be restored from a backup.
        if matches!(read, Err(Unreadable::Rot(_))) && store.forget_copy(&answer.key())? {
            tracing::warn!("the local copy of {} is damaged: it is fetched again", answer.sha256);
            read = read_answer(db, store, answer_id, answer, history_day).await?;
        }
        let unreadable = read.err().map(|unreadable| unreadable.to_string()).unwrap_or_default();
        if answer.was_refused {
            // Refused still: it is no answer, and its receipt says why.
            if !unreadable.is_empty() {
                continue;
            }
            tracing::warn!("the body {} was refused when it came, and can be read now", answer.sha256);
            recovered += 1;
        } else if !unreadable.is_empty() {
            tracing::warn!("the answer {} is set aside: {unreadable}", answer.sha256);
        }
        append_answer(&mut answers, answer_id, answer, &unreadable).map_err(failed())?;
    }
    answers.flush().map_err(failed())?;
    Ok(recovered)
}

/// Why an answer is set aside.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    /// It is not there, although a receipt speaks of it.
    #[error(transparent)]
    Lost(BronzeError),
    /// It is not what its key says.
    #[error(transparent)]
    Rot(BronzeError),
    /// It is no answer that we understand.
    #[error(transparent)]
    Answer(AnswerFault),
}

/// Loads the rates of an answer as it is read; none of them when it turns out that it can't be.
async fn read_answer(
    db: &Connection,
    store: &BronzeStore,
    answer_id: i32,
    answer: &DistinctAnswer,
    history_day: HistoryDay,
) -> Result<Result<(), Unreadable>, Failure> {
    let failed = || SilverError::sql("loading the answers");
    let mut object = match store.open_object(&answer.key()).await {
        Ok(object) => object,
        Err(error @ BronzeError::Missing(_)) => return Ok(Err(Unreadable::Lost(error))),
        Err(error) => return Err(error.into()),
    };
    let reading = AnswerReader { endpoint: answer.endpoint, today: answer.today(), history_day };
    let mut rates = Rates::new(db, answer_id, reading).map_err(failed())?;
    let read = reading.read(&mut object, &mut |day| rates.take(day));
    rates.finish().map_err(failed())?;
    let unreadable = match (object.verify(), read) {
        (Ok(()), Ok(())) => return Ok(Ok(())),
        (Err(error @ BronzeError::Rot(_)), _) => Unreadable::Rot(error),
        (Err(error), _) => return Err(error.into()),
        (Ok(()), Err(fault)) => Unreadable::Answer(fault),
    };
    db.execute("delete from bronze.rates where answer_id = ?", [answer_id]).map_err(failed())?;
    Ok(Err(unreadable))
}

fn receipts(db: &Connection, known: &BronzeSnapshot) -> duckdb::Result<()> {
    let mut rows = appender(db, "receipts")?;
    for (path, receipt) in &known.receipts {
        rows.append_row(params![
            path,
            receipt.source.name(),
            receipt.endpoint.name(),
            receipt.parameters,
            instant(receipt.fetched_at),
            receipt.http_status,
            receipt.sha256,
            receipt.bytes,
            receipt.outcome.name(),
            receipt.reason,
            receipt.attempts,
            receipt.run_id,
            receipt.tool_version,
        ])?;
    }
    rows.flush()
}

fn append_answer(
    rows: &mut Appender<'_>,
    answer_id: i32,
    answer: &DistinctAnswer,
    unreadable: &str,
) -> duckdb::Result<()> {
    rows.append_row(params![
        answer_id,
        answer.sha256,
        answer.endpoint.source().name(),
        answer.endpoint.name(),
        instant(answer.first_fetched_at),
        instant(answer.last_fetched_at),
        answer.receipt_count,
        unreadable,
    ])
}

/// The rates of one answer on their way into the database.
pub struct Rates<'db> {
    rows: Appender<'db>,
    answer_id: i32,
    reading: AnswerReader,
    position: i32,
    failed: duckdb::Result<()>,
}

impl<'db> Rates<'db> {
    /// None taken yet.
    pub fn new(db: &'db Connection, answer_id: i32, reading: AnswerReader) -> duckdb::Result<Self> {
        Ok(Self { rows: appender(db, "rates")?, answer_id, reading, position: 0, failed: Ok(()) })
    }

    /// Takes a day; after a first failure nothing is taken.
    pub fn take(&mut self, day: &Day<'_>) {
        if self.failed.is_ok() {
            self.failed = self.append(day);
        }
    }

    /// Writes what was taken, or tells the first failure.
    pub fn finish(mut self) -> duckdb::Result<()> {
        self.failed?;
        self.rows.flush()
    }

    fn append(&mut self, day: &Day<'_>) -> duckdb::Result<()> {
        let base = self.reading.endpoint.base();
        let stamp = epoch_days(day.stamp);
        let rate_date = epoch_days(self.reading.rate_date(day.stamp));
        let pivot = euro_leg(base, &day.rows);
        for row in &day.rows {
            let rate = row.rate.as_ref().ok().copied();
            self.position += 1;
            self.rows.append_row(params![
                self.answer_id,
                stamp,
                self.position,
                day.witness,
                rate_date,
                day.published_at,
                day.is_carried,
                base.as_str(),
                row.currency,
                row.text,
                rate.map(Rate::decimal),
                rate.and_then(|rate| per_euro(rate, &row.currency, pivot)),
                rate.map(Rate::significant_digits),
                rate.map(|rate| rate.decimal().scale()),
                row.rate.as_ref().err().map(ToString::to_string).unwrap_or_default(),
            ])?;
        }
        Ok(())
    }
}

/// How an answer's base is tied to the euro.
#[derive(Clone, Copy)]
enum EuroLeg {
    /// The base is the euro.
    Base,
    /// Units of the euro for one unit of the base.
    Rate(Rate),
    /// The answer has no usable rate for the euro.
    Missing,
}

fn euro_leg(base: CurrencyCode, rows: &[Row<'_>]) -> EuroLeg {
    if base == CurrencyCode::EUR {
        return EuroLeg::Base;
    }
    let euro = rows.iter().find(|row| row.currency == CurrencyCode::EUR.as_str());
    euro.and_then(|row| row.rate.as_ref().ok()).map_or(EuroLeg::Missing, |rate| EuroLeg::Rate(*rate))
}

/// Units of the judged currency for one euro. A rate for the euro itself speaks of its base: see `observations.sql`.
fn per_euro(rate: Rate, quote: &str, leg: EuroLeg) -> Option<Decimal> {
    let rebased = match leg {
        EuroLeg::Base => Ok(rate),
        EuroLeg::Rate(euro) if quote == CurrencyCode::EUR.as_str() => euro.invert(),
        EuroLeg::Rate(euro) => Rate::cross(rate, euro),
        EuroLeg::Missing => return None,
    };
    // What the column can't hold exactly is a fault of the source: nothing is below 1e-7 of anything per euro.
    rebased.ok().map(Rate::decimal).filter(|rate| rate.scale() <= DECIMALS_MAX)
}

/// Appends rows to a table of bronze.
pub fn appender<'db>(db: &'db Connection, table: &str) -> duckdb::Result<Appender<'db>> {
    db.appender_to_db(table, "bronze")
}

/// DuckDB's own form of an instant: microseconds since 1970.
pub fn instant(instant: Timestamp) -> duckdb::types::Value {
    duckdb::types::Value::Timestamp(duckdb::types::TimeUnit::Microsecond, instant.as_microsecond())
}

/// DuckDB's own form of a day: days since 1970.
pub fn epoch_days(day: RateDate) -> duckdb::types::Value {
    let epoch = RateDate::from(jiff::civil::date(1970, 1, 1));
    duckdb::types::Value::Date32(day.days_since(epoch))
}
