//! A jury: each word counts by how far off its witness usually is, and no number of loose ones outvotes those that are close.

use super::judged;
use crate::given::{wave, weekdays};
use crate::judged::Judged;
use std::fmt::Display;

/// Monday 2024-01-01 to the Thursday before 2024-03-01.
const PAST_DAYS: usize = 44;
const LAST_DAY: &str = "2024-03-01";

/// The yen on a day: moves of half a percent.
fn market(number: u32) -> f64 {
    160.0 * (0.005 * wave(number)).exp()
}

fn said(date: &dyn Display, bank: &str, rate: f64, off_pct: f64) -> String {
    format!("{date} {bank} JPY={:.3}\n", rate * (off_pct / 100.0).exp())
}

/// What a close bank is off by on a day: up to 0.06 %, and no two alike.
fn gap(number: u32, place: u32) -> f64 {
    f64::from((number * 37 + 11) * (place + 2) % 41) * 0.003 - 0.06
}

/// Fifteen banks that are close, and beside them one that is late by a day, one that is off by up to 1.5 %, and one that repeats
/// the ECB. Two more were close as well: on the last day one stands still, and one is 2 % off. The market went up by 0.7 %.
fn twenty(ecb_off_pct: f64) -> Judged {
    let close = |number: u32, place: u32, date: &dyn Display, rate: f64| {
        let name = if place == 0 { "ECB".to_owned() } else { format!("B{place:02}") };
        said(date, &name, rate, gap(number, place))
    };
    let past = weekdays("2024-01-01", PAST_DAYS, |number, date| {
        let rate = market(number);
        let mut lines: String = (0..15).map(|place| close(number, place, &date, rate)).collect();
        lines += &said(&date, "COPY", rate, gap(number, 0));
        lines += &said(&date, "LATE", market(number.saturating_sub(1)), gap(number, 16));
        lines += &said(&date, "LOOSE", rate, 1.5 * wave(number + 5));
        lines += &said(&date, "FROZEN", rate, gap(number, 18));
        lines + &said(&date, "LYING", rate, gap(number, 19))
    });
    let number = 44;
    let before = market(number - 1);
    let rate = before * 1.007;
    let mut lines: String = (1..15).map(|place| close(number, place, &LAST_DAY, rate)).collect();
    lines += &said(&LAST_DAY, "ECB", rate, gap(number, 0) + ecb_off_pct);
    lines += &said(&LAST_DAY, "COPY", rate, gap(number, 0) + ecb_off_pct);
    lines += &said(&LAST_DAY, "LATE", before, 0.01);
    lines += &said(&LAST_DAY, "LOOSE", rate, 1.2);
    lines += &said(&LAST_DAY, "FROZEN", before, gap(number - 1, 18));
    lines += &said(&LAST_DAY, "LYING", rate, 2.0);
    judged(&(past + &lines))
}

fn fault_probability(judged: &Judged, bank: &str) -> f64 {
    judged.deviation(LAST_DAY, "JPY", bank).evidence.fault_probability
}

#[test]
fn among_twenty_who_is_frozen_and_who_lies_are_named_and_nobody_else() {
    let judged = twenty(0.0);
    judged.expect_on(LAST_DAY, "JPY consensus by ECB, not FROZEN LYING");
    assert!(judged.deviation(LAST_DAY, "JPY", "FROZEN").evidence.is_stale);
    let lying = judged.deviation(LAST_DAY, "JPY", "LYING");
    assert!(!lying.evidence.is_stale);
    assert!((0.0..0.01).contains(&lying.soundness), "that all are sound: {}", lying.soundness);
}

/// Whoever repeats the ECB does not speak for it when it is wrong.
#[test]
fn among_twenty_a_copy_is_no_witness_and_the_next_ones_rate_is_published() {
    let judged = twenty(2.0);
    judged.expect_on(LAST_DAY, "JPY resolved by B07, not ECB FROZEN LYING");
    let row = judged.consensus(LAST_DAY, "JPY");
    assert_eq!(row.witness_count, 19);
    assert!(!row.witnesses.iter().any(|witness| **witness == *"COPY"));
}

