//! Reading bronze: the receipts that were known, and the distinct answers that they speak of.

use jiff::Timestamp;
use makerates_core::bronze::{BronzeError, BronzeKey, BronzeStore, Outcome, Receipt, ReceiptName};
use makerates_domain::answers::AnswerFault;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::market_day::newest_day_at;
use makerates_domain::source::{Endpoint, Source};
use std::collections::BTreeMap;

/// Everything that was known of bronze at an instant.
#[derive(Debug, Default)]
pub struct BronzeSnapshot {
    /// The receipts with their paths, in the order of `fetched_at`.
    pub receipts: Vec<(String, Receipt)>,
    /// The distinct answers, in the order in which they first came.
    pub answers: Vec<DistinctAnswer>,
    /// The newest list of the panel's banks.
    pub banks: Option<BronzeKey>,
    /// Receipts that can't be read, by their paths, with the reason.
    pub damaged: BTreeMap<String, String>,
    /// What lies among the receipts and is none by its name.
    pub foreign: Vec<String>,
    /// Receipts from after the instant: they wait.
    pub waiting: usize,
}

/// An answer and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinctAnswer {
    /// The face that gave it.
    pub endpoint: Endpoint,
    /// Whose it is, of one bank's own answer. Two banks may say the same, byte for byte.
    pub bank: Option<String>,
    /// The SHA-256 of its body.
    pub sha256: String,
    /// When it came first.
    pub first_fetched_at: Timestamp,
    /// When it came last.
    pub last_fetched_at: Timestamp,
    /// How often it came.
    pub receipt_count: u32,
    /// Whether it was no answer when it came: a later parser may understand it.
    pub was_refused: bool,
}

impl DistinctAnswer {
    /// Where it lies.
    pub fn key(&self) -> BronzeKey {
        let sha256 = self.sha256.clone();
        if self.was_refused {
            BronzeKey::Rejected { source: self.endpoint.source(), sha256 }
        } else {
            BronzeKey::Answer { endpoint: self.endpoint, sha256 }
        }
    }

    /// Whether its rates are in a base that is asked for. What the door let in is; of what it refused no parser that learns more
    /// makes an answer to another question. The panel has been asked in dollars, and before that in euros.
    pub fn is_in_base(&self, found: CurrencyCode) -> Result<(), AnswerFault> {
        let asked = [CurrencyCode::USD, self.endpoint.base()];
        if !self.was_refused || asked.contains(&found) {
            return Ok(());
        }
        Err(AnswerFault::WrongBase { found: found.to_string(), expected: asked[0] })
    }

    /// The day that its own days are judged by.
    ///
    /// The door judged by the clock at which the answer came, which may be past the midnight after the request. What
    /// it refused is judged no less strictly than there; and of the panel a rate of tomorrow is none yet.
    pub fn today(&self) -> RateDate {
        let asked_on = if self.was_refused {
            newest_day_at(self.endpoint, self.last_fetched_at)
        } else {
            utc_day(self.last_fetched_at)
        };
        let is_strict = self.was_refused || self.endpoint.is_of_panel();
        if is_strict { asked_on } else { asked_on.plus_days(1).unwrap_or(asked_on) }
    }
}

impl BronzeSnapshot {
    /// The instant of the last receipt: what silver is known until.
    pub fn until(&self) -> Option<Timestamp> {
        self.receipts.last().map(|(_, receipt)| receipt.fetched_at)
    }

    /// An answer by its place, with the question that it answered first: what to ask for again where it is lost.
    pub fn told(&self, answer: &DistinctAnswer) -> String {
        let is_of = |receipt: &&Receipt| {
            receipt.endpoint == answer.endpoint
                && receipt.sha256.as_ref() == Some(&answer.sha256)
                && bank_of(receipt) == answer.bank.as_deref()
        };
        let asked = self.receipts.iter().map(|(_, receipt)| receipt).find(is_of).map_or_else(String::new, |receipt| {
            let Receipt { source, endpoint, parameters, fetched_at, .. } = receipt;
            format!(" ({source} {endpoint} {parameters}, asked on {})", utc_day(*fetched_at))
        });
        answer.key().path() + &asked
    }
}

