//! The witnesses' rates as answers with receipts, as the extractors would have stored them.

use crate::error::BenchError;
use crate::recordings::Sheet;
use crate::witness::{Form, Witness};
use jiff::Timestamp;
use makerates_core::bronze::{BronzeKey, Outcome, Receipt, ReceiptName, SCHEMA_VERSION, sha256_hex};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::{RateDate, utc_midnight};
use makerates_domain::source::Endpoint;
use rust_decimal::Decimal;
use std::fs;
use std::path::Path;

/// A body, and when it is said to have come.
struct Answer {
    endpoint: Endpoint,
    parameters: String,
    fetched_at: Timestamp,
    body: String,
}

/// Hours after midnight UTC at which the day's answers come.
const HOUR: i64 = 6;

/// Writes a bronze folder of all that the witnesses say, and gives the instant after the last answer.
pub fn write(folder: &Path, witnesses: &[Witness]) -> Result<Timestamp, BenchError> {
    let answers: Vec<Answer> = witnesses.iter().flat_map(answers).collect();
    for answer in &answers {
        answer.put(folder)?;
    }
    let last = answers.iter().map(|answer| answer.fetched_at).max().unwrap_or_default();
    Ok(last.saturating_add(jiff::SignedDuration::from_hours(1)).unwrap_or(last))
}

impl Answer {
    /// Puts it and its receipt into bronze.
    fn put(&self, folder: &Path) -> Result<(), BenchError> {
        let &Self { endpoint, fetched_at, .. } = self;
        let (sha256, parameters) = (sha256_hex(self.body.as_bytes()), self.parameters.clone());
        let name = ReceiptName { fetched_at, endpoint, parameters: parameters.clone(), random: "0000".to_owned() };
        let receipt = Receipt {
            schema_version: SCHEMA_VERSION,
            source: endpoint.source(),
            endpoint,
            parameters,
            fetched_at,
            http_status: Some(200),
            etag: None,
            sha256: Some(sha256.clone()),
            bytes: self.body.len() as u64,
            outcome: Outcome::New,
            reason: String::new(),
            attempts: 1,
            run_id: "bench-trust".to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        put(folder, &BronzeKey::Answer { endpoint, sha256 }, self.body.as_bytes())?;
        put(folder, &BronzeKey::Receipt(name), &serde_json::to_vec(&receipt).unwrap_or_default())
    }
}

fn put(folder: &Path, key: &BronzeKey, bytes: &[u8]) -> Result<(), BenchError> {
    let path = folder.join(key.path());
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(BenchError::file("creating", parent))?;
    fs::write(&path, bytes).map_err(BenchError::file("writing", &path))
}

/// What a witness says of a day.
type Said<'a> = (&'a RateDate, &'a Sheet);

/// All days of a bank in one answer, on the day after the last one; of the feed, which has no history, an answer a day.
fn answers(witness: &Witness) -> Vec<Answer> {
    let days: Vec<Said> = witness.days.iter().filter(|(_, sheet)| !sheet.is_empty()).collect();
    if witness.form == Form::Feed {
        return days.into_iter().filter_map(open_access).collect();
    }
    let range = || {
        let (&first, &last) = (days.first()?.0, days.last()?.0);
        let (of_whom, body) = match witness.form {
            Form::Panel => (format!("_{}", witness.name), bank_body(&days)),
            Form::Ecb | Form::Feed => (String::new(), range_body(first, last, &days)),
        };
        let parameters = format!("{first}..{last}{of_whom}");
        Some(Answer { endpoint: witness.form.endpoint(), parameters, fetched_at: at_hour(last.plus_days(1)?)?, body })
    };
    range().into_iter().collect()
}

/// A range of Frankfurter v1.
fn range_body(first: RateDate, last: RateDate, days: &[Said]) -> String {
    let of_day = |(day, sheet): &Said| format!(r#""{day}":{{{}}}"#, members(sheet));
    let days = days.iter().map(of_day).collect::<Vec<_>>().join(",");
    format!(r#"{{"amount":1.0,"base":"EUR","start_date":"{first}","end_date":"{last}","rates":{{{days}}}}}"#)
}

/// One bank's own answer.
fn bank_body(days: &[Said]) -> String {
    let record = |(day, (quote, rate)): (&RateDate, (&CurrencyCode, &Decimal))| {
        format!(r#"{{"date":"{day}","base":"EUR","quote":"{quote}","rate":{rate}}}"#)
    };
    let records = days.iter().flat_map(|(day, sheet)| sheet.iter().map(move |said| record((day, said))));
    format!("[{}]", records.collect::<Vec<_>>().join(","))
}

/// One day of ExchangeRate-API without a key.
fn open_access((stamp, sheet): Said<'_>) -> Option<Answer> {
    let fetched_at = at_hour(*stamp)?;
    let seconds = fetched_at.as_second() - HOUR * 3_600 + 1;
    let body = format!(
        r#"{{"result":"success","time_last_update_unix":{seconds},"base_code":"USD","rates":{{"USD":1,{}}}}}"#,
        members(sheet)
    );
    Some(Answer { endpoint: Endpoint::Open, parameters: "latest".to_owned(), fetched_at, body })
}

fn members(sheet: &Sheet) -> String {
    sheet.iter().map(|(currency, rate)| format!(r#""{currency}":{rate}"#)).collect::<Vec<_>>().join(",")
}

fn at_hour(day: RateDate) -> Option<Timestamp> {
    utc_midnight(day).checked_add(jiff::SignedDuration::from_hours(HOUR)).ok()
}
