//! What holds in any world.

use crate::given::Days;
use crate::judged::{Judged, judged_by, summary};
use crate::worlds::{PESO, World, any_world};
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use makerates_judge::{Judge, Observation, Settings};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

fn judged(days: Days) -> Judged {
    judged_by(Settings::default(), days)
}

fn summaries(judged: &Judged) -> Vec<String> {
    judged.days.iter().map(|(date, judgement)| format!("{date}\n{}", summary(judgement))).collect()
}

/// What becomes of a currency on each day, and how it moved.
fn stories(judged: &Judged, currency: &str) -> Vec<String> {
    let days = judged.days.iter().flat_map(|(date, judgement)| {
        let rows = judgement.consensus.iter().filter(|row| row.currency.as_str() == currency);
        let moves = judgement.moves().filter(|row| row.currency.as_str() == currency);
        let all_moves =
            moves.map(move |row| format!("{date} {} {:.6}", row.witness.name, row.move_pct.unwrap_or_default().abs()));
        rows.map(move |row| format!("{date} {}", crate::judged::story(row, judgement))).chain(all_moves)
    });
    days.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_in_which_the_witnesses_are_given_changes_nothing(world in any_world(45), turn in 0_usize..60) {
        let mut turned = world.days();
        for (number, observations) in turned.values_mut().enumerate() {
            let count = observations.len().max(1);
            observations.rotate_left(turn * number % count);
            observations.reverse();
        }
        prop_assert_eq!(summaries(&judged(world.days())), summaries(&judged(turned)));
    }

    #[test]
    fn a_days_verdict_does_not_depend_on_later_days(world in any_world(45), count in 0_usize..45) {
        let all = summaries(&judged(world.days()));
        let first = summaries(&judged(world.days().into_iter().take(count).collect()));
        prop_assert_eq!(&all[..first.len()], &first[..]);
    }

    /// A fault is tried on a day, another witness speaks there, and none of it is learnt.
    #[test]
    fn a_day_that_was_only_tried_leaves_no_trace(world in any_world(30), other in any_world(30)) {
        let untried = summaries(&judged(world.days()));
        let mut judge = Judge::new(Settings::default());
        let mut tried = other.days().into_values().map(|mut observations| {
            for observation in &mut observations {
                observation.witness = Arc::from("AAA");
            }
            observations
        });
        for ((date, observations), untried) in world.days().into_iter().zip(untried) {
            let day = judge.hear(date, observations);
            prop_assert_eq!(&untried, &format!("{date}\n{}", summary(&judge.judge(&day))));
            let trial = judge.hear(date, tried.next().unwrap_or_default());
            let _ = judge.judge(&trial);
            let judgement = judge.judge(&day);
            prop_assert_eq!(untried, format!("{date}\n{}", summary(&judgement)));
            judge.learn(&day, &judgement);
        }
    }

    #[test]
    fn a_currencys_unit_is_of_no_matter(world in any_world(45), power in prop::sample::select(vec![-3, -1, 2, 4])) {
        let mut scaled = world.days();
        scaled.values_mut().flatten().filter(|said| said.currency.as_str() == PESO).for_each(|said| scale(said, power));
        let (plain, scaled) = (judged(world.days()), judged(scaled));
        prop_assert_eq!(stories(&plain, PESO), stories(&scaled, PESO));
        for other in ["USD", "SEK", "TRY"] {
            prop_assert_eq!(stories(&plain, other), stories(&scaled, other));
        }
    }

    /// The peso as if it were the Cuban one, which never changed its unit, and as the bolívar, which became a million on
    /// 2021-10-01: both are restricted, and of the Americas. On the days before nobody speaks: a word of the old unit says
    /// nothing of the new one.
    #[test]
    fn a_redenomination_on_its_day_is_of_no_matter(seed in any::<u64>(), witness_count in 1_usize..=4) {
        let world = World { seed, from: "2021-09-01", day_count: 60, witness_count };
        let day: RateDate = "2021-10-01".parse().unwrap();
        let named = |code: &str, power: i32| {
            let mut days = world.days();
            days.retain(|date, _| *date >= day || day.days_since(*date) > 5);
            for (date, observations) in &mut days {
                for said in observations.iter_mut().filter(|said| said.currency.as_str() == PESO) {
                    said.currency = code.parse().unwrap();
                    if *date < day {
                        scale(said, power);
                    }
                }
            }
            judged(days)
        };
        prop_assert_eq!(stories(&named("CUP", 0), "CUP"), stories(&named("VES", 6), "VES"));
    }

    /// A bank that rounds the ECB's rates is beside it from the beginning; some weeks later another bank comes.
    #[test]
    fn who_says_the_same_as_another_one_counts_once(seed in any::<u64>()) {
        let world = World { seed, from: "2024-01-01", day_count: 60, witness_count: 3 };
        let begins: RateDate = "2024-04-01".parse().unwrap();
        let alone = plain_weeks();
        let together = world.days().into_iter().map(|(date, observations)| {
            let days_on = date.days_since("2024-01-01".parse().unwrap());
            (begins.plus_days(days_on).unwrap(), observations.into_iter().filter(|said| *said.witness != *"API").collect())
        });
        let days: Days = alone.into_iter().chain(together).collect();
        let mut copied = days.clone();
        for observations in copied.values_mut() {
            observations.extend(copies(observations));
        }
        let (without, with) = (judged(days), judged(copied));
        for ((date, one), (_, other)) in without.days.iter().zip(&with.days).filter(|((date, _), _)| *date >= begins) {
            let story = |judgement| verdicts_of(judgement);
            prop_assert_eq!(story(one), story(other), "{}", date);
        }
    }
}

