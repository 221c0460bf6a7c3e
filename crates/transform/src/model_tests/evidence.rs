//! Who is wrong, on a past of some weeks: two witnesses that usually agree within a tenth of a percent.

use super::given;
use super::given::Silver;
use std::fmt::Write;

/// Weekdays of 2024 from Monday 1 January on; `of_last_day` gives the lines of the day after them.
fn after_weeks(of_last_day: &str) -> Silver {
    let mut lines = String::new();
    for day in (0..60).filter(|day| day % 7 < 5) {
        let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        // Deterministic, and as uneven as a market: half a percent at most, a tenth between the two.
        let wave = f64::from((day * 37) % 11 - 5) * 0.1;
        let gap = f64::from((day * 53) % 7 - 3) * 0.03;
        writeln!(lines, "{date}T15:05:00Z ECB {date} JPY={:.4}", 160.0 * (1.0 + wave / 100.0)).unwrap();
        writeln!(lines, "{date}T21:05:00Z BOC {date} JPY={:.4}", 160.0 * (1.0 + (wave + gap) / 100.0)).unwrap();
    }
    given(&(lines + of_last_day)).silver()
}

const VERDICT: &str = "publisher | verdict | suspects | later_witnesses";

#[track_caller]
fn expect(silver: &Silver, verdict: &str) {
    silver.expect("silver.consensus where rate_date = '2024-03-01'", &format!("{VERDICT}\n{verdict}"));
}

#[test]
fn the_one_whose_move_is_unusual_is_blamed_and_the_other_one_stands() {
    let wrong_ecb = after_weeks(
        "2024-03-01T15:05:00Z ECB 2024-03-01 JPY=180.0000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=160.1000",
    );
    expect(&wrong_ecb, "BOC | resolved | [ECB] | []");
    wrong_ecb.expect(
        "silver.validated_rates where rate_date = '2024-03-01'",
        "publisher | digits | validation_status\nBOC | 160.1000 | resolved",
    );
    let wrong_boc = after_weeks(
        "2024-03-01T15:05:00Z ECB 2024-03-01 JPY=160.1000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=1601.0000",
    );
    expect(&wrong_boc, "ECB | resolved | [BOC] | []");
}

#[test]
fn a_shock_that_both_saw_is_published() {
    let silver = after_weeks(
        "2024-03-01T15:05:00Z ECB 2024-03-01 JPY=140.0000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=140.3000",
    );
    expect(&silver, "ECB | consensus | [] | []");
}

/// A frozen official rate agrees with its own past, and must not win by that (the birr of 2024-07-31).
#[test]
fn who_did_not_move_has_no_alibi() {
    let silver = after_weeks(
        "2024-02-29T15:05:00Z ECB 2024-02-29 JPY=160.1000
         2024-02-29T21:05:00Z BOC 2024-02-29 JPY=160.1500
         2024-03-01T15:05:00Z ECB 2024-03-01 JPY=160.1000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=168.0000",
    );
    let verdict = silver.rows("select publisher from silver.consensus where rate_date = '2024-03-01'");
    assert_ne!(verdict, ["ECB"]);
}

#[test]
fn both_unusual_and_apart_is_a_conflict_of_nobody() {
    let silver = after_weeks(
        "2024-03-01T15:05:00Z ECB 2024-03-01 JPY=150.0000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=170.0000",
    );
    expect(&silver, " | conflict | [] | []");
}

#[test]
fn of_three_the_outlier_is_named_and_never_published() {
    let silver = after_weeks(
        "2024-03-01T15:05:00Z ECB 2024-03-01 JPY=163.3000
         2024-03-01T15:05:00Z FED 2024-03-01 JPY=160.2000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=160.1000",
    );
    expect(&silver, "BOC | resolved | [ECB] | []");
}

