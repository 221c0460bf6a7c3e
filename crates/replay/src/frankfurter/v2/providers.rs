//! `/v2/providers`: who is on the panel, and what of it was known at the clock.

use super::bank::{BANKS, Bank};
use crate::data::Recordings;
use crate::reply::Reply;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The banks that have published something, by key.
pub fn list(recordings: &Recordings, now: Timestamp) -> Reply {
    let providers: Vec<Value> = BANKS.iter().filter_map(|bank| provider(bank, recordings, now)).collect();
    Reply::json(StatusCode::OK, Value::Array(providers).to_string()).cacheable()
}

/// Its currencies are all that it ever quoted, and the one that it quotes them against.
fn provider(bank: &Bank, recordings: &Recordings, now: Timestamp) -> Option<Value> {
    let known = bank.known(recordings, now);
    let (first, last) = (known.first()?, known.last()?);
    let rates = known.iter().flat_map(|day| &day.rates);
    let mut currencies: BTreeSet<&str> = rates.map(|rate| &*rate.currency).collect();
    currencies.insert(bank.pivot_currency);
    Some(json!({
        "key": bank.key,
        "name": bank.name,
        "country_code": bank.country_code,
        "rate_type": bank.rate_type,
        "pivot_currency": bank.pivot_currency,
        "start_date": first.date,
        "end_date": last.date,
        "currencies": currencies,
    }))
}
