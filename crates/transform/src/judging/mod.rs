//! The days out of DuckDB into the judge, in their order, and what it says into the tables of `silver`.

mod batch;
mod columns;
pub mod lags;
mod observed;
mod tables;

use crate::error::SilverError;
use duckdb::Connection;
use makerates_core::config::{Unwitnessed, Validation};
use makerates_domain::dates::RateDate;
use makerates_judge::{Judge, Settings};
use observed::{SaidOfDay, Vocabulary};
use rust_decimal::prelude::ToPrimitive;
use tables::Findings;

/// About so many observations are in memory at a time, with all that is said of them.
const ROWS_AT_A_TIME: i64 = 50_000;

/// Fills the tables of which the judge decides.
pub fn run(db: &Connection, validation: &Validation) -> Result<(), SilverError> {
    let started = std::time::Instant::now();
    let mut judge = Judge::new(settings(validation));
    let vocabulary = Vocabulary::read(db)?;
    let failed = || SilverError::sql("judging");
    // One transaction: each part of a table is written once, and not first into the log and again at every checkpoint.
    db.execute_batch("begin transaction").map_err(failed())?;
    for (first, last) in stretches(db)? {
        let mut findings = Findings::default();
        for (date, said) in observed::days(db, &vocabulary, first, last)? {
            judge_day(&mut judge, date, said, &mut findings);
        }
        findings.append(db, &vocabulary.answers)?;
    }
    db.execute_batch("commit").map_err(failed())?;
    tracing::debug!("judged in {} ms", started.elapsed().as_millis());
    Ok(())
}

fn judge_day(judge: &mut Judge, date: RateDate, said: SaidOfDay, findings: &mut Findings) {
    let day = judge.hear(date, said.observations);
    let judgement = judge.judge(&day);
    judge.learn(&day, &judgement);
    for (stamp, observations) in said.repeats {
        judge.learn_repeat(date, stamp, observations);
    }
    findings.take(date, judgement);
}

fn settings(validation: &Validation) -> Settings {
    let percent = |value: rust_decimal::Decimal| value.to_f64().unwrap_or_default();
    Settings {
        warning_pct: percent(validation.warning_pct),
        critical_pct: percent(validation.critical_pct),
        doubt_pct: percent(validation.doubt_pct),
        fault_probability_max_pct: percent(validation.fault_probability_max_pct),
        publishes_unwitnessed: validation.unwitnessed == Unwitnessed::Publish,
    }
}

/// First and last days of stretches with about as many observations each.
fn stretches(db: &Connection) -> Result<Vec<(RateDate, RateDate)>, SilverError> {
    let query = format!(
        "select min(rate_date)::varchar, max(rate_date)::varchar
         from (
             select rate_date, (sum(count(*)) over (order by rate_date)) // {ROWS_AT_A_TIME} as stretch
             from silver.observations group by rate_date
         )
         group by stretch order by stretch"
    );
    let failed = || SilverError::sql("the stretches of days");
    let mut statement = db.prepare(&query).map_err(failed())?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed())?;
    let days: Vec<(String, String)> = rows.collect::<duckdb::Result<_>>().map_err(failed())?;
    // DuckDB writes its own dates as we read them.
    Ok(days.iter().filter_map(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?))).collect())
}
