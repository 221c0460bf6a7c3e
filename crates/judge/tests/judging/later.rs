//! Of two witnesses that differ by the hour the later one is not wrong; and a restless market tells nothing.

use super::judged;
use crate::given::{wave, weekdays};
use crate::judged::Judged;

/// The bank fixes in the evening what the ECB fixes on the next day: a rate of its own is told by the bank's last one.
fn by_the_hour(ecb: &str, boc: &str) -> Judged {
    let rate = |number: u32| 3.45 * (1.0 + 0.006 * wave(number * 5));
    let past = weekdays("2017-03-20", 43, |number, date| {
        format!("{date} ECB BRL={:.4}\n{date} BOC BRL={:.4}", rate(number), rate(number + 1))
    });
    judged(&format!("{past}2017-05-18 ECB BRL={ecb}\n2017-05-18 BOC BRL={boc}"))
}

/// As the real of 2017-05-18: it fell after the ECB had fixed it.
#[test]
fn the_later_of_two_is_blamed_for_no_move_that_a_market_may_make() {
    let judged = by_the_hour("3.4380", "3.5200");
    judged.expect_on("2017-05-18", "BRL warning by ECB, later BOC");
    assert_eq!(judged.deviation("2017-05-18", "BRL", "ECB").evidence.is_told_by_reference, Some(true));
    assert_eq!(judged.deviation("2017-05-18", "BRL", "BOC").evidence.is_told_by_reference, Some(false));
}

/// A third one tells which of the two is wrong: the hour need not.
#[test]
fn of_three_no_move_is_measured_from_another_one() {
    let rate = |number: u32| 3.45 * (1.0 + 0.006 * wave(number * 5));
    let judged = judged(&weekdays("2017-03-20", 44, |number, date| {
        let (ecb, boc) = (rate(number), rate(number + 1));
        format!("{date} ECB BRL={ecb:.4}\n{date} BOC BRL={boc:.4}\n{date} FED BRL={boc:.4}")
    }));
    for witness in ["ECB", "BOC", "FED"] {
        let deviation = judged.deviation("2017-05-18", "BRL", witness);
        let evidence = &deviation.evidence;
        assert_eq!(
            (evidence.move_from_reference_pct, evidence.usual_move_from_reference_pct),
            (None, None),
            "{witness}"
        );
        assert_eq!((evidence.is_told_by_reference, deviation.is_later), (None, false), "{witness}");
    }
}

/// Beyond ten usual moves it is no news any more, whatever the hour.
#[test]
fn the_later_of_two_is_blamed_for_what_no_market_does() {
    by_the_hour("3.4380", "34.5000").expect_on("2017-05-18", "BRL resolved by ECB, not BOC");
}

/// The ECB's rate of today is where the bank was yesterday: that tells more than where the ECB itself was.
#[test]
fn a_move_is_measured_from_where_it_is_told_best() {
    let of_ecb = by_the_hour("3.4380", "3.4300").deviation("2017-05-18", "BRL", "ECB").evidence.clone();
    assert!(of_ecb.usual_told_move_pct.unwrap() < 0.5 * of_ecb.usual_move_pct.unwrap(), "{of_ecb:?}");
}

/// Who was silent for a day moves from before it; of the other one's last rate it was not the measure then.
#[test]
fn only_a_rate_of_the_days_before_tells_of_the_next() {
    let judged = judged(
        "2024-03-04 ECB JPY=160.0
         2024-03-04 BOC JPY=160.1
         2024-03-05 ECB JPY=160.4
         2024-03-06 ECB JPY=160.3
         2024-03-06 BOC JPY=160.5",
    );
    let of = |witness| judged.deviation("2024-03-06", "JPY", witness).evidence.clone();
    assert!(of("ECB").move_from_reference_pct.is_some());
    assert_eq!(of("BOC").move_from_reference_pct, None);
}

/// The lira of weeks in which a usual day's move was some percent.
fn restless(last: &str) -> Judged {
    let past = weekdays("2024-01-01", 44, |number, date| {
        let rate = |more: f64| 33.0 * (1.0 + (5.0 * wave(number) + more) / 100.0);
        format!("{date} ECB TRY={:.4}\n{date} BOC TRY={:.4}", rate(0.0), rate(0.6 * wave(number * 7 + 3)))
    });
    judged(&(past + last))
}

#[test]
fn in_a_restless_market_those_who_are_near_each_other_agree_all_the_same() {
    restless("2024-03-01 ECB TRY=33.1000\n2024-03-01 BOC TRY=33.4000").expect_on("2024-03-01", "TRY consensus by ECB");
}

/// Two usual deviations apart is near; but here the bank moved by nearly three usual moves, and is the wrong one or not.
#[test]
fn in_a_restless_market_those_who_are_near_disagree_when_one_is_likely_wrong() {
    let past = weekdays("2024-01-01", 43, |number, date| {
        let rate = |more: f64| 33.0 * (1.0 + (1.4 * wave(number) + more) / 100.0);
        format!("{date} ECB TRY={:.4}\n{date} BOC TRY={:.4}", rate(0.0), rate(0.6 * wave(number * 7 + 3)))
    });
    let last = |boc: &str| {
        judged(&format!(
            "{past}2024-02-29 ECB TRY=33.0000\n2024-02-29 BOC TRY=33.5000
             2024-03-01 ECB TRY=33.0300\n2024-03-01 BOC TRY={boc}"
        ))
    };
    last("32.0200").expect_on("2024-03-01", "TRY conflict");
    last("33.4000").expect_on("2024-03-01", "TRY consensus by ECB");
}

#[test]
fn in_a_restless_market_nobody_is_believed_for_moving_less() {
    restless("2024-03-01 ECB TRY=33.1000\n2024-03-01 BOC TRY=60.0000").expect_on("2024-03-01", "TRY conflict");
}

/// A third one tells more than moves: whoever is near the middle is believed in any market.
#[test]
fn in_a_restless_market_the_median_of_three_decides() {
    let judged = restless("2024-03-01 ECB TRY=33.3000\n2024-03-01 FED TRY=33.0500\n2024-03-01 BOC TRY=36.0000");
    judged.expect_on("2024-03-01", "TRY consensus by ECB, not BOC");
}
