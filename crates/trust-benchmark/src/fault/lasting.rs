//! What the others say of a true break.

use super::apply::broken;
use super::kind::{Kind, Lasting};
use crate::recordings::Days;
use crate::witness::Witness;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::ops::RangeInclusive;

/// What another witness says instead, when the level of a currency breaks on these market days: the same from the first
/// one on, or nothing at all until `seconded` and the same then.
pub fn of_another(
    kind: Kind,
    witness: &Witness,
    currency: CurrencyCode,
    days: &RangeInclusive<RateDate>,
    seconded: RateDate,
) -> Days {
    let Kind::Lasting(Lasting::Break(thousandths, _), _) = kind else { return Days::new() };
    let Some(first) = days.start().plus_days(-kind.days_before()) else { return Days::new() };
    let mut changed = Days::new();
    for (&stamp, sheet) in witness.days.range(first..) {
        let day = witness.market_day(stamp);
        if day > *days.end() {
            break;
        }
        let Some(&rate) = sheet.get(&currency).filter(|_| first <= day) else { continue };
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
