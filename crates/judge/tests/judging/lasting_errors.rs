//! Errors of two market feeds that lasted for years (`tests/data/real_errors.csv`), put as they were given into a feed that otherwise says
//! what was expected: two dead quotations and a currency of three for their first sixty trading days, a clock that was an hour off for a
//! summer. By itself, and beside one that says what was expected.

use super::judged;
use crate::given::wave;
use crate::judged::Judged;
use crate::real_errors::{crosses, of_ecb};
use crate::recorded::{self, Lines};
use makerates_domain::dates::RateDate;
use makerates_judge::Consensus;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// Poland's weekly table: zloty for one dollar, one pound of South Sudan and one dollar of Zimbabwe. From the first table of 2020 on, which
/// is the first one that has the last.
const TABLES: [(&str, &str, &str, &str); 12] = [
    ("2020-01-08", "3.8123", "0.023950", "0.2254"),
    ("2020-01-15", "3.7992", "0.023815", "0.2230"),
    ("2020-01-22", "3.8202", "0.023958", "0.2224"),
    ("2020-01-29", "3.8871", "0.024338", "0.2245"),
    ("2020-02-05", "3.8654", "0.024168", "0.2213"),
    ("2020-02-12", "3.9010", "0.024405", "0.2207"),
    ("2020-02-19", "3.9556", "0.024749", "0.2215"),
    ("2020-02-26", "3.9573", "0.024756", "0.2211"),
    ("2020-03-04", "3.8536", "0.024095", "0.2131"),
    ("2020-03-11", "3.8186", "0.023875", "0.2079"),
    ("2020-03-18", "4.0749", "0.025550", "0.1679"),
    ("2020-03-25", "4.2220", "0.026437", "0.1632"),
];

/// What one dollar cost on a day, by the last table until then; of pesos 24 at all times, the second of three official rates (Poland's
/// table has the first, of 1).
fn expected(currency: &str, date: RateDate) -> f64 {
    let table = TABLES.iter().rev().find(|(day, ..)| day.parse::<RateDate>().is_ok_and(|day| day <= date));
    let (_, dollar, pound, zimbabwe) = table.expect("a table");
    let zloty = |digits: &str| digits.parse::<Decimal>().expect("a decimal");
    let rate = match currency {
        "SSP" => zloty(dollar) / zloty(pound),
        "ZWL" => zloty(dollar) / zloty(zimbabwe),
        _ => Decimal::from(24),
    };
    rate.to_f64().expect("a number")
}

/// A line of a feed.
fn of_feed(date: RateDate, rates: &BTreeMap<String, f64>) -> String {
    let rates: Vec<String> = rates.iter().map(|(code, rate)| format!("{code}={rate:.6}")).collect();
    format!("{date} API {}", rates.join(" "))
}

/// A feed that always gives the same digits, and the bank, on sixty days of the ECB.
fn dead(currency: &str, given: &str, has_bank: bool) -> Judged {
    let days = of_ecb("2020-01-08", "2020-04-30").into_iter().take(60);
    let mut lines = Vec::new();
    for (number, (date, rates)) in (0..).zip(days) {
        lines.push(format!("{} {currency}={given}", of_feed(date, &rates)));
        if has_bank {
            let dollar = (1.0 + 0.0005 * wave(number)) / rates["EUR"];
            lines.push(format!("{date} NBP USD={dollar:.6} {currency}={:.6}", dollar * expected(currency, date)));
        }
    }
    judged(&lines.join("\n"))
}

/// Whose rate of a currency is published on a day; none where it is withheld.
fn published<'a>(judged: &'a Judged, date: RateDate, row: &'a Consensus) -> Option<&'a str> {
    let lone = &judged.day(&date.to_string()).unwitnessed_rates;
    let is_withheld = lone.iter().any(|lone| lone.currency == row.currency && lone.rule.is_some());
    row.publisher.as_ref().filter(|_| !is_withheld).map(|by| &*by.name)
}

/// The feed's, another one's, or nobody's.
fn place(publisher: Option<&str>) -> usize {
    match publisher {
        Some("API") => 0,
        Some(_) => 1,
        None => 2,
    }
}

/// On how many days the feed's is published, the bank's, and nobody's.
fn outcome(currency: &str, given: &str, has_bank: bool) -> [usize; 3] {
    let judged = dead(currency, given, has_bank);
    let mut counts = [0; 3];
    for (date, day) in &judged.days {
        let row = day.consensus.iter().find(|row| row.currency.as_str() == currency).expect("it is spoken of");
        counts[place(published(&judged, *date, row))] += 1;
    }
    counts
}

