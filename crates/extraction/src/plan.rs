//! The plan of a run: its questions, and the days that are not asked for.

use super::RangeMode;
use super::{Request, Scope};
use makerates_domain::answers::{Bank, PUBLISHED_AFTER_DAYS};
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use makerates_domain::target_calendar::is_ecb_day;
use std::collections::BTreeSet;
use std::fmt;

/// What a run asks for, and what of its days is left out.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// The questions for whatever is newest.
    pub latest: Vec<Request>,
    /// Questions that the run can do without: they are asked after all others, once where the source failed one of those,
    /// and a failure of theirs is told and ends nothing.
    pub aside: Vec<Request>,
    /// The market days, by face.
    pub series: Vec<Series<'a>>,
    /// The banks of the panel one by one: for market days, or where the latest answer only names them.
    pub by_bank: Option<ByBank<'a>>,
    /// Market days that are asked for.
    pub days: usize,
    /// Saturdays and Sundays among the days, when no market fixes a rate.
    pub skipped_weekends: usize,
    /// TARGET holidays among the days, for which the ECB is not asked.
    pub skipped_holidays: usize,
}

/// What is asked of the banks of a list.
type OfBanks<'a> = dyn Fn(&[Bank]) -> Vec<Series<'a>> + 'a;

/// The banks of the panel, each by itself.
pub struct ByBank<'a> {
    /// Asks who they are, where no list is kept that is still good; none when they are known by name.
    pub list: Option<Request>,
    /// What to ask of those in a list.
    pub series: Box<OfBanks<'a>>,
    /// What is asked for where nobody says who they are.
    pub whole: Option<Series<'a>>,
}

/// Market days of one face. What bronze has of them is not asked for again.
pub struct Series<'a> {
    /// The face.
    pub endpoint: Endpoint,
    /// The banks of the panel, by their keys; none is all of them.
    pub banks: Vec<String>,
    /// The market days, in order.
    pub days: Vec<RateDate>,
    /// So many days after a day its rates are all there: an earlier answer does not tell what a later one may have of it.
    pub(super) complete_after_days: i32,
    split: Split,
    request: Box<Wording<'a>>,
}

/// What of a face a series asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'s> {
    pub endpoint: Endpoint,
    /// The banks of the panel; none is all of them.
    pub banks: &'s [String],
    pub days: &'s [RateDate],
    pub complete_after_days: i32,
}

/// Words the question for some market days of a series.
type Wording<'a> = dyn Fn(&Scope, &[RateDate]) -> Request + 'a;

/// How many market days a request asks for.
#[derive(Debug, Clone, Copy)]
pub enum Split {
    /// One: all that the source allows.
    Days,
    /// As many as come after each other; with the last that a request which begins on a day may reach, where the source
    /// has a limit. `isolated` asks for each on its own.
    Spans(RangeMode, fn(RateDate) -> Option<RateDate>),
}

/// The market days of a range, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketDays {
    /// Days on which the ECB publishes.
    pub of_ecb: Vec<RateDate>,
    /// Mondays to Fridays: a TARGET holiday is a market day elsewhere.
    pub weekdays: Vec<RateDate>,
    /// Saturdays and Sundays.
    pub weekends: usize,
}

impl MarketDays {
    /// The market days of a range.
    #[must_use]
    pub fn of(from: RateDate, to: RateDate) -> Self {
        let days = || (0..=to.days_since(from)).filter_map(move |offset| from.plus_days(offset));
        Self {
            of_ecb: days().filter(|day| is_ecb_day(*day)).collect(),
            weekdays: days().filter(|day| !day.is_weekend()).collect(),
            weekends: days().filter(|day| day.is_weekend()).count(),
        }
    }

    /// TARGET holidays from Monday to Friday.
    #[must_use]
    pub fn holidays(&self) -> usize {
        self.weekdays.len() - self.of_ecb.len()
    }
}

impl Plan<'_> {
    /// A plan that asks for the latest rates.
    #[must_use]
    pub fn latest(requests: Vec<Request>) -> Self {
        Self { latest: requests, ..Self::default() }
    }

    /// Whether it asks for market days, and not for whatever is newest.
    pub(super) fn asks_for_days(&self) -> bool {
        self.latest.is_empty()
    }
}

