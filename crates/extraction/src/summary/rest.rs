//! What a run leaves for another one, because it does not fit into the quota.

use super::RunSummary;
use crate::Request;
use crate::receipt_index::ReceiptIndex;
use makerates_core::printable::counted;
use makerates_domain::dates::RateDate;
use std::fmt;

/// The questions that are left.
#[derive(Debug)]
pub(crate) struct Rest {
    questions: usize,
    /// Those that had no answer, or not a whole one: they come after what was never asked.
    asked_before: usize,
    /// The first day of any of them.
    from: RateDate,
}

impl Rest {
    /// None where nothing is left.
    pub fn of(rest: &[Request], earlier: &ReceiptIndex) -> Option<Self> {
        let from = rest.iter().filter_map(Request::from).min()?;
        let asked_before = rest.iter().filter(|request| earlier.last_asked(request).is_some()).count();
        Some(Self { questions: rest.len(), asked_before, from })
    }
}

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, from {} on", counted(self.questions as u64, "question"), self.from)?;
        if self.asked_before > 0 {
            write!(f, ", {} of them asked before", self.asked_before)?;
        }
        Ok(())
    }
}

impl RunSummary {
    /// Notes what is left, and where to go on.
    pub fn leave(&mut self, rest: Option<Rest>) {
        self.resume_from = rest.as_ref().map(|rest| rest.from);
        self.rest = rest;
    }
}
