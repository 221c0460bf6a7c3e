//! How far witnesses are apart, what is usual, and the probabilities that follow, reckoned by hand.

use super::judged;
use crate::given::{TEN, all_at, wave, weekdays};
use crate::judged::Judged;
use makerates_judge::{Consensus, Verdict};
use std::fmt::Display;

fn fault_probability(judged: &Judged, day: &str, witness: &str) -> f64 {
    judged.deviation(day, "JPY", witness).evidence.fault_probability
}

/// Nothing is known but the deviation of 0.8 %, where 0.25 % is usual. Student's t with four degrees of freedom:
/// ln f = -2.5 ln(1 + 3.2² / 4) - ln 0.25 = -1.788. A fault has the prior e⁻³, spread over 3 %: odds of e^(-3 - ln 3 + 1.788),
/// 0.0992 for each of the two, and 0.0992 / (1 + 2 × 0.0992) is the probability.
#[test]
fn of_two_without_a_past_both_are_as_probable() {
    let rate = 100.0 * 0.008_f64.exp();
    let two = judged(&format!("2024-03-01 ECB JPY=100.0000000\n2024-03-01 BOC JPY={rate:.7}"));
    for witness in ["ECB", "BOC"] {
        assert!((fault_probability(&two, "2024-03-01", witness) - 0.0828).abs() < 1e-4);
    }
    two.expect_on("2024-03-01", "JPY warning by ECB");
}

/// Of three two say the same, and one is 0.8 % off. Three steps of the mean by Student's t lead from the two to 0.124964 % above
/// them, and from the third to 0.231970 %. There a word is sound by 0.95 times the density, or wrong by 0.05 over 3 %.
#[test]
fn of_three_each_is_weighed_at_each_place() {
    let rate = 100.0 * 0.008_f64.exp();
    let three = judged(&format!(
        "2024-03-01 ECB JPY=100.0000000\n2024-03-01 BOC JPY=100.0000000\n2024-03-01 FED JPY={rate:.7}"
    ));
    let wrong = 0.05 / 3.0;
    let explained = |off_pct: f64| wrong + 0.95 * 0.375 / 0.25 * (1.0 + (off_pct / 0.25).powi(2) / 4.0).powf(-2.5);
    let places = [0.124_964, 0.124_964, 0.231_970];
    let weight = |place: f64| explained(place).powi(2) * explained(0.8 - place);
    let all: f64 = places.into_iter().map(weight).sum();
    for (witness, off_pct) in [("ECB", 0.0), ("BOC", 0.0), ("FED", 0.8)] {
        let shares = places.into_iter().map(|place| weight(place) / all * wrong / explained(off_pct - place));
        assert!((fault_probability(&three, "2024-03-01", witness) - shares.sum::<f64>()).abs() < 1e-5);
    }
}

/// Two weekdays: 0.25 % of two fixings and 0.4 % a day of the market, by their squares.
#[test]
fn an_older_word_is_off_by_what_the_market_moved_since() {
    let judged = judged("2024-02-29 ECB JPY=160.0\n2024-03-04 BOC JPY=160.1");
    let spread = judged.deviation("2024-03-04", "JPY", "ECB").evidence.spread_pct;
    assert!((spread - (0.25_f64.powi(2) + 2.0 * 0.4_f64.powi(2)).sqrt()).abs() < 1e-9, "{spread}");
}

/// Two banks that are always so far apart: half of the days up, half down.
fn apart(by: f64) -> String {
    weekdays("2024-01-01", 44, |number, date| {
        let rate = 160.0 + 0.8 * wave(number);
        let factor = (if number % 2 == 0 { by } else { -by } / 100.0).exp();
        format!("{date} ECB JPY={rate:.7}\n{date} BOC JPY={:.7}", rate * factor)
    })
}

/// 0.3 % is usual, 0.4448 as a standard deviation: the limits are three and six of it.
#[test]
fn the_limits_are_three_and_six_usual_deviations() {
    let judged = judged(&(apart(0.3) + "2024-03-01 ECB JPY=160.0000000\n2024-03-01 BOC JPY=160.8000000"));
    let row = judged.deviation("2024-03-01", "JPY", "ECB");
    assert!((row.evidence.spread_pct - 0.3 / 0.6745).abs() < 1e-4);
    assert!((row.warning_pct - 3.0 * 0.3 / 0.6745).abs() < 1e-3, "{}", row.warning_pct);
    assert!((row.critical_pct - 6.0 * 0.3 / 0.6745).abs() < 1e-3, "{}", row.critical_pct);
    judged.expect_on("2024-03-01", "JPY consensus by ECB");
}

/// What two fixings of the same minute are apart.
#[test]
fn no_deviation_below_a_tenth_of_a_percent_is_unusual() {
    let judged = judged(&(apart(0.01) + "2024-03-01 ECB JPY=160.0\n2024-03-01 BOC JPY=160.1"));
    assert!((judged.deviation("2024-03-01", "JPY", "ECB").evidence.spread_pct - 0.1).abs() < 1e-9);
}

