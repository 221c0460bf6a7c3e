//! Made-up worlds: some banks and a feed on some days, who mostly agree, and now and then are wrong.

use crate::given::{Days, with_precision};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use makerates_judge::{AnswerId, Decision, Observation};
use proptest::prelude::{Strategy, any};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What one euro is at first, of five regions. The first digits of all but the last lie between 1 and 4: no fault makes the
/// last one look like another one.
const EUROS: [(&str, f64); 13] = [
    ("USD", 1.1),
    ("JPY", 160.0),
    ("SEK", 11.3),
    ("THB", 38.0),
    ("KRW", 1500.0),
    ("MXN", 20.0),
    ("ZAR", 19.0),
    ("CAD", 1.6),
    ("AUD", 1.65),
    ("TRY", 40.0),
    ("INR", 109.0),
    ("ILS", 3.7),
    ("PHP", 71.0),
];

/// The one that looks like no other, whatever happens.
pub const PESO: &str = "PHP";

/// Who speaks. The feed's rates are of a dollar.
const WITNESSES: [(&str, Endpoint); 4] =
    [("ECB", Endpoint::V1), ("API", Endpoint::Open), ("BOC", Endpoint::Bank), ("FED", Endpoint::Bank)];

/// What a rate is wrong by, when it is.
const FAULTS: [f64; 6] = [1.02, 0.95, 1.1, 10.0, 0.1, 100.0];

/// How a world is made. The same seed makes the same world.
#[derive(Debug, Clone, Copy)]
pub struct World {
    pub seed: u64,
    pub from: &'static str,
    pub day_count: u32,
    pub witness_count: usize,
}

/// Any of at most so many days.
pub fn any_world(days_max: u32) -> impl Strategy<Value = World> {
    let parts = (any::<u64>(), 0..=days_max, 1..=WITNESSES.len());
    parts.prop_map(|(seed, day_count, witness_count)| World { seed, from: "2024-01-01", day_count, witness_count })
}

impl World {
    /// What is said of each day.
    pub fn days(self) -> Days {
        let mut date: RateDate = self.from.parse().expect("a day");
        let mut dice = Dice(self.seed);
        let mut days = Days::new();
        let mut euros = EUROS.map(|(_, rate)| rate);
        for number in 0..self.day_count {
            let common = dice.about(0.004);
            for rate in &mut euros {
                *rate *= 1.0 + common + dice.about(0.003);
            }
            let observations =
                WITNESSES[..self.witness_count].iter().flat_map(|who| said(who, number, &euros, &mut dice));
            days.insert(date, observations.collect());
            date = date.plus_days(if dice.one_in(12) { 9 } else { 1 }).expect("a day");
        }
        with_precision(days)
    }
}

/// A witness's answer: one in ten days it is silent, one rate in ten is not there but for the most traded ones, one in twenty
/// is wrong.
fn said((name, endpoint): &(&str, Endpoint), number: u32, euros: &[f64], dice: &mut Dice) -> Vec<Observation> {
    if dice.one_in(10) {
        return Vec::new();
    }
    let is_feed = *endpoint == Endpoint::Open;
    let dollar = euros[0];
    let mut all = Vec::new();
    for ((code, _), euro) in EUROS.iter().zip(euros) {
        let factor = if dice.one_in(20) { FAULTS[dice.up_to(FAULTS.len())] } else { 1.0 };
        let per_eur = number_of(euro * factor * (1.0 + dice.about(0.002)));
        let decision = if dice.one_in(100) { Some([Decision::Accept, Decision::Reject][dice.up_to(2)]) } else { None };
        let is_missing = dice.one_in(10) && !["USD", "JPY"].contains(code);
        let observation = Observation {
            endpoint: *endpoint,
            witness: Arc::from(*name),
            currency: code.parse().expect("a code"),
            base: if is_feed { CurrencyCode::USD } else { CurrencyCode::EUR },
            rate: if is_feed { (per_eur / number_of(dollar)).round_dp(6) } else { per_eur },
            rate_per_eur: per_eur,
            half_unit_pct: 0.0,
            answer: AnswerId(number),
            decision,
        };
        all.extend((!is_missing).then_some(observation));
    }
    all
}

/// With four decimals.
fn number_of(rate: f64) -> Decimal {
    format!("{rate:.4}").parse().expect("a decimal")
}

/// Numbers that follow from a seed (Steele, Lea and Flood 2014: `SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn up_to(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).expect("less than count")
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.next().is_multiple_of(count)
    }

    /// From minus to plus so much.
    fn about(&mut self, most: f64) -> f64 {
        let thousandths = u32::try_from(self.next() % 2001).expect("a small number");
        most * (f64::from(thousandths) / 1000.0 - 1.0)
    }
}
