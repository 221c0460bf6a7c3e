//! What came of the banks that were asked one by one.

use crate::exchange::{ExchangeError, Trouble};
use std::collections::{BTreeMap, BTreeSet};

/// Which banks answered, which failed, and which have no rates of then.
#[derive(Debug)]
pub(crate) struct BankTally {
    /// Whether they were named by whoever runs it, and not by a list.
    are_named: bool,
    /// Those whose question failed, with the reason.
    pub failed: BTreeMap<String, String>,
    /// Those without a rate of some part of the days, and those that answered another part.
    without_rates: BTreeSet<String>,
    answered: BTreeSet<String>,
}

impl BankTally {
    /// None asked yet.
    pub fn new(are_named: bool) -> Self {
        Self { are_named, failed: BTreeMap::new(), without_rates: BTreeSet::new(), answered: BTreeSet::new() }
    }

    /// A bank that answered a part of the days.
    pub fn add_answered(&mut self, bank: &str) {
        self.answered.insert(bank.to_owned());
    }

    /// A bank that did not. One that has no rates of then is none that failed.
    pub fn add_unanswered(&mut self, bank: &str, stopped: &ExchangeError) {
        if stopped.trouble == Some(Trouble::NoData) {
            tracing::info!("{bank} has no rates of then");
            self.without_rates.insert(bank.to_owned());
        } else if stopped.is_of_question {
            self.failed.insert(bank.to_owned(), stopped.failure.reason());
        }
    }

    /// Those without any rate of then.
    pub fn silent(&self) -> impl Iterator<Item = &str> {
        self.without_rates.difference(&self.answered).map(String::as_str)
    }

    /// The silent ones that somebody asked for by name.
    pub fn silent_named(&self) -> impl Iterator<Item = &str> {
        self.silent().filter(|_| self.are_named)
    }
}