/// Verdicts with all that a reader of them sees.
fn verdicts_of(judgement: &makerates_judge::Judgement) -> Vec<String> {
    let row = |row: &makerates_judge::Consensus| {
        let names = row.witnesses.join(" ");
        format!("{} {} {names} {:?}", row.currency, crate::judged::story(row, judgement), row.deviation_pct)
    };
    judgement.consensus.iter().map(row).collect()
}

/// The ECB alone on thirty days, without a fault.
fn plain_weeks() -> Days {
    let line = |number: u32, date| {
        let euro = 1.1 + 0.0013 * f64::from(number * 37 % 11);
        let of = |rate: f64| rate * (euro + 0.0001 * f64::from(number));
        let rates = [("USD", 1.0), ("JPY", 145.5), ("SEK", 10.3), ("THB", 34.5), ("KRW", 1364.0), ("MXN", 18.2)];
        let more =
            [("ZAR", 17.3), ("CAD", 1.455), ("AUD", 1.5), ("TRY", 36.4), ("INR", 99.1), ("ILS", 3.36), ("PHP", 64.5)];
        let words = rates.iter().chain(&more).map(|(code, rate)| format!(" {code}={:.4}", of(*rate)));
        format!("{date} ECB{}", words.collect::<String>())
    };
    crate::given::days(&crate::given::weekdays("2024-01-01", 30, line))
}

/// Of the ECB's rates, in three decimals.
fn copies(observations: &[Observation]) -> Vec<Observation> {
    let copy = |said: &Observation| {
        let rate = said.rate.round_dp(3);
        let rate_f64: f64 = rate.to_string().parse().expect("a number");
        let mut copy = said.clone();
        copy.endpoint = Endpoint::Bank;
        copy.witness = Arc::from("BNR");
        (copy.rate, copy.rate_per_eur, copy.half_unit_pct) = (rate, rate, 0.05 / rate_f64);
        copy.decision = None;
        copy
    };
    observations.iter().filter(|said| *said.witness == *"ECB").map(copy).collect()
}

/// Moves the decimal point: the precision stays what it was.
fn scale(said: &mut Observation, power: i32) {
    let factor = Decimal::from(10_u64.pow(power.unsigned_abs()));
    for rate in [&mut said.rate, &mut said.rate_per_eur] {
        *rate = if power < 0 { *rate / factor } else { *rate * factor };
    }
}
