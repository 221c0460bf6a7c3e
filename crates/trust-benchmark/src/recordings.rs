//! The recorded rates, with the digits of their sources.

use crate::error::BenchError;
use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// The rates of one day by currency. The scale of each is that of the digits that were published.
pub type Sheet = BTreeMap<CurrencyCode, Decimal>;

/// Sheets by the source's own day.
pub type Days = BTreeMap<RateDate, Sheet>;

/// A recording with one row a day and one column a currency; an empty field was not published.
pub fn wide(path: &Path) -> Result<Days, BenchError> {
    let mut reader = open(path)?;
    let headers = reader.headers().map_err(|error| unreadable(path, &error))?.clone();
    let mut days = Days::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(path, &error))?;
        let sheet = days.entry(parsed(path, &record, 0)?).or_default();
        for index in (1..record.len()).filter(|index| !record[*index].is_empty()) {
            sheet.insert(parsed(path, &headers, index)?, parsed(path, &record, index)?);
        }
    }
    Ok(days)
}

/// A recording with one row a day and currency.
pub fn long(path: &Path) -> Result<Days, BenchError> {
    let mut days = Days::new();
    for record in open(path)?.records() {
        let record = record.map_err(|error| unreadable(path, &error))?;
        let sheet = days.entry(parsed(path, &record, 0)?).or_default();
        sheet.insert(parsed(path, &record, 1)?, parsed(path, &record, 2)?);
    }
    Ok(days)
}

fn open(path: &Path) -> Result<csv::Reader<MultiGzDecoder<File>>, BenchError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok(csv::Reader::from_reader(MultiGzDecoder::new(file)))
}

fn parsed<T: std::str::FromStr>(path: &Path, record: &StringRecord, index: usize) -> Result<T, BenchError> {
    let text = record.get(index).unwrap_or_default();
    text.parse().map_err(|_| unreadable(path, &format!("`{text}` in column {}", index + 1)))
}

fn unreadable(path: &Path, reason: &dyn std::fmt::Display) -> BenchError {
    BenchError::Recording { path: path.to_owned(), reason: reason.to_string() }
}
