//! What the domain knows of each currency, laid out so that a day's rates find it without a search.

use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pegs::Peg;
use makerates_domain::regimes::{Period, RateRegime};
use makerates_domain::{blocs, iso4217, legacy_euro, pegs, redenominations, regimes};
use std::sync::LazyLock;

/// A currency's place in [`all`].
pub(crate) type CurrencyId = usize;

/// What is known of one currency.
pub(crate) struct CurrencyFacts {
    pub(crate) code: CurrencyCode,
    pub(crate) bloc: &'static str,
    /// Today's regime is a market's: its digits usually move.
    pub(crate) is_market: bool,
    /// From this day on its rate is fixed, and what a feed goes on to send is none.
    pub(crate) euro_day: Option<RateDate>,
    pub(crate) pegs: Vec<&'static Peg>,
    /// The day of each change of unit under the same code, and its factor as a logarithm in percent.
    redenominations: Vec<(RateDate, f64)>,
    regimes: Vec<Period>,
}

impl CurrencyFacts {
    /// How its rate came about on a day.
    pub(crate) fn regime_on(&self, day: RateDate) -> RateRegime {
        self.regimes.iter().find(|period| period.contains(day)).map_or(RateRegime::Unknown, |period| period.regime)
    }

    /// Whether a rate of one day is of another unit than one of a later day.
    pub(crate) fn is_redenominated(&self, after: RateDate, until: RateDate) -> bool {
        self.redenominations.iter().any(|(day, _)| after < *day && *day <= until)
    }

    /// By how much its rate is expected to fall from one day to another because its unit changed.
    pub(crate) fn redenominated_pct(&self, after: RateDate, until: RateDate) -> f64 {
        let between = self.redenominations.iter().filter(|(day, _)| after < *day && *day <= until);
        between.map(|(_, factor_pct)| factor_pct).sum()
    }

    /// Its pegs that hold on a day.
    pub(crate) fn pegs_on(&self, day: RateDate) -> impl Iterator<Item = &'static Peg> {
        self.pegs.iter().copied().filter(move |peg| peg.is_in_force_on(day))
    }
}

static ALL: LazyLock<Vec<CurrencyFacts>> = LazyLock::new(|| iso4217::all().map(|listed| facts(listed.code)).collect());

fn facts(code: CurrencyCode) -> CurrencyFacts {
    let changes = redenominations::all().filter(|change| change.old == change.new && change.old == code);
    CurrencyFacts {
        code,
        bloc: blocs::bloc(code),
        is_market: regimes::regime(code) == RateRegime::Market,
        euro_day: legacy_euro::euro_day(code),
        pegs: pegs::all().filter(|peg| peg.currency == code).collect(),
        redenominations: changes.map(|change| (change.day, 100.0 * f64::from(change.factor).ln())).collect(),
        regimes: regimes::periods(code),
    }
}

/// Every listed currency, in alphabetical order.
pub(crate) fn all() -> &'static [CurrencyFacts] {
    &ALL
}

/// The place of a code; none of one that no list has.
pub(crate) fn id(code: CurrencyCode) -> Option<CurrencyId> {
    ALL.binary_search_by_key(&code, |facts| facts.code).ok()
}

/// The euro's place: it stands for what all rates of a witness have in common.
pub(crate) static EUR: LazyLock<CurrencyId> = LazyLock::new(|| id(CurrencyCode::EUR).unwrap_or_default());

/// The dollar's place.
pub(crate) static USD: LazyLock<CurrencyId> = LazyLock::new(|| id(CurrencyCode::USD).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_laid_out_by_currency() {
        let of = |code: &str| &all()[id(code.parse().unwrap()).unwrap()];
        let day = |text: &str| text.parse().unwrap();
        assert_eq!((all()[*EUR].code, all()[*USD].code), (CurrencyCode::EUR, CurrencyCode::USD));
        assert_eq!(id("QQQ".parse().unwrap()), None);
        assert!(
            (of("VES").redenominated_pct(day("2021-09-30"), day("2021-10-01")) - 100.0 * 1e6_f64.ln()).abs() < 1e-9
        );
        assert!(of("VES").redenominated_pct(day("2021-10-01"), day("2021-10-04")).abs() < 1e-9);
        assert_eq!(of("SAR").pegs_on(day("2026-09-28")).count(), 1);
        assert_eq!(of("CUP").regime_on(day("2026-09-28")), RateRegime::Official);
        assert_eq!(of("HRK").euro_day, Some(day("2023-01-01")));
    }
}