/// Weeks of three banks, of which one is usually off by up to half a percent; on the last day it is not, and who goes first is off
/// by so much.
fn beside_a_loose_one(first: &str, close: &str, loose: &str, off_pct: f64) -> Judged {
    let of_day = |number: u32, date: &dyn Display, off_pct: f64, loose_pct: f64| {
        let of_loose = said(date, loose, market(number), loose_pct);
        said(date, first, market(number), off_pct) + &said(date, close, market(number), gap(number, 1)) + &of_loose
    };
    let past =
        weekdays("2024-01-01", PAST_DAYS, |number, date| of_day(number, &date, gap(number, 0), 0.5 * wave(number + 5)));
    judged(&(past + &of_day(44, &LAST_DAY, off_pct, 0.0)))
}

#[test]
fn in_the_ecb_s_place_whoever_is_usually_nearest_is_published() {
    for (close, loose) in [("BOC", "NBP"), ("NBP", "BOC")] {
        let judged = beside_a_loose_one("ECB", close, loose, 2.0);
        judged.expect_on(LAST_DAY, &format!("JPY resolved by {close}, not ECB"));
    }
}

/// All four were as near to each other as ever: nothing of the day's own values tells who goes first.
#[test]
fn who_is_published_in_the_ecb_s_place_is_not_chosen_by_the_days_values() {
    let banks = ["BOC", "CBC", "FED", "NBP"];
    let publisher = |above: &str| {
        let of_day = |number: u32, date: &dyn Display, last: bool| -> String {
            let off_pct = |place: u32, bank: &str| match (last, bank) {
                (true, bank) => {
                    if bank == above {
                        0.05
                    } else {
                        0.0
                    }
                }
                (false, "BOC") => 0.1 * gap(number, place),
                (false, _) => gap(number, place),
            };
            (0..).zip(banks).map(|(place, bank)| said(date, bank, market(number), off_pct(place, bank))).collect()
        };
        let past = weekdays("2024-01-01", PAST_DAYS, |number, date| of_day(number, &date, false));
        let judged = judged(&(past + &of_day(44, &LAST_DAY, true)));
        judged.consensus(LAST_DAY, "JPY").publisher.as_ref().unwrap().name.to_string()
    };
    assert_eq!(banks.map(publisher), ["BOC"; 4]);
}

/// Canada is nearer in one currency, Poland in two: of two banks that each went first in one each would be good for a pair of both.
#[test]
fn one_order_of_banks_holds_for_all_currencies_of_a_day() {
    let of_day = |number: u32, date: &dyn Display| -> String {
        let line = |bank: &str, place: u32, [jpy, cad, sek]: [f64; 3]| {
            let rate = |factor: f64, times: f64| factor * market(number) * (times * gap(number, place) / 100.0).exp();
            format!("{date} {bank} JPY={:.3} CAD={:.5} SEK={:.4}\n", rate(1.0, jpy), rate(0.009, cad), rate(0.07, sek))
        };
        line("BOC", 1, [0.1, 4.0, 4.0]) + &line("FED", 2, [2.0, 2.0, 2.0]) + &line("NBP", 3, [4.0, 0.1, 0.1])
    };
    let judged = judged(&weekdays("2024-01-01", PAST_DAYS, |number, date| of_day(number, &date)));
    let (date, _) = judged.days.last().unwrap();
    let publisher =
        |currency| judged.consensus(&date.to_string(), currency).publisher.as_ref().unwrap().name.to_string();
    assert_eq!(["JPY", "CAD", "SEK"].map(publisher), ["NBP"; 3]);
}

/// Its own answer failed that morning.
#[test]
fn in_the_panel_too_the_ecb_goes_first() {
    for (close, loose) in [("BOC", "NBP"), ("NBP", "BOC")] {
        beside_a_loose_one("panel:ECB", close, loose, 0.0).expect_on(LAST_DAY, "JPY consensus by ECB");
    }
    let first_by_name = beside_a_loose_one("FED", "NBP", "BOC", 0.0);
    let publisher = first_by_name.consensus(LAST_DAY, "JPY").publisher.as_ref().unwrap().name.clone();
    assert_ne!(&*publisher, "BOC", "the loose one");
}

