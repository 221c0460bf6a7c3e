//! Whether an answer has days, or averages and samples of them.

use super::fault::AnswerFault;
use crate::dates::RateDate;
use std::collections::BTreeSet;

/// With fewer days there is no telling: two of them may be the ends of a gap.
const DAYS_MIN: usize = 3;

/// Days that follow each other on a market are at most five apart (Easter: Thursday to Tuesday); averages of weeks are
/// seven apart, those of months thirty.
const APART_MIN: i32 = 6;

/// Refuses days of which most are a week or more apart.
///
/// Old copies of Frankfurter answer a long range with one entry a week or a month, dated with its first day: an average
/// that no market ever had, under a day that has a rate of its own. A daily answer may well have gaps of weeks or
/// months, but however long they are, most of its steps lead to the next market day. So the steps are counted, not
/// their length: no gap can make a daily answer look like one of averages. Nor is the calendar asked whether each of
/// the days had a market: one that opens on a day of which we do not know is no fault of the source.
pub(super) fn refuse_samples(days: &BTreeSet<RateDate>) -> Result<(), AnswerFault> {
    let steps = || days.iter().zip(days.iter().skip(1)).map(|(day, next)| next.days_since(*day));
    let apart = steps().filter(|step| *step >= APART_MIN).count();
    let are_samples = days.len() >= DAYS_MIN && 2 * apart > days.len() - 1;
    if are_samples { Err(AnswerFault::NotDaily(days.len())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::tests::day;
    use crate::target_calendar::is_ecb_day;

    /// Every so many days from 2024-01-01 on.
    fn every(days: i32, count: i32) -> BTreeSet<RateDate> {
        (0..count).filter_map(|index| day("2024-01-01").plus_days(days * index)).collect()
    }

    fn ecb_days(from: &str, to: &str) -> BTreeSet<RateDate> {
        let days = (0..=day(to).days_since(day(from))).filter_map(|offset| day(from).plus_days(offset));
        days.filter(|day| is_ecb_day(*day)).collect()
    }

    #[test]
    fn averages_of_weeks_and_months_are_refused() {
        for samples in [every(7, 3), every(7, 52), every(14, 10), every(30, 12)] {
            assert_eq!(refuse_samples(&samples), Err(AnswerFault::NotDaily(samples.len())));
        }
        // The working day before the range goes before the first Monday.
        let mut with_friday = every(7, 30);
        with_friday.insert(day("2023-12-29"));
        assert!(refuse_samples(&with_friday).is_err());
    }

    #[test]
    fn days_are_taken_however_many_are_missing() {
        let gaps = [
            ecb_days("2024-01-01", "2024-12-31"),
            // Easter, and the turn of the year.
            ecb_days("2024-03-27", "2024-04-03"),
            ecb_days("2023-12-20", "2024-01-05"),
            &ecb_days("2024-01-01", "2024-01-31") | &ecb_days("2024-05-02", "2024-05-31"),
            &ecb_days("2024-01-01", "2024-01-03") | &ecb_days("2024-01-22", "2024-01-24"),
            BTreeSet::from(["2024-01-02", "2024-01-03", "2024-06-03"].map(day)),
            BTreeSet::from(["2024-01-02", "2024-06-03"].map(day)),
            BTreeSet::from(["2024-01-01", "2024-01-03", "2024-01-05"].map(day)),
            BTreeSet::new(),
        ];
        for days in gaps {
            assert_eq!(refuse_samples(&days), Ok(()), "{days:?}");
        }
    }
}
