//! What an extractor's run tells a person.

use super::{NAMED_MAX, RunSummary};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_domain::dates::RateDate;
use std::fmt::Write;

impl RunSummary {
    /// What was asked for, a line; empty for the latest rates.
    pub(super) fn days_text(&self) -> String {
        let Some([days, weekends, holidays]) = self.of_days else { return String::new() };
        let mut text = format!(
            "{} ({} of weekends and {} left out)",
            counted(days as u64, "market day"),
            counted(weekends as u64, "day"),
            counted(holidays as u64, "TARGET holiday")
        );
        if self.already_answered > 0 {
            let each = if self.already_answered > days { ", each witness's counted" } else { "" };
            // Writing to a String can't fail.
            let _ = write!(text, ", {} answered already{each}", self.already_answered);
        }
        text + "\n"
    }

    /// What a person sees of the run.
    pub(super) fn text(&self) -> String {
        let mut text = self.days_text();
        let _ = match self.answers_new + self.answers_unchanged {
            0 if self.requests > 0 => write!(text, "{}: no answer with rates", self.source),
            0 if self.already_answered > 0 => write!(text, "{}: nothing to ask (--refresh asks again)", self.source),
            0 => write!(text, "{}: nothing to ask", self.source),
            1 => write!(text, "{}: {}", self.source, self.one_answer_text()),
            many => {
                write!(text, "{}: {many} answers, {} of them new{}", self.source, self.answers_new, self.content_text())
            }
        };
        if self.requests > self.answers_new + self.answers_unchanged {
            let _ = write!(text, ", after {}", counted(self.requests.into(), "request"));
        }
        if self.suspicious > 0 {
            let _ = write!(
                text,
                "\n{}, to be put in quarantine by `transform`",
                counted(self.suspicious as u64, "suspicious rate")
            );
        }
        if let Some(first) = self.missing.first() {
            let missing = counted(self.missing.len() as u64, "day");
            let _ = write!(text, "\n{missing} missing, from {first} on: the next run asks again");
            if self.without_data > 0 {
                let _ = write!(text, ", last for the {} of which the source has no data", self.without_data);
            }
        }
        let silent: Vec<&str> = self.banks.silent_named().collect();
        if !silent.is_empty() {
            let _ = write!(text, "\nno rates of then, or no such bank: {}", silent.join(", "));
        }
        if let Some(rest) = &self.rest {
            let _ = write!(text, "\nnot asked yet: {rest}");
        }
        text
    }

    /// The failure of a run whose answers lack days; none when they have all. What came is kept.
    pub fn not_there_yet(&self) -> Option<Failure> {
        let mut days: Vec<String> = self.missing.iter().take(NAMED_MAX).map(RateDate::to_string).collect();
        if self.missing.len() > NAMED_MAX {
            days.push(format!("and {} more market days", self.missing.len() - NAMED_MAX));
        }
        let what = format!("not_there_yet: {} answered without {}", self.source, days.join(", "));
        let next = if self.without_data > 0 {
            "ask Frankfurter for the days of which it has no data; when it is run again only what is missing is asked for, and those last"
        } else {
            "run it again later: only what is missing is asked for"
        };
        (!days.is_empty()).then(|| Failure::new(Exit::Source, what, next).with_text(self.text()))
    }

    fn one_answer_text(&self) -> String {
        let answer = if self.answers_new > 0 { "a new answer" } else { "the answer that bronze has already" };
        answer.to_owned() + &self.content_text()
    }

    fn content_text(&self) -> String {
        let days = match (self.days, self.of_panel) {
            (Some((first, last)), _) if first == last => format!("market day {first}"),
            (Some((first, last)), _) => format!("market days {first} to {last}"),
            (None, Some((_, day))) => format!("market day {day} by the panel"),
            (None, None) => "no market day".to_owned(),
        };
        let witnesses = match self.witnesses.len() {
            0 | 1 => String::new(),
            many => format!(" of {many} witnesses"),
        };
        format!(", {days}, {} currencies{witnesses}, {} bytes", self.currencies.len(), self.bytes)
    }
}
