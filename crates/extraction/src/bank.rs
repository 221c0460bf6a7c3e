//! One bank's range: by its own route, or by the panel's where an older copy of the service has none; and in halves where
//! the whole is more than the source can bear.

use super::exchange::{Exchange, Trouble};
use super::plan::{Series, Split};
use super::receipt_index::ReceiptIndex;
use super::{Extraction, RangeMode, Request, Scope};
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

/// A range of so many market days, a month, is not halved: a source that can't bear that is sick.
const DAYS_MIN: usize = 23;

/// The way to a bank's rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The bank's own, for a range of any length.
    Own,
    /// The panel's, narrowed to the bank.
    OfPanel,
}

/// Words the address of a question.
type Address = dyn Fn(Route, &Scope) -> String;

/// A bank, and how it is asked.
#[derive(Clone)]
pub struct BankQuestion {
    /// Its key.
    pub bank: Arc<str>,
    /// So many days after a day it has published it.
    pub published_after_days: i32,
    /// The address of a question by a route.
    pub url: Arc<Address>,
    /// The last day that a question by the panel's route may reach which begins on a day.
    pub last_day_of_panel: fn(RateDate) -> Option<RateDate>,
}

/// Market days of a bank, in order, and the way to them.
#[derive(Clone)]
pub(super) struct BankRange {
    question: BankQuestion,
    route: Route,
    days: Vec<RateDate>,
    /// The month before it failed: a source that fails once more has still failed one bank.
    is_after_failure: bool,
}

/// What the questions of a run learn for each other.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    /// Banks have no route of their own here.
    is_old: Cell<bool>,
    /// The run is over: what is under way is the last.
    pub is_over: Cell<bool>,
}

impl Series<'_> {
    /// Market days of one bank.
    #[must_use]
    pub fn of_bank(question: BankQuestion, days: Vec<RateDate>) -> Self {
        let banks = [question.bank.to_string()];
        // A day more costs nothing there, and a day alone would cost as much as all of them.
        let split = Split::Spans(RangeMode::Batch, |_| None);
        let complete_after_days = question.published_after_days;
        let request = move |_: &Scope, days: &[RateDate]| {
            let (question, days) = (question.clone(), days.to_vec());
            Request::of_bank(BankRange { question, route: Route::Own, days, is_after_failure: false })
        };
        let mut series = Self::new(Endpoint::Bank, &banks, days, split, request);
        series.complete_after_days = complete_after_days;
        series
    }
}

impl BankRange {
    pub fn bank(&self) -> &str {
        &self.question.bank
    }

    pub fn days(&self) -> &[RateDate] {
        &self.days
    }

    pub fn url(&self, scope: &Scope) -> String {
        (self.question.url)(self.route, scope)
    }

    /// Whether it is long enough to be asked for in halves.
    pub fn can_be_halved(&self) -> bool {
        self.days.len() > DAYS_MIN
    }

    /// Whether the month before it failed.
    pub fn is_after_failure(&self) -> bool {
        self.is_after_failure
    }

    fn part(&self, route: Route, days: &[RateDate]) -> Self {
        Self { route, days: days.to_vec(), ..self.clone() }
    }

    fn halves(&self) -> Vec<Self> {
        let (first, second) = self.days.split_at(self.days.len() / 2);
        vec![self.part(self.route, first), self.part(self.route, second)]
    }

    fn by_panel(&self) -> Vec<Self> {
        let spans = Split::Spans(RangeMode::Batch, self.question.last_day_of_panel).spans(&self.days);
        spans.into_iter().map(|days| self.part(Route::OfPanel, days)).collect()
    }

    /// How else to ask for what could not be had so.
    fn otherwise(&self, trouble: Trouble) -> Option<Vec<Self>> {
        match trouble {
            Trouble::NotFound if self.route == Route::Own => Some(self.by_panel()),
            Trouble::TooMuch if self.can_be_halved() => Some(self.halves()),
            _ => None,
        }
    }
}

impl fmt::Debug for BankRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}, {} days", self.bank(), self.route, self.days.len())
    }
}

