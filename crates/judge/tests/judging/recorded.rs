//! The recorded real rates of `tests/data`, as lines that [`crate::given::days`] reads.

use flate2::read::GzDecoder;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// By market day and witness, what it says of each currency.
pub type Lines = BTreeMap<(RateDate, &'static str), String>;

/// The ECB since 1999, the Bank of Canada of 2017 to 2024 and the market feed of some days, from one day to another.
pub fn lines(from: &str, to: &str) -> Lines {
    let [from, to] = [from, to].map(|day| day.parse::<RateDate>().expect("a day"));
    let mut lines = ecb();
    lines.extend(boc());
    lines.extend(market());
    lines.retain(|(date, _), _| (from..=to).contains(date));
    lines
}

/// As one text.
pub fn text(lines: &Lines) -> String {
    lines.iter().map(|((date, who), rates)| format!("{date} {who}{rates}\n")).collect::<Vec<_>>().concat()
}

fn ecb() -> Lines {
    let mut reader = open("ecb_eur.csv.gz");
    let header = reader.headers().expect("the file has a header").clone();
    let line = |record: csv::Result<csv::StringRecord>| {
        let record = record.expect("a line has all columns");
        let rates = header.iter().zip(&record).skip(1).filter(|(_, digits)| !digits.is_empty());
        ((day(&record[0]), "ECB"), rates.map(|(code, digits)| format!(" {code}={digits}")).collect::<Vec<_>>().concat())
    };
    reader.records().map(line).collect()
}

/// Its rates are Canadian dollars for one unit: the euro's ties them to the euro, rounded as Frankfurter does.
fn boc() -> Lines {
    let line = |(date, rates): (String, Vec<(String, String)>)| {
        let decimal = |digits: &String| digits.parse::<Decimal>().expect("a decimal");
        let euro = rates.iter().find(|(code, _)| code == "EUR").map(|(_, digits)| decimal(digits))?;
        let others = rates.iter().filter(|(code, _)| code != "EUR");
        let said = others.map(|(code, digits)| format!(" {code}={}", rounded(euro / decimal(digits))));
        Some(((day(&date), "BOC"), said.collect::<String>() + &format!(" CAD={euro}")))
    };
    by_day("boc_cad.csv.gz").into_iter().filter_map(line).collect()
}

/// Of the stamps that describe one day the first one.
fn market() -> Lines {
    let mut lines = Lines::new();
    for (stamp, rates) in by_day("market_usd.csv.gz") {
        let said = rates.iter().filter(|(code, _)| code != "USD").map(|(code, digits)| format!(" {code}={digits}"));
        let market_day = market_day::of_stamp(stamp.parse().expect("a day"));
        lines.entry((market_day, "API")).or_insert_with(|| said.collect());
    }
    lines
}

fn by_day(name: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let mut days: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for record in open(name).records() {
        let record = record.expect("a line has all columns");
        days.entry(record[0].to_owned()).or_default().push((record[1].to_owned(), record[2].to_owned()));
    }
    days
}

fn rounded(rate: Decimal) -> Decimal {
    let above = [(5000, 0), (80, 2), (20, 3), (1, 4)].into_iter().find(|(limit, _)| rate > Decimal::from(*limit));
    let small = if rate > Decimal::new(1, 4) { 5 } else { 6 };
    let decimals = above.map_or(small, |(_, decimals)| decimals);
    rate.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
}

fn day(text: &str) -> RateDate {
    text.parse().expect("a day")
}

fn open(name: &str) -> csv::Reader<GzDecoder<File>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name);
    csv::Reader::from_reader(GzDecoder::new(File::open(path).expect("the recorded rates are there")))
}
