//! What the judge says of given days, as text.

use crate::given::{self, Days};
use makerates_domain::dates::RateDate;
use makerates_judge::{AnswerCheck, Consensus, Deviation, Judge, Judgement, Move, Settings, UnwitnessedRate};
use std::sync::Arc;

/// Judged days, in their order.
pub struct Judged {
    pub days: Vec<(RateDate, Judgement)>,
}

/// Judges the days of lines one after the other.
pub fn judged(lines: &str) -> Judged {
    judged_by(Settings::default(), given::days(lines))
}

/// Judges days one after the other.
pub fn judged_by(settings: Settings, days: Days) -> Judged {
    let mut judge = Judge::new(settings);
    let mut judge_day = |(date, observations)| {
        let day = judge.hear(date, observations);
        let judgement = judge.judge(&day);
        judge.learn(&day, &judgement);
        (date, judgement)
    };
    Judged { days: days.into_iter().map(&mut judge_day).collect() }
}

impl Judged {
    #[track_caller]
    pub fn day(&self, day: &str) -> &Judgement {
        let date: RateDate = day.parse().expect("a day");
        &self.days.iter().find(|(other, _)| *other == date).expect("a day that was judged").1
    }

    /// The verdict on a currency.
    #[track_caller]
    pub fn consensus(&self, day: &str, currency: &str) -> &Consensus {
        let all = &self.day(day).consensus;
        all.iter().find(|row| row.currency.as_str() == currency).expect("a verdict")
    }

    /// How far a witness's rate of a currency is from the others.
    #[track_caller]
    pub fn deviation(&self, day: &str, currency: &str, witness: &str) -> &Deviation {
        let is_it = |row: &&Deviation| row.currency.as_str() == currency && *row.witness.name == *witness;
        self.day(day).deviations.iter().find(is_it).expect("a deviation")
    }

    /// What is made of a witness's answer.
    #[track_caller]
    pub fn answer(&self, day: &str, witness: &str) -> &AnswerCheck {
        self.day(day).answer_checks.iter().find(|row| *row.witness.name == *witness).expect("an answer")
    }

    /// A rate that nobody confirms.
    #[track_caller]
    pub fn lone(&self, day: &str, currency: &str) -> &UnwitnessedRate {
        let all = &self.day(day).unwitnessed_rates;
        all.iter().find(|row| row.currency.as_str() == currency).expect("a lone rate")
    }

    /// What became of a currency, a line a day.
    #[track_caller]
    pub fn expect(&self, currency: &str, stories: &str) {
        let of_day = |(date, judgement): &(RateDate, Judgement)| {
            let row = judgement.consensus.iter().find(|row| row.currency.as_str() == currency)?;
            Some(format!("{date} {}", story(row, judgement)))
        };
        compare(&self.days.iter().filter_map(of_day).collect::<Vec<_>>(), stories);
    }

    /// What became of each currency of a day, a line each.
    #[track_caller]
    pub fn expect_on(&self, day: &str, stories: &str) {
        let judgement = self.day(day);
        let of_currency = |row: &Consensus| format!("{} {}", row.currency, story(row, judgement));
        compare(&judgement.consensus.iter().map(of_currency).collect::<Vec<_>>(), stories);
    }

    /// What is made of each answer, a line each, by day and name.
    #[track_caller]
    pub fn expect_answers(&self, stories: &str) {
        let rows = self.days.iter().flat_map(|(date, judgement)| {
            judgement.answer_checks.iter().map(move |check| format!("{date} {}", story_of_answer(check)))
        });
        let mut rows: Vec<String> = rows.collect();
        rows.sort();
        compare(&rows, stories);
    }

    /// How a currency moved, a line each.
    #[track_caller]
    pub fn expect_moves(&self, currency: &str, stories: &str) {
        let rows = self.days.iter().flat_map(|(date, judgement)| {
            let moves = judgement.moves().filter(|row| row.currency.as_str() == currency);
            moves.map(move |row| format!("{date} {}", story_of_move(row)))
        });
        compare(&rows.collect::<Vec<_>>(), stories);
    }