/// Within the day of a market that moves by more than 1.5 % as a rule, a move tells nothing about who is wrong.
#[test]
fn in_a_restless_market_nobody_is_believed_for_moving_less() {
    let mut lines = String::new();
    for day in (0..60).filter(|day| day % 7 < 5) {
        let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let wave = f64::from((day * 37) % 11 - 5);
        writeln!(lines, "{date}T15:05:00Z ECB {date} TRY={:.4}", 33.0 * (1.0 + wave / 100.0)).unwrap();
        writeln!(lines, "{date}T21:05:00Z BOC {date} TRY={:.4}", 33.0 * (1.0 + (wave + 0.1) / 100.0)).unwrap();
    }
    lines += "2024-03-01T15:05:00Z ECB 2024-03-01 TRY=33.1000\n2024-03-01T21:05:00Z BOC 2024-03-01 TRY=60.0000";
    let silver = given(&lines).silver();
    silver.expect("silver.consensus where rate_date = '2024-03-01'", "publisher | verdict\n | conflict");
}

#[test]
fn the_verdict_of_a_day_is_the_same_when_later_days_are_known() {
    let of_day = "2024-03-01T15:05:00Z ECB 2024-03-01 JPY=168.0000
         2024-03-01T21:05:00Z BOC 2024-03-01 JPY=160.1000\n";
    let later = "2024-03-04T15:05:00Z ECB 2024-03-04 JPY=168.1000
         2024-03-04T21:05:00Z BOC 2024-03-04 JPY=168.2000";
    let story = |silver: &Silver| {
        silver.rows(
            "select * exclude (answers) from silver.consensus where rate_date <= '2024-03-01' order by rate_date, currency",
        )
    };
    assert_eq!(story(&after_weeks(of_day)), story(&after_weeks(&format!("{of_day}{later}"))));
}

/// A feed that was first asked two days ago is measured by how the currency usually moves: that it has no past is no
/// evidence against it, nor for it.
#[test]
fn a_witness_without_a_past_moves_as_its_currency_does() {
    let moves = |feed: &str| {
        let mut lines = String::new();
        for day in (0..60).filter(|day| day % 7 < 5) {
            let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            let wave = f64::from((day * 37) % 11 - 5) * 0.1;
            writeln!(lines, "{date}T15:05:00Z ECB {date} JPY={:.4}", 160.0 * (1.0 + wave / 100.0)).unwrap();
        }
        lines += "2024-02-29T21:05:00Z BOC 2024-02-29 JPY=160.3000\n2024-03-01T15:05:00Z ECB 2024-03-01 JPY=160.1000\n";
        given(&(lines + &format!("2024-03-01T21:05:00Z BOC 2024-03-01 JPY={feed}"))).silver()
    };
    expect(&moves("160.4000"), "ECB | consensus | [] | []");
    expect(&moves("190.0000"), "ECB | resolved | [BOC] | []");
}

/// A witness of an earlier day can confirm a rate, but not refute it: what it does not know is this day.
#[test]
fn an_older_witness_does_not_decide_against_a_rate() {
    let silver = after_weeks("2024-03-01T15:05:00Z ECB 2024-03-01 JPY=162.8000");
    expect(&silver, "ECB | unwitnessed | [] | []");
    silver.expect(
        "silver.validated_rates where rate_date = '2024-03-01'",
        "publisher | validation_status | deviation_pct\nECB | unwitnessed |",
    );
}

/// However absurd the rates that a source goes on to send, silver is built: they are beyond every limit, and no error.
#[test]
fn a_source_that_is_absurd_for_weeks_breaks_no_build() {
    let mut lines = String::new();
    for day in (0..60).filter(|day| day % 7 < 5) {
        let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let wave = f64::from((day * 37) % 11 - 5) * 0.1;
        writeln!(lines, "{date}T15:05:00Z ECB {date} JPY={:.4} USD=1.08{:02}", 160.0 + wave, day % 50).unwrap();
        let (low, high) = if day % 2 == 0 { ("0.00000002", "900000000") } else { ("900000000", "0.00000002") };
        writeln!(lines, "{date}T21:05:00Z BOC {date} JPY={low} USD={high}").unwrap();
    }
    let silver = given(&lines).silver();
    silver.expect("silver.validated_rates", "distinct publisher\nECB");
    assert_eq!(silver.offenders("pairs_are_published_once"), Vec::<String>::new());
}
