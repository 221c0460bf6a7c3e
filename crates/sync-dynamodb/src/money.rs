//! An amount in another currency: exact, and rounded once.

use rust_decimal::Decimal;

/// How a rate is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// amount × rate, by the rate of the pair.
    Multiply,
    /// amount / rate, by the rate of the pair the other way round.
    Divide,
}

/// The amount, with so many decimal places. The middle between two goes away from zero, as Regulation (EC) 1103/97,
/// article 5, has it for sums in euro ("rounded up"). None when it is too large.
pub fn convert(amount: Decimal, rate: Decimal, conversion: Conversion, decimals: u32) -> Option<Decimal> {
    let power = |exponent: u32| 10_i128.checked_pow(exponent);
    let (amount, rate) = (amount.normalize(), rate.normalize());
    // The result is numerator / denominator units of the last decimal place.
    let (numerator, denominator) = match conversion {
        Conversion::Multiply => (
            amount.mantissa().checked_mul(rate.mantissa())?.checked_mul(power(decimals)?)?,
            power(amount.scale() + rate.scale())?,
        ),
        Conversion::Divide => (
            amount.mantissa().checked_mul(power(rate.scale() + decimals)?)?,
            rate.mantissa().checked_mul(power(amount.scale())?)?,
        ),
    };
    let (whole, rest) = (numerator.checked_div(denominator)?, numerator.checked_rem(denominator)?);
    let is_half = rest.abs() >= denominator.abs() - rest.abs();
    let rounded = whole + if is_half { numerator.signum() * denominator.signum() } else { 0 };
    Decimal::try_from_i128_with_scale(rounded, decimals).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn converted(amount: &str, rate: &str, conversion: Conversion, decimals: u32) -> String {
        convert(decimal(amount), decimal(rate), conversion, decimals).unwrap().to_string()
    }

    #[test]
    fn the_middle_goes_away_from_zero() {
        // As binary floats these are 28.444999999999997.
        assert_eq!(converted("25.00", "1.1378", Conversion::Multiply, 2), "28.45");
        assert_eq!(converted("-25.00", "1.1378", Conversion::Multiply, 2), "-28.45");
        assert_eq!(converted("1", "8", Conversion::Divide, 2), "0.13");
        assert_eq!(converted("1.01", "0.5", Conversion::Multiply, 0), "1");
    }

    #[test]
    fn a_yen_has_no_hundredths_and_a_dinar_thousandths() {
        assert_eq!(converted("100", "178.5", Conversion::Multiply, 0), "17850");
        assert_eq!(converted("100", "0.34771", Conversion::Multiply, 3), "34.771");
        assert_eq!(converted("100", "1.95583", Conversion::Divide, 2), "51.13");
        assert_eq!(converted("0", "1.95583", Conversion::Divide, 2), "0.00");
    }

    #[test]
    fn what_is_too_large_is_none() {
        assert_eq!(convert(Decimal::MAX, decimal("1.1378"), Conversion::Multiply, 2), None);
        assert_eq!(convert(Decimal::ONE, Decimal::ZERO, Conversion::Divide, 2), None);
    }

    proptest! {
        #[test]
        fn the_result_is_the_nearest(
            cents in -1_000_000_000_000_i64..1_000_000_000_000, rate in 1_i64..10_000_000_000, scale in 0_u32..10,
            decimals in 0_u32..4,
        ) {
            let (amount, rate) = (Decimal::new(cents, 2), Decimal::new(rate, scale));
            let half = Decimal::new(5, decimals + 1);
            let product = convert(amount, rate, Conversion::Multiply, decimals).unwrap();
            prop_assert!((product - amount * rate).abs() <= half);
            prop_assert!(product.abs() >= (amount * rate).abs() || (product - amount * rate).abs() < half);
            let quotient = convert(amount, rate, Conversion::Divide, decimals).unwrap();
            prop_assert!((quotient * rate - amount).abs() <= half * rate);
        }
    }
}