/// A bank whose yen drifts away by a tenth of a percent each day. What is usual is learnt, but not without end.
#[test]
fn two_that_drift_apart_agree_no_more() {
    let judged = judged(&weekdays("2024-01-01", 110, |number, date| {
        let rate = 160.0 + 0.8 * wave(number);
        let drift = 0.001 * f64::from(number.saturating_sub(44));
        format!("{date} ECB JPY={rate:.7}\n{date} BOC JPY={:.7}", rate * drift.exp())
    }));
    let days = judged.days.iter().map(|(_, day)| &day.consensus[0]);
    let stands = |row: &&Consensus| row.publisher.is_some() && row.verdict != Verdict::Resolved;
    let furthest = days.filter(stands).filter_map(|row| row.deviation_pct).max_by(f64::total_cmp);
    assert!(furthest.is_some_and(|pct| pct < 3.5), "{furthest:?}");
}

/// From a day on the bank's yen is 2 % higher, and stays so. Nobody knows which one is wrong, and that it lasts makes it no more
/// usual: neither stands from the second day on.
#[test]
fn what_two_are_apart_for_weeks_does_not_become_usual() {
    let judged = judged(&weekdays("2024-01-01", 90, |number, date| {
        let rate = 160.0 + 0.8 * wave(number);
        let off = if number < 44 { 1.0 } else { 1.02 } + 0.0005 * wave(number * 7 + 3);
        format!("{date} ECB JPY={rate:.7}\n{date} BOC JPY={:.7}", rate * off)
    }));
    let lasting = judged.days.iter().skip(45).map(|(_, day)| day.consensus[0].verdict);
    assert_eq!(lasting.filter(|verdict| *verdict != Verdict::Conflict).count(), 0);
}

/// A currency that two begin to quote deviates as their other ones do.
#[test]
fn what_has_no_past_deviates_as_the_witnesss_others_do() {
    let day = "2024-03-01 ECB JPY=160.0 GBP=0.8500\n2024-03-01 BOC JPY=160.1 GBP=0.8520";
    let judged = judged(&(apart(0.3) + day));
    let spread = judged.deviation("2024-03-01", "GBP", "ECB").evidence.spread_pct;
    assert!((spread - 0.3 / 0.6745).abs() < 1e-3, "{spread}");
}

/// Two banks of eleven currencies, which all deviate in common from day to day; `last` is what the yen, the dollar and all of
/// them deviate by at the end, and `wild` by what the yen is off once.
fn in_common(wild: f64, last: [f64; 3]) -> Judged {
    let [yen, dollar, common] = last;
    judged(&weekdays("2024-01-01", 45, |number, date| {
        let off = if number == 44 { common } else { 1.0 + 0.003 * wave(number * 7 + 3) };
        let own = |code: &str| match code {
            "JPY" if number == 44 => yen,
            "JPY" if number == 25 => wild,
            "USD" if number == 44 => dollar,
            _ => 1.0,
        };
        let rate = 100.0 + 0.3 * wave(number) + 0.01 * f64::from(number);
        let said = TEN.map(|code| format!(" {code}={:.6}", rate * off * own(code))).concat();
        format!("{date} ECB{}\n{date} BOC{said}", all_at(&TEN, rate))
    }))
}

/// All are 0.45 % off, the yen 0.9: its share of the common part is its own euro's, and what is left is no fault. The dollar
/// is judged raw: the common part is mostly its own.
#[test]
fn what_all_have_in_common_is_no_currencys_fault_but_the_dollars() {
    let judged = in_common(1.0, [1.0045, 1.0045, 1.0045]);
    let yen = judged.deviation("2024-03-01", "JPY", "BOC");
    assert!((yen.common_pct - 0.45).abs() < 0.01 && (yen.deviation_pct - 0.9).abs() < 0.01);
    assert!(!yen.is_doubtful, "{:?}", yen.evidence);
    assert!(judged.deviation("2024-03-01", "USD", "BOC").is_doubtful);
}

/// Against the common part the smaller of both counts: a yen that is right while all others are off is no fault either.
#[test]
fn the_smaller_of_deviation_and_residual_counts() {
    let judged = in_common(1.0, [1.0 / 1.0045, 1.0, 1.0045]);
    assert!(judged.deviation("2024-03-01", "JPY", "BOC").evidence.excess_pct < 0.01);
}

#[test]
fn one_wild_deviation_does_not_decide_the_share() {
    let share = |wild: f64| {
        let judged = in_common(wild, [1.0, 1.0, 1.0045]);
        let row = judged.deviation("2024-03-01", "JPY", "BOC");
        (row.deviation_pct - row.evidence.residual_pct) / row.common_pct
    };
    let (calm, up, down) = (share(1.0), share(1.4), share(1.0 / 1.4));
    assert!((0.5..0.9).contains(&calm), "{calm}");
    assert!((up - calm).abs() < 0.3 && (down - calm).abs() < 0.3, "{up} and {down} are not near {calm}");
}

/// Against the euro the panel gives all banks one euro, which is none of theirs: what that explains is usual. A bank's own
/// answer has its own euro.
#[test]
fn a_cross_through_the_euro_of_all_banks_is_blurred() {
    let usual = |bank: &str| {
        let said = |date: &dyn Display| format!("{date} ECB USD=1.0745\n{date} {bank} USD=1.0747");
        let judged = judged(&weekdays("2024-07-01", 25, |_, date| said(&date)));
        judged.deviation("2024-08-02", "USD", "BOC").evidence.spread_pct
    };
    assert!((usual("BOC") - 0.1).abs() < 1e-9, "{}", usual("BOC"));
    assert!((usual("panel:BOC") - 0.12).abs() < 1e-9, "{}", usual("panel:BOC"));
}
