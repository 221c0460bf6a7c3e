//! The simple rule that many use, for comparison: joined by the date stamp as it stands, and withheld beyond 1 %.

use crate::outcome::Ruling;
use crate::scenario::{Changes, Scenario};
use crate::witness;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;

const CRITICAL: f64 = 0.01;

/// What each witness says under a stamp.
pub fn rates(scenario: &Scenario, changes: &Changes, stamp: RateDate, currency: CurrencyCode) -> Vec<Option<f64>> {
    let of_witness = |(index, witness): (usize, &witness::Witness)| {
        let sheet = changes.get(&(index, stamp)).or_else(|| witness.days.get(&stamp))?;
        witness::per_eur(witness.form, sheet, currency)
    };
    scenario.witnesses.iter().enumerate().map(of_witness).collect()
}

/// What the rule says: the first witness's rate, unless another one of the same stamp is too far from it.
pub fn ruling(rates: &[Option<f64>]) -> Ruling {
    let mut said = rates.iter().enumerate().filter_map(|(index, rate)| Some((index, (*rate)?)));
    let Some((publisher, rate)) = said.next() else { return Ruling::default() };
    if said.any(|(_, other)| (other / rate - 1.0).abs() > CRITICAL) {
        return Ruling { is_flagged: true, ..Ruling::default() };
    }
    Ruling { published: vec![(Some(publisher), rate)], ..Ruling::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_one_percent_nothing_is_published() {
        assert_eq!(ruling(&[Some(1.000), Some(1.009)]).published, [(Some(0), 1.0)]);
        let far = ruling(&[Some(170.0), Some(172.0)]);
        assert_eq!((far.published.len(), far.is_flagged), (0, true));
        assert_eq!(ruling(&[None, Some(1.47)]).published, [(Some(1), 1.47)], "there is nothing to compare it with");
    }
}
