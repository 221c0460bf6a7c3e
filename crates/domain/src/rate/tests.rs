#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::recorded;

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

fn refused(text: &str, fault: NumberFault) -> Result<Rate, RateError> {
    Err(RateError { given: text.to_owned(), fault })
}

#[test]
fn the_digits_are_kept_as_given() {
    for digits in ["1.0832", "1.10", "290", "1", "0.00110", "999999999.999999999999999999"] {
        assert_eq!(rate(digits).digits(), digits);
        assert_eq!(rate(digits).to_string(), digits);
    }
    assert_eq!(rate("1.10"), rate("1.1"));
}

#[test]
fn exponents_are_written_out() {
    let cases = [
        ("1e-7", "0.0000001"),
        ("1.0e-7", "0.00000010"),
        ("1.5E+3", "1500"),
        ("1.5e3", "1500"),
        ("1.0E2", "100"),
        ("1.2345e2", "123.45"),
        ("0.0012e3", "1.2"),
        ("12e00", "12"),
        ("9.9e8", "990000000"),
        ("1.00000001e-9", "0.00000000100000001"),
        ("123e-2", "1.23"),
        ("1e-0000000000000000000000000001", "0.1"),
    ];
    for (text, digits) in cases {
        assert_eq!(rate(text).digits(), digits, "{text}");
    }
}

#[test]
fn significant_digits_are_counted_in_plain_notation() {
    let cases = [
        ("1.10", 3),
        ("290", 3),
        ("0.00110", 3),
        ("1.0E2", 3),
        ("0.000089", 2),
        ("1", 1),
        ("100.0", 4),
        ("1955.83e-3", 6),
    ];
    for (text, count) in cases {
        assert_eq!(rate(text).significant_digits(), count, "{text}");
    }
}

#[test]
fn what_json_does_not_call_a_number_is_none() {
    let texts = [
        "", "-", "NaN", "Infinity", "null", "true", "\"1\"", "+1", ".5", "1.", "1.e5", "01", "00", "-01", "1e", "1e+",
        "1e1.5", "1,5", "1_000", " 1", "1 ", "1.5.5", "0x10", "1e5e5", "--1", "１", "1e--5", "e5", "1.5\n",
    ];
    for text in texts {
        assert_eq!(Rate::parse(text), refused(text, NumberFault::NotANumber));
    }
}

#[test]
fn zero_negative_and_absurd_rates_are_told_apart() {
    for text in ["0", "-0", "0.000", "-0.0", "0e5", "0e999999999999999999999", "0.0e-99"] {
        assert_eq!(Rate::parse(text), refused(text, NumberFault::Zero));
    }
    for text in ["-1", "-0.00001", "-1e400", "-1e-400"] {
        assert_eq!(Rate::parse(text), refused(text, NumberFault::Negative));
    }
    let absurd = [
        "1e9",
        "1000000000",
        "1000000000.0",
        "1e400",
        "1e99999999999999999999",
        "1e-9",
        "0.000000001",
        "0.0000000010000",
        "0.00000000099999",
        "1e-99999999999999999999",
        "1e-9223372036854775808",
        "1e9223372036854775807",
        "10e-10",
    ];
    for text in absurd {
        assert_eq!(Rate::parse(text), refused(text, NumberFault::Absurd));
    }
    assert!(Rate::parse("999999999.999999999999999999").is_ok());
    assert!(Rate::parse("0.000000001000000001").is_ok());
}

#[test]
fn digits_that_would_have_to_be_rounded_are_refused() {
    // The second is what a JSON writer makes of a binary float that was computed with.
    for text in ["1.1234567890123456789", "0.0000010999999999999999", "1.0000000000000000000"] {
        assert_eq!(Rate::parse(text), refused(text, NumberFault::TooManyDigits));
    }
    assert_eq!(rate("1.123456789012345678").digits(), "1.123456789012345678");
}

#[test]
fn a_long_text_is_cut_in_the_error() {
    let error = Rate::parse(&"9".repeat(1_000_000)).unwrap_err();
    assert_eq!(error, RateError { given: format!("{}…", "9".repeat(40)), fault: NumberFault::Absurd });
    let error = Rate::parse(&format!("1.{}", "3".repeat(1_000))).unwrap_err();
    assert!(error.to_string().len() < 100);
}

