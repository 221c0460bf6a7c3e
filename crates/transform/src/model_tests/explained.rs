//! What `transform explain` says of a handful of rates.

use super::{Silver, given};
use crate::explain;
use makerates_core::cli::Context;
use makerates_core::clock::Clock;
use makerates_core::config::{Config, Format};
use std::fmt::Write as _;

/// What a person reads of a pair on a day.
fn explained(silver: &Silver, pair: &str, day: &str) -> String {
    explained_at("2026-10-31T06:00:00Z", silver, pair, Some(day))
}

/// The same at an instant; without a day of the newest one.
fn explained_at(now: &str, silver: &Silver, pair: &str, day: Option<&str>) -> String {
    let context = Context {
        config: Config::default(),
        clock: Clock::At(now.parse().unwrap()),
        run_id: String::new(),
        key: None,
        format: Format::Text,
        is_verbose: false,
    };
    explain::run(&silver.db, &context, pair, day.map(|day| day.parse().unwrap())).unwrap().text
}

#[track_caller]
fn expect(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}:\n{text}");
    }
}

/// The ECB's dollar stands still while the market moves; the two that quote in dollars agree.
fn of_dollars() -> Silver {
    given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1378
         2026-09-25T16:05:00Z usd:BOC 2026-09-25 EUR=0.8787 CAD=1.36
         2026-09-25T16:06:00Z usd:FED 2026-09-25 EUR=0.8790 CAD=1.36
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 SEK=11.3
         2026-09-28T16:05:00Z usd:BOC 2026-09-28 EUR=0.8734 CAD=1.361 MXN=18.1
         2026-09-28T16:06:00Z usd:FED 2026-09-28 EUR=0.8732 CAD=1.3612",
    )
    .silver()
}

#[test]
fn who_was_blamed_is_told_also_where_the_publisher_quotes_in_the_currency_itself() {
    let silver = of_dollars();
    for pair in ["EUR/USD", "EUR/CAD"] {
        let text = explained(&silver, pair, "2026-09-28");
        expect(&text, &["USD/EUR 0.8734", "withheld: ECB said EUR/USD 1.1378 (blamed: "]);
    }
}

#[test]
fn a_cross_through_a_base_has_the_evidence_of_the_base_too() {
    let silver = of_dollars();
    let text = explained(&silver, "EUR/CAD", "2026-09-28");
    expect(&text, &["made of USD/CAD", "Witnesses of CAD,", "Witnesses of USD,", "Verdict of USD,"]);
}

/// One bank confirms the dollar, and another one the rand.
#[test]
fn of_a_cross_that_nobody_else_confirms_is_told_that_nobody_stands_for_both() {
    let silver = given(
        "2005-06-14T15:05:00Z usd:AAA 2005-06-14 EUR=0.8271 ZAR=6.8650
         2005-06-14T15:05:00Z panel:BBB 2005-06-14 USD=1.2090
         2005-06-14T15:05:00Z panel:CCC 2005-06-14 ZAR=8.3001",
    )
    .silver();
    let told = "the rate of AAA, unwitnessed: nobody else stands for both on that day";
    expect(&explained(&silver, "EUR/ZAR", "2005-06-14"), &[told]);
}

/// Easter Monday is no day of the ECB's; the feed speaks of it.
#[test]
fn who_agrees_by_the_rate_of_an_earlier_day_is_told_with_that_day() {
    let silver = given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.9249",
    )
    .silver();
    let text = explained(&silver, "EUR/USD", "2024-04-01");
    expect(&text, &["consensus: ECB (of 2024-03-28) agrees within", "┆ observed_on ┆"]);
    let text = explained(&silver, "EUR/USD", "2024-03-28");
    assert!(!text.contains("observed_on"), "of one day it tells nothing: {text}");
}

