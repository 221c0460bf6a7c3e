//! Which market day an answer describes, and how far two market days lie apart.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};

use crate::dates::{RateDate, utc_day};
use crate::source::Endpoint;
use crate::target_calendar::previous_ecb_day;

/// Calendar days that a source's observation may be older than the market day it is to witness.
///
/// Five spans the longest usual closure (Easter: Thursday to Tuesday). Anything older is stale.
pub const WITNESS_AGE_DAYS_MAX: i32 = 5;

/// The market day that an `ExchangeRate-API` answer stamped `stamp_day` describes.
///
/// The answer appears at about 00:00 UTC of its stamp, so it shows the market of the day before;
/// on Sundays and Mondays that day had no market, and the rates are still Friday's. Hence three
/// stamps describe each Friday: Saturday's, Sunday's and Monday's.
#[must_use]
pub fn of_stamp(stamp_day: Date) -> RateDate {
    let days_back = match stamp_day.weekday() {
        Weekday::Sunday => 2,
        Weekday::Monday => 3,
        _ => 1,
    };
    let stamp = RateDate::from(stamp_day);
    // Only the first days of the year -9999 have no day before them.
    stamp.plus_days(-days_back).unwrap_or(stamp)
}

/// The newest day that an answer of a face can speak of when it is asked for. The ECB fixes its rates at a quarter past two in
/// Frankfurt, which is noon in UTC at the earliest: before it there are none of the day.
#[must_use]
pub fn newest_day_at(endpoint: Endpoint, now: Timestamp) -> RateDate {
    let fixed_after = if endpoint == Endpoint::V1 { SignedDuration::from_hours(12) } else { SignedDuration::ZERO };
    utc_day(now.saturating_sub(fixed_after).unwrap_or(now))
}

/// The first stamp that describes a market day: the day after it.
#[must_use]
pub fn stamp_of(market_day: RateDate) -> Option<RateDate> {
    market_day.plus_days(1)
}

/// Market days that a bank's own date may be later than the market that its rates describe. Turkey's rates are found one
/// or two days late, nobody's later.
pub const LAG_MAX: u32 = 2;

/// The market day that a bank's date describes, the bank being late by so many market days: the last day before it, or the
/// one before that, on which the ECB published. None before there was one.
#[must_use]
pub fn of_bank_date(date: RateDate, lag: u32) -> Option<RateDate> {
    (0..lag).try_fold(date, |day, _| previous_ecb_day(day))
}

/// Trading days between two observations: Mondays to Fridays after `earlier`, up to and including
/// `later`; 0 when `later` is not later.
///
/// Holidays count as trading days: each market has its own, and the market that moved while
/// another was closed is what the tolerance is widened for.
#[must_use]
pub fn weekdays_between(earlier: RateDate, later: RateDate) -> u32 {
    let count = weekdays_to(later) - weekdays_to(earlier);
    u32::try_from(count).unwrap_or(0)
}

/// Mondays to Fridays from Monday 1999-01-04 up to and including `date`; negative before.
fn weekdays_to(date: RateDate) -> i32 {
    let monday = RateDate::from(jiff::civil::date(1999, 1, 4));
    let days = date.days_since(monday);
    5 * days.div_euclid(7) + (days.rem_euclid(7) + 1).min(5)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dates::tests::{any_day, day};

    fn market_of(stamp: &str) -> String {
        of_stamp(day(stamp).into()).to_string()
    }

    #[test]
    fn a_stamp_describes_the_day_before() {
        assert_eq!(market_of("2026-10-30"), "2026-10-29");
        // Tuesday after Easter: the forex market of Easter Monday, whatever TARGET does.
        assert_eq!(market_of("2024-04-02"), "2024-04-01");
    }

    #[test]
    fn the_stamps_of_a_weekend_and_of_monday_describe_friday() {
        for stamp in ["2026-10-31", "2026-11-01", "2026-11-02"] {
            assert_eq!(market_of(stamp), "2026-10-30");
        }
        assert_eq!(market_of("2026-11-03"), "2026-11-02");
    }

    #[test]
    fn the_first_day_of_the_calendar_has_no_day_before() {
        assert_eq!(of_stamp(Date::MIN), RateDate::from(Date::MIN));
    }

    #[test]
    fn a_late_bank_s_date_describes_the_market_before_it() {
        let market_of = |date: &str, lag: u32| of_bank_date(day(date), lag).map(|day| day.to_string());
        assert_eq!(market_of("2026-10-30", 0).as_deref(), Some("2026-10-30"));
        assert_eq!(market_of("2026-10-30", 1).as_deref(), Some("2026-10-29"));
        assert_eq!(market_of("2026-11-02", 1).as_deref(), Some("2026-10-30"), "Monday's is Friday's");
        assert_eq!(market_of("2026-10-31", 1).as_deref(), Some("2026-10-30"), "and so is Saturday's");
        assert_eq!(market_of("2026-11-02", 2).as_deref(), Some("2026-10-29"));
        assert_eq!(market_of("2024-04-02", 1).as_deref(), Some("2024-03-28"), "over Easter");
        assert_eq!(market_of("1999-01-04", 1), None);
    }

    #[test]
    fn weekdays_are_counted_after_the_earlier_day() {
        let between = |earlier, later| weekdays_between(day(earlier), day(later));
        assert_eq!(between("2026-10-29", "2026-10-30"), 1);
        assert_eq!(between("2026-10-30", "2026-10-30"), 0);
        assert_eq!(between("2026-10-30", "2026-11-01"), 0); // Friday to Sunday
        assert_eq!(between("2026-10-30", "2026-11-02"), 1); // Friday to Monday
        assert_eq!(between("2024-03-28", "2024-04-02"), 3); // over Easter
        assert_eq!(between("2026-11-02", "2026-10-30"), 0); // backwards
    }

    #[test]
    fn before_noon_the_ecb_has_no_rate_of_the_day() {
        let newest = |endpoint, now: &str| newest_day_at(endpoint, now.parse().unwrap()).to_string();
        assert_eq!(newest(Endpoint::V1, "2026-09-29T11:59:59Z"), "2026-09-28");
        assert_eq!(newest(Endpoint::V1, "2026-09-29T12:00:00Z"), "2026-09-29");
        assert_eq!(newest(Endpoint::V2, "2026-09-29T00:00:00Z"), "2026-09-29");
    }

    proptest! {
        #[test]
        fn a_market_day_is_a_weekday_one_to_three_days_before_its_stamp(stamp in any_day()) {
            let market = of_stamp(stamp.into());
            prop_assert!(!market.is_weekend());
            prop_assert!((1..=3).contains(&stamp.days_since(market)));
            // No weekday lies between them.
            let eve = stamp.plus_days(-1).unwrap();
            prop_assert_eq!(weekdays_between(market, eve), 0);
        }

        #[test]
        fn counting_weekdays_agrees_with_walking(earlier in any_day(), days in 0..400) {
            let later = earlier.plus_days(days).unwrap();
            let walked = (1..=days)
                .filter(|&step| !earlier.plus_days(step).unwrap().is_weekend())
                .count();
            prop_assert_eq!(weekdays_between(earlier, later) as usize, walked);
        }
    }
}
