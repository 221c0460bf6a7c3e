//! `bronze verify`: rot, answers without a receipt, receipts without an answer.

use futures_util::StreamExt;
use makerates_core::bronze::{
    BronzeError, BronzeKey, BronzeStore, Decision, FETCHED_AT_ONCE, Outcome, Receipt, ReceiptName,
};
use makerates_core::cli::{Context, Progress, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Objects that a message names; the outputs have all of them.
const NAMED_MAX: usize = 3;

/// What was found, by path.
#[derive(Debug, Default)]
struct Findings {
    /// Objects by kind: answers, receipts, rejected bodies, decisions.
    counts: [usize; 4],
    /// Objects that are not what their key says.
    damaged: BTreeSet<String>,
    /// What the receipts speak of.
    spoken_of: BTreeSet<String>,
    /// The receipts that speak of an object which is not there, with that object's place.
    receipts_without_answer: BTreeMap<String, String>,
    /// Answers and rejected bodies of which no receipt speaks: a run died in between. The next one adopts them.
    answers_without_receipt: BTreeSet<String>,
    /// What is no object of bronze.
    foreign: BTreeSet<String>,
    /// What writers that were killed have left behind.
    unfinished: Vec<String>,
}

/// What an object turned out to be.
enum Found {
    Body { is_whole: bool },
    Receipt(Option<Box<Receipt>>),
    Decision { is_whole: bool },
    Foreign,
}

pub async fn run(bronze: &BronzeStore, context: &Context) -> Result<Success, Failure> {
    let paths = bronze.list("").await?;
    let there: BTreeSet<String> = paths.iter().cloned().collect();
    let mut progress = Progress::start(context.format, paths.len(), "verifying", "objects");
    let mut findings = Findings { unfinished: bronze.unfinished()?, ..Findings::default() };
    let look = |path: String| async move {
        let found = look(bronze, &path).await;
        (path, found)
    };
    let mut found = futures_util::stream::iter(paths.into_iter().map(look)).buffered(FETCHED_AT_ONCE);
    while let Some((path, found)) = found.next().await {
        progress.advance();
        findings.add(path, found?, &there);
    }
    progress.finish();
    let bodies = there.iter().filter(|path| path.starts_with("answers/") || path.starts_with("rejected/"));
    findings.answers_without_receipt = bodies
        .filter(|path| !findings.spoken_of.contains(*path) && !findings.foreign.contains(*path))
        .cloned()
        .collect();
    findings.conclude()
}

async fn look(bronze: &BronzeStore, path: &str) -> Result<Found, BronzeError> {
    let Some(key) = BronzeKey::parse(path) else { return Ok(Found::Foreign) };
    Ok(match &key {
        BronzeKey::Receipt(name) => {
            let receipt: Option<Receipt> = serde_json::from_slice(&bronze.read_stored(path).await?).ok();
            Found::Receipt(receipt.filter(|receipt| agrees(receipt, name)).map(Box::new))
        }
        BronzeKey::Decision { decided_at, .. } => {
            let decision: Option<Decision> = serde_json::from_slice(&bronze.read_stored(path).await?).ok();
            Found::Decision { is_whole: decision.is_some_and(|decision| decision.decided_at == *decided_at) }
        }
        _ => Found::Body { is_whole: key.sha256() == Some(&bronze.sha256(path).await?) },
    })
}

/// A receipt's name says what the receipt says.
fn agrees(receipt: &Receipt, name: &ReceiptName) -> bool {
    let of_receipt = (receipt.fetched_at, receipt.endpoint, &receipt.parameters, receipt.source);
    of_receipt == (name.fetched_at, name.endpoint, &name.parameters, name.endpoint.source())
}

/// The object that a receipt speaks of.
fn body_of(receipt: &Receipt) -> Option<String> {
    let sha256 = receipt.sha256.clone()?;
    let key = match receipt.outcome {
        Outcome::Rejected => BronzeKey::Rejected { source: receipt.source, sha256 },
        _ => BronzeKey::Answer { endpoint: receipt.endpoint, sha256 },
    };
    Some(key.path())
}

impl Findings {
    fn add(&mut self, path: String, found: Found, there: &BTreeSet<String>) {
        match found {
            Found::Foreign => drop(self.foreign.insert(path)),
            Found::Decision { is_whole } => {
                self.counts[3] += 1;
                if !is_whole {
                    self.damaged.insert(path);
                }
            }
            Found::Body { is_whole } => {
                self.counts[if path.starts_with("answers/") { 0 } else { 2 }] += 1;
                if !is_whole {
                    self.damaged.insert(path);
                }
            }
            Found::Receipt(receipt) => {
                self.counts[1] += 1;
                let Some(receipt) = receipt else {
                    self.damaged.insert(path);
                    return;
                };
                if let Some(body) = body_of(&receipt) {
                    if !there.contains(&body) {
                        self.receipts_without_answer.insert(path, body.clone());
                    }
                    self.spoken_of.insert(body);
                }
            }
        }
    }

    fn outputs(&self) -> [(&'static str, Value); 9] {
        let [answers, receipts, rejected, decisions] = self.counts;
        [
            ("answers", json!(answers)),
            ("receipts", json!(receipts)),
            ("rejected", json!(rejected)),
            ("decisions", json!(decisions)),
            ("damaged", json!(self.damaged)),
            ("receipts_without_answer", self.receipts_without_answer.keys().cloned().collect()),
            ("answers_without_receipt", json!(self.answers_without_receipt)),
            ("foreign", json!(self.foreign)),
            ("unfinished", json!(self.unfinished)),
        ]
    }

    fn text(&self) -> String {
        let [answers, receipts, rejected, decisions] = self.counts;
        let mut text = format!(
            "what their keys say: {}, {}, {} of what was rejected, {}",
            counted(answers as u64, "answer"),
            counted(receipts as u64, "receipt"),
            rejected,
            counted(decisions as u64, "decision")
        );
        for (paths, what) in [
            (
                &self.answers_without_receipt,
                "without a receipt: a run died before it wrote one, and the next adopts it",
            ),
            (&self.foreign, "no object of bronze"),
        ] {
            for path in paths {
                // Writing to a String can't fail.
                let _ = write!(text, "\n{path}: {what}");
            }
        }
        for path in &self.unfinished {
            let _ = write!(text, "\n{path}: left behind by a run that was killed; it may be removed by hand");
        }
        text
    }

    /// What was rejected is evidence, and no silver is made of it.
    fn next(&self) -> &'static str {
        let mut lost = self.damaged.iter().chain(self.receipts_without_answer.values());
        if lost.all(|path| path.starts_with("rejected/")) {
            "restore them from a backup; `transform` goes without what was rejected"
        } else {
            "restore them from a backup: `transform` builds no new silver until then (--without-lost gives answers up)"
        }
    }

    fn conclude(self) -> Result<Success, Failure> {
        let lost = self.damaged.len() + self.receipts_without_answer.len();
        if lost == 0 {
            return Ok(Success::new(self.outputs()).with_text(self.text()));
        }
        let damaged = self.damaged.iter().map(|path| format!("{path} is damaged"));
        let missing = self
            .receipts_without_answer
            .iter()
            .map(|(path, body)| format!("{body} is missing, of which {path} speaks"));
        let named: Vec<String> = damaged.chain(missing).take(NAMED_MAX).collect();
        let more = if lost > NAMED_MAX { ", …" } else { "" };
        let what = format!("bronze has lost facts: {}{more}", named.join(", "));
        Err(Failure::new(Exit::Storage, what, self.next()).with_outputs(self.outputs()))
    }
}
