//! What all rates of an answer have in common is the euro's own rate: whose is wrong?

use super::judged;
use crate::given::{wave, weekdays};
use crate::judged::Judged;
use makerates_domain::dates::RateDate;

/// Ten currencies of four regions, and no pegs. Rates of one dollar.
const RATES: [(&str, f64); 10] = [
    ("JPY", 150.0),
    ("GBP", 0.79),
    ("SEK", 10.3),
    ("CHF", 0.88),
    ("AUD", 1.53),
    ("CAD", 1.35),
    ("ZAR", 18.9),
    ("KRW", 1330.0),
    ("MXN", 17.1),
    ("INR", 82.9),
];

/// What somebody says of a day: all of it per euro, each rate off by `off`.
fn said(date: RateDate, who: &str, number: u32, off: f64) -> String {
    // It drifts, or digits would come again.
    let euro = 1.08 * (1.0 + 0.004 * wave(number) + 0.0001 * f64::from(number)) * off;
    let rates = RATES.iter().zip(1..).map(|((code, rate), place)| {
        let moved = rate * euro * (1.0 + 0.002 * wave(number * 3 + place));
        format!(" {code}={moved:.6}")
    });
    format!("{date} {who} USD={euro:.6}{}", rates.collect::<String>())
}

/// Two months of two banks, and a day on which each one's rates are all off by a factor.
fn day(ecb: f64, boc: f64) -> Judged {
    judged(&weekdays("2024-01-01", 45, |number, date| {
        let (ecb, boc) = if number == 44 { (ecb, boc) } else { (1.0, 1.0 + 0.0005 * wave(number * 7 + 3)) };
        format!("{}\n{}", said(date, "ECB", number, ecb), said(date, "BOC", number, boc))
    }))
}

fn story(judged: &Judged) -> String {
    let of = |who| judged.answer("2024-03-01", who).rules.join(" ");
    format!("ECB {} | BOC {}", of("ECB"), of("BOC"))
}

#[test]
fn the_answer_whose_euro_moved_unusually_is_contradicted() {
    assert_eq!(story(&day(1.0, 1.0005)), "ECB  | BOC ");
    // From half a percent on; of two it takes one percent to suspect the ECB.
    assert_eq!(story(&day(1.0, 1.0065)), "ECB  | BOC common_deviation");
    assert_eq!(story(&day(1.0065, 1.0)), "ECB  | BOC common_deviation");
    let wrong_boc = day(1.0, 1.05);
    assert_eq!(story(&wrong_boc), "ECB  | BOC common_deviation");
    // Nothing is agreed through it: the ECB's rates stand alone.
    assert!(wrong_boc.day("2024-03-01").consensus.iter().all(|row| row.witness_count == 1));
}

/// Of two whose euros are more than a percent apart the other one than the ECB's is suspect in any case, whoever moved.
#[test]
fn against_the_ecb_the_other_one_is_suspect_in_any_case() {
    assert_eq!(story(&day(1.05, 1.0)), "ECB common_deviation | BOC common_deviation");
    assert!(day(1.05, 1.0).day("2024-03-01").consensus.is_empty(), "nobody is left");
}

