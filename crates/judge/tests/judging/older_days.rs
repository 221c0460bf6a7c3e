//! Days from 2000 to 2016 on which one of three central banks was wrong, or the market itself did what looks like an error, with
//! the real weeks before them (`tests/data/older_days.csv.gz`).

use super::judged;
use crate::judged::{Judged, story};
use crate::recorded;

const THREE: [&str; 3] = ["CBC", "FED", "NBP"];

/// What the ECB and these banks said, judged.
fn days(from: &str, to: &str, banks: &[&str]) -> Judged {
    let mut lines = recorded::lines(from, to);
    lines.retain(|(_, who), _| *who == "ECB");
    lines.extend(recorded::of_older_days(banks));
    lines.retain(|(date, _), _| (from..=to).contains(&date.to_string().as_str()));
    judged(&recorded::text(&lines))
}

/// What became of a currency on some days.
fn verdicts(judged: &Judged, currency: &str, days: &[&str]) -> Vec<String> {
    days.iter().map(|day| story(judged.consensus(day, currency), judged.day(day))).collect()
}

/// 8.2780 crowns for a dollar, where 8.7124 were right.
#[test]
fn the_crown_of_the_federal_reserve_of_2000_11_28_is_not_believed() {
    let judged = days("2000-04-03", "2000-11-29", &["FED"]);
    let stories = verdicts(&judged, "DKK", &["2000-11-24", "2000-11-28", "2000-11-29"]);
    assert_eq!(stories, ["consensus by ECB", "resolved by ECB, not FED", "consensus by ECB"]);
}

/// 1.2782 instead of 1.0567, and 1.2950 instead of 1.1491 Canadian dollars for one of the United States.
#[test]
fn the_canadian_dollars_of_taiwan_are_not_believed() {
    // On the first one the market went on to move: the Federal Reserve's of the noon of New York is named too, 1 % away.
    let cases = [
        ("2010-03-01", "2010-09-03", "2010-09-06", "resolved by ECB, not CBC FED"),
        ("2014-05-02", "2014-12-11", "2014-12-15", "consensus by ECB, not CBC"),
    ];
    for (from, day, next, expected) in cases {
        let beside_three = days(from, next, &THREE);
        assert_eq!(verdicts(&beside_three, "CAD", &[day, next]), [expected, "consensus by ECB"]);
        let alone = days(from, next, &["CBC"]);
        assert_eq!(verdicts(&alone, "CAD", &[day, next]), ["resolved by ECB, not CBC", "consensus by ECB"]);
    }
}

/// 14849.9 rupiah for one euro on six days of January, 15329.8 on six of August.
#[test]
fn the_rupiah_of_poland_that_stood_still_in_2015_is_noticed_as_soon_as_it_matters() {
    let judged = days("2014-07-01", "2015-01-23", &THREE);
    let stood = ["2015-01-14", "2015-01-15", "2015-01-16", "2015-01-19", "2015-01-20", "2015-01-21", "2015-01-22"];
    let (sound, named) = ("consensus by ECB", "consensus by ECB, not NBP");
    assert_eq!(verdicts(&judged, "IDR", &stood), [sound, "warning by NBP", named, named, named, named, sound]);
    let judged = days("2015-01-02", "2015-09-01", &THREE);
    let stood = ["2015-08-24", "2015-08-25", "2015-08-26", "2015-08-27", "2015-08-28", "2015-08-31", "2015-09-01"];
    assert_eq!(verdicts(&judged, "IDR", &stood), [named, named, named, named, named, named, sound]);
}

/// The ECB's króna fell to 305 for one euro, Poland's to some 150: one money, two markets, and neither is a slip.
#[test]
fn the_krona_of_october_2008_is_a_conflict_until_a_person_decides() {
    let judged = days("2008-02-01", "2008-10-31", &["NBP"]);
    let split = judged.days.iter().filter(|(date, _)| date.to_string().as_str() >= "2008-10-08");
    let published = split.flat_map(|(_, day)| &day.consensus).filter(|row| row.currency.as_str() == "ISK");
    let published: Vec<bool> = published.map(|row| row.publisher.is_some()).collect();
    assert_eq!((published.len(), published.contains(&true)), (18, false));
}

/// The franc was let go at noon, the pound fell over night: the ECB's rates of both are published at once.
#[test]
fn shocks_that_banks_saw_together_stand() {
    let judged = days("2014-07-01", "2015-01-21", &THREE);
    let stories = verdicts(&judged, "CHF", &["2015-01-14", "2015-01-15", "2015-01-16"]);
    assert_eq!(stories, ["consensus by ECB", "consensus by ECB", "consensus by ECB, not FED"]);
    let judged = days("2015-11-02", "2016-06-28", &THREE);
    let stories = verdicts(&judged, "GBP", &["2016-06-23", "2016-06-24", "2016-06-27", "2016-06-28"]);
    assert_eq!(stories, ["consensus by ECB"; 4]);
    // On the evening of the vote banks at four hours saw four markets: the ECB's yen is wrongly named.
    assert_eq!(verdicts(&judged, "JPY", &["2016-06-23"]), ["resolved by NBP, not ECB FED"]);
}

/// Ukraine dated the set of one day anew on each of the next: its rates are the ECB's crosses of the working day before, and
/// are made of these here.
#[test]
fn a_set_that_is_frozen_by_decree_is_suspect_on_each_day() {
    let mut lines = recorded::lines("2021-06-01", "2022-03-22");
    lines.retain(|(_, who), _| *who != "API");
    let of_ecb = lines.clone().into_iter().filter(|((_, who), _)| *who == "ECB");
    let mut decreed = None;
    for ((date, _), rates) in of_ecb {
        let said = if date.to_string().as_str() < "2022-02-23" { rates } else { decreed.get_or_insert(rates).clone() };
        lines.insert((date, "NBU"), said);
    }
    let judged = judged(&recorded::text(&lines));
    let after = judged.days.iter().filter(|(date, _)| date.to_string().as_str() > "2022-02-23");
    for (date, day) in after {
        let of_ukraine = day.answer_checks.iter().find(|check| *check.witness.name == *"NBU");
        assert!(of_ukraine.is_some_and(|check| check.is_suspect), "{date}: {of_ukraine:?}");
        let is_of_ecb = day.consensus.iter().filter(|row| row.publisher.as_ref().is_some_and(|by| *by.name == *"NBU"));
        assert_eq!(is_of_ecb.count(), 0, "{date}");
    }
}

/// After the votes of October 2026 the ECB alone spoke of the real, which fell by 4.4 and rose by 10.5 %.
#[test]
fn the_real_of_october_2026_waits_where_nobody_else_speaks() {
    let judged = days("2026-01-05", "2026-10-30", &[]);
    let stories = verdicts(&judged, "BRL", &["2026-10-02", "2026-10-05", "2026-10-23", "2026-10-26", "2026-10-27"]);
    let [sound, jump] = ["unwitnessed by ECB", "unwitnessed by ECB, withheld: unusual_move"];
    let waits = "unwitnessed by ECB, withheld: unconfirmed_level";
    assert_eq!(stories, [sound, jump, waits, waits, sound]);
}
