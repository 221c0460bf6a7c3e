//! What belongs to a fault that lasts, beside its own days: the days after it, and what the others say of a true break.

use super::apply::broken;
use super::case::Case;
use super::kind::{Kind, Lasting};
use crate::recordings::Days;
use crate::witness::Witness;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::ops::RangeInclusive;

/// Market days after a fault in which the right rate has to be published again.
pub const AFTER: usize = 10;

/// Days for which nobody else may have spoken before a break that one source is alone with: an older rate is no witness.
const SILENT_BEFORE: i32 = 14;

/// How many market days the currency has to be there after a fault of this kind.
pub fn days_after(kind: Kind) -> usize {
    if matches!(kind, Kind::Lasting(..)) && !kind.is_true() { AFTER } else { 0 }
}

/// Days on which the witness says what it should: nothing else may be published, and something has to be.
pub fn right_days(witness: &Witness, stamps: &[RateDate], currency: CurrencyCode) -> Vec<Case> {
    let right = |&stamp: &RateDate| Case { market_day: witness.market_day(stamp), stamp, currency, change: Some(0.0) };
    stamps.iter().map(right).collect()
}

/// What another witness says instead, when the level of a currency breaks on these market days: the same from the first
/// one on, or nothing at all until `seconded` and the same then.
pub fn of_another(
    kind: Kind,
    witness: &Witness,
    currency: CurrencyCode,
    days: &RangeInclusive<RateDate>,
    seconded: RateDate,
) -> Days {
    let Kind::Lasting(Lasting::Break(thousandths, after), _) = kind else { return Days::new() };
    let silent_from = if after == 0 { None } else { days.start().plus_days(-SILENT_BEFORE) };
    let first = silent_from.unwrap_or(*days.start());
    let mut changed = Days::new();
    for (&stamp, sheet) in &witness.days {
        let day = witness.market_day(stamp);
        let Some(&rate) = sheet.get(&currency).filter(|_| (first..=*days.end()).contains(&day)) else { continue };
        let mut sheet = sheet.clone();
        sheet.remove(&currency);
        if day >= seconded {
            sheet.extend(broken(rate, thousandths).map(|rate| (currency, rate)));
        }
        changed.insert(stamp, sheet);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::Form;
    use crate::witness::tests::days;

    #[test]
    fn a_break_is_seconded_at_once_or_after_a_silence() {
        let lines = "2024-06-10 USD=1.00\n2024-06-28 USD=1.00 JPY=170\n2024-07-01 USD=1.00\n2024-07-02 USD=1.00\n2024-07-03 USD=1.00";
        let other = Witness::new("X", Form::Panel, days(lines));
        let day = |text: &str| text.parse::<RateDate>().unwrap();
        let said = |after, seconded| {
            let kind = Kind::Lasting(Lasting::Break(300, after), 2);
            of_another(kind, &other, CurrencyCode::USD, &(day("2024-07-01")..=day("2024-07-02")), day(seconded))
        };
        assert_eq!(said(0, "2024-07-01"), days("2024-07-01 USD=1.30\n2024-07-02 USD=1.30"));
        assert_eq!(said(1, "2024-07-02"), days("2024-06-28 JPY=170\n2024-07-01\n2024-07-02 USD=1.30"));
    }
}
