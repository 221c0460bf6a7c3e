//! The logical clock's rules: which recorded day exists at which instant.

use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::LazyLock;

/// The newest morning on which both recordings have data.
pub const DEFAULT_NOW: &str = "2026-09-29T06:00:00Z";

/// The ECB's reference rates moved from 14:30 to 16:00 on this day.
const LATER_PUBLICATION: Date = date(2016, 7, 1);
const PUBLISHED: Time = time(16, 0, 0, 0);
const PUBLISHED_BEFORE: Time = time(14, 30, 0, 0);

static FRANKFURT: LazyLock<TimeZone> = LazyLock::new(|| zone("Europe/Berlin"));

/// The clock of a town.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("the time zones are compiled in")
}

/// The instant from which the ECB's rates of a day exist.
pub fn ecb_published_at(day: Date) -> Timestamp {
    let time = if day < LATER_PUBLICATION { PUBLISHED_BEFORE } else { PUBLISHED };
    in_zone(day, time, &FRANKFURT)
}

/// The instant from which the rates of a day exist that a bank publishes once a day, by its town's clock.
pub fn published_in(zone: &LazyLock<TimeZone>, day: Date, published: Time) -> Timestamp {
    in_zone(day, published, zone)
}

/// The market feed's stamp of a day: one second past midnight UTC.
pub fn feed_stamped_at(day: Date) -> Timestamp {
    in_zone(day, time(0, 0, 1, 0), &TimeZone::UTC)
}

/// The stamp after this one.
pub fn next_feed_stamp(day: Date) -> Timestamp {
    feed_stamped_at(day).saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)
}

/// The last second of a day in UTC: all that the day brought is known.
pub fn end_of(day: Date) -> Timestamp {
    in_zone(day, time(23, 59, 59, 0), &TimeZone::UTC)
}

/// The day in UTC.
pub fn day_of(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now).date()
}

/// A day beyond the range of instants is later than any clock.
fn in_zone(day: Date, time: Time, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ecb_publishes_by_frankfurts_clock_in_summer_and_winter() {
        assert_eq!(ecb_published_at(date(2026, 9, 28)).to_string(), "2026-09-28T14:00:00Z");
        assert_eq!(ecb_published_at(date(2026, 10, 30)).to_string(), "2026-10-30T15:00:00Z");
    }

    #[test]
    fn the_ecb_published_earlier_until_the_middle_of_2016() {
        assert_eq!(ecb_published_at(date(2016, 6, 30)).to_string(), "2016-06-30T12:30:00Z");
        assert_eq!(ecb_published_at(date(2016, 7, 1)).to_string(), "2016-07-01T14:00:00Z");
    }

    #[test]
    fn the_feed_is_stamped_one_second_past_midnight() {
        assert_eq!(feed_stamped_at(date(2026, 10, 30)).as_second(), 1_793_318_401);
        assert_eq!(next_feed_stamp(date(2026, 10, 30)).to_string(), "2026-10-31T00:00:01Z");
    }
}
