//! What is usual, and how likely something is: statistics that know nothing of rates.

mod likelihood;
mod median;
mod share;
mod spread;

pub(crate) use likelihood::{DEGREES_OF_FREEDOM, density, log_likelihood, log_of_product};
pub(crate) use median::{median, median_absolute_deviation, median_of_sorted, median_without};
pub(crate) use share::Share;
pub(crate) use spread::Spread;

/// Market days of a year, the long memory of what is usual. Some 250 are a year's.
pub(crate) const YEAR: usize = 250;

/// Market days of a month: a market that has become restless is so at once.
pub(crate) const MONTH: usize = 20;

/// Fewer values tell nothing of what is usual.
pub(crate) const VALUES_MIN: usize = 20;

/// A number of days or rates.
pub(crate) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

/// Makes a median of absolute values the standard deviation of a normal distribution: its upper quartile (Hampel 1974,
/// Journal of the American Statistical Association 69, 383-393).
pub(crate) const UPPER_QUARTILE: f64 = 0.6745;