impl Extraction<'_> {
    /// Asks a bank for a range, in as many questions as it takes, one after another. What was asked otherwise in the end
    /// counts as requests of the question that took its place. A month that can't be had is passed over, or it would keep all
    /// later ones from every run; after the second in a row, or another fault, the rest is left.
    pub(super) async fn ask_bank(
        &self,
        range: &BankRange,
        earlier: &ReceiptIndex,
        learnt: &Learnt,
    ) -> Vec<(Request, Exchange)> {
        let whole = if learnt.is_old.get() { range.by_panel() } else { vec![range.clone()] };
        let mut waiting = VecDeque::from(whole);
        let mut asked = Vec::new();
        let (mut requests, mut receipts) = (0, 0);
        let mut has_failed = false;
        while let Some(mut range) = waiting.pop_front() {
            range.is_after_failure = has_failed;
            let route = range.route;
            let request = Request::of_bank(range.clone());
            let mut exchange = self.ask(&request, earlier).await;
            let trouble = exchange.result.as_ref().err().and_then(|error| error.trouble);
            if let Some(parts) = trouble.and_then(|trouble| range.otherwise(trouble)).filter(|_| !learnt.is_over.get())
            {
                requests += exchange.requests;
                receipts += exchange.receipts;
                parts.into_iter().rev().for_each(|part| waiting.push_front(part));
                continue;
            }
            // A bank that nobody knows is not found either way: only an answer tells that it was the route.
            if route == Route::OfPanel && exchange.result.is_ok() && !learnt.is_old.replace(true) {
                tracing::warn!("{} has no route of a bank's own: the panel's is asked, in shorter ranges", self.source);
            }
            exchange.requests += std::mem::take(&mut requests);
            exchange.receipts += std::mem::take(&mut receipts);
            let is_end = match trouble {
                None => exchange.result.is_err(),
                Some(Trouble::NoData) => false,
                Some(Trouble::NotFound) => true,
                Some(Trouble::TooMuch) => std::mem::replace(&mut has_failed, true),
            };
            has_failed &= exchange.result.is_err();
            asked.push((request, exchange));
            if is_end || learnt.is_over.get() {
                break;
            }
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MarketDays;
    use crate::fault::Fault;
    use jiff::{SignedDuration, Timestamp};
    use makerates_core::http::HttpError;
    use makerates_core::quota::CallOutcome;
    use makerates_domain::answers::AnswerFault;
    use std::time::Duration;

    fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

    fn range(from: &str, to: &str) -> BankRange {
        let question = BankQuestion {
            bank: "NBP".into(),
            published_after_days: 7,
            url: Arc::new(|route, scope| format!("{route:?} {scope}")),
            last_day_of_panel: |first| first.plus_days(365),
        };
        let days = MarketDays::of(day(from), day(to)).weekdays;
        BankRange { question, route: Route::Own, days, is_after_failure: false }
    }

    fn parts(range: &BankRange, trouble: Trouble) -> Option<Vec<String>> {
        let parts = range.otherwise(trouble)?;
        Some(parts.into_iter().map(|part| Request::of_bank(part).url().to_owned()).collect())
    }

    #[test]
    fn what_is_too_much_is_halved_down_to_a_month() {
        let quarter = range("2024-01-01", "2024-03-29");
        let halves = ["Own 2024-01-01..2024-02-13_NBP", "Own 2024-02-14..2024-03-29_NBP"].map(str::to_owned);
        assert_eq!(parts(&quarter, Trouble::TooMuch).unwrap(), halves);
        let month = range("2024-05-01", "2024-05-31");
        assert_eq!((month.days.len(), parts(&month, Trouble::TooMuch)), (DAYS_MIN, None));
    }

    #[test]
    fn a_range_that_may_be_too_long_says_nothing_of_the_source_s_health_and_a_month_does() {
        let of = |range: BankRange, fault: Fault| fault.call_outcome_of(&Request::of_bank(range), true);
        let [quarter, month] = ["2024-03-29", "2024-01-31"].map(|to| range("2024-01-01", to));
        let server_error = || Fault::ServerError { status: 503, retry_at: None };
        for fault in [server_error(), Fault::NoAnswer(HttpError::Unreachable(String::new())), Fault::TooLong(1)] {
            assert_eq!(of(quarter.clone(), fault.clone()), CallOutcome::Neutral, "{fault}");
            assert_eq!(of(month.clone(), fault.clone()), CallOutcome::SourceFailure, "{fault}");
        }
        let second = BankRange { is_after_failure: true, ..month };
        assert_eq!(of(second, server_error()), CallOutcome::Neutral, "the bank has failed with the month before");
        let page = Fault::Nonsense(AnswerFault::NotJson("<".to_owned()));
        assert_eq!(of(quarter, page), CallOutcome::SourceFailure, "a web page is none the shorter for a shorter range");
    }

    #[test]
    fn a_429_is_waited_for_where_banks_are_asked_one_by_one_and_not_for_long() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let of_bank = Request::of_bank(range("2024-01-01", "2024-01-31"));
        let latest = Request::latest(Endpoint::V1, "latest", String::new());
        let pause = |seconds: i64, request: &Request| {
            Fault::Throttled(now + SignedDuration::from_secs(seconds)).pause(request, now)
        };
        assert_eq!(pause(5, &of_bank), Some(Duration::from_secs(5)));
        assert_eq!((pause(1200, &of_bank), pause(5, &latest)), (None, None));
    }

    #[test]
    fn what_has_no_own_route_is_asked_of_the_panel_in_the_ranges_that_it_allows() {
        let range = range("2022-01-03", "2024-03-29");
        let spans = parts(&range, Trouble::NotFound).unwrap();
        let expected = [
            "OfPanel 2022-01-03..2023-01-03_NBP",
            "OfPanel 2023-01-04..2024-01-04_NBP",
            "OfPanel 2024-01-05..2024-03-29_NBP",
        ];
        assert_eq!(spans, expected);
        let of_panel = range.part(Route::OfPanel, &range.days);
        assert_eq!(parts(&of_panel, Trouble::NotFound), None, "there is no third way");
        assert_eq!(parts(&range, Trouble::NoData), None);
    }
}
