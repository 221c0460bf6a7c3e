//! What an accepted answer tells.

use makerates_domain::answers::{AnswerReader, Day};
use makerates_domain::dates::RateDate;
use std::collections::BTreeSet;

/// What an accepted answer tells, for the report.
#[derive(Debug)]
pub(super) struct Facts {
    reading: AnswerReader,
    pub(super) suspicious: usize,
    pub(super) days: BTreeSet<RateDate>,
    pub(super) currencies: BTreeSet<String>,
    pub(super) witnesses: BTreeSet<String>,
}

impl Facts {
    /// The facts of an answer of which nothing was read yet.
    pub fn new(reading: AnswerReader) -> Self {
        let (currencies, witnesses) = (BTreeSet::new(), BTreeSet::new());
        Self { reading, suspicious: 0, days: BTreeSet::new(), currencies, witnesses }
    }

    /// Adds a day of the answer; the facts speak of market days.
    pub fn add(&mut self, day: &Day<'_>) {
        self.suspicious += day.suspicious();
        if day.rows.iter().any(|row| row.rate.is_ok()) {
            self.days.insert(self.reading.rate_date(day.stamp));
        }
        insert(&mut self.witnesses, day.witness);
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
