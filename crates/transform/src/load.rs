//! Filling the tables of `sql/1_bronze` with what was known: the receipts, and the typed rates of every answer.

mod banks;
mod rates;

#[cfg(test)]
pub use banks::append as append_banks;
pub use banks::banks;
pub use rates::{Rates, of_column};

use crate::error::SilverError;
use crate::receipts::{BronzeSnapshot, DistinctAnswer};
use duckdb::{Appender, Connection, params};
use jiff::Timestamp;
use makerates_core::bronze::{BronzeError, BronzeStore};
use makerates_core::failure::Failure;
use makerates_domain::answers::{AnswerFault, AnswerReader, HistoryDay};
use makerates_domain::dates::RateDate;
use std::collections::BTreeMap;

/// What became of the answers beside their rates.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Bodies that were refused when they came, and can be read now: the parser has learnt.
    pub recovered: usize,
    /// Answers that bronze had and has lost, or that are damaged: their hashes with their places and what was asked.
    pub lost: BTreeMap<String, String>,
}

/// The receipts, and the rates of every answer that can be read. One that can't is set aside with its reason.
pub async fn bronze(
    db: &Connection,
    store: &BronzeStore,
    known: &BronzeSnapshot,
    history_day: HistoryDay,
) -> Result<Loaded, Failure> {
    receipts(db, known).map_err(SilverError::sql("loading the receipts"))?;
    let failed = || SilverError::sql("loading the answers");
    // One transaction: the rates are written once, and not first into the log and again at every checkpoint.
    db.execute_batch("begin transaction").map_err(failed())?;
    let mut answers = appender(db, "answers").map_err(failed())?;
    let mut rates = Rates::new(db).map_err(failed())?;
    let mut loaded = Loaded::default();
    for (answer_id, answer) in (1_i32..).zip(&known.answers) {
        let mut read = read_answer((db, &mut rates), store, answer_id, answer, history_day).await?;
        // A copy can be fetched again; the object itself could only be restored from a backup.
        if matches!(read, Err(Unreadable::Rot(_))) && store.forget_copy(&answer.key())? {
            tracing::warn!("the local copy of {} is damaged: it is fetched again", answer.sha256);
            read = read_answer((db, &mut rates), store, answer_id, answer, history_day).await?;
        }
        if matches!(read, Err(Unreadable::Lost(_) | Unreadable::Rot(_))) && !answer.was_refused {
            loaded.lost.insert(answer.sha256.clone(), known.told(answer));
        }
        let unreadable = read.err().map(|unreadable| unreadable.to_string()).unwrap_or_default();
        if answer.was_refused {
            // Refused still: it is no answer, and its receipt says why.
            if !unreadable.is_empty() {
                continue;
            }
            tracing::warn!("the body {} was refused when it came, and can be read now", answer.sha256);
            loaded.recovered += 1;
        } else if !unreadable.is_empty() {
            tracing::warn!("the answer {} is set aside: {unreadable}", answer.sha256);
        }
        append_answer(&mut answers, answer_id, answer, &unreadable).map_err(failed())?;
    }
    answers.flush().map_err(failed())?;
    rates.flush().map_err(failed())?;
    db.execute_batch("commit").map_err(failed())?;
    Ok(loaded)
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
    (db, rates): (&Connection, &mut Rates<'_>),
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
    let mut of_answer = rates.of(answer_id, reading);
    let read = reading.read(answer.bank.as_deref(), &mut object, &mut |day| of_answer.take(day));
    let read = read.and_then(|whole| answer.is_in_base(whole.base));
    let unreadable = match (object.verify(), read) {
        (Ok(()), Ok(())) => return Ok(Ok(())),
        (Err(error @ BronzeError::Rot(_)), _) => Unreadable::Rot(error),
        (Err(error), _) => return Err(error.into()),
        (Ok(()), Err(fault)) => Unreadable::Answer(fault),
    };
    rates.flush().map_err(failed())?;
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
    duckdb::types::Value::Date32(days_since_1970(day))
}

/// The number that it has there, and in a column of Arrow's.
pub fn days_since_1970(day: RateDate) -> i32 {
    day.days_since(first_day())
}

/// The day of such a number.
pub fn day_of(days_since_1970: i32) -> Option<RateDate> {
    first_day().plus_days(days_since_1970)
}

fn first_day() -> RateDate {
    RateDate::from(jiff::civil::date(1970, 1, 1))
}