/// Who gives it alone is withheld: all three moneys have official rates and others. Beside a bank nobody is believed on nearly all
/// days, for the two were apart from the first one on; on the one or two others the bank is.
#[test]
fn a_dead_quotation_is_never_published() {
    for (currency, given, beside) in
        [("SSP", "130.26", [0, 1, 59]), ("ZWL", "322", [0, 2, 58]), ("CUP", "25.75", [0, 1, 59])]
    {
        assert_eq!(outcome(currency, given, false), [0, 0, 60], "{currency}");
        assert_eq!(outcome(currency, given, true), beside, "{currency}");
    }
}

/// What a feed with such a clock gives in 2021, the first summer of which rates of three banks are here, made of the Bank of Canada's:
/// Tuesday's for Monday and so on to Thursday's, which comes twice. And what it should give.
fn early(recorded: &Lines) -> BTreeMap<RateDate, [BTreeMap<String, f64>; 2]> {
    let canada = recorded.iter().filter(|((_, who), _)| *who == "BOC");
    let canada: BTreeMap<RateDate, BTreeMap<String, f64>> =
        canada.map(|((date, _), rates)| (*date, crosses(rates))).collect();
    let of_day = |(date, right): (&RateDate, &BTreeMap<String, f64>)| {
        let [next, second] = [1, 2].map(|days| date.plus_days(days).expect("a day"));
        let is_early = is_summer(*date) && !next.is_weekend() && !second.is_weekend();
        let given = canada.get(if is_early { &next } else { date })?;
        Some((*date, [given.clone(), right.clone()]))
    };
    canada.iter().filter_map(of_day).collect()
}

fn is_summer(date: RateDate) -> bool {
    date.to_string().as_str() >= "2021-03-29"
}

/// Beside whom it is judged.
fn judged_beside(others: &Lines, said: &BTreeMap<RateDate, [BTreeMap<String, f64>; 2]>) -> Judged {
    let of_feed: Vec<String> = said.iter().map(|(date, [given, _])| of_feed(*date, given)).collect();
    judged(&(recorded::text(others) + &of_feed.join("\n")))
}

/// Of the rates of the summer that are more than so much off, in percent, how many are published, in how many another one's is, and in
/// how many nobody's. Beside a bank those count that it has too.
fn of_early(recorded: &Lines, bank: &'static str, off_pct: f64) -> [usize; 3] {
    let of_bank = recorded.iter().filter(|((_, who), _)| *who == bank);
    let others: Lines = of_bank.map(|(key, rates)| (*key, rates.clone())).collect();
    let said = early(recorded);
    let judged = judged_beside(&others, &said);
    let mut counts = [0; 3];
    for (date, [given, right]) in said.iter().filter(|(date, _)| is_summer(**date)) {
        let day = judged.day(&date.to_string());
        let heard = others.get(&(*date, bank)).map_or("", String::as_str);
        for code in given.keys() {
            // The feed's euro is its word on the dollar.
            let shown = if code == "EUR" { "USD" } else { code };
            let per_euro = |of: &BTreeMap<String, f64>| if code == "EUR" { 1.0 } else { of[code] } / of["EUR"];
            let is_off = 100.0 * (per_euro(given) / per_euro(right)).ln().abs() > off_pct;
            if is_off && (others.is_empty() || heard.contains(&format!(" {shown}="))) {
                let row = day.consensus.iter().find(|row| row.currency.as_str() == shown);
                counts[place(row.and_then(|row| published(&judged, *date, row)))] += 1;
            }
        }
    }
    counts
}

/// Tomorrow's rates are right ones of another day: what a market moves in a day is within what two may be apart.
#[test]
fn a_clock_that_is_an_hour_off_is_told_beside_the_ecb_alone() {
    let recorded = recorded::lines_with_panel("2021-01-04", "2021-10-29");
    assert_eq!(of_early(&recorded, "nobody", 0.5), [353, 0, 8]);
    assert_eq!(of_early(&recorded, "NBP", 0.5), [241, 68, 7]);
    assert_eq!(of_early(&recorded, "NBP", 1.0), [34, 39, 5]);
    assert_eq!(of_early(&recorded, "ECB", 0.5), [2, 300, 15]);
}

/// The only sign that it gives by itself: and it is the set of Thursday that is right, and Wednesday's that is not.
#[test]
fn the_set_that_comes_twice_each_week_is_suspect_the_second_time() {
    let judged = judged_beside(&Lines::new(), &early(&recorded::lines("2021-01-04", "2021-10-29")));
    let suspects = judged.days.iter().filter(|(_, day)| day.answer_checks.iter().any(|check| check.is_suspect));
    let suspects: Vec<RateDate> = suspects.map(|(date, _)| *date).collect();
    assert_eq!(suspects.len(), 29);
    let is_weekend_in = |date: &RateDate, days| date.plus_days(days).is_some_and(RateDate::is_weekend);
    let is_thursday = |date: &RateDate| is_weekend_in(date, 2) && !is_weekend_in(date, 1);
    assert!(suspects.iter().all(|date| is_summer(*date) && is_thursday(date)), "{suspects:?}");
}
