//! Errors that two market feeds really made (`tests/data/real_errors.csv`), put as they were given into a feed that otherwise says
//! what was expected: by itself, and beside one bank that says what was expected too.

use super::judged;
use crate::given::wave;
use crate::recorded;
use makerates_domain::dates::RateDate;
use std::collections::BTreeMap;

/// So many weekdays before an error are the feed's past.
const PAST_DAYS: i32 = 44;

/// Currencies that follow another one: what was expected of them did so in the days before.
const FOLLOWS: [(&str, &str); 8] = [
    ("BGN", "EUR"),
    ("BND", "SGD"),
    ("CVE", "EUR"),
    ("KMF", "EUR"),
    ("LSL", "ZAR"),
    ("NAD", "ZAR"),
    ("SZL", "ZAR"),
    ("XOF", "EUR"),
];

struct RealError {
    date: RateDate,
    currency: String,
    given: f64,
    expected: f64,
    kind: String,
}

/// Those of a day and currency; of some days the first. No day of what lasts for years is an error beside its own past: that is told in
/// `lasting_errors.rs`.
fn real_errors() -> Vec<RealError> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/real_errors.csv");
    let mut reader = csv::Reader::from_path(path).expect("the file is there");
    let records = reader.records().map(|record| record.expect("a line has all columns"));
    let of_feeds = records.filter(|record| ["oxr_usd", "yahoo_usd"].contains(&&record[0]));
    let error = |record: csv::StringRecord| {
        Some(RealError {
            date: record[1].split("..").next()?.parse().ok()?,
            currency: record[2].to_owned(),
            given: record[3].parse().ok()?,
            expected: record[4].parse().ok()?,
            kind: record[7].split(" (").next().unwrap_or_default().to_owned(),
        })
    };
    of_feeds.filter_map(error).collect()
}

/// By day, what one dollar costs by the ECB's crosses.
pub type Crosses = BTreeMap<RateDate, BTreeMap<String, f64>>;

pub fn crosses(ecb: &str) -> BTreeMap<String, f64> {
    let rates = ecb.split_whitespace().filter_map(|word| word.split_once('='));
    let per_euro: BTreeMap<&str, f64> = rates.map(|(code, rate)| (code, rate.parse().expect("a number"))).collect();
    let dollar = per_euro["USD"];
    let others = per_euro.iter().filter(|(code, _)| **code != "USD");
    let others = others.map(|(code, rate)| ((*code).to_owned(), rate / dollar));
    others.chain([("EUR".to_owned(), 1.0 / dollar)]).collect()
}

pub fn of_ecb(from: &str, to: &str) -> Crosses {
    let recorded = recorded::lines(from, to);
    let of_ecb = recorded.iter().filter(|((_, who), _)| *who == "ECB");
    of_ecb.map(|((date, _), rates)| (*date, crosses(rates))).collect()
}

/// `published`: the wrong rate is. Else the rule that withholds it, or who is published in its place.
fn outcome(error: &RealError, ecb: &Crosses, has_bank: bool) -> String {
    let code = error.currency.as_str();
    let last =
        (0..7).filter_map(|back| error.date.plus_days(-back)).find(|date| !date.is_weekend()).expect("a weekday");
    let first = last.plus_days(-PAST_DAYS * 7 / 5).expect("a day");
    let ecb: Vec<_> = ecb.range(first..=last).collect();
    let (last, at_last) = ecb.last().copied().expect("a day of the ECB");
    let follows = FOLLOWS.iter().find(|(follower, _)| *follower == code).map(|(_, leader)| *leader);
    let mut lines = Vec::new();
    for (number, (date, rates)) in (0..).zip(ecb) {
        let moved = follows.map_or(1.0, |leader| rates[leader] / at_last[leader]);
        let expected = error.expected * moved;
        let said = if date == last { error.given } else { expected };
        let others: Vec<String> = rates
            .iter()
            .filter(|(other, _)| *other != code)
            .map(|(other, rate)| format!("{other}={rate:.6}"))
            .collect();
        lines.push(format!("{date} API {} {code}={said:.6}", others.join(" ")));
        if has_bank {
            let euro = rates["EUR"] * (1.0 + 0.0005 * wave(number));
            lines.push(format!("{date} BOC USD={:.6} {code}={:.6}", 1.0 / euro, expected / euro));
        }
    }
    let judged = judged(&lines.join("\n"));
    let day = judged.day(&last.to_string());
    let Some(row) = day.consensus.iter().find(|row| row.currency.as_str() == code) else {
        return "answer set aside".to_owned();
    };
    let rule = day.unwitnessed_rates.iter().find(|lone| lone.currency == row.currency).and_then(|lone| lone.rule);
    match (rule, &row.publisher) {
        (Some(rule), _) => rule.to_owned(),
        (None, Some(publisher)) if *publisher.name == *"BOC" => "the bank's is published".to_owned(),
        (None, Some(_)) => "published".to_owned(),
        (None, None) => row.verdict.as_str().to_owned(),
    }
}

/// How many errors have each outcome.
fn outcomes(has_bank: bool) -> Vec<String> {
    let ecb = of_ecb("2014-10-01", "2024-12-31");
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for error in real_errors() {
        *counts.entry((error.kind.clone(), outcome(&error, &ecb, has_bank))).or_default() += 1;
    }
    counts.into_iter().map(|((kind, outcome), count)| format!("{kind}: {outcome} {count}")).collect()
}

/// Not one is published on the feed's word alone.
#[test]
fn the_feed_s_errors_are_withheld_where_nobody_else_speaks() {
    let expected = [
        "factor 10^-1: broken_peg 2",
        "factor 10^-1: restricted_regime 5",
        "factor 10^-1: unusual_move 47",
        "factor 10^-2: broken_peg 2",
        "factor 10^-2: restricted_regime 6",
        "factor 10^-2: unconfirmed_level 2",
        "factor 10^-2: unusual_move 30",
        "factor 10^-3: restricted_regime 1",
        "factor 10^-4: unusual_move 1",
        "factor 10^1: unusual_move 1",
        "factor 10^2: unusual_move 1",
        "junk: broken_peg 10",
        "junk: restricted_regime 6",
        "junk: unconfirmed_level 2",
        "junk: unusual_move 31",
        "spike: broken_peg 32",
        "spike: restricted_regime 39",
        "spike: unusual_move 61",
    ];
    assert_eq!(outcomes(false), expected);
}

#[test]
fn one_bank_beside_it_is_published_in_its_place() {
    let place = "the bank's is published";
    let expected = [
        ("factor 10^-1", 54),
        ("factor 10^-2", 40),
        ("factor 10^-3", 1),
        ("factor 10^-4", 1),
        ("factor 10^1", 1),
        ("factor 10^2", 1),
        ("junk", 49),
        ("spike", 132),
    ];
    assert_eq!(outcomes(true), expected.map(|(kind, count)| format!("{kind}: {place} {count}")));
}
