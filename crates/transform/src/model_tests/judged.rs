//! What the judge says, in the tables: each value in the column that is named for it. What it says is tested in
//! `crates/judge`.

use super::{Silver, given};
use std::fmt::Write as _;

/// Two witnesses for five weeks, some 0.1 % apart; then the bank's yen is a tenth too high, the riyal off its peg, the ECB's
/// pound stands still, and nobody else has the krone.
fn silver() -> Silver {
    let mut lines = String::new();
    for day in (0..36).filter(|day| day % 7 < 5) {
        let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let wave = |step: i64| 1.0 + 0.002 * f64::from(i32::try_from((day * step) % 11).unwrap());
        let is_last = day == 35;
        let (dollar, yen, krone) = (1.08 * wave(37), 160.0 * wave(29), 7.45 * if is_last { 1.3 } else { wave(1) });
        let (high, off) = if is_last { (1.1, 1.04) } else { (1.001, 1.0) };
        let pound = if is_last { 0.86 * 1.004 } else { 0.86 * wave(17) };
        writeln!(lines, "{date}T15:05:00Z ECB {date} USD={dollar:.4} JPY={yen:.2} GBP={pound:.5} NOK={krone:.4}")
            .unwrap();
        let (usd, jpy, sar) = (dollar * 1.001, yen * high, dollar * 1.001 * 3.75 * off);
        writeln!(lines, "{date}T16:05:00Z BOC {date} USD={usd:.4} JPY={jpy:.2} SAR={sar:.4}").unwrap();
    }
    given(&lines).silver()
}

/// Columns of a number in hundredths.
fn rounded(columns: &str) -> String {
    columns.split(' ').map(|column| format!("round({column}, 2)")).collect::<Vec<_>>().join(" | ")
}

#[test]
fn each_value_is_in_the_column_that_is_named_for_it() {
    let silver = silver();
    let expect = |table: &str, columns: &str, expected: &str| {
        silver.expect(&format!("silver.{table} where rate_date = '2024-02-05'"), &format!("{columns}\n{expected}"));
    };
    expect(
        "moves",
        "witness | currency | source | previous_date | trading_days | is_repeat | usual_repeats",
        "BOC | JPY | frankfurter | 2024-02-02 | 1 | false | 0
         BOC | SAR | frankfurter | 2024-02-02 | 1 | false | 0
         BOC | USD | frankfurter | 2024-02-02 | 1 | false | 0
         ECB | GBP | frankfurter | 2024-02-02 | 1 | false | 0
         ECB | JPY | frankfurter | 2024-02-02 | 1 | false | 0
         ECB | NOK | frankfurter | 2024-02-02 | 1 | false | 0
         ECB | USD | frankfurter | 2024-02-02 | 1 | false | 0",
    );
    expect(
        "broken_pegs",
        "witness | source | currency | anchor | tolerance_pct | round(deviation_pct, 2) | peg_count",
        "BOC | frankfurter | SAR | USD | 0.75 | 3.92 | 1",
    );
    expect(
        "answer_checks",
        "witness | source | rate_count | moving_count | usual_rate_count | repeat_count | repeated_date | broken_peg_count | \
         round(broken_by_pct, 2) | broken_pegs | is_incomplete | is_repeat | breaks_pegs | is_contradicted | is_suspect | \
         copy_of | alike_pct | rules | evidence",
        "BOC | frankfurter | 3 | 3 | 3 | 0 | | 1 | 3.92 | [SAR/USD] | false | false | false | false | false | | | [] |
         ECB | frankfurter | 4 | 4 | 4 | 0 | | 0 |      | []        | false | false | false | false | false | | | [] |",
    );
    expect(
        "consensus",
        "currency | verdict | publisher_source | publisher | witness_count | witnesses | suspects | later_witnesses | \
         answers | median_rate_per_eur | trading_days_apart | warning_pct | critical_pct | deviation_pct",
        "GBP | unwitnessed | frankfurter | ECB | 1 | [ECB]      | []    | [] | [a51]      | 0.86344 |   |        |        |
         JPY | resolved    | frankfurter | ECB | 2 | [BOC, ECB] | [BOC] | [] | [a51, a52] | 169.01  | 0 | 0.5059 | 1.0059 |
         NOK | unwitnessed | frankfurter | ECB | 1 | [ECB]      | []    | [] | [a51]      | 9.685   |   |        |        |
         SAR | unwitnessed | frankfurter | BOC | 1 | [BOC]      | []    | [] | [a52]      | 4.2837  |   |        |        |
         USD | consensus   | frankfurter | ECB | 2 | [BOC, ECB] | []    | [] | [a51, a52] | 1.09785 | 0 | 0.5091 | 1.0091 | 0.100246",
    );
    expect(
        "unwitnessed_rates",
        "currency | source | witness | round(move_pct, 2) | round(move_limit_pct, 2) | rule | overruled | jumped_on | \
         round(displaced_pct, 2) | day_count | evidence",
        "GBP | frankfurter | ECB | -0.6  | 8.85 |              | |            |       |   |
         NOK | frankfurter | ECB | 24.26 | 2    | unusual_move | | 2024-02-05 | 24.26 | 1 | moved by 27.45 % since 2024-02-02, more than 2.02 %
         SAR | frankfurter | BOC | 4.12  | 7.05 | broken_peg   | |            |       |   | 4.00 % off its peg to USD",
    );
}

