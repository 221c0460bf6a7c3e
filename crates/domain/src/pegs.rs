//! Which currencies are held to another one, at what rate and how closely: `pegs.csv`, embedded.
//!
//! A rate outside its peg by more than the tolerance is wrong, or the peg has ended. The tolerances
//! are measured in the recorded rates, and differ by what a source is:
//!
//! - Official, 0.25 %: pegs to the euro itself that the ECB fixes directly: at most 0.05 % off.
//! - Official, 0.75 %: crosses of two fixings, and pegs of which no official rate is recorded. The
//!   ECB was further off on two days only (LTL 1999-08-20, HKD 2009-03-26), and its lev by up to
//!   0.60 % until January 2006; the Bank of Canada's daily averages of SAR by up to 0.48 %.
//! - Market, 0.6 %: what the feed keeps on all of its 90 sound days, for all but five currencies.
//! - Market, 1.5 % and 2 %: the feed is loose. Largest on sound days: ANG 1.14 %, BZD 1.24, DJF
//!   0.65; KYD 1.60, STN 1.73. XCG, which it does not have, is taken to be as loose as ANG.
//!
//! Every peg that recorded rates show is `measured`, whoever else names it. `authority` is whose act or word was read:
//! empty where there was none, and of some it has the peg and not its rate or its days.
//!
//! Pegs to the euro that are as old as the euro begin on its first day. After the euro day a
//! currency has its [`crate::legacy_euro`] rate and no peg. The codes that feeds go on with after
//! their end (SLL, ANG) keep their peg.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::list::{self, optional};

/// One currency's peg in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peg {
    /// The currency that is held.
    pub currency: CurrencyCode,
    /// The currency that it is held to.
    pub anchor: CurrencyCode,
    /// The fewest units of `currency` for 1 `anchor`.
    pub low: Decimal,
    /// The most units of `currency` for 1 `anchor`; equal to `low` unless the peg is a band.
    pub high: Decimal,
    /// First day of the peg; none when it is older than 1999.
    pub since: Option<RateDate>,
    /// Last day of the peg, inclusive; none while it holds.
    pub until: Option<RateDate>,
    /// How far below `low` or above `high` a central bank's rates may lie, in percent of the bound.
    pub official_tolerance_pct: Decimal,
    /// The same for a market feed's rates, which are looser.
    pub market_tolerance_pct: Decimal,
}

impl Peg {
    /// Whether the peg was in force on `date`.
    #[must_use]
    pub fn is_in_force_on(&self, date: RateDate) -> bool {
        self.since.is_none_or(|since| since <= date) && self.until.is_none_or(|until| date <= until)
    }
}

/// Every peg, by currency and then by time; the periods of one currency don't overlap.
pub fn all() -> impl Iterator<Item = &'static Peg> {
    LIST.iter()
}

const CSV: &str = include_str!("pegs.csv");

static LIST: LazyLock<Vec<Peg>> = LazyLock::new(|| list::rows(CSV, row));