/// A third bank tells whose euro it is.
#[test]
fn of_three_the_one_that_is_off_is_contradicted() {
    let lines = |ecb: f64, boc: f64, fed: f64| {
        let date = "2024-03-01".parse().unwrap();
        let said = |who, off| said(date, who, 0, off);
        let judged = judged(&[said("ECB", ecb), said("BOC", boc), said("FED", fed)].join("\n"));
        let suspects = judged.day("2024-03-01").answer_checks.iter().filter(|check| check.is_suspect);
        suspects.map(|check| check.witness.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(lines(1.02, 1.0, 1.001), ["ECB"]);
    assert_eq!(lines(1.0, 1.001, 0.98), ["FED"]);
    assert!(lines(1.0, 1.001, 0.999).is_empty());
}

/// On the first day nothing is known of anybody's past: the ECB, whose rates are against the euro itself, is believed.
#[test]
fn without_a_past_the_ecb_is_believed() {
    let judged = judged(&format!(
        "{}\n{}",
        said("2024-03-01".parse().unwrap(), "ECB", 0, 1.0),
        said("2024-03-01".parse().unwrap(), "BOC", 0, 1.02)
    ));
    assert_eq!(story(&judged), "ECB  | BOC common_deviation");
}

/// 0.6 % is not probable enough, where a quarter of a percent is usual.
#[test]
fn without_a_past_a_small_difference_is_nobodys_fault() {
    let date = "2024-03-01".parse().unwrap();
    let judged = judged(&format!("{}\n{}", said(date, "ECB", 0, 1.0), said(date, "BOC", 0, 1.006)));
    assert_eq!(story(&judged), "ECB  | BOC ");
}

/// The market moved since Thursday, and all that the bank says today is the Taiwan dollar.
#[test]
fn an_answer_is_not_contradicted_for_what_its_witness_said_before() {
    let (thursday, friday) = ("2024-02-29".parse().unwrap(), "2024-03-01".parse().unwrap());
    let judged =
        judged(&format!("{}\n{}\n{friday} BOC TWD=34.1", said(thursday, "BOC", 0, 1.0), said(friday, "ECB", 0, 1.03)));
    assert_eq!(judged.answer("2024-03-01", "BOC").rules, ["incomplete_answer"]);
}

/// The ECB has ten currencies in common with one bank of the day, and eleven with another one, of yesterday: the day's own
/// pair is the measure. When both are of the day it is the pair that has more.
#[test]
fn one_pair_a_day_tells_of_the_euro() {
    let ten = |off: f64| RATES.map(|(code, rate)| format!(" {code}={:.5}", rate * off)).concat();
    let others = ["DKK", "PLN", "CZK", "HUF", "NOK", "TWD", "THB", "BRL", "CLP", "ILS", "KES"];
    let eleven = |off: f64| others.map(|code| format!(" {code}={:.5}", 20.0 * off)).concat();
    let common = |date_of_fed: &str| {
        let judged = judged(&format!(
            "2024-03-01 ECB{}{}\n2024-03-01 BOC{}\n{date_of_fed} FED{}",
            ten(1.0),
            eleven(1.0),
            ten(1.004),
            eleven(1.003)
        ));
        let of = |code, who| judged.deviation("2024-03-01", code, who).common_pct;
        [of("SEK", "BOC"), of("PLN", "FED")].map(|common| format!("{common:.2}"))
    };
    assert_eq!(common("2024-02-29"), ["0.40", "0.00"]);
    assert_eq!(common("2024-03-01"), ["0.00", "0.30"]);
}

/// Nine of a region or two may well move together.
#[test]
fn a_few_currencies_have_nothing_in_common() {
    let few = |line: String| line.split(" INR").next().unwrap().replace("USD=1.08", "MYR=5.1");
    let date = "2024-03-01".parse().unwrap();
    let ecb = few(said(date, "ECB", 0, 1.0)).split(" KRW").next().unwrap().to_owned();
    let judged = judged(&format!("{ecb}\n{}", few(said(date, "BOC", 0, 1.02))));
    assert_eq!(story(&judged), "ECB  | BOC ");
}

/// The feed's rates are tied to the euro by its EUR/USD: that is judged by itself, also where nothing else can be compared.
#[test]
fn the_feeds_dollar_is_judged_by_itself() {
    let feed = |euro: &str| judged(&format!("2024-03-01 ECB USD=1.0850\n2024-03-01 API EUR={euro} AED=3.6725"));
    feed("0.9350").expect_answers("2024-03-01 API suspect: pivot_deviation\n2024-03-01 ECB sound");
    feed("0.9250").expect_answers("2024-03-01 API sound\n2024-03-01 ECB sound");
    // A bank's dollar is a rate like any other.
    judged("2024-03-01 ECB USD=1.0850\n2024-03-01 BOC USD=1.0696")
        .expect_answers("2024-03-01 BOC sound\n2024-03-01 ECB sound");
}

/// On Thursday the bank's euro was 5 % off, on Friday it keeps a holiday: what it said as a whole was wrong, and is no measure
/// for anybody's euro a day later.
#[test]
fn a_contradicted_answer_contradicts_nobody_afterwards() {
    let judged = judged(&weekdays("2024-01-01", 45, |number, date| {
        let off = if number == 43 { 1.05 } else { 1.0 + 0.0005 * wave(number * 7 + 3) };
        let boc = if number == 44 { String::new() } else { said(date, "BOC", number, off) };
        format!("{}\n{boc}", said(date, "ECB", number, 1.0))
    }));
    assert_eq!(judged.answer("2024-02-29", "BOC").rules, ["common_deviation"]);
    assert!(judged.answer("2024-03-01", "ECB").rules.is_empty());
    assert!(judged.day("2024-03-01").consensus.iter().all(|row| row.witness_count == 1 && row.publisher.is_some()));
}
