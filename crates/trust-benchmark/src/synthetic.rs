//! A third witness where no third one is recorded. It is named synthetic wherever it is shown.

use crate::dice::Dice;
use crate::recordings::Days;
use crate::witness::{Form, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::rate::round_significant;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Its name in silver.
pub const SYNTHETIC: &str = "SYNTHETIC";

/// Significant digits of its rates: as many as most central banks publish.
const DIGITS: u32 = 6;

/// A bank that is as far from the ECB as half of what the other bank was on some other day, picked at random for each
/// currency and day: so its deviations have the size and the heavy tails of real ones, and share no day with them.
pub fn bank(ecb: &Witness, other: &Witness, mut dice: Dice) -> Witness {
    let deviations = deviations(ecb, other);
    let mut days = Days::new();
    for (&day, sheet) in &ecb.days {
        let moved = sheet.iter().filter_map(|(&currency, &rate)| {
            let deviation = *dice.pick(deviations.get(&currency)?)?;
            let value = rate.checked_mul(Decimal::ONE + deviation / Decimal::TWO)?;
            Some((currency, round_significant(value, DIGITS)?))
        });
        days.insert(day, moved.collect());
    }
    Witness::new(SYNTHETIC, Form::Panel, days)
}

/// What the two were apart, by currency, as a part of the first one's rate.
fn deviations(ecb: &Witness, other: &Witness) -> BTreeMap<CurrencyCode, Vec<Decimal>> {
    let mut deviations: BTreeMap<CurrencyCode, Vec<Decimal>> = BTreeMap::new();
    for (day, sheet) in &ecb.days {
        let Some(others) = other.days.get(day) else { continue };
        for (currency, rate) in sheet {
            let ratio = others.get(currency).and_then(|value| value.checked_div(*rate));
            if let Some(ratio) = ratio {
                deviations.entry(*currency).or_default().push(ratio - Decimal::ONE);
            }
        }
    }
    deviations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::tests::days;

    #[test]
    fn it_deviates_by_half_of_what_was_recorded() {
        let ecb = Witness::new("ECB", Form::Ecb, days("2024-07-01 USD=1.0000 JPY=170\n2024-07-02 USD=2.0000"));
        let boc = Witness::new("BOC", Form::Panel, days("2024-07-01 USD=1.0100"));
        let made = bank(&ecb, &boc, Dice::new(1, "test"));
        let day = |text: &str| made.days[&text.parse().unwrap()].clone();
        assert_eq!(day("2024-07-01"), days("2024-07-01 USD=1.005")[&"2024-07-01".parse().unwrap()], "no yen to learn");
        assert_eq!(day("2024-07-02")[&CurrencyCode::USD].to_string(), "2.01000");
    }
}
