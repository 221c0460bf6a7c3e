//! Changes of a currency's unit: so many old units became one new unit on a day.
//!
//! Most came with a new code, the bolívar's of 2021 did not: its rates fell to a millionth in a
//! night and nothing happened. Sources change codes on days of their own, some before, some weeks
//! later; the day here is the law's. Left out is ZWL to ZWG (2024): its factor, near 2,500, came
//! from that day's market.

use jiff::civil::{Date, date};

use crate::currency::CurrencyCode;
use crate::dates::RateDate;

/// One change of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redenomination {
    /// The code until the day before.
    pub old: CurrencyCode,
    /// The code from the day on; equal to `old` where it was kept.
    pub new: CurrencyCode,
    /// The first day of the new unit.
    pub day: RateDate,
    /// How many old units are one new unit.
    pub factor: u32,
}

const REDENOMINATIONS: [(&str, &str, Date, u32); 14] = [
    ("TRL", "TRY", date(2005, 1, 1), 1_000_000),
    ("ROL", "RON", date(2005, 7, 1), 10_000),
    ("AZM", "AZN", date(2006, 1, 1), 5_000),
    ("MZM", "MZN", date(2006, 7, 1), 1_000),
    ("GHC", "GHS", date(2007, 7, 1), 10_000),
    ("TMM", "TMT", date(2009, 1, 1), 5_000),
    ("ZMK", "ZMW", date(2013, 1, 1), 1_000),
    ("BYR", "BYN", date(2016, 7, 1), 10_000),
    ("STD", "STN", date(2018, 1, 1), 1_000),
    ("MRO", "MRU", date(2018, 1, 1), 10),
    ("VEF", "VES", date(2018, 8, 20), 100_000),
    ("VES", "VES", date(2021, 10, 1), 1_000_000),
    ("SLL", "SLE", date(2022, 7, 1), 1_000),
    ("ANG", "XCG", date(2025, 3, 31), 1),
];

/// Every change of unit, in order of time.
pub fn all() -> impl Iterator<Item = Redenomination> {
    // A test proves that no row is dropped here.
    REDENOMINATIONS.iter().filter_map(|&(old, new, day, factor)| {
        Some(Redenomination { old: old.parse().ok()?, new: new.parse().ok()?, day: day.into(), factor })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::{iso4217, recorded};

    #[test]
    fn every_row_is_read_in_order_of_time() {
        let list: Vec<_> = all().collect();
        assert_eq!(list.len(), REDENOMINATIONS.len());
        assert!(list.is_sorted_by_key(|change| change.day));
        assert!(list.iter().all(|change| change.factor > 0));
    }

    #[test]
    fn the_old_code_ends_on_the_eve_and_the_new_one_begins_on_the_day() {
        for change in all() {
            let old = iso4217::listing(change.old).unwrap();
            let new = iso4217::listing(change.new).unwrap();
            if change.old == change.new {
                assert!(old.is_alive_on(change.day), "{}", change.old);
                continue;
            }
            assert_eq!(old.until, change.day.plus_days(-1), "{}", change.old);
            assert_eq!(new.since, Some(change.day), "{}", change.new);
        }
    }

    #[test]
    fn the_ecbs_last_old_and_first_new_fixing_differ_by_the_factor() {
        let recorded = recorded::ecb();
        let mut compared = Vec::new();
        for change in all() {
            let of = |code| recorded.iter().filter(move |rate| rate.currency == code);
            let (Some(last), Some(first)) = (of(change.old).next_back(), of(change.new).next()) else {
                continue;
            };
            assert!(last.date < change.day && change.day <= first.date, "{}", change.old);
            let [last, first]: [Decimal; 2] = [last, first].map(|rate| rate.digits.parse().unwrap());
            let ratio = last / first / Decimal::from(change.factor);
            assert!((ratio - Decimal::ONE).abs() < Decimal::new(3, 2), "{} {ratio}", change.old);
            compared.push(change.old.to_string());
        }
        assert_eq!(compared, ["TRL", "ROL"]);
    }
}
