//! By which share something usually goes along with a common part: a slope through the origin over the last year.

use super::YEAR;
use std::collections::VecDeque;

/// Keeps the slope near zero while little is known: as much as one common part of 0.7 %.
const SHRINKAGE: f64 = 0.5;

/// No currency goes along with the euro by more than half as much again, and none against it: what looks so is chance.
const SHARE_MAX: f64 = 1.5;

/// The last year of one quantity beside the common part. A day without a common part takes its place in time all the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Share {
    by_time: VecDeque<(f64, f64)>,
    product: f64,
    square: f64,
}

impl Share {
    /// Takes a day's value and common part.
    pub(crate) fn push(&mut self, pair: Option<(f64, f64)>) {
        let (product, square) = pair.map_or((0.0, 0.0), |(value, common)| (value * common, common * common));
        if self.by_time.len() == YEAR
            && let Some((oldest_product, oldest_square)) = self.by_time.pop_front()
        {
            self.product -= oldest_product;
            self.square -= oldest_square;
        }
        self.by_time.push_back((product, square));
        self.product += product;
        self.square += square;
    }

    /// The share, from 0 to 1.5.
    pub(crate) fn share(&self) -> f64 {
        (self.product / (SHRINKAGE + self.square)).clamp(0.0, SHARE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_learnt_from_the_past_year() {
        let mut share = Share::default();
        assert!(share.share().abs() < 1e-12, "nothing is known");
        (0..YEAR).for_each(|_| share.push(Some((0.8, 1.0))));
        assert!((share.share() - 200.0 / 250.5).abs() < 1e-9);
        (0..YEAR).for_each(|_| share.push(None));
        assert!(share.share().abs() < 1e-9, "a year later it is forgotten");
        (0..YEAR).for_each(|_| share.push(Some((9.0, 1.0))));
        assert!((share.share() - SHARE_MAX).abs() < 1e-12);
        (0..YEAR).for_each(|_| share.push(Some((-0.8, 1.0))));
        assert!(share.share().abs() < 1e-12, "none goes against it");
    }
}
