//! How far faults of one run lie apart, so that each is judged by a sound past.

use makerates_domain::currency::CurrencyCode;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Market days after a fault before the same currency is hit again.
pub const CURRENCY_REST: usize = 30;

/// Market days between two answers that are faulty as a whole.
pub const ANSWER_REST: usize = 20;

/// Which market days are taken, by their numbers.
#[derive(Debug)]
pub struct Spacing {
    at_once: usize,
    days: Vec<RangeInclusive<usize>>,
    by_currency: BTreeMap<CurrencyCode, Vec<RangeInclusive<usize>>>,
}

impl Spacing {
    /// Free days, of which each has room for so many faults.
    pub fn new(at_once: usize) -> Self {
        Self { at_once, days: Vec::new(), by_currency: BTreeMap::new() }
    }

    /// Whether there is room on the days for one more fault, with `rest` days around them.
    pub fn is_free(&self, days: &RangeInclusive<usize>, rest: usize) -> bool {
        self.days.iter().filter(|taken| apart(taken, days) <= rest).count() < self.at_once
    }

    /// Whether the currency had no fault lately, and has none soon.
    pub fn is_rested(&self, currency: CurrencyCode, days: &RangeInclusive<usize>) -> bool {
        let taken = self.by_currency.get(&currency);
        taken.is_none_or(|taken| taken.iter().all(|taken| apart(taken, days) > CURRENCY_REST))
    }

    /// Takes the days for faults of these currencies.
    pub fn take(&mut self, days: &RangeInclusive<usize>, currencies: &[CurrencyCode]) {
        self.days.push(days.clone());
        for currency in currencies {
            self.by_currency.entry(*currency).or_default().push(days.clone());
        }
    }
}

/// Days from the end of the earlier to the beginning of the later; 0 where they overlap.
fn apart(a: &RangeInclusive<usize>, b: &RangeInclusive<usize>) -> usize {
    b.start().saturating_sub(*a.end()).max(a.start().saturating_sub(*b.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_rests_thirty_market_days_before_and_after() {
        let mut spacing = Spacing::new(1);
        spacing.take(&(100..=104), &[CurrencyCode::USD]);
        for (days, expected) in
            [(69..=69, true), (70..=70, false), (68..=72, false), (134..=134, false), (135..=139, true)]
        {
            assert_eq!(spacing.is_rested(CurrencyCode::USD, &days), expected, "{days:?}");
        }
        assert!(spacing.is_rested("JPY".parse().unwrap(), &(100..=100)));
    }

    #[test]
    fn a_day_has_one_fault_at_most() {
        let mut spacing = Spacing::new(1);
        spacing.take(&(10..=11), &[]);
        assert!(!spacing.is_free(&(11..=11), 0) && spacing.is_free(&(12..=12), 0));
        assert!(!spacing.is_free(&(31..=31), ANSWER_REST) && spacing.is_free(&(32..=32), ANSWER_REST));
    }
}
