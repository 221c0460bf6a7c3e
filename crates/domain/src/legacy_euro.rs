//! The currencies that the euro replaced, and the rates at which it did.
//!
//! From the euro day on such a currency is another way to write euros. Its conversion is the rate
//! fixed by Council Regulation (EC) No 2866/98 and the regulations that amended it at each later
//! entry: six significant figures, never rounded or inverted (Council Regulation (EC) No 1103/97,
//! article 4).

use jiff::civil::{Date, date};

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::rate::Rate;

/// One replaced currency.
struct LegacyCurrency {
    code: &'static str,
    /// Units of the currency per 1 EUR, with all six figures.
    per_euro: &'static str,
    /// The first day of the euro as the country's currency.
    euro_day: Date,
}

const fn legacy(code: &'static str, per_euro: &'static str, euro_day: Date) -> LegacyCurrency {
    LegacyCurrency { code, per_euro, euro_day }
}

const FIRST_EURO_DAY: Date = date(1999, 1, 1);

const LEGACY_CURRENCIES: [LegacyCurrency; 21] = [
    legacy("ATS", "13.7603", FIRST_EURO_DAY),
    legacy("BEF", "40.3399", FIRST_EURO_DAY),
    legacy("DEM", "1.95583", FIRST_EURO_DAY),
    legacy("ESP", "166.386", FIRST_EURO_DAY),
    legacy("FIM", "5.94573", FIRST_EURO_DAY),
    legacy("FRF", "6.55957", FIRST_EURO_DAY),
    legacy("IEP", "0.787564", FIRST_EURO_DAY),
    legacy("ITL", "1936.27", FIRST_EURO_DAY),
    legacy("LUF", "40.3399", FIRST_EURO_DAY),
    legacy("NLG", "2.20371", FIRST_EURO_DAY),
    legacy("PTE", "200.482", FIRST_EURO_DAY),
    legacy("GRD", "340.750", date(2001, 1, 1)),
    legacy("SIT", "239.640", date(2007, 1, 1)),
    legacy("CYP", "0.585274", date(2008, 1, 1)),
    legacy("MTL", "0.429300", date(2008, 1, 1)),
    legacy("SKK", "30.1260", date(2009, 1, 1)),
    legacy("EEK", "15.6466", date(2011, 1, 1)),
    legacy("LVL", "0.702804", date(2014, 1, 1)),
    legacy("LTL", "3.45280", date(2015, 1, 1)),
    legacy("HRK", "7.53450", date(2023, 1, 1)),
    legacy("BGN", "1.95583", date(2026, 1, 1)),
];

/// The irrevocable rate of `code`, in units per 1 EUR, when the euro had replaced it by `on`.
///
/// None before the euro day, when its rate was still a market's, and for every other currency.
#[must_use]
pub fn fixed_rate(code: CurrencyCode, on: RateDate) -> Option<Rate> {
    let legacy = find(code)?;
    if on < RateDate::from(legacy.euro_day) {
        return None;
    }
    // Always some: a test reads every rate of the table.
    Rate::parse(legacy.per_euro).ok()
}

/// The first day on which the euro was the currency instead of `code`; none for currencies that
/// the euro did not replace.
#[must_use]
pub fn euro_day(code: CurrencyCode) -> Option<RateDate> {
    find(code).map(|legacy| legacy.euro_day.into())
}

fn find(code: CurrencyCode) -> Option<&'static LegacyCurrency> {
    LEGACY_CURRENCIES.iter().find(|legacy| legacy.code == code.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use rust_decimal::Decimal;

    use super::*;
    use crate::dates::tests::day;
    use crate::iso4217;
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
    fn every_rate_has_six_significant_figures() {
        for legacy in &LEGACY_CURRENCIES {
            let rate = Rate::parse(legacy.per_euro).unwrap();
            assert_eq!(rate.digits(), legacy.per_euro);
            assert_eq!(rate.significant_digits(), 6, "{}", legacy.code);
        }
    }

    #[test]
    fn the_code_ends_on_the_day_before_the_euro() {
        for legacy in &LEGACY_CURRENCIES {
            let currency = iso4217::listing(legacy.code.parse().unwrap()).unwrap();
            let eve = RateDate::from(legacy.euro_day).plus_days(-1);
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
