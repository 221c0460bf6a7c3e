//! Days of true shocks, on which what looks like an error is the market, with the real year of the ECB and the Bank of Canada before
//! them. Poland's and the Federal Reserve's crosses are a few lines of their own, through the euro of each.

use super::judged;
use crate::judged::{Judged, story};
use crate::recorded;
use makerates_domain::dates::RateDate;

/// What the ECB and the Bank of Canada said, and others beside them, judged.
fn days(from: &str, to: &str, others: &str) -> Judged {
    let mut lines = recorded::lines(from, to);
    lines.retain(|(_, who), _| ["ECB", "BOC"].contains(who));
    judged(&(recorded::text(&lines) + others))
}

/// What became of a currency from a day on, a line a day, as many as are told.
#[track_caller]
fn expect_from(judged: &Judged, first: &str, currency: &str, stories: &str) {
    let first: RateDate = first.parse().expect("a day");
    let told: Vec<String> = judged
        .days
        .iter()
        .filter(|(date, _)| *date >= first)
        .filter_map(|(date, day)| {
            let row = day.consensus.iter().find(|row| row.currency.as_str() == currency)?;
            Some(format!("{date} {}", story(row, day)))
        })
        .take(stories.lines().count())
        .collect();
    let expected: Vec<&str> = stories.lines().map(str::trim).collect();
    assert_eq!(told, expected, "\n{}", told.join("\n"));
}

/// 92.57 on Friday, 115.48 on Monday, and both banks saw it. On the ECB's last day Canada's is 1.8 % away, and so nobody's word is
/// good alone until the ECB's is forgotten; then Canada's jumps by 22 %, and waits for twenty market days as any lone jump.
#[test]
fn the_rouble_jumps_by_a_quarter_and_then_one_bank_is_left_with_it() {
    let judged = days("2021-01-04", "2022-04-05", "");
    expect_from(
        &judged,
        "2022-02-22",
        "RUB",
        "2022-02-22 consensus by ECB
         2022-02-23 consensus by ECB
         2022-02-24 consensus by ECB
         2022-02-25 consensus by ECB
         2022-02-28 consensus by ECB
         2022-03-01 warning by ECB, later BOC
         2022-03-02 unwitnessed by BOC, withheld: unsettled_dispute
         2022-03-03 unwitnessed by BOC, withheld: unsettled_dispute
         2022-03-04 unwitnessed by BOC, withheld: unsettled_dispute
         2022-03-07 unwitnessed by BOC, withheld: unusual_move
         2022-03-08 unwitnessed by BOC, withheld: unconfirmed_level",
    );
    expect_from(
        &judged,
        "2022-04-01",
        "RUB",
        "2022-04-01 unwitnessed by BOC, withheld: unconfirmed_level
         2022-04-04 unwitnessed by BOC
         2022-04-05 unwitnessed by BOC",
    );
}

/// Its 117.201 is compared for three more days with what Canada says, is published on none, and from the sixth calendar day on is no
/// witness: neither against the 157.38 of 2022-03-07 nor for the 116.76 of the 18th, which is near it by chance.
#[test]
fn the_last_rouble_of_the_ecb_confirms_and_contradicts_nobody_for_long() {
    let judged = days("2021-01-04", "2022-04-05", "");
    let after = judged.days.iter().filter(|(date, _)| *date > "2022-03-01".parse().expect("a day"));
    let rows: Vec<_> = after
        .filter_map(|(date, day)| Some((date, day.consensus.iter().find(|row| row.currency.as_str() == "RUB")?)))
        .collect();
    assert!(rows.iter().all(|(_, row)| row.publisher.as_ref().is_none_or(|by| *by.name == *"BOC")), "{rows:?}");
    let beside: Vec<String> =
        rows.iter().filter(|(_, row)| row.witness_count > 1).map(|(date, _)| date.to_string()).collect();
    assert_eq!(beside, ["2022-03-02", "2022-03-03", "2022-03-04"]);
}