/// Off by as much as the lying one, which is usually close.
#[test]
fn among_twenty_who_is_late_or_loose_as_ever_is_not_accused() {
    let judged = twenty(0.0);
    for bank in ["LATE", "LOOSE"] {
        let probability = fault_probability(&judged, bank);
        assert!(probability < 0.15, "{bank}: {probability}");
        assert!(judged.deviation(LAST_DAY, "JPY", bank).evidence.spread_pct > 0.25, "{bank}");
    }
    assert!(fault_probability(&judged, "LYING") > 0.9);
}

/// Three banks that are close, and five that are each off by up to 1.5 %. On the last day all five say 1.2 % more.
#[test]
fn a_crowd_of_loose_banks_does_not_outvote_three_close_ones() {
    let line = |number: u32, date: &dyn Display, rate: f64, loose_pct: &dyn Fn(u32) -> f64| {
        let close = (0..).zip(["ECB", "BOC", "NBP"]);
        let close: String = close.map(|(place, bank)| said(date, bank, rate, gap(number, place))).collect();
        let loose = (0..5).map(|place| said(date, &format!("LOOSE{place}"), rate, loose_pct(place)));
        close + &loose.collect::<String>()
    };
    let past = weekdays("2024-01-01", PAST_DAYS, |number, date| {
        line(number, &date, market(number), &|place| 1.5 * wave(number + 3 * place))
    });
    let last = line(44, &LAST_DAY, market(43), &|place| 1.2 + 0.01 * f64::from(place));
    let judged = judged(&(past + &last));
    judged.expect_on(LAST_DAY, "JPY consensus by ECB");
    assert!(fault_probability(&judged, "ECB") < 0.05, "{}", fault_probability(&judged, "ECB"));
    // The median of all is theirs.
    assert!(judged.deviation(LAST_DAY, "JPY", "ECB").deviation_pct < -1.0);
}

/// Nobody knows which pair is right: it is not published.
#[test]
fn two_against_two_is_a_conflict() {
    let judged = judged(
        "2026-09-28 ECB JPY=182.5
         2026-09-28 BOC JPY=178.9
         2026-09-28 FED JPY=178.6
         2026-09-28 NBP JPY=182.6",
    );
    assert_eq!(judged.consensus("2026-09-28", "JPY").verdict.as_str(), "conflict");
    for bank in ["ECB", "BOC", "FED", "NBP"] {
        let row = judged.deviation("2026-09-28", "JPY", bank);
        assert!((row.evidence.fault_probability - 0.5).abs() < 0.1, "{bank}: {}", row.evidence.fault_probability);
        assert!(row.evidence.excess_pct > 1.5, "{bank}: {}", row.evidence.excess_pct);
    }
}

/// So many that contradict each other make every place all but impossible: what is left of it is still no reason to believe one.
#[test]
fn of_two_hundred_that_all_contradict_each_other_nobody_stands() {
    let rate = |bank: i32| 100.0 * (0.03 * f64::from(bank)).exp();
    let lines: Vec<String> = (0..200).map(|bank| format!("2026-09-28 B{bank:03} JPY={:.4}", rate(bank))).collect();
    let judged = judged(&lines.join("\n"));
    let row = judged.consensus("2026-09-28", "JPY");
    assert_eq!((row.verdict.as_str(), row.publisher.is_none()), ("conflict", true));
    let probability = judged.deviation("2026-09-28", "JPY", "B000").evidence.fault_probability;
    assert!((0.9..=1.0).contains(&probability), "{probability}");
}

/// Banks fix at different hours: on a day of 4 % they may be further apart than on one of half a percent.
#[test]
fn a_wild_day_excuses_more_than_a_quiet_one() {
    let last = |moved: f64| {
        let past = weekdays("2024-01-01", PAST_DAYS, |number, date| {
            let banks = (0..).zip(["ECB", "BOC", "NBP"]);
            banks.map(|(place, bank)| said(&date, bank, market(number), gap(number, place))).collect()
        });
        let rate = market(43) * (moved / 100.0).exp();
        let last = said(&LAST_DAY, "ECB", rate, 0.8) + &said(&LAST_DAY, "BOC", rate, 0.0);
        judged(&(past + &last + &said(&LAST_DAY, "NBP", rate, 0.05)))
    };
    last(0.4).expect_on(LAST_DAY, "JPY resolved by NBP, not ECB");
    last(4.0).expect_on(LAST_DAY, "JPY consensus by ECB");
}
