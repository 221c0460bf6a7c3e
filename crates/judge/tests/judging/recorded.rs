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

/// Beside them two banks of the panel, of 2021 to 2024: Poland, which makes its own rates, and Bulgaria, which copies the ECB's.
pub fn lines_with_panel(from: &str, to: &str) -> Lines {
    let mut lines = lines(from, to);
    let [from, to] = [from, to].map(|day| day.parse::<RateDate>().expect("a day"));
    lines.extend(of_bank("NBP", "panel/nbp_pln.csv.gz", "PLN"));
    lines.extend(of_bank("BNB", "panel/bnb_bgn.csv.gz", "BGN"));
    lines.retain(|(date, _), _| (from..=to).contains(date));
    lines
}

/// The days around some errors of 2000 to 2016: Poland, the Federal Reserve and Taiwan, as far as each is named.
pub fn of_older_days(banks: &[&str]) -> Lines {
    let mut days: BTreeMap<(RateDate, &'static str), Vec<(String, String)>> = BTreeMap::new();
    for record in open("older_days.csv.gz").records() {
        let record = record.expect("a line has all columns");
        let bank = ["CBC", "FED", "NBP"].into_iter().find(|bank| *bank == &record[0]).expect("a bank of the file");
        if banks.contains(&bank) {
            days.entry((day(&record[1]), bank)).or_default().push((record[2].to_owned(), record[3].to_owned()));
        }
    }
    let line = |((date, bank), rates): ((RateDate, &'static str), Vec<(String, String)>)| {
        // What one costs at home, in zloty or dollars.
        let own = if bank == "NBP" { "PLN" } else { "USD" };
        let prices: BTreeMap<&str, Decimal> =
            rates.iter().map(|(code, digits)| (&**code, price(bank, code, digits))).collect();
        let euro = *prices.get("EUR")?;
        let others = prices.iter().filter(|(code, _)| **code != "EUR");
        let said = others.map(|(code, price)| format!(" {code}={}", rounded(euro / price)));
        Some(((date, bank), said.collect::<String>() + &format!(" {own}={euro}")))
    };
    days.into_iter().filter_map(line).collect()
}

/// Poland quotes in its own money, the others in units for one dollar, but for some the other way round.
fn price(bank: &str, code: &str, digits: &str) -> Decimal {
    let said: Decimal = digits.parse().expect("a decimal");
    let is_price = bank == "NBP" || ["AUD", "EUR", "GBP"].contains(&code) || (bank == "FED" && code == "NZD");
    if is_price { said } else { Decimal::ONE / said }
}

fn boc() -> Lines {
    of_bank("BOC", "boc_cad.csv.gz", "CAD")
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

/// Its rates are units of its own currency for one unit: the euro's ties them to the euro, rounded as Frankfurter does.
fn of_bank(name: &'static str, file: &str, own: &str) -> Lines {
    let line = |(date, rates): (String, Vec<(String, String)>)| {
        let decimal = |digits: &String| digits.parse::<Decimal>().expect("a decimal");
        let euro = rates.iter().find(|(code, _)| code == "EUR").map(|(_, digits)| decimal(digits));
        // Bulgaria's board has no rate of the euro, to which its money is fixed.
        let euro = euro.or_else(|| (own == "BGN").then(|| Decimal::new(195_583, 5)))?;
        let others = rates.iter().filter(|(code, _)| code != "EUR");
        let said = others.map(|(code, digits)| format!(" {code}={}", rounded(euro / decimal(digits))));
        Some(((day(&date), name), said.collect::<String>() + &format!(" {own}={euro}")))
    };
    by_day(file).into_iter().filter_map(line).collect()
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
