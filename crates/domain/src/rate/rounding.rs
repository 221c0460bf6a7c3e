//! Significant digits: counting them, and rounding to them half-even.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// `value` rounded half-even to `digits` significant digits; a value that has no more stays as it
/// is, trailing zeros included.
///
/// None when `digits` is 0, or when the rounded value is beyond a `Decimal`'s largest (7.9e28).
#[must_use]
pub fn round_significant(value: Decimal, digits: u32) -> Option<Decimal> {
    if digits == 0 {
        return None;
    }
    let surplus = significant_digits(value).saturating_sub(digits);
    if surplus == 0 {
        return Some(value);
    }
    let unit = 10_u128.checked_pow(surplus)?;
    let mantissa = value.mantissa().unsigned_abs();
    let rounded = half_even(mantissa / unit, mantissa % unit, unit);
    let power = i64::from(surplus) - i64::from(value.scale());
    // 9.996 to three digits is 10.0, not 10.00.
    let (rounded, power) =
        if rounded == 10_u128.checked_pow(digits)? { (rounded / 10, power + 1) } else { (rounded, power) };
    let mut result = with_power(rounded, power)?;
    result.set_sign_negative(value.is_sign_negative());
    Some(result)
}

/// Digits of `value` from the first one that is not zero to its last; 0 for zero.
pub(super) fn significant_digits(value: Decimal) -> u32 {
    let mantissa = value.mantissa().unsigned_abs();
    mantissa.checked_ilog10().map_or(0, |power| power + 1)
}

/// `whole` + `rest` / `unit` rounded to an integer, to the even one when it lies in the middle.
/// `rest` is less than `unit`.
pub(super) fn half_even(whole: u128, rest: u128, unit: u128) -> u128 {
    // Not `2 * rest`: that way no size of `unit` could overflow.
    match rest.cmp(&(unit - rest)) {
        Ordering::Less => whole,
        Ordering::Equal => whole + whole % 2,
        Ordering::Greater => whole + 1,
    }
}

/// `mantissa` × 10^`power`, or none when a `Decimal` can't hold it exactly.
pub(super) fn with_power(mantissa: u128, power: i64) -> Option<Decimal> {
    let mantissa = i128::try_from(mantissa).ok()?;
    let (mantissa, scale) = match u32::try_from(power) {
        Ok(power) => (mantissa.checked_mul(10_i128.checked_pow(power)?)?, 0),
        Err(_) => (mantissa, u32::try_from(-power).ok()?),
    };
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(value: &str, digits: u32) -> String {
        let value: Decimal = value.parse().unwrap();
        round_significant(value, digits).unwrap().to_string()
    }

    #[test]
    fn halves_go_to_the_even_digit() {
        assert_eq!(rounded("1.25", 2), "1.2");
        assert_eq!(rounded("1.35", 2), "1.4");
        assert_eq!(rounded("1.2500001", 2), "1.3");
        assert_eq!(rounded("-1.25", 2), "-1.2");
        assert_eq!(rounded("-1.35", 2), "-1.4");
        assert_eq!(rounded("0.000125", 2), "0.00012");
        assert_eq!(rounded("12500", 2), "12000");
        assert_eq!(rounded("1350.0", 2), "1400");
    }

    #[test]
    fn a_carry_adds_no_digit() {
        assert_eq!(rounded("9.996", 3), "10.0");
        assert_eq!(rounded("999.96", 4), "1000");
        assert_eq!(rounded("0.0009999", 1), "0.001");
    }

    #[test]
    fn what_has_no_more_digits_stays() {
        assert_eq!(rounded("1.10", 3), "1.10");
        assert_eq!(rounded("0.00", 1), "0.00");
        assert_eq!(rounded("290", 12), "290");
    }

    #[test]
    fn no_digits_and_no_room_are_none() {
        assert_eq!(round_significant(Decimal::ONE, 0), None);
        assert_eq!(round_significant(Decimal::MAX, 1), None);
        assert_eq!(round_significant(Decimal::MAX, 29), Some(Decimal::MAX));
        assert_eq!(round_significant(Decimal::MAX, u32::MAX), Some(Decimal::MAX));
    }

    proptest! {
        #[test]
        fn the_result_has_the_digits_and_is_nearest(
            mantissa in -(1_i128 << 90)..(1_i128 << 90),
            scale in 0_u32..=28,
            digits in 1_u32..=28,
        ) {
            let value = Decimal::from_i128_with_scale(mantissa, scale);
            let Some(result) = round_significant(value, digits) else {
                return Err(TestCaseError::reject("beyond a Decimal"));
            };
            let mantissa = result.mantissa().unsigned_abs().to_string();
            prop_assert!(mantissa.trim_end_matches('0').len() <= digits as usize);
            // Half a unit of the last kept digit, from the number of digits dropped.
            let surplus = significant_digits(value).saturating_sub(digits);
            let twice = (value - result) * Decimal::TWO;
            let unit = with_power(1, i64::from(surplus) - i64::from(scale));
            if let Some(unit) = unit {
                prop_assert!(twice.abs() <= unit, "{} to {} is {}", value, digits, result);
            }
        }
    }
}
