//! Who speaks of a day: of the day itself, or by its last word before.

use super::judged;
use crate::given::weekdays;
use crate::judged::{Judged, listed};

/// Who is heard of a currency, and how old the oldest of them is: trading days.
fn heard(judged: &Judged, day: &str, currency: &str) -> String {
    let row = judged.consensus(day, currency);
    format!("{} {:?}", listed(&row.witnesses), row.trading_days_apart)
}

#[test]
fn a_witness_speaks_of_its_own_day_where_it_can() {
    let judged = judged(
        "2026-09-25 ECB USD=1.1403
         2026-09-25 API EUR=0.87786534
         2026-09-28 ECB USD=1.1378
         2026-09-28 API EUR=0.88022588",
    );
    assert_eq!(heard(&judged, "2026-09-25", "USD"), "API ECB Some(0)");
    assert_eq!(heard(&judged, "2026-09-28", "USD"), "API ECB Some(0)");
}

/// Good Friday was 2024-03-29, Easter Monday 2024-04-01. From Thursday to Monday are two trading days: the limits grow by the
/// root of three. The dollar (0.73 %) would be a warning otherwise.
#[test]
fn on_a_holiday_the_ecbs_last_day_is_its_word_and_the_limits_grow() {
    let judged = judged(
        "2024-03-27 ECB USD=1.0816
         2024-03-28 ECB USD=1.0811
         2024-04-01 API EUR=0.93170036
         2024-04-02 ECB USD=1.0749",
    );
    judged.expect(
        "USD",
        "2024-03-27 unwitnessed by ECB
         2024-03-28 unwitnessed by ECB
         2024-04-01 consensus by API
         2024-04-02 consensus by ECB",
    );
    assert_eq!(heard(&judged, "2024-04-01", "USD"), "API ECB Some(2)");
    assert_eq!(heard(&judged, "2024-04-02", "USD"), "API ECB Some(1)");
    assert_eq!(judged.deviation("2024-04-01", "USD", "ECB").age_days, 4);
    let row = judged.consensus("2024-04-01", "USD");
    // Half a percent and one percent, times 1.732, and half a unit of each one's last place: 0.0046 % and nothing.
    assert_eq!((row.warning_pct, row.critical_pct), (Some(0.8707), Some(1.7367)));
    assert!((row.deviation_pct.unwrap() - 0.726_126).abs() < 1e-6);
}

#[test]
fn five_days_are_recent_and_six_are_stale() {
    let judged = judged(
        "2026-09-22 BOC JPY=180.57
         2026-09-23 ECB JPY=180.57
         2026-09-28 API EUR=0.88022588 JPY=157.47729333",
    );
    assert_eq!(heard(&judged, "2026-09-28", "JPY"), "API ECB Some(3)");
}

#[test]
fn what_was_said_before_the_last_word_is_forgotten() {
    let judged = judged(
        "2026-09-24 ECB JPY=120.00
         2026-09-25 ECB JPY=179.57
         2026-09-28 API EUR=0.88022588 JPY=157.47729333",
    );
    judged.expect_on("2026-09-28", "JPY consensus by API\nUSD unwitnessed by API");
}

#[test]
fn a_later_day_is_never_a_witness_and_no_day_has_only_older_ones() {
    let judged = judged(
        "2026-09-25 ECB USD=1.1403
         2026-09-28 API EUR=0.88022588
         2026-09-29 BOC JPY=180.1",
    );
    assert_eq!(heard(&judged, "2026-09-25", "USD"), "ECB None");
    judged.expect_on("2026-09-29", "JPY unwitnessed by BOC");
}

#[test]
fn on_saturdays_and_sundays_there_is_no_market() {
    let judged = judged(
        "2026-09-25 API EUR=0.87786534
         2026-09-26 API EUR=0.50000000
         2026-09-28 ECB USD=1.1378",
    );
    judged.expect("USD", "2026-09-25 unwitnessed by API\n2026-09-28 consensus by ECB");
}

/// The feed goes on to send BGN, at its market rate, after the euro took its place on 2026-01-01.
#[test]
fn a_currency_that_the_euro_replaced_has_no_witness_any_more() {
    judged(
        "2025-12-31 ECB USD=1.175 BGN=1.9558
         2025-12-31 API EUR=0.8511 BGN=1.6645
         2026-01-01 API EUR=0.8513 BGN=1.6651
         2026-09-28 API EUR=0.88022588 BGN=1.72157219",
    )
    .expect("BGN", "2025-12-31 consensus by ECB");
}

