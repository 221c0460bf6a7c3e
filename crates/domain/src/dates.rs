//! The market day that a rate describes.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize, Serializer};

use crate::excerpt::excerpt;

/// A market day: the day that a rate describes, whatever day it was published or fetched on.
///
/// It has no time zone: each witness names its own day, and [`crate::market_day`] says which
/// market day that is. As text it is always `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct RateDate(Date);

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateDateError {
    /// The text has another shape, for example `2026-9-29`, or carries a time.
    #[error("`{given}` is no date: expected YYYY-MM-DD such as 2026-09-29")]
    Malformed {
        /// What was given, or its beginning.
        given: String,
    },
    /// The shape is right, but the calendar has no such day.
    #[error("`{given}` is no day of the calendar: expected YYYY-MM-DD such as 2026-09-29")]
    NoSuchDay {
        /// What was given, whole: its shape is right.
        given: String,
    },
}

impl RateDate {
    /// The year; of a day that was read from a text 0 to 9999.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Monday to Sunday.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// The day of the week, in a word.
    #[must_use]
    pub fn weekday_name(self) -> String {
        self.0.strftime("%A").to_string()
    }

    /// Saturday or Sunday, when no market fixes a rate.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Calendar days from `other` to this day; negative when `other` is later.
    #[must_use]
    pub fn days_since(self, other: Self) -> i32 {
        // jiff's whole calendar (the years -9999 to 9999) has fewer days than an i32 holds.
        let days = self.0.duration_since(other.0).as_hours() / 24;
        i32::try_from(days).unwrap_or_default()
    }

    /// The day `days` calendar days later, or earlier when negative; none beyond the calendar's
    /// ends (the years -9999 and 9999).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let span = Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().map(Self)
    }
}

impl From<Date> for RateDate {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl From<RateDate> for Date {
    fn from(date: RateDate) -> Self {
        date.0
    }
}

impl FromStr for RateDate {
    type Err = RateDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, month, day) = fields(text).ok_or_else(|| RateDateError::Malformed { given: excerpt(text) })?;
        Date::new(year, month, day).map(Self).map_err(|_| RateDateError::NoSuchDay { given: text.to_owned() })
    }
}

/// Year, month and day of `YYYY-MM-DD`. Stricter than jiff's own parser, which also takes
/// `20260929` and a date with a time: a source that changes its format shall be noticed.
fn fields(text: &str) -> Option<(i16, i8, i8)> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // All of the text is ASCII here, so these cuts lie between characters.
    let year = text[..4].parse().ok()?;
    let month = text[5..7].parse().ok()?;
    let day = text[8..].parse().ok()?;
    Some((year, month, day))
}

impl TryFrom<String> for RateDate {
    type Error = RateDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for RateDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for RateDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for RateDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The instant at which a day begins in UTC; of one beyond all instants the last of them.
#[must_use]
pub fn utc_midnight(day: RateDate) -> Timestamp {
    day.0.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

/// The UTC day of an instant.
#[must_use]
pub fn utc_day(now: Timestamp) -> RateDate {
    RateDate::from(now.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// The day that a test names by its text.
    pub(crate) fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

    /// Any day of the years 1600 to 2399, a whole cycle of the calendar before and after 2000.
    pub(crate) fn any_day() -> impl Strategy<Value = RateDate> {
        (-146_097..146_097).prop_map(|days| day("2000-01-01").plus_days(days).unwrap())
    }

    #[test]
    fn a_day_is_read_and_shown_as_iso() {
        let friday: RateDate = "2026-10-30".parse().unwrap();
        assert_eq!(friday, RateDate::from(date(2026, 10, 30)));
        assert_eq!(Date::from(friday), date(2026, 10, 30));
        assert_eq!(format!("{friday} {friday:?}"), "2026-10-30 2026-10-30");
        assert_eq!((friday.year(), friday.month(), friday.day()), (2026, 10, 30));
        assert_eq!(friday.weekday(), Weekday::Friday);
        assert!(!friday.is_weekend());
        assert!(day("2026-10-31").is_weekend() && day("2026-11-01").is_weekend());
    }

    #[test]
    fn other_shapes_are_refused_with_what_was_given() {
        let shapes = [
            "",
            "2026-9-29",
            "20260929",
            "2026/09/29",
            "2026-09-29T00:00:00",
            " 2026-09-29",
            "+026-09-29",
            "2026-+9-29",
            "-026-09-29",
            "２026-09-2",
            "LATEST",
            "2026-09-2９",
        ];
        for given in shapes {
            let error = given.parse::<RateDate>().unwrap_err();
            assert_eq!(error, RateDateError::Malformed { given: given.to_owned() });
        }
        assert_eq!(
            "2026-9-29".parse::<RateDate>().unwrap_err().to_string(),
            "`2026-9-29` is no date: expected YYYY-MM-DD such as 2026-09-29",
        );
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for given in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "1900-02-29"] {
            let error = given.parse::<RateDate>().unwrap_err();
            assert_eq!(error, RateDateError::NoSuchDay { given: given.to_owned() });
        }
        assert!("2024-02-29".parse::<RateDate>().is_ok());
    }

    #[test]
    fn arithmetic_ends_with_the_calendar() {
        let (first, last) = (RateDate(Date::MIN), RateDate(Date::MAX));
        assert_eq!(first.plus_days(-1), None);
        assert_eq!(last.plus_days(1), None);
        assert_eq!(last.plus_days(i32::MAX), None);
        assert_eq!(first.plus_days(i32::MIN), None);
        assert_eq!(first.plus_days(last.days_since(first)), Some(last));
    }

    #[test]
    fn json_has_it_as_a_string() {
        let json = r#""2026-10-30""#;
        let friday: RateDate = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&friday).unwrap(), json);
        assert!(serde_json::from_str::<RateDate>(r#""2026-10-30T00:00""#).is_err());
    }

    proptest! {
        #[test]
        fn text_round_trips(date in any_day()) {
            prop_assert_eq!(date.to_string().parse::<RateDate>(), Ok(date));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = text.parse::<RateDate>();
        }

        #[test]
        fn differences_undo_sums(date in any_day(), days in -200_000..200_000) {
            let moved = date.plus_days(days).unwrap();
            prop_assert_eq!(moved.days_since(date), days);
            prop_assert_eq!(date.days_since(moved), -days);
            prop_assert_eq!(moved.cmp(&date), days.cmp(&0));
        }
    }
}
