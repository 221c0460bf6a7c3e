//! What is usual of a rate: learnt from its own past, and of what all rates of a witness have in common.

use super::judged;
use crate::given::{TEN, all_at, wave, weekdays};
use crate::judged::Judged;
use makerates_judge::Move;

/// How a currency moved on the last day.
fn last<'a>(judged: &'a Judged, code: &str) -> &'a Move {
    let moves = judged.days.iter().flat_map(|(_, judgement)| judgement.moves());
    moves.filter(|row| row.currency.as_str() == code).last().expect("a move")
}

/// A currency that goes along with the euro is not blamed for it: its share is learnt, and taken out of its move.
#[test]
fn a_currencys_share_of_the_common_move_is_taken_out() {
    let past = weekdays("2024-01-01", 60, |number, date| {
        let factor = 1.0 + 0.005 * wave(number);
        format!("{date} ECB{} ISK=150.{:04}", all_at(&TEN, 100.0 * factor), number % 7)
    });
    let judged = judged(&past);
    let (yen, krona) = (last(&judged, "JPY"), last(&judged, "ISK"));
    assert!(yen.move_pct.unwrap().abs() > 0.3);
    assert!(yen.residual_pct.unwrap().abs() < 0.02, "all of it is the euro's");
    assert!((krona.residual_pct.unwrap() - krona.move_pct.unwrap()).abs() < 0.02, "none of it is");
}

/// Half a percent a day: as a standard deviation 0.74, by the upper quartile of the normal distribution (0.6745).
#[test]
fn the_usual_move_is_known_after_twenty_moves_and_grows_with_the_days_between() {
    let lines = weekdays("2024-01-01", 22, |number, date| {
        format!("{date} ECB JPY={:.4}", 160.0 * (0.005 * f64::from(number % 2)).exp())
    });
    let judged = judged(&(lines + "2024-02-02 ECB JPY=160.0000"));
    let usual = |place: usize| judged.days[place].1.moves().next().unwrap().usual_pct;
    assert_eq!(usual(20), None, "nineteen moves tell nothing");
    assert!((usual(21).unwrap() - 0.5 / 0.6745).abs() < 1e-3);
    // On Friday the 2nd it moves from Tuesday: three trading days.
    assert_eq!(judged.days[22].1.moves().next().unwrap().trading_days, Some(3));
}

/// What is usual is of a day: over four days half as much as the move was.
#[test]
fn a_weekly_rates_moves_count_by_the_root_of_their_days() {
    let first: makerates_domain::dates::RateDate = "2024-01-01".parse().unwrap();
    let line = |week: i32| {
        let date = first.plus_days(7 * week).unwrap();
        format!("{date} ECB JPY={:.4}\n", 160.0 * (0.01 * f64::from(week % 2)).exp())
    };
    let lines = (0..22).map(line).collect::<Vec<_>>().concat();
    let judged = judged(&lines);
    let last = judged.days.last().unwrap().1.moves().next().unwrap();
    assert!((last.usual_pct.unwrap() - 1.0 / 5.0_f64.sqrt() / 0.6745).abs() < 1e-3);
}

/// A riyal that never moves: what hardly ever moved would be doubted for a trifle.
#[test]
fn no_usual_move_is_below_a_tenth_of_a_percent_and_no_limit_below_two() {
    let judged = judged(&weekdays("2024-01-01", 22, |_, date| format!("{date} API EUR=0.92 SAR=3.75")));
    assert!((last(&judged, "SAR").usual_pct.unwrap() - 0.1 / 0.6745).abs() < 1e-9, "{:?}", last(&judged, "SAR"));
    let row = judged.days[21].1.unwitnessed_rates.iter().find(|row| row.currency.as_str() == "SAR").unwrap();
    assert!((row.move_limit_pct - 2.0).abs() < 1e-9);
}

/// Half a percent a day is usual: six times 0.74 are doubted.
#[test]
fn six_usual_moves_are_doubted() {
    let lines = weekdays("2024-01-01", 22, |number, date| {
        format!("{date} ECB JPY={:.4}", 160.0 * (0.005 * f64::from(number % 2)).exp())
    });
    let judged = judged(&lines);
    let limit = judged.days[21].1.unwitnessed_rates[0].move_limit_pct;
    assert!((limit - 6.0 * 0.5 / 0.6745).abs() < 1e-2, "{limit}");
}

/// Two months on which all ten follow the euro, and a last day on which all move by a factor.
fn all_move(factor: f64) -> Judged {
    let lines = weekdays("2024-01-01", 60, |number, date| {
        format!("{date} ECB{}", all_at(&TEN, 100.0 * (1.0 + 0.005 * wave(number) + 0.0001 * f64::from(number))))
    });
    judged(&format!("{lines}2024-03-25 ECB{}", all_at(&TEN, 100.0 * (1.0 + 0.005 * wave(59) + 0.0059) * factor)))
}

/// What all have in common is no reason to doubt one, unless the euro itself moved as it never does.
#[test]
fn the_euros_own_move_is_not_the_currencies_up_to_four_percent() {
    assert_eq!(all_move(1.035).rules("JPY").pop(), Some("published"));
    assert_eq!(all_move(1.060).rules("JPY").pop(), Some("unusual_move"));
}

/// A currency goes along with the euro by four fifths; once it moves by a third of its value. That is taken for three
/// percent, or it would seem to go along with the euro more than wholly.
#[test]
fn one_wild_move_does_not_decide_the_share() {
    let past = |wild: f64| {
        let lines = weekdays("2024-01-01", 60, |number, date| {
            let factor = 1.0 + 0.005 * wave(number);
            let own = 150.0 * (1.0 + 0.004 * wave(number)) * if number >= 30 { wild } else { 1.0 };
            format!("{date} ECB{} ISK={own:.4}", all_at(&TEN, 100.0 * factor))
        });
        let judged = judged(&lines);
        let step = last(&judged, "ISK");
        let common = last(&judged, "EUR").move_pct.unwrap();
        (step.move_pct.unwrap() - step.residual_pct.unwrap()) / common
    };
    let (calm, wild) = (past(1.0), past(1.4));
    assert!((0.7..0.8).contains(&calm), "{calm}");
    assert!((wild - calm).abs() < 0.12, "{wild} is not near {calm}");
}

/// A rate that repeated its digits on 49 of 99 days is none that moves daily. A year later that is forgotten.
#[test]
fn how_often_digits_repeat_is_learnt_from_a_year() {
    let repeats = |count: usize| {
        let lines = weekdays("2023-01-02", count, |number, date| {
            format!("{date} ECB USD=1.08 BGN={:.4}", 1.9 + 0.0001 * f64::from(number.max(50)))
        });
        last(&judged(&lines), "BGN").usual_repeats
    };
    // The first of all repeats nothing.
    assert!((repeats(101) - 50.0 / 100.0).abs() < 0.011, "{}", repeats(101));
    assert!(repeats(302).abs() < 1e-9, "{}", repeats(302));
}
