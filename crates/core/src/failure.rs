//! How every executable ends: the exit codes of the project, and one failure type that carries what a person needs.

use crate::printable;
use makerates_domain::pair::CurrencyPairError;
use serde_json::{Map, Value};
use std::error::Error;

/// Why a run ended without its result. The numbers are part of the contract with flows and scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// A fault of ours: a broken invariant, never the user's doing.
    Fault = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// No source may be asked now: quota used up, blocked, or an open circuit.
    NoSource = 3,
    /// The source failed, or answered nonsense.
    Source = 4,
    /// Silver's own invariants or a critical quality check failed.
    Quality = 5,
    /// Storage (bronze, DynamoDB, DuckDB) failed.
    Storage = 6,
}

impl Exit {
    /// The code in a word, for the record of runs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Usage => "usage",
            Self::NoSource => "no_source",
            Self::Source => "source",
            Self::Quality => "quality",
            Self::Storage => "storage",
        }
    }
}

/// A run's failure: what failed, why, and what to do next, with the exit code and the outputs known so far.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What failed, for which source, date or key. Lower case, without a full stop.
    pub what: String,
    /// The next step for the person who reads it.
    pub next: String,
    /// The error behind it, rendered with its own causes.
    pub cause: Option<Box<dyn Error + Send + Sync>>,
    /// What the caller may still use, although the run failed.
    pub outputs: Box<Map<String, Value>>,
    /// What a person sees of the result all the same; empty for most.
    pub text: String,
    /// What failed, in short, for whoever has the text above it; none where the whole reason is to be told.
    pub brief: Option<Box<str>>,
}

impl Failure {
    /// A failure without a cause of its own.
    pub fn new(exit: Exit, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            next: next.into(),
            cause: None,
            outputs: Box::default(),
            text: String::new(),
            brief: None,
        }
    }

    /// The same failure with the error behind it.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The same failure with one more output.
    #[must_use]
    pub fn with_output(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.outputs.insert(name.to_owned(), value.into());
        self
    }

    /// The same failure with more outputs.
    #[must_use]
    pub fn with_outputs(mut self, outputs: impl IntoIterator<Item = (impl Into<String>, Value)>) -> Self {
        self.outputs.extend(outputs.into_iter().map(|(name, value)| (name.into(), value)));
        self
    }

    /// The same failure of a run that has something to show all the same, such as what it checked.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same failure, whose reason stands in its text already: its line says no more than this.
    #[must_use]
    pub fn in_brief(mut self, brief: impl Into<Box<str>>) -> Self {
        self.brief = Some(brief.into());
        self
    }

    /// What failed and why, on one line: a cause that repeats the text before it is not shown twice.
    #[must_use]
    pub fn reason(&self) -> String {
        let text =
            self.cause.as_ref().map_or_else(|| self.what.clone(), |cause| with_causes(&self.what, cause.as_ref()));
        printable::line(&text.replace(['\n', '\r'], " ")).into_owned()
    }
}

/// An error, and what it comes from.
pub fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| <dyn Error>::source(*error))
}

/// An error and its causes behind what is said already: what repeats the text before it is not shown twice.
#[must_use]
pub fn with_causes(said: &str, error: &(dyn Error + 'static)) -> String {
    causes(error).map(ToString::to_string).fold(said.to_owned(), |text, cause| match text.as_str() {
        "" => cause,
        said if said.contains(&cause) => text,
        said => format!("{said}: {cause}"),
    })
}

impl From<CurrencyPairError> for Failure {
    fn from(error: CurrencyPairError) -> Self {
        let next = match error {
            CurrencyPairError::Form(_) => "write it like EUR/USD, EUR-USD or EURUSD",
            CurrencyPairError::Same(_) => "give two that differ, such as EUR/USD",
        };
        Failure::new(Exit::Usage, error.to_string(), next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("no such bucket")]
    struct Inner;

    #[derive(Debug, thiserror::Error)]
    #[error("the receipt could not be written")]
    struct Outer(#[source] Inner);

    #[test]
    fn reason_is_one_line_with_every_cause_once() {
        let failure = Failure::new(Exit::Storage, "bronze failed", "create it").because(Outer(Inner));
        assert_eq!(failure.reason(), "bronze failed: the receipt could not be written: no such bucket");
        let repeated = Failure::new(Exit::Storage, "no such bucket", "create it").because(Inner);
        assert_eq!(repeated.reason(), "no such bucket");
        assert_eq!(Failure::new(Exit::Fault, "a\nb\u{1b}[2J", "").reason(), r"a b\u{1b}[2J");
    }

    #[test]
    fn the_same_currency_twice_is_told_with_what_to_give() {
        let error = CurrencyPairError::Same("EUR/EUR".to_owned());
        assert!(Failure::from(error).next.contains("two that differ"));
    }
}
