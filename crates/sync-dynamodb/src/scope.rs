//! Which days are published, and which are looked at.

use crate::item::KEPT_DAYS;
use makerates_domain::dates::{RateDate, utc_midnight};

/// Before every market day, as text and for DuckDB.
const FIRST_DAY: &str = "0001-01-01";

/// The days of a sync.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    today: RateDate,
    /// How many days back from today are published; none is all of them.
    hot_days: Option<i32>,
}

impl Scope {
    /// The hot window that ends today.
    pub fn hot(today: RateDate, hot_days: u16) -> Self {
        Self { today, hot_days: Some(i32::from(hot_days)) }
    }

    /// Every day.
    pub fn history(today: RateDate) -> Self {
        Self { today, hot_days: None }
    }

    /// The first day of which there may be an item, as text: days that are published, and before them those whose
    /// items have not expired yet. Those are no longer written, but withdrawn or mended when silver says otherwise.
    pub fn first_day(&self) -> String {
        let first = self.hot_days.and_then(|days| self.today.plus_days(-days - KEPT_DAYS));
        first.map_or_else(|| FIRST_DAY.to_owned(), |day| day.to_string())
    }

    /// The second (Unix time) at which a day leaves the window: after that its item is only kept right while it is
    /// there.
    pub fn leaves_at(&self, day: RateDate) -> i64 {
        let left = self.hot_days.and_then(|days| day.plus_days(days + 1));
        left.map_or(i64::MAX, |left| utc_midnight(left).as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_window_is_looked_at_as_long_as_its_items_live() {
        let scope = Scope::hot(day("2026-09-29"), 7);
        assert_eq!(scope.first_day(), "2026-09-15");
        assert_eq!(scope.leaves_at(day("2026-09-22")), utc_midnight(day("2026-09-30")).as_second());
    }

    #[test]
    fn no_day_leaves_the_history() {
        let scope = Scope::history(day("2026-09-29"));
        assert_eq!((scope.first_day().as_str(), scope.leaves_at(day("1999-01-04"))), (FIRST_DAY, i64::MAX));
    }
}
