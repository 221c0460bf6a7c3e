//! JSON number text to an exact decimal, without a binary float and without rounding.

use rust_decimal::Decimal;

use super::{DECIMALS_MAX, NumberFault};

/// Powers of ten between which a rate is sane, both excluded: 1e-9 and 1e9.
const SANE_POWER: i64 = 9;

/// Whether `value` lies strictly between 1e-9 and 1e9.
pub(super) fn is_sane(value: Decimal) -> bool {
    Decimal::new(1, 9) < value && value < Decimal::new(1_000_000_000, 0)
}

/// The parts of a JSON number (RFC 8259, section 6).
struct NumberText<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// Saturated: no text is long enough for the difference to matter.
    exponent: i64,
}

/// The exact value of `text`, its scale being the number of decimal places in plain notation.
pub(super) fn positive_decimal(text: &str) -> Result<Decimal, NumberFault> {
    let number = split(text).ok_or(NumberFault::NotANumber)?;
    let digits = || number.whole.bytes().chain(number.fraction.bytes()).skip_while(|digit| *digit == b'0');
    let digit_count = i64::try_from(digits().count()).unwrap_or(i64::MAX);
    if digit_count == 0 {
        return Err(NumberFault::Zero);
    }
    if number.negative {
        return Err(NumberFault::Negative);
    }
    // The value is `digits` × 10^-scale, and lies in [10^power, 10^(power + 1)).
    let scale = length(number.fraction).saturating_sub(number.exponent);
    let power = digit_count.saturating_sub(scale).saturating_sub(1);
    let is_power_of_ten = digits().next() == Some(b'1') && digits().skip(1).all(|digit| digit == b'0');
    let too_small = power < -SANE_POWER || (power == -SANE_POWER && is_power_of_ten);
    if power >= SANE_POWER || too_small {
        return Err(NumberFault::Absurd);
    }
    decimal(digits(), scale).ok_or(NumberFault::TooManyDigits)
}

/// `digits` × 10^-scale, or none when it has more than 18 decimal places. The value being below
/// 1e9, that leaves at most 27 digits, fewer than a `Decimal` holds.
fn decimal(digits: impl Iterator<Item = u8>, scale: i64) -> Option<Decimal> {
    if scale > i64::from(DECIMALS_MAX) {
        return None;
    }
    let zeros = u32::try_from(-scale).unwrap_or(0);
    let mantissa = digits.fold(0, |mantissa, digit| 10 * mantissa + i128::from(digit - b'0'));
    let mantissa = mantissa * 10_i128.pow(zeros);
    let scale = u32::try_from(scale).unwrap_or(0);
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

fn split(text: &str) -> Option<NumberText<'_>> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (text, exponent) = match text.split_once(['e', 'E']) {
        Some((text, exponent)) => (text, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
    (is_digits(whole) && !has_leading_zero).then_some(NumberText { negative, whole, fraction, exponent })
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if !is_digits(digits) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX);
    Some(if negative { -size } else { size })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}
