use super::given;

/// The Egyptian pound of 2024-03: the jump is measured from the last rate that was observed, also when that was withheld,
/// so that the next day is an ordinary one.
#[test]
fn a_move_starts_at_the_last_observed_rate() {
    let silver = given(
        "2024-03-05T06:00:00Z API 2024-03-05 EUR=0.92 EGP=30.8950
         2024-03-06T06:00:00Z API 2024-03-06 EUR=0.92 EGP=30.9250
         2024-03-12T06:00:00Z API 2024-03-12 EUR=0.92 EGP=49.4040
         2024-03-13T06:00:00Z API 2024-03-13 EUR=0.92 EGP=48.9000",
    )
    .silver();
    silver.expect(
        "silver.moves where currency = 'EGP'",
        "rate_date | previous_date | round(move_pct, 2) | trading_days | is_repeat
         2024-03-04 |            |       |   | false
         2024-03-05 | 2024-03-04 | 0.1   | 1 | false
         2024-03-11 | 2024-03-05 | 46.85 | 4 | false
         2024-03-12 | 2024-03-11 | -1.03 | 1 | false",
    );
    // Until the break the pound had official and parallel rates; on one feed's word a jump of half waits.
    silver.expect(
        "silver.unwitnessed_rates where currency = 'EGP'",
        "rate_date | rule
         2024-03-04 | restricted_regime
         2024-03-05 | restricted_regime
         2024-03-11 | unusual_move
         2024-03-12 | unconfirmed_level",
    );
}

/// On 2021-10-01 a million bolívares became one, under the same code.
#[test]
fn a_redenomination_is_a_jump_that_is_expected_on_its_day() {
    let silver = given(
        "2021-10-01T06:00:00Z API 2021-10-01 EUR=0.86 VES=4181781.84
         2021-10-02T06:00:00Z API 2021-10-02 EUR=0.86 VES=4.181781
         2021-10-05T06:00:00Z API 2021-10-05 EUR=0.86 VES=4.19",
    )
    .silver();
    silver.expect(
        "silver.moves where currency = 'VES'",
        "rate_date | round(move_pct, 2)
         2021-09-30 |
         2021-10-01 | 0
         2021-10-04 | 0.2",
    );
}

#[test]
fn what_ten_currencies_of_three_regions_have_in_common_is_the_euros_move() {
    let ten = |factor: f64| {
        let codes = ["USD", "JPY", "GBP", "SEK", "CHF", "AUD", "CAD", "ZAR", "KRW", "MXN"];
        codes.map(|code| format!("{code}={:.4}", 100.0 * factor)).join(" ")
    };
    let silver = given(&format!(
        "2024-03-05T15:05:00Z ECB 2024-03-05 {}
         2024-03-06T15:05:00Z ECB 2024-03-06 {}",
        ten(1.0),
        ten(1.01)
    ))
    .silver();
    silver.expect("silver.moves where currency = 'EUR'", "rate_date | round(move_pct, 3)\n2024-03-06 | 0.995");
}
