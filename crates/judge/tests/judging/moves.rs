//! How a rate moved since the witness's own last one, and how far it usually does.

use super::judged;
use crate::given::{TEN, all_at};

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