fn row(columns: [&'static str; 11]) -> Option<Peg> {
    let [currency, anchor, low, high, since, until, official, market, _, _, _] = columns;
    Some(Peg {
        currency: currency.parse().ok()?,
        anchor: anchor.parse().ok()?,
        low: low.parse().ok()?,
        high: high.parse().ok()?,
        since: optional(since)?,
        until: optional(until)?,
        official_tolerance_pct: official.parse().ok()?,
        market_tolerance_pct: market.parse().ok()?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::dates::tests::day;
    use crate::iso4217;
    use crate::list::tests::{assert_read_whole, provenance};
    use crate::recorded::{self, Recorded};

    /// Days on which the feed is damaged at its source.
    const DAMAGED_FEED_DAYS: [&str; 3] = ["2024-04-01", "2024-06-10", "2026-09-18"];

    /// How far a source was from a peg on one day.
    struct Distance {
        peg: &'static Peg,
        date: RateDate,
        /// Percent of the bound that was passed; zero inside.
        pct: Decimal,
    }

    fn one_peg(currency: &str, on: &str) -> &'static Peg {
        let found = all().find(|peg| peg.currency.as_str() == currency && peg.is_in_force_on(day(on)));
        found.unwrap()
    }

    fn beyond_bounds(peg: &Peg, rate: Decimal) -> Decimal {
        let bound = rate.clamp(peg.low, peg.high);
        ((rate - bound) / bound * Decimal::ONE_HUNDRED).abs()
    }

    /// Every day's distance of every peg that the source has both currencies of. `units` gives the
    /// units of a currency for one of the source's `base` from the digits it published.
    fn distances(rates: &[Recorded], base: &str, units: fn(Decimal) -> Decimal) -> Vec<Distance> {
        let of = |rate: &Recorded| units(rate.digits.parse().unwrap());
        let book: HashMap<_, _> = rates.iter().map(|rate| ((rate.date, rate.currency), of(rate))).collect();
        let on = |date, code: CurrencyCode| {
            if code.as_str() == base { Some(Decimal::ONE) } else { book.get(&(date, code)).copied() }
        };
        let distance = |peg: &'static Peg, date| {
            let rate = on(date, peg.currency)? / on(date, peg.anchor)?;
            Some(Distance { peg, date, pct: beyond_bounds(peg, rate) })
        };
        let pegged = rates.iter().flat_map(|rate| all().map(move |peg| (peg, rate)));
        let in_force = pegged.filter(|(peg, rate)| peg.currency == rate.currency && peg.is_in_force_on(rate.date));
        in_force.filter_map(|(peg, rate)| distance(peg, rate.date)).collect()
    }

    #[test]
    fn every_line_of_the_list_is_read() {
        let header = "currency,anchor,low,high,since,until,official_tolerance_pct,market_tolerance_pct,\
            confirmed,checked,authority";
        assert_read_whole(CSV, header, row);
    }

    #[test]
    fn what_is_called_measured_is_and_the_rest_is_not() {
        let [ecb, boc, market] = [recorded::ecb(), recorded::boc(), recorded::market()];
        let found = [
            distances(&ecb, "EUR", |rate| rate),
            distances(&boc, "CAD", |rate| Decimal::ONE / rate),
            distances(&market, "USD", |rate| rate),
        ];
        let is_measured = |peg: &Peg| found.iter().flatten().any(|distance| distance.peg == peg);
        let wrong = all().zip(provenance(CSV)).filter(|(peg, said)| (said.confirmed == "measured") != is_measured(peg));
        assert_eq!(wrong.map(|(peg, _)| (peg.currency, peg.since)).collect::<Vec<_>>(), []);
    }

    #[test]
    fn pegs_are_sorted_and_the_periods_of_a_currency_do_not_overlap() {
        let list: Vec<_> = all().collect();
        for pair in list.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            assert!((first.currency, first.since) < (second.currency, second.since), "{}", second.currency);
            if first.currency == second.currency {
                assert!(first.until.unwrap() < second.since.unwrap(), "{}", second.currency);
            }
        }
    }

    #[test]
    fn bounds_are_in_order_and_both_codes_are_listed() {
        for peg in all() {
            assert!(Decimal::ZERO < peg.low && peg.low <= peg.high, "{}", peg.currency);
            assert!(peg.official_tolerance_pct > Decimal::ZERO && peg.market_tolerance_pct > Decimal::ZERO);
            assert!(iso4217::listing(peg.currency).is_some() && peg.currency != peg.anchor);
            let anchor = iso4217::listing(peg.anchor).unwrap();
            assert!(anchor.since.is_none_or(|since| peg.since >= Some(since)), "{}", peg.currency);
        }
    }

    #[test]
    fn what_the_list_says_of_some_pegs() {
        let text = |currency, on| {
            let peg = one_peg(currency, on);
            format!("{} {} {}", peg.anchor, peg.low, peg.high)
        };
        assert_eq!(text("AED", "1999-01-04"), "USD 3.6725 3.6725");
        assert_eq!(text("HKD", "2005-05-18"), "USD 7.75 7.85");
        assert_eq!(text("LTL", "2002-02-01"), "USD 4 4");
        assert_eq!(text("LTL", "2002-02-02"), "EUR 3.4528 3.4528");
        assert_eq!(text("XOF", "2026-10-30"), "EUR 655.957 655.957");
        assert_eq!(text("BTN", "2026-10-30"), "INR 1 1");
        assert_eq!(text("SLL", "2022-07-01"), "SLE 1000 1000");
        let free = [("HKD", "2005-05-17"), ("CNY", "2005-07-21"), ("BGN", "2026-01-01"), ("LBP", "2024-01-01")];
        for (currency, on) in free {
            let held = all().any(|peg| peg.currency.as_str() == currency && peg.is_in_force_on(day(on)));
            assert!(!held, "{currency}");
        }
    }

    #[test]
    fn the_bands_of_the_lats_and_the_krone_lie_around_their_central_rates() {
        let around = |central: &str, width: Decimal| {
            let central: Decimal = central.parse().unwrap();
            [central * (Decimal::ONE - width), central * (Decimal::ONE + width)]
        };
        let lats = one_peg("LVL", "2010-01-04");
        assert_eq!([lats.low, lats.high], around("0.702804", Decimal::new(1, 2)));
        let krone = one_peg("DKK", "2010-01-04");
        assert_eq!([krone.low, krone.high], around("7.46038", Decimal::new(225, 4)).map(|bound| bound.round_dp(5)));
    }

    #[test]
    fn the_ecb_keeps_every_peg_but_on_two_days() {
        let distances = distances(&recorded::ecb(), "EUR", |rate| rate);
        let outside = distances.iter().filter(|found| found.pct > found.peg.official_tolerance_pct);
        let outside: Vec<_> = outside.map(|found| format!("{} {}", found.peg.currency, found.date)).collect();
        assert_eq!(outside, ["LTL 1999-08-20", "HKD 2009-03-26"]);
        assert_eq!(distances.len(), 28_769);
    }

    #[test]
    fn the_bank_of_canada_keeps_its_two_pegs() {
        let distances = distances(&recorded::boc(), "CAD", |rate| Decimal::ONE / rate);
        assert!(distances.iter().all(|found| found.pct <= found.peg.official_tolerance_pct));
        assert_eq!(distances.len(), 2 * 1_995);
    }

    #[test]
    fn the_feed_keeps_every_peg_on_its_sound_days() {
        let distances = distances(&recorded::market(), "USD", |rate| rate);
        let is_sound = |found: &&Distance| !DAMAGED_FEED_DAYS.map(day).contains(&found.date);
        let outside = distances.iter().filter(is_sound).filter(|found| found.pct > found.peg.market_tolerance_pct);
        let outside: Vec<_> = outside.map(|found| format!("{} {}", found.peg.currency, found.date)).collect();
        assert!(outside.is_empty(), "{outside:?}");
    }

    #[test]
    fn the_feeds_damage_shows_at_the_pegs() {
        let distances = distances(&recorded::market(), "USD", |rate| rate);
        let outside = |date: &str| {
            let that_day = distances.iter().filter(|found| found.date == day(date));
            that_day.filter(|found| found.pct > found.peg.market_tolerance_pct).count()
        };
        assert_eq!(DAMAGED_FEED_DAYS.map(outside), [2, 21, 4]);
    }
}