/// 6.26, 6.93, 7.87 lira for one euro at the ECB, and on the Friday between 7.30 in Canada, some hours later. Of two that are 5.2 %
/// apart nobody can say which one is wrong; on Monday both are there, 12.6 % higher, and both go back.
#[test]
fn the_lira_of_august_2018_is_a_conflict_on_one_day_and_its_shock_is_published_on_the_next() {
    expect_from(
        &days("2017-06-01", "2018-08-16", ""),
        "2018-08-08",
        "TRY",
        "2018-08-08 consensus by ECB
         2018-08-09 warning by ECB
         2018-08-10 conflict
         2018-08-13 consensus by ECB
         2018-08-14 consensus by ECB
         2018-08-15 warning by ECB
         2018-08-16 consensus by ECB",
    );
}

/// Poland fixes two hours before the ECB: beside it no day is withheld. Of the 10th Canada's, of the evening, is named.
#[test]
fn a_third_bank_settles_the_lira_of_august_2018_at_once() {
    let poland = "2018-07-30 NBP TRY=5.7046
         2018-07-31 NBP TRY=5.7584
         2018-08-01 NBP TRY=5.7656
         2018-08-02 NBP TRY=5.9024
         2018-08-03 NBP TRY=5.8928
         2018-08-06 NBP TRY=5.9573
         2018-08-07 NBP TRY=6.0809
         2018-08-08 NBP TRY=6.1375
         2018-08-09 NBP TRY=6.2779
         2018-08-10 NBP TRY=6.8216
         2018-08-13 NBP TRY=7.8026
         2018-08-14 NBP TRY=7.5137";
    expect_from(
        &days("2017-06-01", "2018-08-14", poland),
        "2018-08-08",
        "TRY",
        "2018-08-08 consensus by ECB
         2018-08-09 consensus by ECB
         2018-08-10 consensus by ECB, not BOC
         2018-08-13 consensus by ECB
         2018-08-14 consensus by ECB",
    );
}

/// 23.00, 24.33 and 23.87, or 24.80, 23.78 and 25.45, from day to day: each is published, of the 13th Canada's, 1.7 % away. On the
/// 19th all that Canada says is 0.7 % off the ECB's, and the ECB speaks alone.
#[test]
fn the_peso_of_march_2020_is_published_on_each_of_its_moves() {
    expect_from(
        &days("2019-01-04", "2020-03-20", ""),
        "2020-03-05",
        "MXN",
        "2020-03-05 consensus by ECB
         2020-03-06 consensus by ECB
         2020-03-09 consensus by ECB
         2020-03-10 consensus by ECB
         2020-03-11 consensus by ECB
         2020-03-12 consensus by ECB
         2020-03-13 resolved by BOC, not ECB
         2020-03-16 consensus by ECB
         2020-03-17 consensus by ECB
         2020-03-18 consensus by ECB
         2020-03-19 unwitnessed by ECB
         2020-03-20 consensus by ECB",
    );
}

/// On the 13th Poland (24.1517) and New York's noon (24.2179) say what Canada does (24.1850), and the ECB 1.6 % less: it was the hour.
#[test]
fn four_banks_say_of_the_peso_of_march_2020_what_two_did() {
    let others = "2020-03-02 NBP MXN=21.7490
         2020-03-02 FED MXN=21.8625
         2020-03-03 NBP MXN=21.6189
         2020-03-03 FED MXN=21.6013
         2020-03-04 NBP MXN=21.5612
         2020-03-04 FED MXN=21.7402
         2020-03-05 NBP MXN=21.8910
         2020-03-05 FED MXN=22.2080
         2020-03-06 NBP MXN=22.7253
         2020-03-06 FED MXN=22.8316
         2020-03-09 NBP MXN=24.2018
         2020-03-09 FED MXN=23.8975
         2020-03-10 NBP MXN=23.4020
         2020-03-10 FED MXN=23.8760
         2020-03-11 NBP MXN=23.7181
         2020-03-11 FED MXN=23.9192
         2020-03-12 NBP MXN=24.6600
         2020-03-12 FED MXN=24.7394
         2020-03-13 NBP MXN=24.1517
         2020-03-13 FED MXN=24.2179
         2020-03-16 NBP MXN=25.2507
         2020-03-16 FED MXN=25.1886";
    expect_from(
        &days("2019-01-04", "2020-03-16", others),
        "2020-03-09",
        "MXN",
        "2020-03-09 warning by ECB
         2020-03-10 consensus by ECB, not NBP
         2020-03-11 consensus by ECB
         2020-03-12 consensus by ECB
         2020-03-13 resolved by BOC, not ECB
         2020-03-16 warning by ECB",
    );
}
