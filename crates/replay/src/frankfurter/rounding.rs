//! How Frankfurter rounds what it computes.

use rust_decimal::{Decimal, RoundingStrategy};

/// Above the first, so many decimals; the largest first.
const DECIMALS_ABOVE: [(Decimal, u32); 5] = [
    (Decimal::from_parts(5000, 0, 0, false, 0), 0),
    (Decimal::from_parts(80, 0, 0, false, 0), 2),
    (Decimal::from_parts(20, 0, 0, false, 0), 3),
    (Decimal::ONE, 4),
    (Decimal::from_parts(1, 0, 0, false, 4), 5),
];
const DECIMALS_OF_THE_SMALLEST: u32 = 6;

/// To so many decimals as the size of a rate deserves.
pub fn round(value: Decimal) -> Decimal {
    let above = DECIMALS_ABOVE.iter().find(|(limit, _)| value > *limit);
    let decimals = above.map_or(DECIMALS_OF_THE_SMALLEST, |(_, decimals)| *decimals);
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_by_size() {
        let cases = [
            ("5000.123456", "5000"),
            ("4999.123456", "4999.12"),
            ("79.123456", "79.123"),
            ("19.123456", "19.1235"),
            ("0.123456", "0.12346"),
            ("0.0000655", "0.000066"),
            ("1.50", "1.5"),
        ];
        for (value, rounded) in cases {
            let value: Decimal = value.parse().expect("a decimal");
            assert_eq!(round(value).to_string(), rounded, "{value}");
        }
    }
}
