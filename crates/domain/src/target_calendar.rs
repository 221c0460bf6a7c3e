//! The ECB's publication days: the working days of TARGET, the euro's payment system.

use jiff::civil::{Date, date};

use crate::dates::RateDate;

/// The first day of the euro foreign exchange reference rates.
const FIRST_ECB_DAY: Date = date(1999, 1, 4);

/// Days on which the ECB published although [`is_yearly_closing_day`] names them.
///
/// In 1999 TARGET closed only on 1 January and 25 December (and on 31 December, below), so Good
/// Friday and Easter Monday of that year were working days.
const EXTRA_ECB_DAYS: [Date; 2] = [date(1999, 4, 2), date(1999, 4, 5)];

/// Days on which TARGET closed once, beyond its yearly closing days: for the change of
/// computers to the year 2000, and for the change of cash to the euro.
const EXTRA_CLOSING_DAYS: [Date; 2] = [date(1999, 12, 31), date(2001, 12, 31)];

/// TARGET days after a rate's market day at whose end the rate stops being current.
const VALIDITY_ECB_DAYS: u32 = 5;

/// The first day that the ECB published reference rates for: the beginning of every history here.
#[must_use]
pub fn first_ecb_day() -> RateDate {
    RateDate::from(FIRST_ECB_DAY)
}

/// Whether the ECB publishes reference rates on `date`: a TARGET working day since 1999-01-04.
///
/// The rule gives exactly the recorded history of 1999 to 2026. It can't foresee a closing that
/// the ECB decides later.
#[must_use]
pub fn is_ecb_day(date: RateDate) -> bool {
    let civil = Date::from(date);
    if civil < FIRST_ECB_DAY || date.is_weekend() || EXTRA_CLOSING_DAYS.contains(&civil) {
        return false;
    }
    EXTRA_ECB_DAYS.contains(&civil) || !is_yearly_closing_day(date)
}

/// TARGET's closing days besides weekends: 1 January, Good Friday, Easter Monday, 1 May, 25 and
/// 26 December.
///
/// The long-term calendar since 2002 (ECB press release of 14 December 2000); 2000 and 2001 had
/// the same days by yearly decisions.
fn is_yearly_closing_day(date: RateDate) -> bool {
    let (good_friday, easter_monday) = (date.plus_days(2), date.plus_days(-1));
    let easter = easter_sunday(date.year());
    matches!((date.month(), date.day()), (1 | 5, 1) | (12, 25 | 26)) || good_friday == easter || easter_monday == easter
}

/// Easter Sunday of the Gregorian calendar.
///
/// The anonymous Gregorian computus of 1876 (J. Meeus, *Astronomical Algorithms*, chapter 8); the
/// letters are its own. Before 1583 the result is proleptic; none for years beyond jiff's calendar
/// (-9999 to 9999).
#[must_use]
#[allow(clippy::many_single_char_names)]
pub fn easter_sunday(year: i16) -> Option<RateDate> {
    let earliest = RateDate::from(Date::new(year, 3, 22).ok()?);
    let year_number = i32::from(year);
    let a = year_number.rem_euclid(19); // the year's place in the moon's 19-year cycle
    let (b, c) = (year_number.div_euclid(100), year_number.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30); // days from 21 March to the full moon
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7); // from there to the Saturday
    let m = (a + 11 * h + 22 * l) / 451;
    earliest.plus_days(h + l - 7 * m)
}

/// The ECB's publication days from `from` to `to`, both inclusive, in order.
pub fn ecb_days(from: RateDate, to: RateDate) -> impl Iterator<Item = RateDate> {
    // Nothing was published before the first day: no need to walk there.
    let start = from.max(RateDate::from(FIRST_ECB_DAY));
    days_from(start).take_while(move |&date| date <= to).filter(|&date| is_ecb_day(date))
}

/// The last publication day before `date`; none up to and including 1999-01-04.
#[must_use]
pub fn previous_ecb_day(date: RateDate) -> Option<RateDate> {
    let before = std::iter::successors(date.plus_days(-1), |date| date.plus_days(-1));
    before.take_while(|&date| Date::from(date) >= FIRST_ECB_DAY).find(|&date| is_ecb_day(date))
}

/// The `count`-th publication day after `date`, so 1 is the next one; 0 is `date` itself. None
/// when the calendar ends first (the year 9999).
#[must_use]
pub fn nth_ecb_day_after(date: RateDate, count: u32) -> Option<RateDate> {
    let Some(skipped) = count.checked_sub(1) else {
        return Some(date);
    };
    let start = date.plus_days(1)?.max(RateDate::from(FIRST_ECB_DAY));
    days_from(start).filter(|&date| is_ecb_day(date)).nth(usize::try_from(skipped).ok()?)
}

/// The last day on which the newest rate may still be converted with. None when the calendar ends first.
#[must_use]
pub fn last_valid_day(rate_date: RateDate) -> Option<RateDate> {
    nth_ecb_day_after(rate_date, VALIDITY_ECB_DAYS)
}