#[test]
fn json_has_it_as_a_string() {
    assert_eq!(serde_json::to_string(&rate("1.10")).unwrap(), r#""1.10""#);
    let read: Rate = serde_json::from_str(r#""1.10""#).unwrap();
    assert_eq!(read.digits(), "1.10");
    assert!(serde_json::from_str::<Rate>("1.1").is_err());
    assert!(serde_json::from_str::<Rate>(r#""-1.1""#).is_err());
}

#[test]
fn known_crosses() {
    // ECB 2021-12-20: TRY per EUR. Bank of Canada: CAD per EUR over CAD per TRY.
    assert_eq!(Rate::cross(rate("1.4608"), rate("0.07670")).unwrap().digits(), "19.0456323338");
    assert_eq!(rate("1.95583").invert().unwrap().digits(), "0.511291881196");
    assert_eq!(rate("2").invert().unwrap().digits(), "0.5");
    assert_eq!(Rate::cross(rate("1.10"), rate("1.1")).unwrap().digits(), "1");
}

#[test]
fn an_extreme_quotient_is_a_typed_error() {
    let (large, small) = (rate("999999999"), rate("0.000000002"));
    assert_eq!(
        Rate::cross(large, small),
        Err(DerivationError { numerator: large.decimal(), denominator: small.decimal() }),
    );
    assert!(Rate::cross(small, large).is_err());
}

#[test]
fn a_derived_rate_has_all_its_digits_however_small() {
    // IRR per KWD is some 4 million; at a tenth of the rial's worth the inverse needs 19 decimal places.
    assert_eq!(rate("30000000").invert().unwrap().digits(), "0.0000000333333333333");
    assert_eq!(rate("900000001").invert().unwrap().digits(), "0.00000000111111110988");
    assert_eq!(rate("100000000").invert().unwrap().digits(), "0.00000001");
    assert_eq!(rate("9000000").invert().unwrap().digits(), "0.000000111111111111");
}

#[test]
fn every_recorded_rate_keeps_its_digits() {
    let all = [recorded::ecb(), recorded::boc(), recorded::market()];
    for recorded in all.iter().flatten() {
        let rate = Rate::parse(&recorded.digits).unwrap();
        let (date, currency) = (recorded.date, recorded.currency);
        let is_plain = !recorded.digits.contains(['e', 'E']);
        assert!(!is_plain || rate.digits() == recorded.digits, "{date} {currency}");
        assert!(rate.invert().is_ok(), "{date} {currency}");
    }
}

/// Any rate: 1 to 27 digits, 0 to 18 of them decimal places.
fn any_rate() -> impl Strategy<Value = Rate> {
    let digits = (1_u32..=27, 0_u32..=18);
    let parts = digits.prop_flat_map(|(count, scale)| {
        let mantissa = 10_i128.pow(count - 1)..10_i128.pow(count);
        (mantissa, Just(scale))
    });
    let decimal = |(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale);
    parts.prop_filter_map("not a sane rate", move |parts| Rate::parse(&decimal(parts).to_string()).ok())
}

/// Rates as feeds have them: crosses of any two of them exist.
fn usual_rate() -> impl Strategy<Value = Rate> {
    any_rate().prop_filter("unusual", |rate| (Decimal::new(1, 2)..Decimal::new(10_000, 0)).contains(&rate.decimal()))
}

fn nearly_equal(left: Decimal, right: Decimal, tolerance: Decimal) -> bool {
    (left / right - Decimal::ONE).abs() <= tolerance
}

proptest! {
    #[test]
    fn digits_round_trip(rate in any_rate()) {
        let again = Rate::parse(&rate.digits()).unwrap();
        prop_assert_eq!(again.digits(), rate.digits());
        let json = serde_json::to_string(&rate).unwrap();
        prop_assert_eq!(serde_json::from_str::<Rate>(&json).unwrap().digits(), rate.digits());
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = Rate::parse(&text);
    }

    #[test]
    fn no_number_panics_and_its_value_is_kept(
        whole in any::<u64>(), fraction in any::<u32>(), exponent in -40_i32..40,
    ) {
        let text = format!("{whole}.{fraction}e{exponent}");
        if let Ok(rate) = Rate::parse(&text) {
            let expected = Decimal::from_scientific(&text).unwrap();
            prop_assert_eq!(rate.decimal(), expected);
        }
    }

    #[test]
    fn derived_rates_are_rates(numerator in any_rate(), denominator in any_rate()) {
        if let Ok(cross) = Rate::cross(numerator, denominator) {
            prop_assert!(cross.significant_digits() <= 12 || cross.digits().ends_with('0'));
            prop_assert!(number_text::is_sane(cross.decimal()) && cross.decimal().scale() <= 20);
        }
    }

    #[test]
    fn a_pair_and_its_opposite_multiply_to_one(a in usual_rate(), b in usual_rate()) {
        let there = Rate::cross(a, b).unwrap().decimal();
        let back = Rate::cross(b, a).unwrap().decimal();
        // Each is off by at most half a unit of its twelfth digit: 5e-12.
        prop_assert!(nearly_equal(there * back, Decimal::ONE, Decimal::new(1, 11)));
    }

    #[test]
    fn a_triangle_closes(a in usual_rate(), b in usual_rate(), c in usual_rate()) {
        let cross = |quote, base| Rate::cross(quote, base).unwrap().decimal();
        let around = cross(a, b) * cross(b, c);
        prop_assert!(nearly_equal(around, cross(a, c), Decimal::new(16, 12)));
    }

    #[test]
    fn inverting_twice_comes_back(rate in usual_rate()) {
        let twice = rate.invert().unwrap().invert().unwrap();
        prop_assert!(nearly_equal(twice.decimal(), rate.decimal(), Decimal::new(11, 12)));
    }
}