#[test]
fn what_a_person_settled_is_called_so() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    )
    .decided("accept EUR/MXN ECB 2026-09-28 2026-09-28")
    .silver();
    let text = explained(&silver, "EUR/MXN", "2026-09-28");
    expect(
        &text,
        &["resolved: a person decided for it, and a witness contradicts it", "ann accepted what ECB says of MXN"],
    );
    expect(&text, &["(blamed: 1.20 % off ECB, usual are 0.25 %; a person accepted what ECB says)"]);
}

/// The bank says the ECB's digits of the most traded currencies, each day.
#[test]
fn a_copy_is_no_witness_and_is_told_as_one() {
    let mut lines = String::new();
    for day in ["21", "22", "23", "24", "25", "28"] {
        let rates: Vec<String> = [("USD", "1.13"), ("JPY", "178."), ("GBP", "0.85"), ("CHF", "0.93"), ("AUD", "1.72")]
            .iter()
            .map(|(code, digits)| format!("{code}={digits}{day}"))
            .collect();
        let rates = rates.join(" ");
        for who in ["ECB", "BNB"] {
            writeln!(lines, "2026-09-{day}T15:05:00Z {who} 2026-09-{day} {rates}").unwrap();
        }
    }
    let silver = given(&lines).silver();
    let text = explained(&silver, "EUR/USD", "2026-09-28");
    expect(&text, &["nobody else speaks of that day", "Without a voice of USD", "copies ECB"]);
    silver.expect("silver.aligned where rate_date = '2026-09-28' and currency = 'USD'", "witness\nECB");
}

#[test]
fn what_was_said_and_not_counted_has_its_reason() {
    let silver = given(
        "2024-02-17T06:00:00Z usd:CBC 2024-02-17 TWD=31.3 EUR=0.92
         2024-02-16T06:00:00Z usd:CBC 2024-02-16 TWD=31.3
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 BGN=1.72157219",
    )
    .silver();
    for (pair, day, why) in [
        ("USD/TWD", "2024-02-17", "a Saturday: there is no market"),
        ("USD/TWD", "2024-02-16", "no rate of the euro to compare it by"),
        ("EUR/BGN", "2026-09-28", "the euro replaced it"),
    ] {
        let text = explained(&silver, pair, day);
        expect(&text, &["Without a voice of", why]);
        assert!(!text.contains("Witnesses of"), "{text}");
    }
}

#[test]
fn a_day_outside_a_currency_s_life_is_explained_by_it() {
    let silver = given(
        "2004-12-30T15:05:00Z ECB 2004-12-30 TRL=1836200
         2005-01-03T15:05:00Z ECB 2005-01-03 TRY=1.8224",
    )
    .silver();
    let text = explained(&silver, "EUR/TRY", "2004-12-31");
    expect(&text, &["TRY began on 2005-01-01: 1 TRY was 1000000 TRL", "Next: ask for EUR/TRL"]);
    let text = explained(&silver, "EUR/TRL", "2005-01-03");
    expect(&text, &["TRL was withdrawn, 2004-12-31 was its last day", "Next: ask for EUR/TRY"]);
}

/// On Monday nobody has the dollar, and the yen has moved by three percent.
#[test]
fn a_pair_that_lags_behind_its_currencies_is_told_to_be_stale() {
    let monday = |yen: &str| {
        given(&format!(
            "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
             2026-09-25T15:06:00Z BOC 2026-09-25 USD=1.1405 JPY=179.71
             2026-09-28T15:05:00Z ECB 2026-09-28 JPY={yen}
             2026-09-28T15:06:00Z BOC 2026-09-28 JPY={yen}"
        ))
        .silver()
    };
    let told = |yen: &str| explained_at("2026-09-29T06:00:00Z", &monday(yen), "USD/JPY", None);
    expect(&told("185.1"), &["it is stale: the newest rates of its currencies make another one"]);
    expect(&told("179.9"), &["there is no newer one yet, and 2026-09-28 is due"]);
}
