//! Who only repeats another witness is none.

use super::judged;
use crate::given::weekdays;
use crate::recorded;
use makerates_domain::dates::RateDate;
use makerates_judge::Judgement;

fn rate(number: u32) -> f64 {
    1.08 + 0.0013 * f64::from(number * 37 % 11)
}

/// A bank that publishes the ECB's rates in fewer digits witnesses nothing: with three words of the most traded it is told.
#[test]
fn who_only_rounds_another_ones_rates_is_no_witness() {
    let judged = judged(&weekdays("2024-01-01", 30, |number, date| {
        format!("{date} ECB USD={:.4}\n{date} BNR USD={:.3}", rate(number), rate(number))
    }));
    let verdicts: Vec<&str> = judged.days.iter().map(|(_, day)| day.consensus[0].verdict.as_str()).collect();
    assert_eq!(verdicts[..2], ["consensus"; 2]);
    assert_eq!(verdicts[2..], ["unwitnessed"; 28]);
    assert!(judged.days[29].1.consensus[0].publisher.as_ref().is_some_and(|witness| *witness.name == *"ECB"));
}

/// Three majors are three words: a copy confirms nothing on its first day.
#[test]
fn who_says_the_same_of_all_majors_is_no_witness_from_its_first_day_on() {
    let judged = judged(&weekdays("2024-01-01", 3, |number, date| {
        let [usd, jpy, gbp] = [1.0, 150.0, 0.8].map(|factor| factor * rate(number));
        format!(
            "{date} ECB USD={usd:.4} JPY={jpy:.3} GBP={gbp:.4}\n{date} BNR USD={usd:.4} JPY={jpy:.3} GBP={gbp:.4}
             {date} BOC USD={:.4} JPY={jpy:.3} GBP={gbp:.4}",
            usd + 0.001
        )
    }));
    for (_, day) in &judged.days {
        let witnesses: Vec<&str> = day.consensus[0].witnesses.iter().map(|name| &**name).collect();
        assert_eq!(witnesses, ["BOC", "ECB"]);
    }
}

/// All three may be equal by chance on one day, be it one of the first.
#[test]
fn who_is_known_is_no_copy_for_one_days_sake() {
    let judged = judged(&weekdays("2024-01-01", 30, |number, date| {
        let own = if [10, 28].contains(&number) { 0.0 } else { 0.001 };
        let (ecb, boc) = (rate(number), rate(number) + own);
        format!("{date} ECB USD={ecb:.4} GBP={ecb:.4} JPY={ecb:.4}\n{date} BOC USD={boc:.4} GBP={boc:.4} JPY={boc:.4}")
    }));
    assert!(judged.days.iter().all(|(_, day)| day.consensus[0].witness_count == 2));
}

/// For three weeks nearly all tell, later most: on some holidays a copy says what is old.
#[test]
fn who_has_rates_of_its_own_now_and_then_is_none_in_the_end() {
    let judged = judged(&weekdays("2024-01-01", 60, |number, date| {
        let own = if number % 10 == 5 { 0.002 } else { 0.0 };
        format!("{date} ECB USD={:.4}\n{date} BNR USD={:.3}", rate(number), rate(number) + own)
    }));
    let is_witness = |(_, day): &(_, Judgement)| day.consensus[0].witness_count == 2;
    assert!(judged.days[5..20].iter().all(is_witness));
    assert!(!judged.days[20..].iter().any(is_witness));
}

/// Ukraine's rates were the ECB's of the working day before, but on a day in twelve, when it said the set of before again: 92 % of
/// its dollars, pounds and yens were equal from 2015 to 2019. They are made of the ECB's here. An error that it repeats is no second
/// word for it.
#[test]
fn who_repeats_the_ecb_but_on_holidays_confirms_none_of_its_errors() {
    let mut lines = recorded::lines("2018-11-01", "2019-06-28");
    lines.retain(|(_, who), _| *who != "API");
    let wrong: RateDate = "2019-06-27".parse().unwrap();
    let of_ecb = lines.iter_mut().find(|((date, who), _)| (*date, *who) == (wrong, "ECB"));
    let (_, rates) = of_ecb.unwrap();
    let yen = rates.split_whitespace().find(|word| word.starts_with("JPY=")).unwrap().to_owned();
    *rates = rates.replace(&yen, &format!("JPY={:.2}", yen[4..].parse::<f64>().unwrap() * 1.03));
    let of_ecb: Vec<(RateDate, String)> =
        lines.iter().filter(|((_, who), _)| *who == "ECB").map(|((date, _), rates)| (*date, rates.clone())).collect();
    for (place, (date, rates)) in of_ecb.iter().enumerate() {
        let said = if place % 12 == 5 { &of_ecb[place - 1].1 } else { rates };
        lines.insert((*date, "NBU"), said.clone());
    }
    let judged = judged(&recorded::text(&lines));
    assert_eq!(
        judged.consensus("2019-06-27", "JPY").publisher.as_ref().map(|by| by.name.to_string()).as_deref(),
        Some("BOC")
    );
    let late = judged.days.iter().filter(|(date, _)| date.to_string().as_str() > "2018-12-31");
    for (date, day) in late {
        let is_witness = day.consensus.iter().any(|row| row.witnesses.iter().any(|name| **name == *"NBU"));
        let is_alone = !day.answer_checks.iter().any(|check| *check.witness.name == *"ECB");
        assert!(is_alone || !is_witness, "{date}");
    }
}

