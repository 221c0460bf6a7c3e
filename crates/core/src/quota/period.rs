//! The periods that a quota counts by: the UTC day, and the billing month of an account.

use super::settings::Quota;
use jiff::Timestamp;
use jiff::civil::Date;
use makerates_domain::dates::{RateDate, utc_day, utc_midnight};
use makerates_domain::source::Source;
use std::fmt;

/// A period of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A UTC day.
    Day(RateDate),
    /// A billing month: its first day, and the first day of the next one.
    Month(RateDate, RateDate),
}

/// A period and how many requests it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which period the limit is of.
    pub period: Period,
    /// Requests allowed in it.
    pub requests: u64,
}

/// Days that a day's or a month's count is kept after its end.
const KEPT_DAYS: i32 = 30;

impl Period {
    /// The sort key of the period's item: `2026-11-23`, or `2026-11-17/P1M`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Month(start, _) => format!("{start}/P1M"),
        }
    }

    /// The last part of the setting that limits it: `quota.<source>.daily`, `quota.<source>.monthly`.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        match self {
            Self::Day(_) => "daily",
            Self::Month(..) => "monthly",
        }
    }

    /// Its first day.
    #[must_use]
    pub fn begins(&self) -> RateDate {
        match self {
            Self::Day(day) => *day,
            Self::Month(start, _) => *start,
        }
    }

    /// The instant at which the period ends and its quota is whole again.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        utc_midnight(match self {
            Self::Day(day) => day.plus_days(1).unwrap_or(*day),
            Self::Month(_, next) => *next,
        })
    }

    /// The second (Unix time) after which the item may go.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        let last = match self {
            Self::Day(day) => *day,
            Self::Month(_, next) => *next,
        };
        utc_midnight(last.plus_days(KEPT_DAYS).unwrap_or(last)).as_second()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "the day {day}"),
            Self::Month(start, _) => write!(f, "the billing month from {start}"),
        }
    }
}

/// The limits that hold for a source at an instant: the day's, and the month's where the source has one.
#[must_use]
pub fn limits(source: Source, quota: &Quota, now: Timestamp) -> Vec<Limit> {
    let today = utc_day(now);
    let day = Period::Day(today);
    match source {
        Source::Frankfurter => vec![Limit { period: day, requests: quota.frankfurter.daily }],
        Source::ExchangeRate => {
            let limits = &quota.exchangerate;
            let month = billing_month(today, limits.refresh_day_of_month);
            vec![Limit { period: day, requests: limits.daily }, Limit { period: month, requests: limits.monthly }]
        }
    }
}

/// The billing month that holds `today`. In a month that is too short it begins on its last day.
fn billing_month(today: RateDate, refresh_day: i8) -> Period {
    let first = Date::from(today).first_of_month();
    let begins = |month: Date| {
        let day = refresh_day.clamp(1, month.days_in_month());
        RateDate::from(month.with().day(day).build().unwrap_or(month))
    };
    let shifted = |months: i32| first.saturating_add(jiff::Span::new().months(months));
    if begins(first) <= today {
        Period::Month(begins(first), begins(shifted(1)))
    } else {
        Period::Month(begins(shifted(-1)), begins(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(today: &str, refresh_day: i8) -> (String, String) {
        match billing_month(today.parse().unwrap(), refresh_day) {
            Period::Month(start, next) => (start.to_string(), next.to_string()),
            Period::Day(_) => unreachable!(),
        }
    }

    #[test]
    fn a_billing_month_begins_on_the_accounts_day() {
        assert_eq!(month("2026-11-17", 17), ("2026-11-17".into(), "2026-12-17".into()));
        assert_eq!(month("2026-11-16", 17), ("2026-10-17".into(), "2026-11-17".into()));
        assert_eq!(month("2026-01-05", 17), ("2025-12-17".into(), "2026-01-17".into()));
        assert_eq!(month("2026-03-01", 31), ("2026-02-28".into(), "2026-03-31".into()));
    }

    #[test]
    fn months_leave_no_day_out_and_never_overlap() {
        for refresh_day in 1..=31 {
            let mut day: RateDate = "2023-12-01".parse().unwrap();
            let Period::Month(_, mut next) = billing_month(day, refresh_day) else { unreachable!() };
            for _ in 0..800 {
                let Period::Month(start, end) = billing_month(day, refresh_day) else { unreachable!() };
                assert!(start <= day && day < end, "{day} is not in {start}..{end}");
                assert!(end == next || start == next, "{day}: {start}..{end} after {next}");
                next = end;
                day = day.plus_days(1).unwrap();
            }
        }
    }

    #[test]
    fn keys_and_expiry_are_those_of_the_contract() {
        let day = Period::Day("2026-11-23".parse().unwrap());
        assert_eq!(day.key(), "2026-11-23");
        assert_eq!(day.ends_at().to_string(), "2026-11-24T00:00:00Z");
        assert_eq!(Timestamp::from_second(day.expires_at()).unwrap().to_string(), "2026-12-23T00:00:00Z");
        assert_eq!(billing_month("2026-11-23".parse().unwrap(), 17).key(), "2026-11-17/P1M");
    }
}
