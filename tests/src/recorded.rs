//! The recorded rates of `tests/data`, read independently of the executables.

use crate::executables::root;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::fs::File;

/// Day and currency of a rate.
pub type DayAndCurrency = (String, String);

/// Every ECB rate: units of the currency for one euro, as the digits of the file.
///
/// # Panics
/// When the file is not what its README says.
#[must_use]
pub fn ecb() -> BTreeMap<DayAndCurrency, String> {
    let mut rates = BTreeMap::new();
    let mut reader = open("ecb_eur.csv.gz");
    let header = reader.headers().expect("the file has a header").clone();
    for record in reader.records() {
        let record = record.expect("a line has all columns");
        for (currency, digits) in header.iter().zip(&record).skip(1).filter(|(_, digits)| !digits.is_empty()) {
            rates.insert((record[0].to_owned(), currency.to_owned()), digits.to_owned());
        }
    }
    rates
}

/// Every rate of the market feed: units of the currency for one US dollar, by stamp.
///
/// # Panics
/// When the file is not what its README says.
#[must_use]
pub fn market() -> BTreeMap<DayAndCurrency, String> {
    let mut reader = open("market_usd.csv.gz");
    let records = reader.records().map(|record| record.expect("a line has all columns"));
    records.map(|record| ((record[0].to_owned(), record[1].to_owned()), record[2].to_owned())).collect()
}

fn open(name: &str) -> csv::Reader<GzDecoder<File>> {
    let file = File::open(root().join("tests/data").join(name)).expect("the recorded rates are there");
    csv::Reader::from_reader(GzDecoder::new(file))
}