/// Sixty days are remembered: with half of them equal it is a copy still, with 29 a witness.
#[test]
fn who_stops_copying_is_a_witness_again() {
    let judged = judged(&weekdays("2024-01-01", 140, |number, date| {
        let own = if number < 100 { 0.0 } else { 0.002 };
        format!("{date} ECB USD={:.4}\n{date} BNR USD={:.3}", rate(number), rate(number) + own)
    }));
    let is_witness: Vec<bool> = judged.days.iter().map(|(_, day)| day.consensus[0].witness_count == 2).collect();
    assert!(is_witness[2..131].iter().all(|is| !*is), "{is_witness:?}");
    assert!(is_witness[131..].iter().all(|is| *is), "{is_witness:?}");
}

/// Of two banks that say the same the first by name is the witness.
#[test]
fn of_two_that_say_the_same_the_first_is_the_original() {
    let judged = judged(&weekdays("2024-01-01", 25, |number, date| {
        format!("{date} FED USD={:.4}\n{date} BOC USD={:.4}", rate(number), rate(number))
    }));
    let (_, last) = &judged.days[24];
    assert_eq!((last.consensus[0].witness_count, &*last.consensus[0].witnesses[0]), (1, "BOC"));
    let copies: Vec<(&str, Option<&str>, Option<f64>)> = last
        .answer_checks
        .iter()
        .map(|check| (&*check.witness.name, check.copy_of.as_deref(), check.alike_pct))
        .collect();
    assert_eq!(copies, [("FED", Some("BOC"), Some(100.0)), ("BOC", None, None)]);
}

/// Without the ECB's own digits the panel's word of it is what others repeat, whatever their names are.
#[test]
fn the_ecb_is_no_copy_of_whoever_repeats_it_in_the_panel() {
    let judged = judged(&weekdays("2024-01-01", 25, |number, date| {
        ["BNB", "ECB"].map(|bank| format!("{date} panel:{bank} USD={:.4}", rate(number))).join("\n")
    }));
    let (_, last) = &judged.days[24];
    let originals: Vec<(&str, Option<&str>)> =
        last.answer_checks.iter().map(|check| (&*check.witness.name, check.copy_of.as_deref())).collect();
    assert_eq!(originals, [("BNB", Some("ECB")), ("ECB", None)]);
}

/// Of a chain each link is told by its beginning.
#[test]
fn a_copy_of_a_copy_is_told_by_the_original() {
    let judged = judged(&weekdays("2024-01-01", 25, |number, date| {
        let line = |bank: &str| format!("{date} {bank} USD={:.4}", rate(number));
        ["ZZZ", "AAA", "ECB"].map(line).join("\n")
    }));
    let (_, last) = &judged.days[24];
    let originals: Vec<(&str, Option<&str>)> =
        last.answer_checks.iter().map(|check| (&*check.witness.name, check.copy_of.as_deref())).collect();
    assert_eq!(originals, [("ZZZ", Some("ECB")), ("AAA", Some("ECB")), ("ECB", None)]);
}

/// Two that are alike by chance now and then are two.
#[test]
fn who_is_alike_now_and_then_is_a_witness() {
    let judged = judged(&weekdays("2024-01-01", 90, |number, date| {
        let own = if number % 3 == 0 { 0.0 } else { 0.002 };
        format!("{date} ECB USD={:.4}\n{date} BNR USD={:.4}", rate(number), rate(number) + own)
    }));
    assert!(judged.days.iter().all(|(_, day)| day.consensus[0].witness_count == 2));
}
