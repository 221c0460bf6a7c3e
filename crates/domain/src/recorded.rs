//! The recorded real rates, for tests.

use std::fs::File;
use std::io::Read;

use flate2::read::GzDecoder;

use crate::currency::CurrencyCode;
use crate::dates::RateDate;

const ECB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/ecb_eur.csv.gz");
const BOC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/boc_cad.csv.gz");
const MARKET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/market_usd.csv.gz");

/// One recorded rate. The digits are the source's own.
pub(crate) struct Recorded {
    pub(crate) date: RateDate,
    pub(crate) currency: CurrencyCode,
    pub(crate) digits: String,
}

/// The ECB's rates: one row a day, one column a currency, empty where not published.
pub(crate) fn ecb() -> Vec<Recorded> {
    let text = unzip(ECB);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .flat_map(|line| {
            let (date, cells) = line.split_once(',').expect("a date and rates");
            let cells = cells.split(',').zip(&header[1..]);
            cells
                .filter(|(digits, _)| !digits.is_empty())
                .map(move |(digits, currency)| recorded(date, currency, digits))
        })
        .collect()
}

/// The Bank of Canada's rates: one row a rate.
pub(crate) fn boc() -> Vec<Recorded> {
    rows(BOC)
}

/// The market feed's rates: one row a rate.
pub(crate) fn market() -> Vec<Recorded> {
    rows(MARKET)
}

fn rows(path: &str) -> Vec<Recorded> {
    let row = |line: &str| match line.split(',').collect::<Vec<_>>()[..] {
        [date, currency, digits] => recorded(date, currency, digits),
        _ => panic!("not three columns: {line}"),
    };
    unzip(path).lines().skip(1).map(row).collect()
}

fn recorded(date: &str, currency: &str, digits: &str) -> Recorded {
    Recorded {
        date: date.parse().expect("a recorded day"),
        currency: currency.parse().expect("a recorded code"),
        digits: digits.to_owned(),
    }
}

fn unzip(path: &str) -> String {
    let mut text = String::new();
    let file = File::open(path).expect("the recorded file");
    GzDecoder::new(file).read_to_string(&mut text).expect("gzip of UTF-8");
    text
}
