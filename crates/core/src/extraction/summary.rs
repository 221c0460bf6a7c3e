//! What an extractor reports: the same names for both sources.

use crate::answers::Answer;
use crate::bronze::Outcome;
use crate::cli::Report;
use crate::dates::RateDate;
use crate::failure::Failure;
use crate::source::Source;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What an accepted answer tells, for the report.
#[derive(Debug)]
pub(super) struct Facts {
    suspicious: usize,
    days: Option<(RateDate, RateDate)>,
    currencies: BTreeSet<String>,
}

impl Facts {
    /// The facts of an answer without rates.
    pub(super) fn none() -> Self {
        Self { suspicious: 0, days: None, currencies: BTreeSet::new() }
    }

    /// The facts of an answer; its days are the market days that it describes.
    pub(super) fn of(answer: &Answer<'_>) -> Self {
        let rate_dates = answer.days.iter().map(|day| answer.rate_date(day.stamp));
        let mut currencies: Vec<&str> =
            answer.days.iter().flat_map(|day| &day.rows).map(|row| row.currency.as_ref()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        Self {
            suspicious: answer.suspicious(),
            days: rate_dates.clone().min().zip(rate_dates.max()),
            currencies: currencies.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// The sum of what one run of an extractor did.
#[derive(Debug)]
pub(super) struct Summary {
    source: Source,
    /// HTTP requests made, retries too.
    pub(super) requests: u32,
    /// Answers that bronze did not have.
    answers_new: u32,
    /// Answers that bronze had already.
    answers_unchanged: u32,
    /// Receipts written.
    pub(super) receipts: u32,
    suspicious: usize,
    days: Option<(RateDate, RateDate)>,
    currencies: BTreeSet<String>,
    bytes: u64,
}

impl Summary {
    /// Nothing done yet.
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            requests: 0,
            answers_new: 0,
            answers_unchanged: 0,
            receipts: 0,
            suspicious: 0,
            days: None,
            currencies: BTreeSet::new(),
            bytes: 0,
        }
    }

    pub(super) fn add_answer(&mut self, facts: &Facts, outcome: Outcome, bytes: u64) {
        match outcome {
            Outcome::New => self.answers_new += 1,
            _ => self.answers_unchanged += 1,
        }
        self.bytes += bytes;
        self.suspicious += facts.suspicious;
        if let Some((first, last)) = facts.days {
            let (earliest, latest) = self.days.unwrap_or((first, last));
            self.days = Some((first.min(earliest), last.max(latest)));
        }
        self.currencies.extend(facts.currencies.iter().cloned());
    }

    fn outputs(&self) -> [(&'static str, Value); 10] {
        let (first, last) = self.days.unzip();
        [
            ("source", json!(self.source)),
            ("requests", json!(self.requests)),
            ("answers_new", json!(self.answers_new)),
            ("answers_unchanged", json!(self.answers_unchanged)),
            ("receipts", json!(self.receipts)),
            ("suspicious", json!(self.suspicious)),
            ("first_rate_date", json!(first)),
            ("last_rate_date", json!(last)),
            ("currencies", json!(self.currencies.len())),
            ("bytes", json!(self.bytes)),
        ]
    }

    /// A failure with the outputs of what was done before it.
    pub(super) fn add_to(&self, mut failure: Failure) -> Failure {
        for (name, value) in self.outputs() {
            failure.outputs.insert(name.to_owned(), value);
        }
        failure
    }

    /// The report of a run that succeeded.
    pub(super) fn report(&self) -> Report {
        Report::new(self.outputs()).with_text(self.text())
    }

    fn text(&self) -> String {
        let days = match self.days {
            Some((first, last)) if first == last => format!("market day {first}"),
            Some((first, last)) => format!("market days {first} to {last}"),
            None => "no market day".to_owned(),
        };
        let answer = if self.answers_new > 0 { "a new answer" } else { "the answer that bronze has already" };
        let mut text =
            format!("{}: {answer}, {days}, {} currencies, {} bytes", self.source, self.currencies.len(), self.bytes);
        if self.requests > 1 {
            // Writing to a String can't fail.
            let _ = write!(text, ", after {} requests", self.requests);
        }
        if self.suspicious > 0 {
            let _ = write!(text, "\n{} suspicious rates: `transform` puts them in quarantine", self.suspicious);
        }
        text
    }
}
