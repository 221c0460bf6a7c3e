//! An amount in another currency: exact, and rounded once.

use rust_decimal::Decimal;

/// Reads an amount as people write it plainly: digits, perhaps a sign before them and a point in them. Nothing else that
/// the library would take (`1_000`, `1e3`), nothing that could mean two amounts (`1,000`), and no more digits than are
/// kept exactly.
pub fn amount(text: &str) -> Result<Decimal, AmountError> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return Err(AmountError::Form);
    }
    Decimal::from_str_exact(text).map_err(|_| AmountError::Digits)
}

/// A text that is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// It is not written like one.
    #[error("write it with digits and a point, such as 1000 or 99.95")]
    Form,
    /// It can't be kept exactly.
    #[error("it has more digits than can be kept exactly (28)")]
    Digits,
}

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
    fn an_amount_is_read_as_people_write_it() {
        for (text, kept) in [("100", "100"), ("99.95", "99.95"), ("-0.5", "-0.5"), ("+7", "7"), ("007.10", "7.10")] {
            assert_eq!(amount(text).unwrap().to_string(), kept);
        }
        let others = ["", "-", ".", ".5", "5.", "1__0.5_0", "1_000", "1,000", "1.000,50", "1e3", "1E-2", " 1", "1 000"];
        for text in others.into_iter().chain(["--1", "0x10", "NaN", "inf", "١٢", "１", "1.2.3", "1.-2", "100€"]) {
            assert_eq!(amount(text), Err(AmountError::Form), "{text}");
        }
    }

    /// It was rounded to 0.005 first, which is 0.01 then.
    #[test]
    fn an_amount_is_exact_or_none() {
        assert_eq!(amount("0.00499999999999999999999999999999"), Err(AmountError::Digits));
        assert_eq!(amount("79228162514264337593543950336"), Err(AmountError::Digits));
        assert_eq!(amount("0.0049999999999999999999999999").unwrap().to_string(), "0.0049999999999999999999999999");
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
