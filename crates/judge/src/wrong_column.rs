//! Does a rate look as if it stood in the wrong column, or upside down?

use crate::day::Said;
use crate::moves::LastRate;
use crate::sheet::{Entry, Sheet, have_same_digits};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// So near is a rate that has changed places with another one, as a logarithm.
const SAME_VALUE: f64 = 0.005;

/// So near is a rate to the inverse of its last one, as the market may have moved since; and it is so many times nearer to that
/// than to the last one itself.
const SAME_INVERSE: f64 = 0.02;
const NEARER_TIMES: f64 = 4.0;

/// What looks like a wrong column, however small the jump: the inverse of the last one, the digits of another currency of the
/// answer that had others the day before, or two that have changed places.
pub(crate) fn is_wrong_column(said: &Said, last: &LastRate, sheet: &Sheet) -> bool {
    let (new, old) = (said.observation.rate, last.rate);
    let is_inverse = ln(new).zip(ln(old)).is_some_and(|(new, old)| {
        let off = (new + old).abs();
        off < SAME_VALUE || (off < SAME_INVERSE && NEARER_TIMES * off < (new - old).abs())
    });
    let is_misplaced = |other: &Entry| {
        let Some(before) = last.sheet.get(other.currency) else { return false };
        let has_digits_of = have_same_digits(other.rate, new) && !have_same_digits(before.rate, old);
        has_digits_of || (are_near(before.rate, new) && are_near(other.rate, old))
    };
    let others = sheet.entries().iter();
    is_inverse
        || others
            .filter(|other| other.currency != said.currency && other.base == said.observation.base)
            .any(is_misplaced)
}

fn are_near(one: Decimal, other: Decimal) -> bool {
    ln(one).zip(ln(other)).is_some_and(|(one, other)| (one - other).abs() < SAME_VALUE)
}

fn ln(rate: Decimal) -> Option<f64> {
    Some(rate.to_f64()?.ln())
}
