//! A person's decision goes before all rules.

use super::judged;
use crate::given::{wave, weekdays};

#[test]
fn what_a_person_shut_out_is_no_witness() {
    judged(
        "2026-09-28 ECB USD=1.1378 JPY=17.85!reject
         2026-09-28 BOC USD=1.1379 JPY=178.6",
    )
    .expect_on("2026-09-28", "JPY unwitnessed by BOC\nUSD consensus by ECB");
}

#[test]
fn what_a_person_accepted_stands_and_the_other_one_is_blamed() {
    judged(
        "2021-12-20 ECB TRY=20.0434
         2021-12-20 BOC TRY=19.0456!accept",
    )
    .expect_on("2021-12-20", "TRY resolved by BOC, not ECB");
}

/// Near each other both stand, whomever the decision names.
#[test]
fn a_decision_blames_nobody_who_agrees() {
    judged(
        "2026-09-28 ECB USD=1.1378
         2026-09-28 BOC USD=1.1379!accept",
    )
    .expect_on("2026-09-28", "USD consensus by ECB");
}

#[test]
fn of_three_the_one_that_a_person_accepted_is_enough() {
    let of = |decision: &str| {
        judged(&format!(
            "2024-03-01 ECB JPY=160.0{decision}
             2024-03-01 BOC JPY=164.0
             2024-03-01 FED JPY=168.0"
        ))
    };
    of("").expect_on("2024-03-01", "JPY conflict, not BOC ECB FED");
    of("!accept").expect_on("2024-03-01", "JPY resolved by ECB, not BOC FED");
    judged(
        "2024-03-01 ECB JPY=160.0!accept
         2024-03-01 BOC JPY=164.0
         2024-03-01 FED JPY=168.0
         2024-03-01 NBP JPY=172.0",
    )
    .expect_on("2024-03-01", "JPY resolved by ECB, not BOC FED NBP");
}

/// A rate of an answer that is suspect as a whole, and a lone one that a rule would withhold.
#[test]
fn an_accepted_rate_is_admitted_against_the_rules() {
    let judged = judged(
        "2024-03-04 API EUR=0.92 AED=3.75 SAR=3.85 QAR=3.75 JPY=150.0!accept
         2024-03-05 API EUR=0.92 AED=3.6725 SAR=3.75 QAR=3.64 JPY=150.0 ETB=57.9!accept",
    );
    judged.expect_on("2024-03-04", "JPY unwitnessed by API");
    assert_eq!(judged.lone("2024-03-05", "ETB").overruled, Some("restricted_regime"));
    assert_eq!(judged.lone("2024-03-05", "ETB").rule, None);
}

/// A rate that was shut out is observed all the same: the next move is measured from it.
#[test]
fn a_rejected_rate_is_the_last_one_observed() {
    judged(
        "2026-09-28 ECB JPY=178.50
         2026-09-29 ECB JPY=17.85!reject
         2026-09-30 ECB JPY=178.60",
    )
    .expect_moves(
        "JPY",
        "2026-09-28 ECB first
         2026-09-29 ECB -230.26 in 1
         2026-09-30 ECB 230.31 in 1",
    );
}

/// Nor is it carried forward.
#[test]
fn a_rejected_rate_is_no_later_days_witness() {
    judged(
        "2026-09-25 ECB JPY=178.50
         2026-09-28 ECB JPY=17.85!reject
         2026-09-29 BOC JPY=178.60",
    )
    .expect("JPY", "2026-09-25 unwitnessed by ECB\n2026-09-29 consensus by BOC");
}

/// The third one is 0.8 % off, and the decision does not speak of that.
#[test]
fn a_decision_overrules_nobody_when_it_was_not_needed() {
    judged(
        "2024-03-01 ECB JPY=160.00!accept
         2024-03-01 BOC JPY=160.10
         2024-03-01 FED JPY=161.40",
    )
    .expect_on("2024-03-01", "JPY consensus by ECB");
}

/// A jump of today that another witness contradicts is that one's matter, and no lone rate.
#[test]
fn an_accepted_jump_stands_by_the_decision_alone() {
    judged(
        "2024-02-29 ECB JPY=160.00
         2024-02-29 BOC JPY=160.10
         2024-03-01 ECB JPY=160.20
         2024-03-01 BOC JPY=180.10!accept",
    )
    .expect_on("2024-03-01", "JPY resolved by BOC, not ECB");
}

/// Of whom a rate is shut out, the word of the day before counts.
#[test]
fn who_was_shut_out_is_heard_by_the_last_word_before() {
    let past = weekdays("2024-01-01", 44, |number, date| {
        let rate = 160.0 + 0.8 * wave(number);
        format!("{date} ECB JPY={rate:.4}\n{date} BOC JPY={:.3}", rate + 0.1)
    });
    let judged = judged(&(past + "2024-03-01 ECB JPY=175.0!reject\n2024-03-01 BOC JPY=160.1"));
    judged.expect_on("2024-03-01", "JPY consensus by BOC");
    assert_eq!(judged.deviation("2024-03-01", "JPY", "ECB").age_days, 1);
}
