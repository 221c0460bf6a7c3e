//! Where a kind of fault is tried: on every day and currency that it fits, or on some of them.

use super::kind::Kind;
use crate::dice::Dice;
use crate::scenario::{Scenario, Tried};
use crate::witness::{Form, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::ops::RangeInclusive;

/// Where a fault is put in, and which way it goes.
#[derive(Debug, Clone)]
pub struct Site {
    /// The place of its first day among the witness's stamps.
    pub at: usize,
    /// The currencies that are hit: one, or two for a swap; none for a whole answer.
    pub currencies: Vec<CurrencyCode>,
    /// Up or down; of a half that is missing, which one.
    pub is_up: bool,
}

/// The sites of one kind of fault of one witness.
#[derive(Debug)]
pub struct Sites<'a> {
    pub scenario: &'a Scenario,
    /// Whose fault.
    pub target: usize,
    pub kind: Kind,
    /// The witness's stamps, one a market day, in order.
    pub stamps: Vec<RateDate>,
}

impl<'a> Sites<'a> {
    /// The sites of a kind; none where the witness can't have it.
    pub fn of(scenario: &'a Scenario, target: usize, kind: Kind) -> Option<Self> {
        // The ECB has no euro of its own that could be wrong.
        let is_possible = !(matches!(kind, Kind::EurCell(_)) && scenario.witnesses[target].form == Form::Ecb)
            && (!kind.is_seconded() || scenario.is_witnessed())
            // Of two that err alike nobody is left who is right.
            && (!matches!(kind, Kind::Alike(_)) || scenario.witnesses.len() > 2)
            // Whole answers have other witnesses' currencies, too.
            && !(kind.is_whole() && scenario.tried == Tried::OwnOfTheLast);
        let stamps = || scenario.witnesses[target].observed().into_values().collect();
        is_possible.then(|| Self { scenario, target, kind, stamps: stamps() })
    }

    /// The sound witness.
    pub fn witness(&self) -> &'a Witness {
        &self.scenario.witnesses[self.target]
    }

    /// Who errs as the witness does.
    pub fn second(&self) -> Option<usize> {
        matches!(self.kind, Kind::Alike(_)).then(|| (self.target + 1) % self.scenario.witnesses.len())
    }

    /// Whose rates are wrong, in the order of the witnesses.
    pub fn faulty(&self) -> Vec<usize> {
        let mut faulty: Vec<usize> = std::iter::once(self.target).chain(self.second()).collect();
        faulty.sort_unstable();
        faulty
    }

    /// Every site, in the order of the days.
    pub fn all(&self, dice: &mut Dice) -> Vec<Site> {
        (0..self.stamps.len()).flat_map(|at| self.of_day(at, dice)).collect()
    }

    /// At most so many of them, by chance, in the order of the days; and how many there are.
    pub fn some(&self, count: usize, dice: &mut Dice) -> (Vec<Site>, usize) {
        let mut sites = self.all(dice);
        let found = sites.len();
        if found > count {
            dice.shuffle(&mut sites);
            sites.truncate(count);
            sites.sort_by_key(|site| site.at);
        }
        (sites, found)
    }

    /// The first day on which somebody says something else.
    pub fn first_day(&self, site: &Site) -> Option<RateDate> {
        self.market_day(site.at)?.plus_days(-self.kind.days_before())
    }

    /// The market day of a stamp by its place.
    pub fn market_day(&self, at: usize) -> Option<RateDate> {
        self.stamps.get(at).map(|stamp| self.witness().market_day(*stamp))
    }

    fn of_day(&self, at: usize, dice: &mut Dice) -> Vec<Site> {
        let last = at + self.kind.days() - 1 + self.kind.days_after();
        let Some(mut eligible) = self.eligible(at..=last) else { return Vec::new() };
        let currencies: Vec<Vec<CurrencyCode>> = match self.kind {
            kind if kind.is_whole() => vec![Vec::new()],
            Kind::Swapped => {
                dice.shuffle(&mut eligible);
                eligible.windows(2).map(<[CurrencyCode]>::to_vec).collect()
            }
            _ => eligible.into_iter().map(|currency| vec![currency]).collect(),
        };
        let ways: &[bool] = if self.kind.has_two_ways() { &[true, false] } else { &[true] };
        let both = currencies.into_iter().flat_map(|currencies| {
            ways.iter().map(move |is_up| Site { at, currencies: currencies.clone(), is_up: *is_up })
        });
        both.collect()
    }

    /// Currencies that are tried on each of the days; none where a day is not measured.
    fn eligible(&self, mut days: RangeInclusive<usize>) -> Option<Vec<CurrencyCode>> {
        let of_day = |at: usize| self.scenario.shared.get(&self.market_day(at)?);
        let mut eligible = of_day(days.next()?)?.clone();
        for at in days {
            let of_day = of_day(at)?;
            eligible.retain(|currency| of_day.contains(currency));
        }
        // A feed's rate of its base is its euro cell: that is a fault of the whole answer.
        if self.witness().form == Form::Feed {
            eligible.retain(|currency| *currency != CurrencyCode::USD);
        }
        Some(eligible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Lasting;
    use crate::scenario::tests::two_banks;

    fn count(kind: Kind) -> usize {
        let scenario = two_banks(40);
        Sites::of(&scenario, 1, kind).map_or(0, |sites| sites.all(&mut Dice::new(1, "test")).len())
    }

    #[test]
    fn every_day_currency_and_sign_is_a_site() {
        assert_eq!(count(Kind::Drift(20)), 40 * 3 * 2);
        assert_eq!(count(Kind::Scale(1)), 40 * 3);
        assert_eq!(count(Kind::Swapped), 40 * 2);
        assert_eq!(count(Kind::EurCell(20)), 40 * 2);
        assert_eq!(count(Kind::Lasting(Lasting::Scale(1), 20)), 11 * 3, "ten days have to follow");
        let scenario = two_banks(40);
        assert!(Sites::of(&scenario, 0, Kind::EurCell(20)).is_none(), "the ECB has no euro of its own");
    }

    #[test]
    fn some_sites_are_in_the_order_of_the_days_and_the_same_by_the_same_dice() {
        let scenario = two_banks(40);
        let sites = Sites::of(&scenario, 0, Kind::Drift(20)).unwrap();
        let drawn = || sites.some(10, &mut Dice::new(1, "test"));
        let (some, found) = drawn();
        assert_eq!((some.len(), found), (10, 240));
        assert!(some.is_sorted_by_key(|site| site.at));
        let places = |sites: &[Site]| sites.iter().map(|site| (site.at, site.is_up)).collect::<Vec<_>>();
        assert_eq!(places(&some), places(&drawn().0));
    }
}
