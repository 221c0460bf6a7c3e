//! Who is wrong, on a past of some weeks: two witnesses that usually agree within a tenth of a percent.

use super::judged;
use crate::given::{wave, weekdays};
use crate::judged::Judged;

/// From Monday 2024-01-01 to the Thursday before 2024-03-01: half a percent of moves, a tenth between the two.
fn weeks() -> String {
    weekdays("2024-01-01", 44, |number, date| {
        let gap = f64::from(number * 53 % 7) * 0.03 - 0.09;
        let rate = |more: f64| 160.0 * (1.0 + (0.5 * wave(number) + more) / 100.0);
        format!("{date} ECB JPY={:.4}\n{date} BOC JPY={:.4}", rate(0.0), rate(gap))
    })
}

fn after_weeks(of_last_day: &str) -> Judged {
    judged(&(weeks() + of_last_day))
}

/// What becomes of the yen when the two say this.
#[track_caller]
fn expect(ecb: &str, boc: &str, story: &str) {
    after_weeks(&format!("2024-03-01 ECB JPY={ecb}\n2024-03-01 BOC JPY={boc}"))
        .expect_on("2024-03-01", &format!("JPY {story}"));
}

#[test]
fn the_one_whose_move_is_unusual_is_blamed_and_the_other_one_stands() {
    expect("180.0000", "160.1000", "resolved by BOC, not ECB");
    expect("160.1000", "1601.0000", "resolved by ECB, not BOC");
    expect("160.1000", "157.6000", "resolved by ECB, not BOC");
}

#[test]
fn a_shock_that_both_saw_is_published() {
    expect("140.0000", "140.3000", "consensus by ECB");
}

#[test]
fn both_unusual_and_apart_is_a_conflict_of_nobody() {
    expect("150.0000", "170.0000", "conflict");
}

/// Up to 0.7 % apart nobody is doubted, however near they usually are.
#[test]
fn what_is_not_doubted_is_never_a_fault() {
    expect("160.0000", "161.1000", "warning by ECB");
    expect("160.0000", "161.2000", "conflict");
}

/// The Bank of Canada is silent on the day after: the ECB, which was believed, needs no second voice; the bank, which was not,
/// does not get it by the ECB's silence.
#[test]
fn on_a_silent_day_after_it_who_was_believed_stands_and_who_was_blamed_does_not() {
    let on_the_day_after = |said: &str| {
        after_weeks(&format!("2024-03-01 ECB JPY=160.1000\n2024-03-01 BOC JPY=190.0000\n2024-03-04 {said}"))
    };
    on_the_day_after("ECB JPY=160.2000").expect_on("2024-03-04", "JPY unwitnessed by ECB");
    let story = "JPY unwitnessed by BOC, withheld: unsettled_dispute";
    on_the_day_after("BOC JPY=163.6000").expect_on("2024-03-04", story);
}

/// A frozen official rate agrees with its own past, and must not win by that (the birr of 2024-07-31).
#[test]
fn who_did_not_move_has_no_alibi() {
    let day = |ecb: &str| {
        after_weeks(&format!(
            "2024-03-01 ECB JPY=160.1000
             2024-03-01 BOC JPY=160.1500
             2024-03-04 ECB JPY={ecb}
             2024-03-04 BOC JPY=168.0000"
        ))
    };
    day("160.1000").expect_on("2024-03-04", "JPY conflict");
    day("160.1001").expect_on("2024-03-04", "JPY resolved by ECB, not BOC");
}

/// The market has never moved by ten times: a frozen rate need not answer for that.
#[test]
fn what_is_impossible_accuses_nobody_for_standing_still() {
    after_weeks(
        "2024-03-01 ECB JPY=160.1000
         2024-03-01 BOC JPY=160.1500
         2024-03-04 ECB JPY=160.1000
         2024-03-04 BOC JPY=1601.5000",
    )
    .expect_on("2024-03-04", "JPY resolved by ECB, not BOC");
}

/// A feed that was first asked two days ago is measured by how the currency usually moves: that it has no past is no
/// evidence against it, nor for it.
#[test]
fn a_witness_without_a_past_moves_as_its_currency_does() {
    let moves = |boc: &str| {
        let past =
            weekdays("2024-01-01", 43, |number, date| format!("{date} ECB JPY={:.4}", 160.0 + 0.8 * wave(number)));
        let last = "2024-02-29 ECB JPY=160.3200\n2024-02-29 BOC JPY=160.3000\n2024-03-01 ECB JPY=160.1000";
        judged(&format!("{past}{last}\n2024-03-01 BOC JPY={boc}"))
    };
    moves("160.4000").expect_on("2024-03-01", "JPY consensus by ECB");
    moves("190.0000").expect_on("2024-03-01", "JPY resolved by ECB, not BOC");
}

/// Whoever was wrong yesterday does not accuse the other one today: its last rate tells nothing.
#[test]
fn the_way_back_of_the_wrong_one_is_no_move_of_the_others() {
    let two_days = after_weeks(
        "2024-03-01 ECB JPY=160.1000
         2024-03-01 BOC JPY=176.1000
         2024-03-04 ECB JPY=160.3000
         2024-03-04 BOC JPY=176.2000",
    );
    two_days.expect_on("2024-03-01", "JPY resolved by ECB, not BOC");
    assert!(two_days.deviation("2024-03-01", "JPY", "ECB").evidence.move_from_reference_pct.is_some());
    assert_eq!(two_days.deviation("2024-03-04", "JPY", "ECB").evidence.move_from_reference_pct, None);
}

