//! How a rate moved since the witness's own last one, and how far it usually does.

use super::judged;
use crate::given::{wave, weekdays};

/// The Egyptian pound of 2024-03: the jump is measured from the last rate that was observed, also when that was withheld,
/// so that the next day is an ordinary one. Until the break there were official and parallel rates; on one feed's word a jump
/// of half waits.
#[test]
fn a_move_starts_at_the_last_observed_rate() {
    let judged = judged(
        "2024-03-04 API EUR=0.92 EGP=30.8950
         2024-03-05 API EUR=0.92 EGP=30.9250
         2024-03-11 API EUR=0.92 EGP=49.4040
         2024-03-12 API EUR=0.92 EGP=48.9000",
    );
    judged.expect_moves(
        "EGP",
        "2024-03-04 API first
         2024-03-05 API 0.10 in 1
         2024-03-11 API 46.85 in 4
         2024-03-12 API -1.03 in 1",
    );
    judged.expect(
        "EGP",
        "2024-03-04 unwitnessed by API, withheld: restricted_regime
         2024-03-05 unwitnessed by API, withheld: restricted_regime
         2024-03-11 unwitnessed by API, withheld: unusual_move
         2024-03-12 unwitnessed by API, withheld: unconfirmed_level",
    );
}

/// On 2021-10-01 a million bolívares became one, under the same code.
#[test]
fn a_redenomination_is_a_jump_that_is_expected_on_its_day() {
    judged(
        "2021-09-30 API EUR=0.86 VES=4181781.84
         2021-10-01 API EUR=0.86 VES=4.181781
         2021-10-04 API EUR=0.86 VES=4.19",
    )
    .expect_moves("VES", "2021-09-30 API first\n2021-10-01 API -0.00 in 1\n2021-10-04 API 0.20 in 1");
}

#[test]
fn digits_repeat_only_with_their_zeros() {
    judged(
        "2024-03-05 ECB USD=1.10
         2024-03-06 ECB USD=1.10
         2024-03-07 ECB USD=1.1",
    )
    .expect_moves("USD", "2024-03-05 ECB first\n2024-03-06 ECB 0.00 in 1 repeated\n2024-03-07 ECB 0.00 in 1");
}

/// Ten currencies of four regions.
const TEN: [&str; 10] = ["USD", "JPY", "GBP", "SEK", "CHF", "AUD", "CAD", "ZAR", "KRW", "MXN"];

fn all_at(codes: &[&str], rate: f64) -> String {
    codes.iter().map(|code| format!(" {code}={rate:.4}")).collect()
}

#[test]
fn what_ten_currencies_of_three_regions_have_in_common_is_the_euros_move() {
    let of = |codes: &[&str]| {
        judged(&format!("2024-03-05 ECB{}\n2024-03-06 ECB{}", all_at(codes, 100.0), all_at(codes, 101.0)))
    };
    // 1 % as a logarithm.
    of(&TEN).expect_moves("EUR", "2024-03-06 ECB 1.00 in 1");
    of(&TEN[..9]).expect_moves("EUR", "");
    // Many, and all of Europe and the Americas.
    of(&["GBP", "SEK", "CHF", "NOK", "DKK", "PLN", "CZK", "HUF", "USD", "CAD", "MXN", "BRL"]).expect_moves("EUR", "");
}

/// A currency that goes along with the euro is not blamed for it: its share is learnt, and taken out of its move.
#[test]
fn a_currencys_share_of_the_common_move_is_taken_out() {
    let past = weekdays("2024-01-01", 60, |number, date| {
        let factor = 1.0 + 0.005 * wave(number);
        format!("{date} ECB{} ISK=150.{:04}", all_at(&TEN, 100.0 * factor), number % 7)
    });
    let judged = judged(&past);
    let last = &judged.days.last().unwrap().1;
    let of = |code: &str| last.moves().find(|row| row.currency.as_str() == code).unwrap();
    assert!(of("JPY").move_pct.unwrap().abs() > 0.3);
    assert!(of("JPY").residual_pct.unwrap().abs() < 0.02, "all of it is the euro's");
    assert!((of("ISK").residual_pct.unwrap() - of("ISK").move_pct.unwrap()).abs() < 0.02, "none of it is");
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
    let lines: String = (0..22)
        .map(|week| {
            let date = first.plus_days(7 * week).unwrap();
            format!("{date} ECB JPY={:.4}\n", 160.0 * (0.01 * f64::from(week % 2)).exp())
        })
        .collect();
    let judged = judged(&lines);
    let last = judged.days.last().unwrap().1.moves().next().unwrap();
    assert!((last.usual_pct.unwrap() - 1.0 / 5.0_f64.sqrt() / 0.6745).abs() < 1e-3);
}
