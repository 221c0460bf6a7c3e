//! Market days as lines of text, as the judge takes them.

use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::rate::Rate;
use makerates_domain::source::Endpoint;
use makerates_judge::{AnswerId, Decision, Observation};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is said of each day.
pub type Days = BTreeMap<RateDate, Vec<Observation>>;

/// A source that drops trailing zeros writes 1.1 for 1.1000: the most decimals of its last rates tell its precision.
const PRECISION_RATES: usize = 21;

/// Reads one answer a line: the market day, who speaks, and the rates as they are written there. `ECB` speaks through
/// Frankfurter's v1; `API` is the market feed, for one dollar; any other name is a bank of the panel that was asked by itself, and
/// `panel:BOC` one in an answer of the whole panel against the euro. The banks of a day come in one answer. A person has decided on `GBP=0.85!accept` and on
/// `GBP=85!reject`.
pub fn days(lines: &str) -> Days {
    let mut days = Days::new();
    let mut answers: Vec<(RateDate, Endpoint)> = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (date, who) = words.next().zip(words.next()).expect("a day and a witness");
        let (date, endpoint) = (date.parse().expect("a day"), endpoint(who));
        let known = answers.iter().position(|answer| *answer == (date, endpoint));
        let number = known.unwrap_or_else(|| {
            answers.push((date, endpoint));
            answers.len() - 1
        });
        let id = AnswerId(u32::try_from(number + 1).expect("a few lines"));
        let answer = Answer { witness: who.trim_start_matches("panel:"), endpoint, id };
        days.entry(date).or_default().extend(answer.observations(&words.collect::<Vec<_>>()));
    }
    with_precision(days)
}

fn endpoint(who: &str) -> Endpoint {
    match who {
        "ECB" => Endpoint::V1,
        "API" => Endpoint::Open,
        _ if who.starts_with("panel:") => Endpoint::V2,
        _ => Endpoint::Bank,
    }
}

/// Whose rates a line has.
struct Answer<'a> {
    witness: &'a str,
    endpoint: Endpoint,
    id: AnswerId,
}

impl Answer<'_> {
    /// Of the feed all rates are tied to the euro by its own rate of it, which speaks of the dollar.
    fn observations(&self, words: &[&str]) -> Vec<Observation> {
        let base = if self.endpoint == Endpoint::Open { CurrencyCode::USD } else { CurrencyCode::EUR };
        let rates: Vec<(CurrencyCode, Rate, Option<Decision>)> = words.iter().map(|word| rate(word)).collect();
        let euro = rates.iter().find(|(quote, ..)| *quote == CurrencyCode::EUR).map(|(_, rate, _)| *rate);
        let observation = |(quote, rate, decision): &(CurrencyCode, Rate, Option<Decision>)| {
            let per_eur = if base == CurrencyCode::EUR {
                *rate
            } else if *quote == CurrencyCode::EUR {
                rate.invert().expect("a sane rate")
            } else {
                Rate::cross(*rate, euro.expect("the feed has the euro")).expect("two sane rates")
            };
            Observation {
                endpoint: self.endpoint,
                witness: Arc::from(self.witness),
                currency: if *quote == CurrencyCode::EUR { base } else { *quote },
                base,
                rate: rate.decimal(),
                rate_per_eur: per_eur.decimal(),
                half_unit_pct: 0.0,
                answer: self.id,
                decision: *decision,
            }
        };
        rates.iter().map(observation).collect()
    }
}

fn rate(word: &str) -> (CurrencyCode, Rate, Option<Decision>) {
    let (quote, digits) = word.split_once('=').expect("a code and digits");
    let (digits, decision) = match digits.split_once('!') {
        Some((digits, "accept")) => (digits, Some(Decision::Accept)),
        Some((digits, "reject")) => (digits, Some(Decision::Reject)),
        Some((_, other)) => panic!("accept or reject, not {other}"),
        None => (digits, None),
    };
    (quote.parse().expect("a code"), digits.parse().expect("a rate"), decision)
}

/// Fills in half a unit of the last decimal place.
pub fn with_precision(mut days: Days) -> Days {
    let mut scales: HashMap<(Arc<str>, CurrencyCode), Vec<u32>> = HashMap::new();
    for observation in days.values_mut().flatten() {
        let known = scales.entry((observation.witness.clone(), observation.currency)).or_default();
        known.push(observation.rate.scale());
        let scale = known.iter().rev().take(PRECISION_RATES).max().copied().unwrap_or_default();
        let rate: f64 = observation.rate.to_string().parse().expect("a decimal is a number");
        observation.half_unit_pct = 50.0 * 0.1_f64.powi(i32::try_from(scale).expect("few decimals")) / rate;
    }
    days
}

/// The weekdays from a day on, numbered: `line` gives what is said of each, as [`days`] reads it.
pub fn weekdays(from: &str, count: usize, line: impl Fn(u32, RateDate) -> String) -> String {
    let first: RateDate = from.parse().expect("a day");
    let all = (0..).filter_map(|offset| first.plus_days(offset)).filter(|date| !date.is_weekend());
    (0..).zip(all).take(count).map(|(number, date)| line(number, date) + "\n").collect()
}

/// As uneven as a market, and the same each time: from -1 to 1.
pub fn wave(number: u32) -> f64 {
    (f64::from(number * 37 % 11) - 5.0) / 5.0
}

/// Ten currencies of four regions.
pub const TEN: [&str; 10] = ["USD", "JPY", "GBP", "SEK", "CHF", "AUD", "CAD", "ZAR", "KRW", "MXN"];

/// All of them at one rate.
pub fn all_at(codes: &[&str], rate: f64) -> String {
    codes.iter().map(|code| format!(" {code}={rate:.4}")).collect::<Vec<_>>().concat()
}
