//! Changes of a currency's unit: so many old units became one new unit on a day (`redenominations.csv`, embedded).
//!
//! Most came with a new code, the bolívar's of 2021 did not: its rates fell to a millionth in a
//! night and nothing happened. Sources change codes on days of their own, some before, some weeks
//! later; the day here is the law's. Left out is ZWL to ZWG (2024): its factor, near 2,500, came
//! from that day's market.

use std::sync::LazyLock;

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::list;

/// One change of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redenomination {
    /// The code until the day before.
    pub old: CurrencyCode,
    /// The code from the day on; equal to `old` where it was kept.
    pub new: CurrencyCode,
    /// The first day of the new unit.
    pub day: RateDate,
    /// How many old units are one new unit: 1 where only the name changed.
    pub factor: u32,
}

/// The changes of unit, in order of time.
pub fn all() -> impl Iterator<Item = Redenomination> {
    LIST.iter().copied()
}

const CSV: &str = include_str!("redenominations.csv");

static LIST: LazyLock<Vec<Redenomination>> = LazyLock::new(|| list::rows(CSV, row));

fn row([old, new, day, factor, _, _, _]: [&'static str; 7]) -> Option<Redenomination> {
    Some(Redenomination {
        old: old.parse().ok()?,
        new: new.parse().ok()?,
        day: day.parse().ok()?,
        factor: factor.parse().ok()?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::list::tests::{assert_read_whole, provenance};
    use crate::{iso4217, recorded};

    #[test]
    fn every_row_is_read_in_order_of_time() {
        assert_read_whole(CSV, "old,new,day,factor,confirmed,checked,authority", row);
        assert!(all().is_sorted_by_key(|change| change.day));
        assert!(all().all(|change| change.factor > 0));
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
        let measured = all().zip(provenance(CSV)).filter(|(_, said)| said.confirmed == "measured");
        assert!(measured.map(|(change, _)| change.old.to_string()).eq(compared), "what is called measured is");
    }
}