    /// By which rule a lone currency is withheld on each day on which nobody confirms it.
    pub fn rules(&self, currency: &str) -> Vec<&'static str> {
        let all = self.days.iter().flat_map(|(_, judgement)| &judgement.unwitnessed_rates);
        all.filter(|row| row.currency.as_str() == currency).map(|row| row.rule.unwrap_or("published")).collect()
    }
}

/// `consensus by ECB`, `resolved by BOC, not ECB`, `conflict`, `unwitnessed by API, withheld: unusual_move`.
pub fn story(row: &Consensus, judgement: &Judgement) -> String {
    let lone = judgement.unwitnessed_rates.iter().find(|lone| lone.currency == row.currency);
    let part = |word: &str, what: Option<&str>| what.map_or_else(String::new, |what| format!("{word}{what}"));
    let names = |names: &[Arc<str>]| Some(listed(names)).filter(|names| !names.is_empty());
    [
        row.verdict.as_str().to_owned(),
        part(" by ", row.publisher.as_ref().map(|witness| &*witness.name)),
        part(", not ", names(&row.suspects).as_deref()),
        part(", later ", names(&row.later_witnesses).as_deref()),
        part(", withheld: ", lone.and_then(|lone| lone.rule)),
        part(", overruled: ", lone.and_then(|lone| lone.overruled)),
    ]
    .concat()
}

/// `API sound`, `API suspect: broken_pegs`, `API sound: incomplete_answer`.
fn story_of_answer(check: &AnswerCheck) -> String {
    let word = if check.is_suspect { "suspect" } else { "sound" };
    let rules = if check.rules.is_empty() { String::new() } else { format!(": {}", check.rules.join(" ")) };
    format!("{} {word}{rules}", check.witness.name)
}

/// `API first`, `API 46.85 in 4`: percent, as a logarithm, and trading days.
fn story_of_move(row: &Move) -> String {
    let name = &row.witness.name;
    match row.move_pct.zip(row.trading_days) {
        Some((move_pct, days)) => {
            format!("{name} {move_pct:.2} in {days}{}", if row.is_repeat { " repeated" } else { "" })
        }
        None => format!("{name} first"),
    }
}

pub fn listed(names: &[Arc<str>]) -> String {
    names.join(" ")
}

#[track_caller]
fn compare(rows: &[String], expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(rows, expected, "\n    {}", rows.join("\n    "));
}

/// All that is said of a day, in an order that does not depend on who spoke first.
pub fn summary(judgement: &Judgement) -> String {
    let mut rows: Vec<String> = Vec::new();
    let number = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |value| format!("{value:.6}"));
    for row in &judgement.consensus {
        let (names, story) = (listed(&row.witnesses), story(row, judgement));
        let limits = [row.warning_pct, row.critical_pct, row.deviation_pct, row.mad_pct].map(number).join(" ");
        rows.push(format!("{} {names} {story} {limits} {}", row.currency, row.median_rate_per_eur));
    }
    for row in &judgement.deviations {
        let evidence = &row.evidence;
        let flags = [row.is_accepted, row.is_blamed, row.is_timing, row.is_later];
        let numbers = [evidence.excess_pct, evidence.spread_pct, evidence.fault_probability].map(|it| number(Some(it)));
        rows.push(format!("{} {} {flags:?} {}", row.currency, row.witness.name, numbers.join(" ")));
    }
    for check in &judgement.answer_checks {
        rows.push(format!("{} {}", story_of_answer(check), check.evidence));
    }
    for row in &judgement.unwitnessed_rates {
        rows.push(format!("{} {} {:?}", row.currency, row.witness.name, row.evidence));
    }
    for row in judgement.moves() {
        let numbers = [row.residual_pct, row.usual_pct].map(number);
        rows.push(format!("{} {} {}", row.currency, story_of_move(row), numbers.join(" ")));
    }
    rows.sort();
    rows.join("\n")
}
