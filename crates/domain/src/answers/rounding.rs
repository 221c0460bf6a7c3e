//! How finely Frankfurter rounds what it computes: by the size of a rate.

use crate::rate::Rate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Above the first, so many decimals; the largest first (lineofflight/frankfurter, `rate_precision`).
const DECIMALS_ABOVE: [(Decimal, u32); 5] = [
    (Decimal::from_parts(5000, 0, 0, false, 0), 0),
    (Decimal::from_parts(80, 0, 0, false, 0), 2),
    (Decimal::from_parts(20, 0, 0, false, 0), 3),
    (Decimal::ONE, 4),
    (Decimal::from_parts(1, 0, 0, false, 4), 5),
];
const DECIMALS_OF_THE_SMALLEST: u32 = 6;

/// Half a unit of the last decimal that a rate was rounded to, in percent of it.
///
/// It is sent without its trailing zeros, so that 1.5 may well be 1.5000. One with more decimals than its size deserves was
/// not rounded so: a bank that is asked for alone is quoted in its own digits.
#[must_use]
pub fn half_unit_pct(rate: Rate) -> f64 {
    let rate = rate.decimal();
    let above = DECIMALS_ABOVE.iter().find(|(limit, _)| rate > *limit);
    let decimals = above.map_or(DECIMALS_OF_THE_SMALLEST, |(_, decimals)| *decimals).max(rate.scale());
    let unit = 10_f64.powi(-decimals.cast_signed());
    50.0 * unit / rate.to_f64().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_unit_goes_by_the_size_and_not_by_the_digits_that_are_left() {
        for (rate, unit) in [
            ("17569", 1.0),
            ("4109.5", 0.01),
            ("5000", 0.01),
            ("79.1", 0.001),
            ("19.5", 0.0001),
            ("1.5", 0.0001),
            ("0.9", 0.00001),
            ("0.000066", 0.000_001),
        ] {
            let expected = 50.0 * unit / rate.parse::<f64>().unwrap();
            let found = half_unit_pct(rate.parse().unwrap());
            assert!((found / expected - 1.0).abs() < 1e-9, "{rate}: {found} instead of {expected}");
        }
    }

    #[test]
    fn more_digits_than_the_size_deserves_are_a_bank_s_own() {
        let found = half_unit_pct("17569.47".parse().unwrap());
        assert!((found - 50.0 * 0.01 / 17569.47).abs() < 1e-12, "{found}");
    }
}
