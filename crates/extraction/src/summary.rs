//! What an extractor reports: the same names for both sources.

mod banks;
mod plan;
mod rest;
mod text;

use super::exchange::insert;
use super::exchange::{Accepted, Exchange, Trouble};
use super::{Plan, Request};
use banks::BankTally;
use makerates_core::bronze::Outcome;
use makerates_core::cli::Success;
use makerates_core::failure::Failure;
use makerates_core::metrics::{Kind, Measure, Metric, Tags, measured};
use makerates_core::quota::told;
use makerates_core::runs::NEWEST_RATE_AGE;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Source;
pub(super) use rest::Rest;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The layer that extractors fill.
pub const LAYER: &str = "bronze";

const MEASURES: &[Measure] = &[
    ("requests", "requests", Kind::Counter),
    ("answers_new", "answers_new", Kind::Counter),
    ("answers_unchanged", "answers_unchanged", Kind::Counter),
    ("bytes", "bytes", Kind::Counter),
    ("suspicious", "suspicious", Kind::Counter),
    (NEWEST_RATE_AGE, NEWEST_RATE_AGE, Kind::Gauge),
];

/// The output that tells of the quota after the run.
pub(super) const QUOTA: &str = "quota";

/// Days that a message names; the outputs have all of them.
pub(super) const NAMED_MAX: usize = 3;

/// The metrics of an extractor's run, by source. A plan's requests are none: they were not made.
#[must_use]
pub fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
    let mut tags = Tags::from([("layer", LAYER.to_owned())]);
    if let Some(source) = outputs.get("source").and_then(Value::as_str) {
        tags.insert("source", source.to_owned());
    }
    if outputs.contains_key("questions") {
        return Vec::new();
    }
    let of_quota = outputs.get(QUOTA).and_then(Value::as_object).map(told::metrics);
    measured(outputs, MEASURES, &tags).into_iter().chain(of_quota.into_iter().flatten()).collect()
}

fn widened(known: Option<(RateDate, RateDate)>, (first, last): (RateDate, RateDate)) -> (RateDate, RateDate) {
    known.map_or((first, last), |(earliest, latest)| (earliest.min(first), latest.max(last)))
}

/// The sum of what one run of an extractor did.
#[derive(Debug)]
pub(super) struct RunSummary {
    source: Source,
    /// Days that were asked for, and those that were left out; none when the latest rates were.
    of_days: Option<[usize; 3]>,
    /// Market days that bronze has, those of each face counted.
    pub already_answered: usize,
    /// HTTP requests made, retries too.
    pub requests: u32,
    answers_new: u32,
    answers_unchanged: u32,
    /// Of these, lists of banks: nothing to publish.
    lists: u32,
    receipts: u32,
    suspicious: usize,
    days: Option<(RateDate, RateDate)>,
    /// What the panel has where the run itself has no day.
    of_panel: Option<(bool, RateDate)>,
    /// Days from the newest market day to the day of the run.
    newest_rate_age_days: Option<i32>,
    currencies: BTreeSet<String>,
    witnesses: BTreeSet<String>,
    bytes: u64,
    /// What a person should know of a run that succeeded.
    warnings: Vec<String>,
    /// The first days of questions that failed, with the reason.
    pub failed: Vec<(RateDate, String)>,
    /// All days of those questions: whoever asks for them again needs each.
    failed_days: BTreeSet<RateDate>,
    /// What came of the banks that were asked one by one.
    pub banks: BankTally,
    /// The banks that the panel's answer named without what they say.
    pub named_alone: BTreeSet<String>,
    /// Days that are over and that an answer lacks, or answers with an earlier one.
    missing: BTreeSet<RateDate>,
    /// Of so many of them the source said that it has none.
    without_data: usize,
    /// What does not fit into the quota.
    rest: Option<Rest>,
    /// The first day that was not asked for.
    pub resume_from: Option<RateDate>,
}

impl RunSummary {
    /// Nothing done yet.
    pub fn new(source: Source, plan: &Plan<'_>) -> Self {
        let counts = [plan.days, plan.skipped_weekends, plan.skipped_holidays];
        Self {
            source,
            of_days: (counts != [0; 3]).then_some(counts),
            already_answered: 0,
            requests: 0,
            answers_new: 0,
            answers_unchanged: 0,
            lists: 0,
            receipts: 0,
            suspicious: 0,
            days: None,
            of_panel: None,
            newest_rate_age_days: None,
            currencies: BTreeSet::new(),
            witnesses: BTreeSet::new(),
            bytes: 0,
            warnings: Vec::new(),
            failed: Vec::new(),
            failed_days: BTreeSet::new(),
            banks: BankTally::new(plan.by_bank.as_ref().is_some_and(|by_bank| by_bank.list.is_none())),
            named_alone: BTreeSet::new(),
            missing: BTreeSet::new(),
            without_data: 0,
            rest: None,
            resume_from: None,
        }
    }

    /// Adds what came of a question; `today` is the day of the run.
    pub fn add(&mut self, request: &Request, asked: &Exchange, today: RateDate) {
        self.requests += asked.requests;
        self.receipts += asked.receipts;
        match (&asked.result, request.bank()) {
            // Of a morning it is the panel's word, and no day of the run's either.
            (Ok(answered), Some(_)) if self.of_days.is_none() => self.add_panel(answered, today),
            (Ok(answered), bank) => {
                if let Some(bank) = bank {
                    self.banks.add_answered(bank);
                }
                self.add_answer(request, answered, today);
            }
            (Err(stopped), Some(bank)) => self.banks.add_unanswered(bank, stopped),
            (Err(stopped), None) if stopped.trouble == Some(Trouble::NoData) => {
                let known = self.missing.len();
                self.missing.extend(request.expected.iter().filter(|day| **day < today));
                self.without_data += self.missing.len() - known;
            }
            (Err(stopped), None) => {
                if let Some(day) = request.from().filter(|_| stopped.is_of_question) {
                    self.failed.push((day, stopped.failure.reason()));
                    self.failed_days.extend(&request.market_days);
                }
            }
        }
    }

