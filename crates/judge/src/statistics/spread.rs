//! How large a quantity usually is: a robust spread over the last year and the last month.

use super::{MONTH, UPPER_QUARTILE, VALUES_MIN, YEAR, median_of_sorted};
use std::collections::VecDeque;

/// Fewer values of a month tell nothing of it: a single wild one would be what is usual.
const MONTHS_VALUES_MIN: usize = 5;

/// The last year's sizes, in order of time and of size. A day without a value takes its place in time all the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spread {
    /// Not a number where there was no value.
    by_time: VecDeque<f64>,
    of_year: Vec<f64>,
    of_month: Vec<f64>,
    /// The larger of the year's and the month's, because a market that has become restless is so at once. Kept: when it is asked
    /// for, the sizes are long out of the processor's caches.
    median: Option<f64>,
}

impl Spread {
    /// Takes a day's size, and forgets what is older than a year.
    pub(crate) fn push(&mut self, size: Option<f64>) {
        let after_a_month = self.by_time.len().checked_sub(MONTH).map(|place| self.by_time[place]);
        let after_a_year = if self.by_time.len() == YEAR { self.by_time.pop_front() } else { None };
        replace(&mut self.of_month, after_a_month, size);
        replace(&mut self.of_year, after_a_year, size);
        self.by_time.push_back(size.unwrap_or(f64::NAN));
        let of_year = median_of_sorted(&self.of_year).filter(|_| self.of_year.len() >= VALUES_MIN);
        let of_month = median_of_sorted(&self.of_month).filter(|_| self.of_month.len() >= MONTHS_VALUES_MIN);
        self.median = of_year.map(|of_year| of_month.map_or(of_year, |of_month| of_month.max(of_year)));
    }

    /// What is usual, as a standard deviation, and not below `floor` as a median. None of too few values.
    pub(crate) fn usual(&self, floor: f64) -> Option<f64> {
        Some(self.median?.max(floor) / UPPER_QUARTILE)
    }
}

/// Takes a value out and puts another one in: only what lies between the two is moved.
fn replace(sorted: &mut Vec<f64>, old: Option<f64>, new: Option<f64>) {
    // All are compared, in the order in which they lie in memory: a search jumps, and takes longer for a year's.
    let place = |value: f64| sorted.iter().map(|other| usize::from(*other < value)).sum::<usize>();
    match (old.filter(|old| !old.is_nan()).map(place), new.map(|new| (place(new), new))) {
        (Some(from), Some((to, new))) if from < to => {
            sorted.copy_within(from + 1..to, from);
            sorted[to - 1] = new;
        }
        (Some(from), Some((to, new))) => {
            sorted.copy_within(to..from, to + 1);
            sorted[to] = new;
        }
        (Some(from), None) => drop(sorted.remove(from)),
        (None, Some((to, new))) => sorted.insert(to, new),
        (None, None) => {}
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
        let (of_month, count_of_month) = last(MONTH);
        let of_month = of_month.filter(|_| count_of_month >= MONTHS_VALUES_MIN);
        let usual = of_year.into_iter().chain(of_month).fold(0.1, f64::max);
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