impl<'a> Series<'a> {
    /// Market days of a face, and how the question for some of them is worded.
    #[must_use]
    pub fn new(
        endpoint: Endpoint,
        banks: &[String],
        days: Vec<RateDate>,
        split: Split,
        request: impl Fn(&Scope, &[RateDate]) -> Request + 'a,
    ) -> Self {
        // The ECB's and the market feed's are all there once the day is over. A few banks of the panel come weeks late, in bulk:
        // they are waited for where a list tells who they are. For their sake the panel as a whole is not asked again for a month.
        let complete_after_days = if endpoint.is_of_panel() { PUBLISHED_AFTER_DAYS } else { 1 };
        Self { endpoint, banks: banks.to_vec(), days, complete_after_days, split, request: Box::new(request) }
    }

    pub(super) fn asked(&self) -> Asked<'_> {
        let Self { endpoint, banks, days, complete_after_days, .. } = self;
        Asked { endpoint: *endpoint, banks, days, complete_after_days: *complete_after_days }
    }

    /// The questions for what is not known: each gap has its own.
    pub(super) fn requests(&self, known: &BTreeSet<RateDate>) -> Vec<Request> {
        let gaps = self.days.split(|day| known.contains(day));
        let spans = gaps.flat_map(|gap| self.split.spans(gap));
        spans.map(|days| (self.request)(&Scope::of_days(days, &self.banks), days)).collect()
    }
}

impl fmt::Debug for Series<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}, {} days", self.endpoint, self.banks, self.days.len())
    }
}

impl fmt::Debug for ByBank<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, else {:?}", self.list, self.whole)
    }
}

impl Split {
    pub(super) fn spans(self, mut days: &[RateDate]) -> Vec<&[RateDate]> {
        let Self::Spans(RangeMode::Batch, last_day) = self else { return days.chunks(1).collect() };
        let mut spans = Vec::new();
        while let Some(first) = days.first() {
            let count = last_day(*first).map_or(days.len(), |last| days.partition_point(|day| *day <= last).max(1));
            let (span, rest) = days.split_at(count);
            spans.push(span);
            days = rest;
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_and_target_holidays_are_told_apart() {
        // Good Friday 2024-03-29, Easter Monday 2024-04-01.
        let days = MarketDays::of(day("2024-03-28"), day("2024-04-02"));
        assert_eq!(days.of_ecb, [day("2024-03-28"), day("2024-04-02")]);
        assert_eq!((days.weekdays.len(), days.weekends, days.holidays()), (4, 2, 2));
        let weekend = MarketDays::of(day("2024-03-30"), day("2024-03-31"));
        assert_eq!((weekend.weekdays.len(), weekend.weekends, weekend.holidays()), (0, 2, 0));
    }

    #[test]
    fn the_history_has_the_days_of_the_recorded_file() {
        let days = MarketDays::of(day("1999-01-04"), day("2026-09-29"));
        assert_eq!(days.of_ecb.len(), 7_103);
        assert_eq!(days.weekdays.len() + days.weekends, 10_131);
    }

    #[test]
    fn each_gap_is_a_question_of_its_own() {
        let days = MarketDays::of(day("2024-05-13"), day("2024-05-24")).weekdays;
        let spans = |split: Split, known: &[&str]| -> Vec<String> {
            let request = |scope: &Scope, days: &[RateDate]| Request::of_days(Endpoint::V1, scope, days, String::new());
            let known = known.iter().map(|text| day(text)).collect();
            let series = Series::new(Endpoint::V1, &[], days.clone(), split, request);
            series.requests(&known).into_iter().map(|request| request.parameters).collect()
        };
        let batch = Split::Spans(RangeMode::Batch, |_| None);
        assert_eq!(spans(batch, &[]), ["2024-05-13..2024-05-24"]);
        let known = ["2024-05-13", "2024-05-16", "2024-05-21"];
        assert_eq!(
            spans(batch, &known),
            ["2024-05-14..2024-05-15", "2024-05-17..2024-05-20", "2024-05-22..2024-05-24"]
        );
        let limited = Split::Spans(RangeMode::Batch, |first| first.plus_days(2));
        assert_eq!(spans(limited, &known[..1]).len(), 4, "no more than three days each, and none of a weekend's");
        for split in [Split::Days, Split::Spans(RangeMode::Isolated, |_| None)] {
            assert_eq!(spans(split, &known).len(), 7);
        }
    }
}
