//! The currencies that the euro replaced, and the rates at which it did: `legacy_euro.csv`, embedded.
//!
//! From the euro day on such a currency is another way to write euros. Its conversion is the rate
//! fixed by Council Regulation (EC) No 2866/98 and the regulations that amended it at each later
//! entry: six significant figures, never rounded or inverted (Council Regulation (EC) No 1103/97,
//! article 4).

use std::sync::LazyLock;

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::list;
use crate::rate::Rate;

struct LegacyCurrency {
    code: CurrencyCode,
    /// Units of the currency per 1 EUR, with all six figures.
    per_euro: Rate,
    /// The first day of the euro as the country's currency.
    euro_day: RateDate,
}

/// The irrevocable rate of `code`, in units per 1 EUR, when the euro had replaced it by `on`.
///
/// None before the euro day, when its rate was still a market's, and for every other currency.
#[must_use]
pub fn fixed_rate(code: CurrencyCode, on: RateDate) -> Option<Rate> {
    let legacy = find(code)?;
    (legacy.euro_day <= on).then_some(legacy.per_euro)
}

/// The first day on which the euro was the currency instead of `code`; none for currencies that
/// the euro did not replace.
#[must_use]
pub fn euro_day(code: CurrencyCode) -> Option<RateDate> {
    find(code).map(|legacy| legacy.euro_day)
}

fn find(code: CurrencyCode) -> Option<&'static LegacyCurrency> {
    LIST.iter().find(|legacy| legacy.code == code)
}

const CSV: &str = include_str!("legacy_euro.csv");

static LIST: LazyLock<Vec<LegacyCurrency>> = LazyLock::new(|| list::rows(CSV, row));

fn row([code, per_euro, euro_day, _, _, _]: [&'static str; 6]) -> Option<LegacyCurrency> {
    Some(LegacyCurrency {
        code: code.parse().ok()?,
        per_euro: Rate::parse(per_euro).ok()?,
        euro_day: euro_day.parse().ok()?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use rust_decimal::Decimal;

    use super::*;
    use crate::dates::tests::day;
    use crate::iso4217;
    use crate::list::tests::{assert_read_whole, provenance};
    use crate::recorded;

    fn fixed(code: &str, on: &str) -> Option<String> {
        fixed_rate(code.parse().unwrap(), day(on)).map(Rate::digits)
    }

    #[test]
    fn a_rate_is_fixed_from_the_euro_day_on() {
        assert_eq!(fixed("HRK", "2022-12-31"), None);
        assert_eq!(fixed("HRK", "2023-01-01").as_deref(), Some("7.53450"));
        assert_eq!(fixed("HRK", "2026-10-30").as_deref(), Some("7.53450"));
        assert_eq!(fixed("DEM", "1999-01-04").as_deref(), Some("1.95583"));
        assert_eq!(fixed("GRD", "2000-12-31"), None);
        assert_eq!(fixed("DKK", "2026-10-30"), None);
        assert_eq!(euro_day("BGN".parse().unwrap()), Some(day("2026-01-01")));
        assert_eq!(euro_day(CurrencyCode::EUR), None);
    }

    #[test]
    fn every_line_of_the_list_is_read_and_names_its_regulation() {
        assert_read_whole(CSV, "code,per_euro,euro_day,confirmed,checked,authority", row);
        assert!(provenance(CSV).iter().all(|said| said.authority.starts_with("Council Regulation (E")));
    }

    #[test]
    fn every_rate_has_six_significant_figures() {
        for legacy in LIST.iter() {
            assert_eq!(legacy.per_euro.significant_digits(), 6, "{}", legacy.code);
        }
    }

    #[test]
    fn the_code_ends_on_the_day_before_the_euro() {
        for legacy in LIST.iter() {
            let currency = iso4217::listing(legacy.code).unwrap();
            let eve = legacy.euro_day.plus_days(-1);
            assert_eq!(currency.until, eve, "{}", legacy.code);
        }
    }

    #[test]
    fn the_ecbs_last_fixing_lies_within_three_basis_points_of_the_fixed_rate() {
        let recorded = recorded::ecb();
        let last: BTreeMap<_, _> = recorded.iter().map(|rate| (rate.currency, (rate.date, &rate.digits))).collect();
        let mut compared = 0;
        for (code, (date, digits)) in last {
            let Some(euro_day) = euro_day(code) else {
                continue;
            };
            assert!((1..=3).contains(&euro_day.days_since(date)), "{code} {date}");
            let fixed = fixed_rate(code, euro_day).unwrap();
            // Most are equal; BGN has five figures, and HRK was still a market's: 7.5365.
            let ratio = Rate::parse(digits).unwrap().decimal() / fixed.decimal();
            let tolerance = Decimal::new(3, 4);
            assert!((ratio - Decimal::ONE).abs() <= tolerance, "{code} {digits}");
            compared += 1;
        }
        assert_eq!(compared, 9);
    }
}
