//! The plan of a run: its questions, and the days that are not asked for.

use super::Request;
use crate::dates::RateDate;
use crate::target_calendar::is_ecb_day;

/// The questions of a run, and what of its days is left out.
#[derive(Debug, Default)]
pub struct Plan {
    /// The questions, in the order in which they are asked.
    pub requests: Vec<Request>,
    /// Market days that are asked for.
    pub days: usize,
    /// Saturdays and Sundays among the days, when no market fixes a rate.
    pub skipped_weekends: usize,
    /// TARGET holidays among the days, for which the ECB is not asked.
    pub skipped_holidays: usize,
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

impl Plan {
    /// A plan that asks for the latest rates.
    #[must_use]
    pub fn latest(requests: Vec<Request>) -> Self {
        Self { requests, ..Self::default() }
    }

    /// A plan for market days: the oldest first, so that a run that has to stop leaves no gap behind it.
    #[must_use]
    pub fn of_days(mut requests: Vec<Request>, days: usize, skipped_weekends: usize, skipped_holidays: usize) -> Self {
        requests.sort_by_key(Request::from);
        Self { requests, days, skipped_weekends, skipped_holidays }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::tests::day;

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
}
