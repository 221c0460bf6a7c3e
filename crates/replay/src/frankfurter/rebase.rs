//! A day's rates against the wanted base, rounded as Frankfurter rounds what it computes.

use super::request::Selection;
use crate::answer::{PanelDay, Quote};
use crate::data::{Day, Rate};
use rust_decimal::{Decimal, RoundingStrategy};

/// The wanted rates of a day; nothing when none of them, or not the base, was published.
pub fn select<'a>(day: &'a Day, selection: &Selection) -> Option<PanelDay<'a>> {
    let mut panel = if selection.is_rebased() { rebased(day, &selection.base())? } else { PanelDay::recorded(day) };
    panel.quotes.retain(|quote| selection.wants(&quote.currency));
    (!panel.quotes.is_empty()).then_some(panel)
}

fn rebased<'a>(day: &'a Day, base: &str) -> Option<PanelDay<'a>> {
    let is_base = |rate: &&Rate| &*rate.currency == base;
    let divisor: Decimal = day.rates.iter().find(is_base)?.digits.parse().ok()?;
    let others = day.rates.iter().filter(|rate| !is_base(rate));
    let quote = |currency: &'a str, per_euro: Decimal| {
        Some(Quote::new(day.date, currency, round(per_euro.checked_div(divisor)?).to_string()))
    };
    let mut quotes: Vec<Quote<'a>> =
        others.filter_map(|rate| quote(&rate.currency, rate.digits.parse().ok()?)).collect();
    quotes.extend(quote("EUR", Decimal::ONE));
    quotes.sort_by(|a, b| a.currency.cmp(&b.currency));
    Some(PanelDay { date: day.date, quotes })
}

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
