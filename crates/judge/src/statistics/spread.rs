//! How large a quantity usually is: a robust spread over the last year and the last month.

use super::{MONTH, UPPER_QUARTILE, VALUES_MIN, YEAR, median_of_sorted};
use std::collections::VecDeque;

/// The last year's sizes, in order of time and of size. A day without a value takes its place in time all the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spread {
    /// Not a number where there was no value.
    by_time: VecDeque<f64>,
    of_year: Vec<f64>,
    of_month: Vec<f64>,
}

impl Spread {
    /// Takes a day's size, and forgets what is older than a year.
    pub(crate) fn push(&mut self, size: Option<f64>) {
        if self.by_time.len() >= MONTH {
            remove(&mut self.of_month, self.by_time[self.by_time.len() - MONTH]);
        }
        if self.by_time.len() == YEAR
            && let Some(oldest) = self.by_time.pop_front()
        {
            remove(&mut self.of_year, oldest);
        }
        if let Some(size) = size {
            insert(&mut self.of_year, size);
            insert(&mut self.of_month, size);
        }
        self.by_time.push_back(size.unwrap_or(f64::NAN));
    }

    /// What is usual, as a standard deviation, and not below `floor` as a median: the larger of the year's and the month's,
    /// because a market that has become restless is so at once. None of too few values.
    pub(crate) fn usual(&self, floor: f64) -> Option<f64> {
        if self.of_year.len() < VALUES_MIN {
            return None;
        }
        let of_year = median_of_sorted(&self.of_year)?;
        let of_month = median_of_sorted(&self.of_month).unwrap_or(of_year);
        Some(of_year.max(of_month).max(floor) / UPPER_QUARTILE)
    }
}

fn insert(sorted: &mut Vec<f64>, value: f64) {
    let place = sorted.partition_point(|other| *other < value);
    sorted.insert(place, value);
}

fn remove(sorted: &mut Vec<f64>, value: f64) {
    if !value.is_nan() {
        let place = sorted.partition_point(|other| *other < value);
        sorted.remove(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn simply(values: &[Option<f64>]) -> Option<f64> {
        let last = |count: usize| {
            let kept = &values[values.len().saturating_sub(count)..];
            let mut kept: Vec<f64> = kept.iter().flatten().copied().collect();
            (super::super::median(&mut kept), kept.len())
        };
        let (of_year, count) = last(YEAR);
        let usual = of_year.into_iter().chain(last(MONTH).0).fold(0.1, f64::max);
        (count >= VALUES_MIN).then_some(usual / UPPER_QUARTILE)
    }

    proptest! {
        #[test]
        fn it_is_the_medians_of_the_last_days(values in prop::collection::vec(prop::option::of(0.0..9.0), 0..600)) {
            let mut spread = Spread::default();
            for (count, value) in values.iter().enumerate() {
                prop_assert_eq!(spread.usual(0.1), simply(&values[..count]));
                spread.push(*value);
            }
        }
    }

    #[test]
    fn a_restless_month_is_noticed_at_once() {
        let mut spread = Spread::default();
        (0..200).for_each(|_| spread.push(Some(1.0)));
        assert_eq!(spread.usual(0.0), Some(1.0 / UPPER_QUARTILE));
        (0..11).for_each(|_| spread.push(Some(5.0)));
        assert_eq!(spread.usual(0.0), Some(5.0 / UPPER_QUARTILE));
    }

    #[test]
    fn a_year_is_250_market_days() {
        let mut spread = Spread::default();
        (0..126).for_each(|_| spread.push(Some(5.0)));
        (0..124).for_each(|_| spread.push(Some(1.0)));
        assert_eq!(spread.usual(0.0), Some(5.0 / UPPER_QUARTILE), "126 of 250 days");
        (0..2).for_each(|_| spread.push(Some(1.0)));
        assert_eq!(spread.usual(0.0), Some(1.0 / UPPER_QUARTILE), "124 of them");
    }
}
