//! The witnesses' rates as answers with receipts, as the extractors would have stored them.

use crate::error::BenchError;
use crate::recordings::Sheet;
use crate::witness::{Form, Witness};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use makerates_core::bronze::{BronzeKey, Outcome, Receipt, ReceiptName, SCHEMA_VERSION, sha256_hex};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
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
    let mut answers: Vec<Answer> = Vec::new();
    for witness in witnesses {
        match witness.form {
            Form::Ecb | Form::Panel => answers.extend(years(witness)),
            Form::Feed => answers.extend(witness.days.iter().filter_map(|(stamp, sheet)| open_access(*stamp, sheet))),
        }
    }
    for answer in &answers {
        let sha256 = sha256_hex(answer.body.as_bytes());
        put(folder, &BronzeKey::Answer { endpoint: answer.endpoint, sha256 }, answer.body.as_bytes())?;
        let name = ReceiptName {
            fetched_at: answer.fetched_at,
            endpoint: answer.endpoint,
            parameters: answer.parameters.clone(),
            random: "0000".to_owned(),
        };
        put(folder, &BronzeKey::Receipt(name), &serde_json::to_vec(&answer.receipt()).unwrap_or_default())?;
    }
    let last = answers.iter().map(|answer| answer.fetched_at).max().unwrap_or_default();
    Ok(last.saturating_add(jiff::SignedDuration::from_hours(1)).unwrap_or(last))
}

fn put(folder: &Path, key: &BronzeKey, bytes: &[u8]) -> Result<(), BenchError> {
    let path = folder.join(key.path());
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(BenchError::file("creating", parent))?;
    fs::write(&path, bytes).map_err(BenchError::file("writing", &path))
}

impl Answer {
    fn receipt(&self) -> Receipt {
        Receipt {
            schema_version: SCHEMA_VERSION,
            source: self.endpoint.source(),
            endpoint: self.endpoint,
            parameters: self.parameters.clone(),
            fetched_at: self.fetched_at,
            http_status: Some(200),
            etag: None,
            sha256: Some(sha256_hex(self.body.as_bytes())),
            bytes: self.body.len() as u64,
            outcome: Outcome::New,
            reason: String::new(),
            attempts: 1,
            run_id: "bench-trust".to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// What a witness says of a day.
type Said<'a> = (RateDate, &'a Sheet);

/// One answer a year, which comes on the day after its last one.
fn years(witness: &Witness) -> Vec<Answer> {
    let mut years: BTreeMap<i16, Vec<Said>> = BTreeMap::new();
    for (stamp, sheet) in witness.days.iter().filter(|(_, sheet)| !sheet.is_empty()) {
        years.entry(stamp.year()).or_default().push((*stamp, sheet));
    }
    let answers = years.into_values().filter_map(|days| {
        let (first, last) = (days.first()?.0, days.last()?.0);
        let fetched_at = at_hour(last.plus_days(1)?)?;
        let (of_whom, body) = match witness.form {
            Form::Panel => (format!("_{}", witness.name), bank_body(&days)),
            Form::Ecb | Form::Feed => (String::new(), range_body(first, last, &days)),
        };
        let parameters = format!("{first}..{last}{of_whom}");
        Some(Answer { endpoint: witness.form.endpoint(), parameters, fetched_at, body })
    });
    answers.collect()
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
fn open_access(stamp: RateDate, sheet: &Sheet) -> Option<Answer> {
    let seconds = at_hour(stamp)?.as_second() - HOUR * 3_600 + 1;
    let body = format!(
        r#"{{"result":"success","time_last_update_unix":{seconds},"base_code":"USD","rates":{{"USD":1,{}}}}}"#,
        members(sheet)
    );
    Some(Answer { endpoint: Endpoint::Open, parameters: "latest".to_owned(), fetched_at: at_hour(stamp)?, body })
}

fn members(sheet: &Sheet) -> String {
    sheet.iter().map(|(currency, rate)| format!(r#""{currency}":{rate}"#)).collect::<Vec<_>>().join(",")
}

fn at_hour(day: RateDate) -> Option<Timestamp> {
    let midnight = jiff::civil::Date::from(day).to_zoned(TimeZone::UTC).ok()?.timestamp();
    midnight.checked_add(jiff::SignedDuration::from_hours(HOUR)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::tests::days;
    use makerates_domain::answers::{AnswerReader, HistoryDay};

    /// What the pipeline's own parser reads in the answers.
    fn read(answers: &[Answer]) -> Vec<String> {
        let mut rates = Vec::new();
        for answer in answers {
            let today = makerates_domain::dates::utc_day(answer.fetched_at);
            let reading = AnswerReader { endpoint: answer.endpoint, today, history_day: HistoryDay::Stamp };
            let each = &mut |day: &makerates_domain::answers::Day<'_>| {
                let rows =
                    day.rows.iter().map(|row| format!("{} {} {} {}", day.witness, day.stamp, row.currency, row.text));
                rates.extend(rows);
            };
            let bank = answer.parameters.split_once('_').map(|(_, bank)| bank);
            reading.read(bank, answer.body.as_bytes(), each).unwrap();
        }
        rates
    }

    #[test]
    fn answers_are_such_as_the_pipeline_reads() {
        let ecb = Witness::new("ECB", Form::Ecb, days("2023-12-29 USD=1.1050\n2024-01-02 USD=1.0956 JPY=155.69"));
        let answers = years(&ecb);
        assert_eq!(answers.len(), 2, "one a year");
        assert_eq!(
            read(&answers),
            ["ECB 2023-12-29 USD 1.1050", "ECB 2024-01-02 JPY 155.69", "ECB 2024-01-02 USD 1.0956"]
        );
        let boc = Witness::new("BOC", Form::Panel, days("2024-01-02 USD=1.09 CAD=1.46"));
        assert_eq!(read(&years(&boc)), ["BOC 2024-01-02 CAD 1.46", "BOC 2024-01-02 USD 1.09"]);
        let feed = days("2024-04-02 EUR=0.93");
        let answers: Vec<Answer> = feed.iter().filter_map(|(stamp, sheet)| open_access(*stamp, sheet)).collect();
        let expected = ["ExchangeRate-API 2024-04-02 USD 1", "ExchangeRate-API 2024-04-02 EUR 0.93"];
        assert_eq!(read(&answers), expected);
    }

    #[test]
    fn a_bronze_folder_has_a_receipt_for_each_answer() {
        let folder = tempfile::tempdir().unwrap();
        let ecb = Witness::new("ECB", Form::Ecb, days("2023-12-29 USD=1.1050\n2024-01-02 USD=1.0956"));
        let now = write(folder.path(), &[ecb]).unwrap();
        assert_eq!(now.to_string(), "2024-01-03T07:00:00Z");
        let count = |name: &str| std::fs::read_dir(folder.path().join(name)).unwrap().count();
        assert_eq!((count("answers/frankfurter/v1"), count("receipts/frankfurter")), (2, 2));
    }
}