    /// Tells of the banks that were named and have no rate: that is a slip of the pen, or the wrong days.
    pub fn tell_silent_banks(&mut self) {
        let named: Vec<String> = self.banks.silent_named().map(str::to_owned).collect();
        for bank in named {
            self.warn(format!("{bank} has no rates of then, or is no bank of the panel: check --providers"));
        }
    }

    /// Adds what came of the question that the run can do without. The days of the run are not its days: a bank that is
    /// carried forward or ahead says nothing of how fresh the others are.
    pub fn add_aside(&mut self, request: &Request, asked: &Exchange, today: RateDate) {
        self.requests += asked.requests;
        self.receipts += asked.receipts;
        if let Ok(answered) = &asked.result {
            self.lists += u32::from(!request.endpoint.has_rates());
            self.add_panel(answered, today);
        }
    }

    /// Without an answer of the ECB's own face the panel's is as new as the ECB is in it, or whoever speaks.
    fn add_panel(&mut self, answered: &Accepted, today: RateDate) {
        self.add_contents(answered);
        self.of_panel = self.of_panel.max(answered.contents.newest);
        if self.days.is_none() {
            self.newest_rate_age_days = self.of_panel.map(|(_, newest)| today.days_since(newest));
        }
    }

    /// Tells of what a run that succeeds lacks: in the log, and as its `reason`.
    pub fn warn(&mut self, warning: String) {
        tracing::warn!("{warning}");
        self.warnings.push(warning);
    }

    fn add_contents(&mut self, answered: &Accepted) {
        match answered.outcome {
            Outcome::New => self.answers_new += 1,
            _ => self.answers_unchanged += 1,
        }
        let contents = &answered.contents;
        self.bytes += answered.bytes;
        self.suspicious += contents.suspicious;
        contents.currencies.iter().for_each(|currency| insert(&mut self.currencies, currency));
        contents.witnesses.iter().for_each(|witness| insert(&mut self.witnesses, witness));
        if !contents.named_alone.is_empty() {
            self.named_alone.extend(contents.named_alone.iter().cloned());
            self.warn("frankfurter named banks of its panel and not what they say: that gives no witness".to_owned());
        }
    }

    fn add_answer(&mut self, request: &Request, answered: &Accepted, today: RateDate) {
        self.add_contents(answered);
        let contents = &answered.contents;
        if let (Some(first), Some(last)) = (contents.days.first(), contents.days.last()) {
            self.days = Some(widened(self.days, (*first, *last)));
        }
        self.newest_rate_age_days = self.days.map(|(_, newest)| today.days_since(newest));
        // Today's may not be there yet.
        self.missing.extend(request.expected.iter().filter(|day| **day < today && !contents.has(**day)));
    }

    /// The outputs, all of them in every run of an extractor; a plan's numbers only where days were asked for.
    pub fn outputs(&self) -> Vec<(&'static str, Value)> {
        let (first, last) = self.days.unzip();
        let mut outputs = vec![
            ("source", json!(self.source)),
            ("requests", json!(self.requests)),
            ("answers_new", json!(self.answers_new)),
            ("answers_unchanged", json!(self.answers_unchanged)),
            ("answered", json!(self.answered())),
            ("receipts", json!(self.receipts)),
            ("suspicious", json!(self.suspicious)),
            ("first_rate_date", json!(first)),
            ("last_rate_date", json!(last)),
            (NEWEST_RATE_AGE, json!(self.newest_rate_age_days)),
            ("currencies", json!(self.currencies.len())),
            ("witnesses", json!(self.witnesses.len())),
            ("bytes", json!(self.bytes)),
        ];
        if self.of_days.is_some() {
            outputs.extend(self.plan_outputs());
            outputs.extend([
                ("failed_dates", json!(self.failed_days)),
                ("failed_providers", json!(self.banks.failed.keys().collect::<Vec<_>>())),
                ("silent_providers", json!(self.banks.silent().collect::<Vec<_>>())),
                ("missing_dates", json!(self.missing)),
                ("resume_from", json!(self.resume_from)),
            ]);
        }
        outputs
    }

    /// Days that were answered before and answers with rates of now, together: no count of anything, but with 0 there is
    /// nothing to go on with.
    pub fn answered(&self) -> usize {
        self.already_answered + (self.answers_new + self.answers_unchanged - self.lists) as usize
    }

    /// A failure with the outputs of what was done before it; what it says itself goes before them.
    pub fn add_to(&self, mut failure: Failure) -> Failure {
        // Without the ECB's latest rates the panel's may be kept. By a text where there is one `scripts/pipeline` tells that.
        if self.of_days.is_none() && self.answered() > 0 {
            failure.text = self.text();
        }
        for (name, value) in self.outputs() {
            failure.outputs.entry(name).or_insert(value);
        }
        failure
    }

    /// The success of a run that succeeded.
    pub fn success(&self) -> Success {
        let reason = ("reason", json!(self.warnings.join("; ")));
        Success::new(self.outputs().into_iter().chain([reason])).with_text(self.text())
    }
}