/// Reads the receipts that were known at `as_of`.
pub async fn read(bronze: &BronzeStore, as_of: Timestamp) -> Result<BronzeSnapshot, BronzeError> {
    let mut known = BronzeSnapshot::default();
    for source in Source::ALL {
        let mut paths = bronze.receipt_paths(source).await?;
        // The name tells the instant, so that a receipt of the future need not be read.
        paths.retain(|path| match ReceiptName::parse(path) {
            None => {
                known.foreign.push(format!("{path}: the name is not that of a receipt"));
                false
            }
            Some(name) if name.fetched_at > as_of => {
                known.waiting += 1;
                false
            }
            Some(_) => true,
        });
        for (path, receipt) in bronze.receipts(paths).await {
            match receipt {
                Ok(receipt) => known.receipts.push((path, receipt)),
                Err(error @ BronzeError::Receipt(..)) => {
                    known.damaged.insert(path, error.to_string());
                }
                Err(error) => return Err(error),
            }
        }
    }
    known.receipts.sort_by(|(path, a), (other, b)| (a.fetched_at, path).cmp(&(b.fetched_at, other)));
    known.banks = newest_banks(known.receipts.iter().map(|(_, receipt)| receipt));
    known.answers = answers(known.receipts.iter().map(|(_, receipt)| receipt));
    Ok(known)
}

/// The newest list of banks, of receipts that come in the order of `fetched_at`.
fn newest_banks<'a>(receipts: impl DoubleEndedIterator<Item = &'a Receipt>) -> Option<BronzeKey> {
    let is_list = |receipt: &&Receipt| receipt.endpoint == Endpoint::Providers && receipt.outcome.has_answer();
    let sha256 = receipts.rev().find(is_list)?.sha256.clone()?;
    Some(BronzeKey::Answer { endpoint: Endpoint::Providers, sha256 })
}

/// The bank that a question was put to alone: its receipt's parameters name it after the days.
fn bank_of(receipt: &Receipt) -> Option<&str> {
    let is_of_one = receipt.endpoint == Endpoint::Bank;
    receipt.parameters.split_once('_').map(|(_, bank)| bank).filter(|_| is_of_one)
}

/// The distinct answers of receipts that come in the order of `fetched_at`.
fn answers<'a>(receipts: impl Iterator<Item = &'a Receipt>) -> Vec<DistinctAnswer> {
    let mut answers: BTreeMap<(Endpoint, Option<&str>, bool, &str), DistinctAnswer> = BTreeMap::new();
    for receipt in receipts.filter(|receipt| receipt.endpoint.has_rates()) {
        let was_refused = receipt.outcome == Outcome::Rejected;
        // What came with a refusal is evidence of it, and no answer, whatever a parser makes of it; nor is what answers another
        // question.
        let answers_another =
            ["rejected: wrong_base", "rejected: other_days"].iter().any(|reason| receipt.reason.starts_with(reason));
        let may_be_answer = was_refused && receipt.http_status == Some(200) && !answers_another;
        let Some(sha256) = receipt.sha256.as_ref().filter(|_| may_be_answer || receipt.outcome.has_answer()) else {
            continue;
        };
        let bank = bank_of(receipt);
        let answer = answers.entry((receipt.endpoint, bank, was_refused, sha256)).or_insert_with(|| DistinctAnswer {
            endpoint: receipt.endpoint,
            bank: bank.map(str::to_owned),
            sha256: sha256.clone(),
            first_fetched_at: receipt.fetched_at,
            last_fetched_at: receipt.fetched_at,
            receipt_count: 0,
            was_refused,
        });
        answer.last_fetched_at = receipt.fetched_at;
        answer.receipt_count += 1;
    }
    let mut answers: Vec<DistinctAnswer> = answers.into_values().collect();
    answers.sort_by(|a, b| (a.first_fetched_at, &a.sha256, &a.bank).cmp(&(b.first_fetched_at, &b.sha256, &b.bank)));
    answers
}
