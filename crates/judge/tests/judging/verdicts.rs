//! Two witnesses and more of one day, of which nothing is known yet: who agrees, and who publishes.

use super::judged;
use crate::judged::listed;

#[test]
fn two_sources_of_one_day_agree_or_do_not() {
    judged(
        "2026-09-28 ECB USD=1.1378 JPY=178.5 MXN=20.2133
         2026-09-28 API EUR=0.88022588 JPY=157.47729333 MXN=18.00541451 AED=3.6725",
    )
    .expect_on(
        "2026-09-28",
        "AED unwitnessed by API
         JPY consensus by ECB
         MXN conflict
         USD consensus by ECB",
    );
}

/// Deviations are judged as logarithms: 0.50125 % is a half.
#[test]
fn a_limit_itself_is_within() {
    judged(
        "2026-09-28 ECB AUD=100.00000 CAD=100.00000 GBP=100.00000
         2026-09-28 BOC AUD=100.50125 CAD=100.50126 GBP=100.97000",
    )
    .expect_on("2026-09-28", "AUD consensus by ECB\nCAD warning by ECB\nGBP warning by ECB");
}

/// A hair beyond one percent, up and down: nothing tells who is wrong.
#[test]
fn beyond_the_critical_limit_is_a_conflict_on_either_side() {
    judged(
        "2021-12-20 ECB GBP=100.0000 JPY=100.0000
         2021-12-20 BOC GBP=98.9999  JPY=101.0151",
    )
    .expect_on("2021-12-20", "GBP conflict\nJPY conflict");
}

#[test]
fn in_percent_of_the_publishers_rate_the_furthest_other_one_is_told() {
    let judged = judged(
        "2026-09-28 ECB JPY=178.5
         2026-09-28 BOC JPY=178.9
         2026-09-28 NBP JPY=179.9",
    );
    judged.expect_on("2026-09-28", "JPY consensus by ECB");
    let row = judged.consensus("2026-09-28", "JPY");
    // 1.4 of 178.5; the median is 178.9.
    assert!((row.deviation_pct.unwrap() - 100.0 * 1.4 / 178.5).abs() < 1e-9);
    assert_eq!((row.witness_count, listed(&row.witnesses)), (3, "BOC ECB NBP".to_owned()));
    assert_eq!(row.median_rate_per_eur.to_string(), "178.9");
}

/// Two that agree among five stand, and whoever reads the rate is told that most of the others do not.
#[test]
fn a_rate_that_half_of_all_contradict_is_no_plain_consensus() {
    let with = |third: &str| {
        judged(&format!(
            "2024-03-01 ECB JPY=160.00
             2024-03-01 BOC JPY=160.02
             2024-03-01 FED JPY=170.00
             2024-03-01 NBP JPY={third}"
        ))
    };
    with("160.01").expect_on("2024-03-01", "JPY consensus by ECB, not FED");
    with("150.00").expect_on("2024-03-01", "JPY resolved by ECB, not FED NBP");
}

/// The ECB is doubted, and more probably right than wrong: nobody is told to be wrong, and nobody takes the others' rate for undisputed.
#[test]
fn a_rate_that_whoever_goes_first_contradicts_is_no_plain_consensus() {
    let beside = |ecb: &str| {
        judged(&format!(
            "2024-03-01 ECB JPY={ecb}
             2024-03-01 BOC JPY=161.50
             2024-03-01 FED JPY=161.40"
        ))
    };
    beside("161.00").expect_on("2024-03-01", "JPY consensus by ECB");
    beside("160.00").expect_on("2024-03-01", "JPY warning by BOC");
}

/// One bank of a panel is always off: the publisher is measured by the median of all.
#[test]
fn of_a_panel_the_median_decides() {
    let panel = |ecb: &str| {
        judged(&format!(
            "2026-09-28 ECB JPY={ecb}
             2026-09-28 BOC JPY=178.9
             2026-09-28 FED JPY=178.6
             2026-09-28 NBP JPY=190.1"
        ))
    };
    let agreed = panel("178.5");
    agreed.expect_on("2026-09-28", "JPY consensus by ECB, not NBP");
    // Between the two in the middle; from the bank that is off nobody's distance is told.
    let row = agreed.consensus("2026-09-28", "JPY");
    assert_eq!(row.median_rate_per_eur, "178.75".parse().unwrap());
    assert!((row.deviation_pct.unwrap() - 100.0 * 0.4 / 178.5).abs() < 1e-9);
    // Two of four are off, each by itself: the two that agree are enough.
    panel("182.5").expect_on("2026-09-28", "JPY resolved by BOC, not ECB NBP");
}

#[test]
fn the_publisher_is_the_ecb_then_the_market_then_the_panel() {
    judged(
        "2026-09-28 BOC       USD=1.1379 GBP=0.8500 PEN=4.1
         2026-09-28 panel:ECB GBP=0.8501
         2026-09-28 API       EUR=0.88022588 GBP=0.7482",
    )
    .expect_on("2026-09-28", "GBP consensus by API\nPEN unwitnessed by BOC\nUSD consensus by API");
    judged("2026-09-28 API EUR=0.88022588\n2026-09-28 ECB USD=1.1378").expect_on("2026-09-28", "USD consensus by ECB");
}

#[test]
fn all_answers_behind_a_verdict_are_named_once() {
    let judged = judged(
        "2026-09-28 API EUR=0.88022588
         2026-09-28 BOC USD=1.1379
         2026-09-28 FED USD=1.1377
         2026-09-28 ECB USD=1.1378",
    );
    let answers = &judged.consensus("2026-09-28", "USD").answers;
    assert_eq!(answers.iter().map(|answer| answer.0).collect::<Vec<_>>(), [1, 2, 3]);
}

/// Two sources may agree on an official rate at which nobody trades: that is transform's warning, and no quarrel.
#[test]
fn a_restricted_currency_that_two_agree_on_is_agreed() {
    judged(
        "2024-07-30 BOC ETB=62.60 USD=1.0820
         2024-07-30 API EUR=0.92421442 ETB=57.858",
    )
    .expect_on("2024-07-30", "ETB consensus by API\nUSD consensus by API");
}
