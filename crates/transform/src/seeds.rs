//! What the models need from the configuration and the domain: settings, currencies, pegs, the calendar.

use crate::error::SilverError;
use crate::load::{appender, epoch_days, instant};
use duckdb::{Connection, params};
use jiff::Timestamp;
use makerates_core::config::{Unwitnessed, Validation};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::market_day::{WITNESS_AGE_DAYS_MAX, of_bank_date, weekdays_between};
use makerates_domain::rate::Rate;
use makerates_domain::{blocs, iso4217, legacy_euro, pegs, redenominations, regimes, target_calendar};
use rust_decimal::Decimal;

/// Stamps before the history begins do not occur, but a market day can be up to three days before its stamp.
const DAYS_BEFORE: i32 = 7;

/// The settings, the list of currencies, their pegs and redenominations, and the calendar.
pub fn load(db: &Connection, known_until: Timestamp, validation: &Validation) -> Result<(), SilverError> {
    let settings = params![
        instant(known_until),
        validation.warning_pct,
        validation.critical_pct,
        validation.doubt_pct,
        validation.fault_probability_max_pct,
        validation.unwitnessed == Unwitnessed::Publish,
        WITNESS_AGE_DAYS_MAX,
    ];
    db.execute("insert into bronze.settings values (?, ?, ?, ?, ?, ?, ?)", settings)
        .map_err(SilverError::sql("settings"))?;
    currencies(db).map_err(SilverError::sql("the list of currencies"))?;
    regimes(db).map_err(SilverError::sql("the regimes"))?;
    pegs(db).map_err(SilverError::sql("the pegs"))?;
    redenominations(db).map_err(SilverError::sql("the redenominations"))?;
    calendar(db, known_until).map_err(SilverError::sql("the calendar"))
}

fn currencies(db: &Connection) -> duckdb::Result<()> {
    let mut rows = appender(db, "currencies")?;
    for currency in iso4217::all() {
        let euro_day = legacy_euro::euro_day(currency.code);
        let euro_rate = euro_day.and_then(|day| legacy_euro::fixed_rate(currency.code, day)).map(Rate::digits);
        rows.append_row(params![
            currency.code.as_str(),
            currency.name,
            currency.minor_units,
            currency.kind.as_str(),
            regimes::regime(currency.code).as_str(),
            blocs::bloc(currency.code),
            currency.since.map(|day| day.to_string()),
            currency.until.map(|day| day.to_string()),
            euro_day.map(|day| day.to_string()),
            euro_rate,
        ])?;
    }
    rows.flush()
}

fn regimes(db: &Connection) -> duckdb::Result<()> {
    let mut rows = appender(db, "regimes")?;
    for code in iso4217::all().map(|currency| currency.code) {
        for period in regimes::periods(code) {
            rows.append_row(params![
                code.as_str(),
                period.regime.as_str(),
                period.since.or_else(first_market_day).map(|day| day.to_string()),
                period.until.map(|day| day.to_string()),
            ])?;
        }
    }
    rows.flush()
}

fn pegs(db: &Connection) -> duckdb::Result<()> {
    let mut rows = appender(db, "pegs")?;
    for peg in pegs::all() {
        rows.append_row(params![
            peg.currency.as_str(),
            peg.anchor.as_str(),
            peg.low,
            peg.high,
            peg.since.unwrap_or_else(target_calendar::first_ecb_day).to_string(),
            peg.until.map(|day| day.to_string()),
            peg.official_tolerance_pct,
            peg.market_tolerance_pct,
        ])?;
    }
    rows.flush()
}

/// Those under the same code: where the code changes too, no rate is compared with one of the old unit.
fn redenominations(db: &Connection) -> duckdb::Result<()> {
    let mut rows = appender(db, "redenominations")?;
    for change in redenominations::all().filter(|change| change.old == change.new) {
        rows.append_row(params![change.old.as_str(), change.day.to_string(), Decimal::from(change.factor)])?;
    }
    rows.flush()
}

fn first_market_day() -> Option<RateDate> {
    target_calendar::first_ecb_day().plus_days(-DAYS_BEFORE)
}

/// From the first day of the ECB's history to some days after what is known: a stamp may be a day ahead.
fn calendar(db: &Connection, known_until: Timestamp) -> duckdb::Result<()> {
    let first = target_calendar::first_ecb_day();
    let last = utc_day(known_until).plus_days(7).unwrap_or(first);
    let mut rows = appender(db, "calendar")?;
    for day in (-DAYS_BEFORE..=last.days_since(first)).filter_map(|offset| first.plus_days(offset)) {
        rows.append_row(params![
            epoch_days(day),
            target_calendar::is_ecb_day(day),
            weekdays_between(first, day),
            of_bank_date(day, 1).map(epoch_days),
            of_bank_date(day, 2).map(epoch_days),
        ])?;
    }
    rows.flush()
}
