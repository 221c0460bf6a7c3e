//! One exchange with a source: what is sent, what comes back, and what is made of it. Types alone; `ask`, `attempt` and `keep`
//! carry it out.

use super::entity_tag::Validator;
use super::fault::Fault;
use jiff::Timestamp;
use makerates_core::bronze::{Outcome, Spool};
use makerates_core::dynamodb::TableError;
use makerates_core::failure::Failure;
use makerates_core::http::HttpAnswer;
use makerates_domain::answers::{AnswerFault, AnswerReader, Day};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::ECB;
use std::collections::BTreeSet;
use std::io::Read;
use std::time::Duration;

/// A question and what came of it.
#[derive(Debug)]
pub(super) struct Exchange {
    /// HTTP requests made.
    pub requests: u32,
    /// Receipts written.
    pub receipts: u32,
    /// The answer, or why there is none.
    pub result: Result<Accepted, ExchangeError>,
}

/// An answer that was accepted and kept.
#[derive(Debug)]
pub(super) struct Accepted {
    pub contents: Contents,
    pub sha256: String,
    pub outcome: Outcome,
    pub bytes: u64,
}

/// Why a question has no answer.
#[derive(Debug)]
pub(super) struct ExchangeError {
    pub failure: Failure,
    /// Whether it is a matter of this question alone: then others may fare better.
    pub is_of_question: bool,
    /// What it means for one bank's range.
    pub trouble: Option<Trouble>,
}

/// Why one bank's range has no answer, where that may be asked for otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is nothing at the address.
    NotFound,
    /// It may be more than the source can bear.
    TooMuch,
    /// The bank has no rates of then.
    NoData,
}

impl ExchangeError {
    pub fn of_run(failure: impl Into<Failure>) -> Self {
        Self { failure: failure.into(), is_of_question: false, trouble: None }
    }
}

/// What the attempts at a question came to.
pub(super) struct Attempt {
    /// What is to be kept of the last one.
    pub response: Response,
    /// Until when the source must not be asked by its own words, or why the tracker could not be told.
    pub blocked_until: Result<Option<Timestamp>, TableError>,
    /// How long the source asked to be left alone before the next attempt.
    pub pause: Option<Duration>,
}

impl Attempt {
    /// Whether a further attempt may help, and the source lets us make it.
    pub fn is_to_be_repeated(&self) -> bool {
        let may_help = self.pause.is_some() || self.response.fault.as_ref().is_some_and(Fault::is_retryable);
        may_help && matches!(self.blocked_until, Ok(None))
    }
}

/// What came of the last attempt.
pub(super) struct Response {
    /// What the source sent, whatever it is; its body is in the spool.
    pub answer: Option<HttpAnswer>,
    /// The body of an answer.
    pub body: Spool,
    /// What an accepted answer tells.
    pub contents: Option<Contents>,
    /// The answer of bronze that the source says is still the newest.
    pub not_modified: Option<Validator>,
    /// Why it is not accepted.
    pub fault: Option<Fault>,
    /// How many attempts were made.
    pub attempts: u32,
    /// When the last attempt was sent: the instant that its answer is judged by.
    pub fetched_at: Timestamp,
}

/// What an accepted answer holds: what the run says of it, and which days it has.
#[derive(Debug)]
pub(super) struct Contents {
    reading: AnswerReader,
    /// The banks of a panel of which an answer does not tell what they say.
    pub(super) named_alone: BTreeSet<String>,
    pub(super) suspicious: usize,
    pub(super) days: BTreeSet<RateDate>,
    /// Its newest market day, with whether it is the ECB's: another bank's may be carried ahead.
    pub(super) newest: Option<(bool, RateDate)>,
    pub(super) currencies: BTreeSet<String>,
    pub(super) witnesses: BTreeSet<String>,
}

impl Contents {
    /// The contents of an answer of which nothing was read yet.
    pub fn new(reading: AnswerReader) -> Self {
        let [named_alone, currencies, witnesses] = [const { BTreeSet::new() }; 3];
        Self { reading, named_alone, suspicious: 0, days: BTreeSet::new(), newest: None, currencies, witnesses }
    }

    /// The contents of a body, and the base of its rates.
    pub fn of(reading: AnswerReader, bank: Option<&str>, body: impl Read) -> Result<(CurrencyCode, Self), AnswerFault> {
        let mut contents = Self::new(reading);
        let whole = reading.read(bank, body, &mut |day| contents.add(day))?;
        contents.named_alone = whole.named_alone;
        Ok((whole.base, contents))
    }

    /// Adds a day of the answer; the contents speak of market days.
    fn add(&mut self, day: &Day<'_>) {
        self.suspicious += day.suspicious();
        if day.rows.iter().any(|row| row.rate.is_ok()) {
            let market_day = self.reading.rate_date(day.stamp);
            self.days.insert(market_day);
            self.newest = self.newest.max(Some((day.witness == ECB, market_day)));
            insert(&mut self.witnesses, day.witness);
        }
        for row in &day.rows {
            insert(&mut self.currencies, &row.currency);
        }
    }

    /// Whether the answer has a usable rate of a market day.
    pub fn has(&self, day: RateDate) -> bool {
        self.days.contains(&day)
    }
}

/// Most texts were seen before: only a new one is copied.
pub(super) fn insert(texts: &mut BTreeSet<String>, text: &str) {
    if !texts.contains(text) {
        texts.insert(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use makerates_domain::answers::HistoryDay;
    use makerates_domain::source::Endpoint;

    #[test]
    fn a_panel_is_as_new_as_the_ecb_in_it_and_without_the_ecb_as_whoever_speaks() {
        let day = |text: &str| text.parse::<RateDate>().unwrap();
        let reading =
            AnswerReader { endpoint: Endpoint::V2, today: day("2024-07-02"), history_day: HistoryDay::MarketDay };
        let newest = |banks: &[(&str, &str)]| {
            let bank = |(key, date): &(&str, &str)| format!(r#"{{"key":"{key}","date":"{date}","rate":0.93}}"#);
            let banks = banks.iter().map(bank).collect::<Vec<_>>().join(",");
            let body =
                format!(r#"[{{"date":"2024-07-02","base":"USD","quote":"EUR","rate":0.93,"providers":[{banks}]}}]"#);
            Contents::of(reading, None, body.as_bytes()).unwrap().1.newest
        };
        let carried_ahead = ("RBA", "2024-07-02");
        assert_eq!(newest(&[("ECB", "2024-07-01"), carried_ahead]), Some((true, day("2024-07-01"))));
        assert_eq!(newest(&[("BOC", "2024-06-28"), carried_ahead]), Some((false, day("2024-07-02"))));
    }
}