#[test]
fn a_code_that_no_list_has_is_no_currency() {
    assert!(judged("2026-09-28 ECB QQQ=1.5").day("2026-09-28").consensus.is_empty());
}

/// An older witness says nothing where two speak of the day itself, nor does it widen the limits.
#[test]
fn the_others_of_the_nearest_day_are_compared() {
    let judged = judged(
        "2024-06-28 BOC USD=1.2
         2024-07-01 ECB USD=1.0746
         2024-07-01 FED USD=1.0749",
    );
    judged.expect_on("2024-07-01", "USD consensus by ECB");
    assert_eq!(heard(&judged, "2024-07-01", "USD"), "ECB FED Some(0)");
}

/// Of those of earlier days only the nearest ones: the Tuesday's is not asked where there is a Wednesday's.
#[test]
fn of_the_earlier_ones_the_nearest_is_compared() {
    let judged = judged(
        "2024-07-02 BOC USD=1.2
         2024-07-03 FED USD=1.0749
         2024-07-04 ECB USD=1.0746",
    );
    assert_eq!(heard(&judged, "2024-07-04", "USD"), "ECB FED Some(1)");
}

/// A witness of an earlier day can confirm a rate, but not refute it: what it does not know is this day.
#[test]
fn an_older_witness_does_not_decide_against_a_rate() {
    let judged = judged(
        "2024-02-29 ECB JPY=160.1
         2024-02-29 BOC JPY=160.2
         2024-03-01 BOC JPY=163.2",
    );
    judged.expect("JPY", "2024-02-29 consensus by ECB\n2024-03-01 unwitnessed by BOC");
    assert_eq!(judged.consensus("2024-03-01", "JPY").deviation_pct, None);
}

/// Nothing is agreed through an answer that is wrong as a whole, on its own day or later.
#[test]
fn the_word_of_a_suspect_answer_is_not_carried_forward() {
    let judged = judged(
        "2024-03-04 API EUR=0.92 AED=3.75 SAR=3.85 QAR=3.75 JPY=150.0
         2024-03-05 ECB USD=1.087 JPY=163.1",
    );
    judged.expect_answers("2024-03-04 API suspect: broken_pegs\n2024-03-05 ECB sound");
    judged.expect_on("2024-03-05", "JPY unwitnessed by ECB\nUSD unwitnessed by ECB");
}

/// Nor two days later, when its source said something else meanwhile.
#[test]
fn the_word_of_a_suspect_answer_stays_suspect() {
    judged(
        "2024-03-04 API EUR=0.92 AED=3.75 SAR=3.85 QAR=3.75 JPY=150.0
         2024-03-05 API EUR=0.92 AED=3.6725 SAR=3.75 QAR=3.64
         2024-03-06 API EUR=0.92 AED=3.6725 SAR=3.75 QAR=3.64
         2024-03-07 ECB JPY=163.1",
    )
    .expect_on("2024-03-07", "JPY unwitnessed by ECB");
}

/// Whoever speaks of the day is suspect: what others said before makes no verdict of the day.
#[test]
fn older_words_alone_are_no_verdict() {
    let judged = judged(
        "2024-03-04 ECB JPY=163.0
         2024-03-04 BOC JPY=163.1
         2024-03-05 API EUR=0.92 AED=3.75 SAR=3.85 QAR=3.75 JPY=150.0",
    );
    judged.expect("JPY", "2024-03-04 consensus by ECB");
    assert!(judged.day("2024-03-05").deviations.is_empty());
}

/// Between words of different days the market moved: that is not how far the two usually are apart.
#[test]
fn words_of_different_days_teach_nothing_of_the_usual_deviation() {
    let lines = weekdays("2024-01-01", 60, |number, date| {
        format!("{date} {} JPY={:.3}", ["ECB", "BOC"][number as usize % 2], 160.0 + f64::from(number % 7))
    });
    let judged = judged(&lines);
    assert!(judged.days.last().unwrap().1.deviations.iter().all(|row| row.evidence.past_spread_pct.is_none()));
}
