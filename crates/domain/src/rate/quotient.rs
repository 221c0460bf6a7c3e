//! The exact quotient of two decimals, rounded once.

use rust_decimal::Decimal;

use super::rounding::{half_even, with_power};

/// `numerator / denominator` of two positive decimals, rounded half-even to `digits` significant
/// digits, without trailing zeros; none when a `Decimal` can't hold them.
///
/// Long division by hand: `Decimal`'s own division rounds to 28 digits, and rounding that again
/// goes wrong where the first rounding lands on the middle between two results. The last digit is
/// decided by the exact remainder instead.
pub(super) fn quotient(numerator: Decimal, denominator: Decimal, digits: u32) -> Option<Decimal> {
    if numerator <= Decimal::ZERO || denominator <= Decimal::ZERO {
        return None;
    }
    // The quotient is always `rest / divisor` × 10^power. Mantissas have 96 bits, so neither grows
    // past 7.9e29, and u128 ends at 3.4e38.
    let mut rest = numerator.mantissa().unsigned_abs();
    let mut divisor = denominator.mantissa().unsigned_abs();
    let mut power = i64::from(denominator.scale()) - i64::from(numerator.scale());
    while rest < divisor {
        rest *= 10;
        power -= 1;
    }
    while rest >= divisor * 10 {
        divisor *= 10;
        power += 1;
    }

    let mut whole = rest / divisor; // the first digit, 1 to 9
    rest %= divisor;
    for _ in 1..digits {
        rest *= 10;
        power -= 1;
        whole = whole * 10 + rest / divisor;
        rest %= divisor;
    }
    let (mantissa, power) = without_trailing_zeros(half_even(whole, rest, divisor), power);
    with_power(mantissa, power)
}

