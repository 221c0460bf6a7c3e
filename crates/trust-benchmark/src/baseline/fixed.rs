//! Today's practice: joined by the date stamp as it stands, and withheld beyond a fixed 1 %.

use crate::judge::Said;
use crate::witness::Witness;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;

const CRITICAL: f64 = 0.01;

/// What the rule says: the first witness's rate, unless another one of the same stamp is too far from it.
pub fn said(witnesses: &[Witness], stamp: RateDate, currency: CurrencyCode) -> Said {
    let rates = witnesses.iter().enumerate();
    let mut rates = rates.filter_map(|(index, witness)| Some((index, witness.per_eur(stamp, currency)?)));
    let Some((publisher, rate)) = rates.next() else { return Said::default() };
    let is_far = |other: f64| (other / rate - 1.0).abs() > CRITICAL;
    if rates.any(|(_, other)| is_far(other)) {
        return Said { is_flagged: true, ..Said::default() };
    }
    Said { published: vec![(Some(publisher), rate)], ..Said::default() }
}

/// What each witness says under a stamp.
pub fn truth(witnesses: &[Witness], stamp: RateDate, currency: CurrencyCode) -> Vec<Option<f64>> {
    witnesses.iter().map(|witness| witness.per_eur(stamp, currency)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::witness::Form;
    use crate::witness::tests::days;

    #[test]
    fn beyond_one_percent_nothing_is_published() {
        let bank = |lines: &str| Witness::new("X", Form::Panel, days(lines));
        let witnesses = [bank("2024-07-01 USD=1.000 JPY=170"), bank("2024-07-01 USD=1.009 JPY=172 CAD=1.47")];
        let of = |code: &str| said(&witnesses, "2024-07-01".parse().unwrap(), code.parse().unwrap());
        assert_eq!(of("USD").published, [(Some(0), 1.0)]);
        assert_eq!((of("JPY").published.len(), of("JPY").is_flagged), (0, true));
        assert_eq!(of("CAD").published, [(Some(1), 1.47)], "there is nothing to compare it with");
    }
}
