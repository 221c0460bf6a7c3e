//! However absurd what is said: the judge comes to an end.

use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use makerates_judge::{AnswerId, Decision, Judge, Observation, Settings};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::sync::Arc;

/// Of all regions, some pegged, some restricted; one that changed its unit, one that the euro replaced, one that is none.
const CODES: [&str; 16] =
    ["USD", "JPY", "GBP", "SEK", "CHF", "AUD", "CAD", "ZAR", "KRW", "MXN", "SAR", "XOF", "VES", "BGN", "EUR", "QQQ"];

/// Sane or not, the same as others' or not.
fn any_rate() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (1_i64..=i64::MAX, 0_u32..=27).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        (95_i64..105).prop_map(|rate| Decimal::new(rate, 1)),
        Just(Decimal::ZERO),
        Just(-Decimal::ONE),
    ]
}

fn any_precision() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.001), prop::num::f64::ANY]
}

fn any_decision() -> impl Strategy<Value = Option<Decision>> {
    prop_oneof![8 => Just(None), 1 => Just(Some(Decision::Accept)), 1 => Just(Some(Decision::Reject))]
}

/// One of so many witnesses speaks.
fn any_observation(witness_count: u8) -> impl Strategy<Value = Observation> {
    let codes = prop::sample::select(CODES.to_vec());
    let endpoints = prop::sample::select(Endpoint::ALL.to_vec());
    (0..witness_count, codes, endpoints, any_rate(), any_precision(), any_decision()).prop_map(
        |(who, code, endpoint, rate, half_unit_pct, decision)| Observation {
            endpoint,
            witness: Arc::from(format!("W{who}")),
            currency: code.parse().expect("a code"),
            base: CurrencyCode::EUR,
            rate,
            rate_per_eur: rate,
            half_unit_pct,
            answer: AnswerId(0),
            decision,
        },
    )
}

/// Days that are one or many apart, weekends and years too, and what is said of them.
fn any_days(witness_count: u8) -> impl Strategy<Value = Vec<(i32, Vec<Observation>)>> {
    let gap = prop_oneof![6 => Just(1), 1 => 2_i32..900];
    prop::collection::vec((gap, prop::collection::vec(any_observation(witness_count), 0..100)), 0..20)
}

fn judge_all(days: Vec<(i32, Vec<Observation>)>) {
    let mut date: RateDate = "2021-09-01".parse().expect("a day");
    let mut judge = Judge::new(Settings::default());
    for (gap, mut said) in days {
        date = date.plus_days(gap).expect("a day of the calendar");
        let mut once = HashSet::new();
        said.retain(|said| once.insert((said.witness.clone(), said.endpoint.source(), said.currency)));
        let day = judge.hear(date, said);
        let judgement = judge.judge(&day);
        judge.learn(&day, &judgement);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn of_a_few_witnesses(days in any_days(4)) {
        judge_all(days);
    }

    #[test]
    fn of_a_hundred_witnesses(days in any_days(100)) {
        judge_all(days);
    }

    #[test]
    fn of_a_single_witness(days in any_days(1)) {
        judge_all(days);
    }
}