/// They were 2 % apart before: whoever moves today is not the wrong one for that, unless it has moved away today.
#[test]
fn no_move_of_today_explains_what_two_were_apart_yesterday() {
    let monday = |ecb: &str| {
        let days = after_weeks(&format!(
            "2024-03-01 ECB JPY=160.1000
             2024-03-01 BOC JPY=163.3000
             2024-03-04 ECB JPY={ecb}
             2024-03-04 BOC JPY=163.4000"
        ));
        days.expect_on("2024-03-01", "JPY resolved by ECB, not BOC");
        days
    };
    monday("160.2000").expect_on("2024-03-04", "JPY conflict");
    monday("158.6000").expect_on("2024-03-04", "JPY conflict");
    monday("140.0000").expect_on("2024-03-04", "JPY resolved by BOC, not ECB");
}

/// The older word counts as having moved as usual: what is doubted is the rate of the day. It is not named for that.
#[test]
fn of_two_days_the_rate_of_the_day_is_doubted_and_nobody_is_named() {
    let judged = after_weeks("2024-03-01 ECB JPY=162.8000");
    judged.expect_on("2024-03-01", "JPY unwitnessed by ECB");
    let probability = |witness| judged.deviation("2024-03-01", "JPY", witness).evidence.fault_probability;
    assert!(probability("ECB") > 0.3 && probability("BOC") < 0.1, "{} {}", probability("ECB"), probability("BOC"));
    assert_eq!(judged.consensus("2024-03-01", "JPY").deviation_pct, None);
    after_weeks("2024-03-01 ECB JPY=172.0000")
        .expect_on("2024-03-01", "JPY unwitnessed by ECB, withheld: unusual_move");
}

/// Four trading days: twice what is usual of one.
#[test]
fn a_move_over_some_days_is_usual_by_the_root_of_them() {
    let usual = |day: &str| {
        let judged = after_weeks(&format!("{day} ECB JPY=160.1000\n{day} BOC JPY=160.1500"));
        judged.deviation(day, "JPY", "ECB").evidence.usual_move_pct.unwrap()
    };
    assert!((usual("2024-03-06") - 2.0 * usual("2024-03-01")).abs() < 1e-9);
}

#[test]
fn of_three_the_outlier_is_named_and_never_published() {
    after_weeks(
        "2024-03-01 ECB JPY=163.3000
         2024-03-01 FED JPY=160.2000
         2024-03-01 BOC JPY=160.1000",
    )
    .expect_on("2024-03-01", "JPY resolved by BOC, not ECB");
}

/// Who is off by twelve percent for months is no measure: its own past would excuse anything.
#[test]
fn a_usual_deviation_of_two_is_taken_for_no_more_than_is_doubted() {
    let lines = weekdays("2024-01-01", 44, |number, date| {
        let off = if number % 2 == 0 { 1.12 } else { 0.88 };
        format!("{date} ECB JPY={:.4}\n{date} BOC JPY={:.4}", 160.0 + wave(number), off * 160.0)
    });
    let judged = judged(&(lines + "2024-03-01 ECB JPY=160.1000\n2024-03-01 BOC JPY=176.1000"));
    let row = judged.deviation("2024-03-01", "JPY", "ECB");
    assert!(row.evidence.past_spread_pct.unwrap() > 10.0);
    assert!((row.evidence.spread_pct - 0.7).abs() < 1e-9);
}

/// Of three a bank may be as loose as it always was, up to three percent: half of it is its own part.
#[test]
fn a_usual_deviation_of_three_is_taken_for_no_more_than_three_percent() {
    let spread = |off_pct: f64| {
        let lines = weekdays("2024-01-01", 44, |number, date| {
            let (sound, off) = (160.0 + wave(number), if number % 2 == 0 { off_pct } else { -off_pct });
            let boc = sound * (1.0 + 0.0003 * wave(number * 7 + 3));
            format!(
                "{date} ECB JPY={sound:.4}\n{date} BOC JPY={boc:.4}\n{date} FED JPY={:.4}",
                sound * (1.0 + off / 100.0)
            )
        });
        let last = ["ECB", "BOC", "FED"].map(|bank| format!("2024-03-01 {bank} JPY=160.1000\n")).concat();
        judged(&(lines + &last)).deviation("2024-03-01", "JPY", "FED").evidence.spread_pct
    };
    assert_eq!([1.0, 2.0, 12.0].map(|off_pct| format!("{:.1}", spread(off_pct))), ["0.7", "1.5", "1.5"]);
}

/// However absurd the rates that a source goes on to send, they are beyond every limit, and nothing breaks.
#[test]
fn a_source_that_is_absurd_for_weeks_is_never_believed() {
    let judged = judged(&weekdays("2024-01-01", 44, |number, date| {
        let (low, high) = if number % 2 == 0 { ("0.00000002", "900000000") } else { ("900000000", "0.00000002") };
        let honest = format!("{date} ECB JPY={:.4} USD=1.08{:02}", 160.0 + wave(number), number % 50);
        format!("{honest}\n{date} BOC JPY={low} USD={high}")
    }));
    let publishers = judged.days.iter().flat_map(|(_, judgement)| &judgement.consensus);
    let mut names: Vec<&str> = publishers.filter_map(|row| Some(&*row.publisher.as_ref()?.name)).collect();
    names.dedup();
    assert_eq!(names, ["ECB"]);
}
