//! What banks said under which date, out of DuckDB, and which market day these dates turn out to describe.

use super::batch::Batch;
use crate::error::SilverError;
use crate::load::{day_of, epoch_days};
use duckdb::arrow::array::{Array, Date32Array, Float64Array, StringArray, StructArray};
use duckdb::{Connection, params};
use makerates_domain::dates::RateDate;
use makerates_domain::source::ECB;
use makerates_judge::{Dating, Lag, LogRates};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rates of whoever dates by the market day (the ECB, and the market feed, whose witness is empty here) and of the banks,
/// in the order of their dates. The most traded currencies that float are enough (Bank for International Settlements,
/// triennial survey): in these every bank that speaks of the world's money moves from day to day.
const QUERY: &str = "
    select
        if(answers.source = 'frankfurter', rates.stamp, rates.rate_date) as said_on,
        if(answers.source = 'frankfurter', rates.witness, ''),
        if(rates.quote_currency = 'EUR', rates.base_currency, rates.quote_currency) as currency,
        100 * ln(cast(rates.rate_per_eur as double))
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where
        rates.fault = ''
        and not rates.is_carried
        and rates.rate_per_eur is not null
        and if(rates.quote_currency = 'EUR', rates.base_currency, rates.quote_currency) in
            ('USD', 'JPY', 'GBP', 'AUD', 'CAD', 'CHF', 'SEK', 'NOK', 'NZD', 'MXN', 'PLN', 'ZAR')
        and exists (from bronze.answers where endpoint in ('v2', 'bank'))
    order by said_on, answers.last_fetched_at, rates.answer_id, rates.position";

const MARKET_FEED: &str = "";

/// Fills `silver.bank_lags` from the rates of bronze.
pub fn run(db: &Connection) -> Result<(), SilverError> {
    let started = std::time::Instant::now();
    let failed = || SilverError::sql("filling silver.bank_lags");
    let mut rows = db.appender_to_db("bank_lags", "silver").map_err(failed())?;
    for (lag, until) in with_ends(learnt(db)?) {
        let [date_itself, day_before, two_before] = lag.deviations_pct;
        let since = lag.learnt_on.plus_days(1).map(epoch_days);
        rows.append_row(params![
            &*lag.witness,
            since,
            until.map(epoch_days),
            lag.market_days,
            date_itself,
            day_before,
            two_before,
            lag.days,
        ])
        .map_err(failed())?;
    }
    rows.flush().map_err(failed())?;
    tracing::debug!("the market days of banks' dates in {} ms", started.elapsed().as_millis());
    Ok(())
}

/// All that is learnt, in the order of time.
fn learnt(db: &Connection) -> Result<Vec<Lag>, SilverError> {
    let failed = || SilverError::sql("reading the banks' dates");
    let mut statement = db.prepare(QUERY).map_err(failed())?;
    drop(statement.stream_arrow([]).map_err(failed())?);
    let mut dating = Dating::new();
    let mut learnt = Vec::new();
    let mut date = None;
    let mut said: BTreeMap<Arc<str>, LogRates> = BTreeMap::new();
    while let Some(batch) = statement.step().map_err(failed())? {
        let columns = Columns::of(&batch)?;
        for index in 0..batch.len() {
            let Some(said_on) = day_of(columns.date.value(index)) else { continue };
            if let Some(before) = date.replace(said_on).filter(|before| *before != said_on) {
                learnt.extend(learn(&mut dating, before, std::mem::take(&mut said)));
            }
            let witness = columns.witness.value(index);
            let Ok(currency) = columns.currency.value(index).parse() else { continue };
            let of_witness = match said.get_mut(witness) {
                Some(known) => known,
                None => said.entry(witness.into()).or_default(),
            };
            of_witness.insert(currency, columns.log_rate.value(index));
        }
    }
    if let Some(last) = date {
        learnt.extend(learn(&mut dating, last, said));
    }
    Ok(learnt)
}

fn learn(dating: &mut Dating, date: RateDate, mut banks: BTreeMap<Arc<str>, LogRates>) -> Vec<Lag> {
    let [ecb, feed] = [ECB, MARKET_FEED].map(|who| banks.remove(who));
    dating.learn(date, ecb.or(feed).unwrap_or_default(), &banks)
}

/// Each lag with the last date for which it holds: the one on which the bank's next one was learnt.
fn with_ends(learnt: Vec<Lag>) -> Vec<(Lag, Option<RateDate>)> {
    let mut next: BTreeMap<Arc<str>, RateDate> = BTreeMap::new();
    let with_end = |lag: Lag| {
        let until = next.insert(lag.witness.clone(), lag.learnt_on);
        (lag, until)
    };
    learnt.into_iter().rev().map(with_end).collect()
}

/// The columns of a batch, in the order of the query.
struct Columns<'a> {
    date: &'a Date32Array,
    witness: &'a StringArray,
    currency: &'a StringArray,
    log_rate: &'a Float64Array,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a StructArray) -> Result<Self, SilverError> {
        let batch = Batch(batch);
        Ok(Self {
            date: batch.values(0)?,
            witness: batch.text(1)?,
            currency: batch.text(2)?,
            log_rate: batch.values(3)?,
        })
    }
}