/// Whether the newest rate, of `rate_date`, no longer holds on `today` (UTC).
#[must_use]
pub fn is_stale(rate_date: RateDate, today: RateDate) -> bool {
    last_valid_day(rate_date).is_none_or(|last| today > last)
}

/// Every day from `date` to the end of the calendar.
fn days_from(date: RateDate) -> impl Iterator<Item = RateDate> {
    std::iter::successors(Some(date), |date| date.plus_days(1))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::*;
    use crate::dates::tests::{any_day, day};
    use crate::recorded;

    /// The day on which the recorded history of the ECB ends.
    const LAST_RECORDED_DAY: &str = "2026-10-30";

    #[test]
    fn the_rule_gives_exactly_the_recorded_days() {
        let mut published: Vec<RateDate> = recorded::ecb().iter().map(|rate| rate.date).collect();
        published.dedup();
        let ruled: Vec<RateDate> = ecb_days(day("1990-01-01"), day(LAST_RECORDED_DAY)).collect();
        assert_eq!(ruled, published);
        assert_eq!(ruled.len(), 7_126);
        let to_september = ecb_days(day("1999-01-04"), day("2026-09-29"));
        assert_eq!(to_september.count(), 7_103);
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        let known = [
            "1818-03-22",
            "1943-04-25",
            "1961-04-02",
            "1999-04-04",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2038-04-25",
            "2285-03-22",
        ];
        for easter in known.map(day) {
            assert_eq!(easter_sunday(easter.year()), Some(easter));
        }
        assert_eq!(easter_sunday(10_000), None);
        assert_eq!(easter_sunday(i16::MIN), None);
    }

    #[test]
    fn closing_days_are_no_publication_days() {
        let closed = [
            "2024-01-01",
            "2024-03-29",
            "2024-04-01",
            "2024-05-01",
            "2024-12-25",
            "2024-12-26",
            "2024-03-30",
            "2024-03-31",
            "1999-12-31",
            "2001-12-31",
            "1999-01-01",
            "1998-12-30",
        ];
        for date in closed.map(day) {
            assert!(!is_ecb_day(date), "{date}");
        }
        for date in ["1999-01-04", "1999-04-02", "1999-04-05", "2000-12-29", "2024-12-24"] {
            assert!(is_ecb_day(day(date)), "{date}");
        }
    }

    #[test]
    fn previous_and_following_days_step_over_easter() {
        assert_eq!(previous_ecb_day(day("2024-04-02")), Some(day("2024-03-28")));
        let after = |count| nth_ecb_day_after(day("2024-03-28"), count);
        assert_eq!(after(0), Some(day("2024-03-28")));
        assert_eq!(after(1), Some(day("2024-04-02")));
        assert_eq!(after(5), Some(day("2024-04-08")));
    }

    #[test]
    fn a_rate_holds_to_the_end_of_the_fifth_publication_day_after_it() {
        assert_eq!(last_valid_day(day("2024-03-28")), Some(day("2024-04-08")));
        assert_eq!(["2024-04-08", "2024-04-09"].map(|today| is_stale(day("2024-03-28"), day(today))), [false, true]);
        assert!(is_stale(day("9999-12-30"), day("9999-12-31")));
    }

    #[test]
    fn the_ends_of_history_and_of_the_calendar_are_ends() {
        let (first, last) = (RateDate::from(Date::MIN), RateDate::from(Date::MAX));
        assert_eq!(previous_ecb_day(day("1999-01-05")), Some(day("1999-01-04")));
        assert_eq!(previous_ecb_day(day("1999-01-04")), None);
        assert_eq!(previous_ecb_day(first), None);
        assert_eq!(nth_ecb_day_after(first, 1), Some(day("1999-01-04")));
        assert_eq!(nth_ecb_day_after(last, 1), None);
        assert_eq!(nth_ecb_day_after(day("9999-12-01"), u32::MAX), None);
        assert_eq!(ecb_days(day("2024-04-02"), day("2024-03-01")).count(), 0);
        assert_eq!(ecb_days(day("9999-12-29"), last).count(), 3);
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_from_22_march_to_25_april(year in -9_999_i16..=9_999) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sunday);
            let month_and_day = (easter.month(), easter.day());
            prop_assert!(((3, 22)..=(4, 25)).contains(&month_and_day));
        }

        #[test]
        fn stepping_forth_and_back_agree(date in any_day()) {
            if let Some(next) = nth_ecb_day_after(date, 1) {
                prop_assert!(next > date && is_ecb_day(next));
                let previous = previous_ecb_day(next);
                if is_ecb_day(date) {
                    prop_assert_eq!(previous, Some(date));
                }
                prop_assert!(previous <= Some(date));
                prop_assert_eq!(ecb_days(date, next).last(), Some(next));
            }
        }

        #[test]
        fn publication_days_are_at_most_five_days_apart(date in any_day()) {
            prop_assume!(date >= day("2000-01-03"));
            let next = nth_ecb_day_after(date, 1).unwrap();
            // Thursday before Easter to the Tuesday after it.
            prop_assert!(next.days_since(date) <= 5);
        }
    }
}
