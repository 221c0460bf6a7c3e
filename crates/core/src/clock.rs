//! The one place that asks the time: the real clock, or a logical one that stands still at `--now`.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The clock of a run.
///
/// A logical clock stands still: all steps of a replayed day that are given the same instant then see each other's
/// receipts, however long each takes, and a second replay gives the same result.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's clock.
    Real,
    /// A logical clock that always shows one instant.
    At(Timestamp),
}

impl Clock {
    /// The instant now, in UTC, to the millisecond.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let instant = match self {
            Self::Real => Timestamp::now(),
            Self::At(instant) => *instant,
        };
        // Milliseconds of a valid timestamp are valid.
        Timestamp::from_millisecond(instant.as_millisecond()).unwrap_or(instant)
    }

    /// How far the logical clock is off the real one.
    #[must_use]
    pub fn offset(&self) -> SignedDuration {
        match self {
            Self::Real => SignedDuration::ZERO,
            Self::At(instant) => instant.duration_since(Timestamp::now()),
        }
    }
}

/// Whether a clock may be set to an instant: rates begin with the euro in 1999, and what is reckoned from it (limits,
/// expiry, the days before and after) stays far inside of the calendar.
#[must_use]
pub fn is_plausible(instant: Timestamp) -> bool {
    let year = instant.to_zoned(TimeZone::UTC).year();
    (1999..=2999).contains(&year)
}

/// An instant and a span after it; at the end of the calendar there is no later.
#[must_use]
pub fn later(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.saturating_add(span).unwrap_or(Timestamp::MAX)
}

/// An instant as it is written everywhere: RFC 3339 in UTC with milliseconds, so that text sorts like time.
#[must_use]
pub fn format_instant(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

/// The minute of its day from which on an instant is over: `16:00 UTC`.
#[must_use]
pub fn format_minute(instant: Timestamp) -> String {
    later(instant, SignedDuration::from_secs(59)).strftime("%H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_sort_as_text() {
        let whole: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        assert_eq!(format_instant(whole), "2026-09-29T06:00:00.000Z");
        let later = whole + SignedDuration::from_millis(7);
        assert!(format_instant(whole) < format_instant(later));
    }

    #[test]
    fn at_the_minute_that_is_told_the_instant_is_over() {
        let minute = |text: &str| format_minute(text.parse().unwrap());
        assert_eq!(minute("2026-09-29T16:00:00Z"), "16:00 UTC");
        assert_eq!(minute("2026-09-29T16:00:01Z"), "16:01 UTC");
    }

    #[test]
    fn a_logical_clock_stands_still_at_a_whole_millisecond() {
        let clock = Clock::At("2024-04-02T06:00:00.1239Z".parse().unwrap());
        assert_eq!(format_instant(clock.now()), "2024-04-02T06:00:00.123Z");
        assert_eq!(clock.now(), clock.now());
    }
}