/// The bank's yen is 10 % off, which its own move tells.
#[test]
fn the_evidence_of_a_deviation_is_told_apart() {
    let silver = silver();
    let yen = "silver.deviations where rate_date = '2024-02-05' and currency = 'JPY'";
    silver.expect(
        yen,
        "witness | source | age_days | witness_count | trading_days_apart | reference | trading_days | is_repeat
         BOC | frankfurter | 0 | 2 | 0 | ECB | 1 | false
         ECB | frankfurter | 0 | 2 | 0 | BOC | 1 | false",
    );
    silver.expect(
        yen,
        "witness | is_told_by_reference | is_doubtful | is_later | is_accepted | is_admitted | is_blamed | is_timing
         BOC | true  | true | false | false | false | true  | false
         ECB | false | true | true  | true  | false | false | false",
    );
    let of_the_pair =
        rounded("mad_pct deviation_pct half_units_pct common_pct residual_pct excess_pct spread_pct soundness");
    silver.expect(
        yen,
        &format!(
            "{of_the_pair} | warning_pct | critical_pct
             4.77 | -9.53 | 0.01 | 0 | -9.53 | 9.53 | 0.14 | 0 | 0.5059 | 1.0059
             4.77 | 9.53  | 0.01 | 0 | 9.53  | 9.53 | 0.14 | 0 | 0.5059 | 1.0059"
        ),
    );
    let of_moves = rounded(
        "move_pct usual_move_pct move_from_reference_pct past_spread_pct usual_move_from_reference_pct usual_told_move_pct \
         fault_probability",
    );
    silver.expect(
        yen,
        &format!(
            "{of_moves}
             -0.2 | 1.18 | -0.3 | 0.14 | 1.32 | 1.18 | 0
             9.24 | 1.18 | 9.33 | 0.14 | 1.03 | 1.03 | 1"
        ),
    );
    silver.expect(
        "silver.moves where rate_date = '2024-02-05' and currency = 'NOK'",
        &format!("{}\n24.26 | 24.26 | 0.29", rounded("move_pct residual_pct usual_pct")),
    );
}

#[test]
fn how_far_apart_two_are_has_its_place_however_absurd_one_is() {
    let far = given(
        "2024-01-02T15:05:00Z ECB 2024-01-02 USD=0.0000001
         2024-01-02T16:05:00Z BOC 2024-01-02 USD=900000000.1",
    );
    far.silver().expect("silver.consensus", "currency | deviation_pct > 999 | deviation_pct <= 1e9\nUSD | true | true");
}

/// The feed's real sets of a weekend in August 2026, each with digits of its own; Tuesday's stamp has those of Monday's.
#[test]
fn a_weekends_later_set_that_comes_again_as_mondays_is_known_by_its_digits() {
    let weekend = "
        2026-08-15T06:00:00Z API 2026-08-15 AUD=1.41152316 CAD=1.38732128 CHF=0.81324602 EUR=0.86427255 GBP=0.73889971 SEK=9.52578589
        2026-08-16T06:00:00Z API 2026-08-16 AUD=1.4120931 CAD=1.38740801 CHF=0.8134798 EUR=0.86438467 GBP=0.73900009 SEK=9.52622116";
    let monday = "AUD=1.409998 CAD=1.3871253 CHF=0.81218113 EUR=0.86360253 GBP=0.73795873 SEK=9.51218576";
    let tuesday = "AUD=1.40720831 CAD=1.38722334 CHF=0.81128748 EUR=0.86372155 GBP=0.73828849 SEK=9.51827245";
    let silver = |tuesday: &str| {
        given(&format!(
            "{weekend}\n2026-08-17T06:00:00Z API 2026-08-17 {monday}\n2026-08-18T06:00:00Z API 2026-08-18 {tuesday}"
        ))
        .silver()
    };
    let checks = "silver.answer_checks where rate_date = '2026-08-17'";
    silver(tuesday).expect(checks, "rate_count | is_suspect | repeat_count\n6 | false | 0");
    silver(monday).expect(
        checks,
        "rate_count | is_suspect | rules | repeated_date | evidence
         6 | true | [repeated_answer] | 2026-08-14 | 6 of 6 rates have the digits of 2026-08-14, as it said them on 2026-08-17",
    );
    silver(monday).expect("silver.validated_rates where rate_date = '2026-08-17'", "currency");
}