/// The same value with the smallest mantissa. `mantissa` is not zero.
fn without_trailing_zeros(mut mantissa: u128, mut power: i64) -> (u128, i64) {
    while mantissa.is_multiple_of(10) {
        mantissa /= 10;
        power += 1;
    }
    (mantissa, power)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rate::DERIVED_SIGNIFICANT_DIGITS;

    fn divided(numerator: &str, denominator: &str) -> String {
        let (numerator, denominator) = (numerator.parse().unwrap(), denominator.parse().unwrap());
        quotient(numerator, denominator, DERIVED_SIGNIFICANT_DIGITS).unwrap().to_string()
    }

    #[test]
    fn twelve_digits_from_the_first_that_is_not_zero() {
        assert_eq!(divided("1", "3"), "0.333333333333");
        assert_eq!(divided("2", "3"), "0.666666666667");
        assert_eq!(divided("1", "0.0007"), "1428.57142857");
        assert_eq!(divided("1", "290000000"), "0.00000000344827586207");
        assert_eq!(divided("1.10", "0.55"), "2");
        assert_eq!(divided("700000000", "0.00000000000000000007"), "10000000000000000000000000000");
    }

    #[test]
    fn halves_go_to_the_even_digit() {
        assert_eq!(divided("1.000000000005", "1"), "1");
        assert_eq!(divided("1.000000000015", "1"), "1.00000000002");
        assert_eq!(divided("3.000000000075", "3"), "1.00000000002");
        assert_eq!(divided("9.999999999995", "1"), "10");
    }

    #[test]
    fn a_quotient_just_beside_the_middle_is_rounded_once() {
        // Below 1.000000000015 by 1.5e-37: to 28 digits it *is* the middle, and rounding that
        // to the even digit would give 1.00000000002.
        let (numerator, denominator) = ("100000000.001500000000000001", "100000000.000000000000000001");
        let at_28_digits = numerator.parse::<Decimal>().unwrap() / denominator.parse::<Decimal>().unwrap();
        assert_eq!(at_28_digits.normalize().to_string(), "1.000000000015");
        assert_eq!(divided(numerator, denominator), "1.00000000001");
    }

    #[test]
    fn what_a_decimal_cannot_hold_is_none() {
        let tiny = Decimal::new(3, 28);
        assert_eq!(quotient(Decimal::MAX, tiny, 12), None);
        assert_eq!(quotient(tiny, Decimal::MAX, 12), None);
        assert_eq!(quotient(Decimal::ONE, Decimal::ZERO, 12), None);
        assert_eq!(quotient(Decimal::NEGATIVE_ONE, Decimal::ONE, 12), None);
    }

    /// A number as decimal digits, lowest first: as large as it needs to be.
    fn digits_of(value: u128, zeros: usize) -> Vec<u8> {
        let mut digits = vec![0; zeros];
        digits.extend(value.to_string().bytes().rev().map(|digit| digit - b'0'));
        digits
    }

    /// Schoolbook product, of one more digit than needed at most.
    fn product(left: &[u8], right: &[u8]) -> Vec<u8> {
        let mut columns = vec![0_u32; left.len() + right.len() + 1];
        for (i, &a) in left.iter().enumerate() {
            for (j, &b) in right.iter().enumerate() {
                columns[i + j] += u32::from(a) * u32::from(b);
            }
        }
        let mut carry = 0;
        let digit = |column| {
            let sum = column + carry;
            carry = sum / 10;
            u8::try_from(sum % 10).unwrap()
        };
        columns.into_iter().map(digit).collect()
    }

    fn compare(left: &[u8], right: &[u8]) -> std::cmp::Ordering {
        let length = left.len().max(right.len());
        let padded = |digits: &[u8]| {
            let mut highest_first = vec![0; length - digits.len()];
            highest_first.extend(digits.iter().rev());
            highest_first
        };
        padded(left).cmp(&padded(right))
    }

    /// Whether `result` is the exact quotient rounded half-even to 12 digits, told by
    /// multiplication alone: `2 * numerator` lies between `(2 * kept ∓ 1) * denominator`, `kept`
    /// being the 12 digits as an integer, and on a boundary only when `kept` is even.
    fn is_nearest(numerator: Decimal, denominator: Decimal, result: Decimal) -> bool {
        if result.is_zero() {
            return false;
        }
        let mut kept = result.mantissa().unsigned_abs();
        let mut power = -i32::try_from(result.scale()).unwrap();
        while kept < 10_u128.pow(11) {
            kept *= 10;
            power -= 1;
        }
        while kept >= 10_u128.pow(12) {
            assert_eq!(kept % 10, 0, "more than 12 digits");
            kept /= 10;
            power += 1;
        }
        // numerator · 10^-sn against kept · 10^power · denominator · 10^-sd
        let shift = power + i32::try_from(numerator.scale()).unwrap() - i32::try_from(denominator.scale()).unwrap();
        let left_zeros = usize::try_from(-shift).unwrap_or(0);
        let right_zeros = usize::try_from(shift).unwrap_or(0);
        let twice = digits_of(2 * numerator.mantissa().unsigned_abs(), left_zeros);
        let divisor = digits_of(denominator.mantissa().unsigned_abs(), right_zeros);
        let bound = |odd: u128| compare(&twice, &product(&divisor, &digits_of(odd, 0)));
        // Below a power of ten the digits are ten times finer: half a unit down is a tenth there.
        let (above, below) = if kept == 10_u128.pow(11) {
            let ten_twice = product(&twice, &[0, 1]);
            let lower = product(&divisor, &digits_of(20 * kept - 1, 0));
            (compare(&ten_twice, &lower), bound(2 * kept + 1))
        } else {
            (bound(2 * kept - 1), bound(2 * kept + 1))
        };
        let even = kept.is_multiple_of(2);
        (above.is_gt() || above.is_eq() && even) && (below.is_lt() || below.is_eq() && even)
    }

    #[test]
    fn the_oracle_knows_wrong_from_right() {
        let parsed = |text: &str| text.parse::<Decimal>().unwrap();
        let nearest = |a, b, result| is_nearest(parsed(a), parsed(b), parsed(result));
        assert!(nearest("1", "3", "0.333333333333"));
        assert!(!nearest("1", "3", "0.333333333334") && !nearest("1", "3", "0.333333333332"));
        assert!(nearest("1.000000000015", "1", "1.00000000002"));
        assert!(!nearest("1.000000000015", "1", "1.00000000001"));
        assert!(!nearest("1", "3", "3.33333333333"));
        assert!(nearest("0.9999999999995", "1", "1"));
        assert!(!nearest("0.9999999999994", "1", "1"));
    }

    fn positive() -> impl Strategy<Value = Decimal> {
        // Of any length: 1 to 96 bits, 0 to 18 decimal places.
        let mantissa = (1_u32..=96).prop_flat_map(|bits| 1_i128..(1_i128 << bits));
        (mantissa, 0_u32..=18).prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
    }

    /// Numerators that lie exactly in the middle between two results, or one unit beside it.
    fn near_a_middle() -> impl Strategy<Value = (Decimal, Decimal)> {
        let kept = 10_i128.pow(11)..10_i128.pow(12);
        (kept, 10_i128.pow(15)..39 * 10_i128.pow(15), -1_i128..=1).prop_map(|(kept, half, beside)| {
            let numerator = (2 * kept + 1) * half + beside;
            (Decimal::from_i128_with_scale(numerator, 12), Decimal::from_i128_with_scale(2 * half, 3))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_quotient_is_the_nearest(numerator in positive(), denominator in positive()) {
            if let Some(result) = quotient(numerator, denominator, 12) {
                prop_assert!(is_nearest(numerator, denominator, result));
            }
        }

        #[test]
        fn quotients_around_the_middle_are_the_nearest((numerator, denominator) in near_a_middle()) {
            let result = quotient(numerator, denominator, 12).unwrap();
            prop_assert!(is_nearest(numerator, denominator, result));
        }
    }
}
