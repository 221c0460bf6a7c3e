//! The two sketches that the pipeline has to beat: two witnesses, and nothing but their own past.
//!
//! The day's common deviation (the median over the currencies) is taken out of each. What is then beyond max(1 %, k ×
//! the past robust spread) is flagged, and of the two the one is published whose own jump is clearly the more usual one;
//! neither when that is unusual too.

use super::rolling::{Rolling, median};
use crate::judge::Said;
use crate::silver::Cell;
use crate::witness::Witness;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::collections::{BTreeMap, BTreeSet};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sketch {
    /// The spread of 250 days, and the residual.
    First,
    /// The larger of the spreads of 250 and 20 days, the smaller of raw deviation and residual, and half a unit in the
    /// last place of each.
    Second,
}

/// Nothing below is flagged, in percent.
const FLOOR_PCT: f64 = 1.0;
/// So many times as usual as the other's a jump must be, or nobody can tell.
const CLEARER: f64 = 1.5;
const LONG: usize = 250;
const SHORT: usize = 20;
/// A median over fewer currencies is no common deviation.
const COMMON_MIN: usize = 10;

/// What is known of a cell: in percent, as logarithms.
#[derive(Debug, Clone, Copy, Default)]
pub struct Features {
    rates: [Option<f64>; 2],
    raw: f64,
    residual: f64,
    long: f64,
    short: f64,
    half_units: f64,
    jumps: [Option<f64>; 2],
    usual_jumps: [f64; 2],
}

/// The features of every cell of two witnesses.
pub fn features(witnesses: &[Witness; 2]) -> BTreeMap<Cell, Features> {
    let observed = witnesses.each_ref().map(Witness::observed);
    let days: BTreeSet<RateDate> = observed.iter().flat_map(|days| days.keys().copied()).collect();
    let mut pasts: BTreeMap<CurrencyCode, Past> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for day in days {
        let stamps = [0, 1].map(|index: usize| observed[index].get(&day).copied());
        let mut cells = cells(witnesses, stamps);
        take_out_common(&mut cells);
        for (currency, mut cell) in cells {
            pasts.entry(currency).or_default().tell(&mut cell);
            all.insert((day, currency), cell);
        }
    }
    all
}

fn cells(witnesses: &[Witness; 2], stamps: [Option<RateDate>; 2]) -> BTreeMap<CurrencyCode, Features> {
    let mut cells: BTreeMap<CurrencyCode, Features> = BTreeMap::new();
    for (index, (witness, stamp)) in witnesses.iter().zip(stamps).enumerate() {
        let Some(stamp) = stamp else { continue };
        for currency in witness.currencies(stamp) {
            let cell = cells.entry(currency).or_default();
            // A rate below zero is none.
            cell.rates[index] = witness.per_eur(stamp, currency).filter(|rate| *rate > 0.0);
            cell.half_units += witness.half_unit_pct(stamp, currency);
        }
    }
    cells
}

fn take_out_common(cells: &mut BTreeMap<CurrencyCode, Features>) {
    for cell in cells.values_mut() {
        cell.raw = cell.both().map_or(0.0, |[first, second]| first - second);
    }
    let mut raws: Vec<f64> = cells.values().filter(|cell| cell.both().is_some()).map(|cell| cell.raw).collect();
    let common = if raws.len() >= COMMON_MIN { median(&mut raws) } else { 0.0 };
    for cell in cells.values_mut() {
        cell.residual = cell.raw - common;
    }
}

impl Features {
    /// Both rates as logarithms in percent.
    fn both(&self) -> Option<[f64; 2]> {
        let [first, second] = self.rates;
        Some([100.0 * first?.ln(), 100.0 * second?.ln()])
    }

    /// What a sketch says with its factor.
    pub fn said(&self, sketch: Sketch, factor: f64) -> Said {
        let by = |index: usize| Said {
            published: vec![(Some(index), self.rates[index].unwrap_or(f64::NAN))],
            ..Said::default()
        };
        match self.rates {
            [None, None] => return Said { is_flagged: true, ..Said::default() },
            [Some(_), None] => return by(0),
            [None, Some(_)] => return by(1),
            [Some(_), Some(_)] if !self.is_flagged(sketch, factor) => return by(0),
            [Some(_), Some(_)] => {}
        }
        // How usual each one's own jump is: 1 is the limit.
        let jumps = [0, 1].map(|index| {
            let limit = (factor * self.usual_jumps[index]).max(FLOOR_PCT);
            self.jumps[index].map_or(f64::INFINITY, |jump| jump.abs() / limit)
        });
        let [first, second] = jumps;
        let is_clear = first.max(second) >= CLEARER * first.min(second);
        match first.min(second) {
            nearest if nearest > 1.0 || !is_clear => Said { is_flagged: true, ..Said::default() },
            _ if first <= second => Said { is_flagged: true, blamed: vec![1], ..by(0) },
            _ => Said { is_flagged: true, blamed: vec![0], ..by(1) },
        }
    }

    fn is_flagged(&self, sketch: Sketch, factor: f64) -> bool {
        match sketch {
            Sketch::First => self.residual.abs() > (factor * self.long).max(FLOOR_PCT),
            Sketch::Second => {
                let limit = (factor * self.long.max(self.short)).max(FLOOR_PCT) + self.half_units;
                self.residual.abs().min(self.raw.abs()) > limit
            }
        }
    }
}

/// A currency's past.
#[derive(Debug)]
struct Past {
    long: Rolling,
    short: Rolling,
    jumps: [Rolling; 2],
    last: [Option<f64>; 2],
}

impl Default for Past {
    fn default() -> Self {
        let jumps = [Rolling::new(LONG), Rolling::new(LONG)];
        Self { long: Rolling::new(LONG), short: Rolling::new(SHORT), jumps, last: [None; 2] }
    }
}

impl Past {
    /// Tells a cell what is usual, then learns from it.
    fn tell(&mut self, cell: &mut Features) {
        cell.long = self.long.scale().unwrap_or_default();
        cell.short = self.short.scale().unwrap_or_default();
        for index in [0, 1] {
            let Some(rate) = cell.rates[index].map(|rate| 100.0 * rate.ln()) else { continue };
            cell.jumps[index] = self.last[index].map(|last| rate - last);
            cell.usual_jumps[index] = self.jumps[index].scale().unwrap_or_default();
            if let Some(jump) = cell.jumps[index] {
                self.jumps[index].push(jump);
            }
            self.last[index] = Some(rate);
        }
        if cell.both().is_some() {
            self.long.push(cell.residual);
            self.short.push(cell.residual);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recordings::Days;
    use crate::scenario::tests::two_banks;
    use crate::witness::Form;
    use rust_decimal::Decimal;

    /// The cell of USD on the 40th day, when the first bank is off by a factor.
    fn cell(factor: &str) -> Features {
        let scenario = two_banks(40);
        let mut faulty: Days = scenario.witnesses[0].days.clone();
        let rate = faulty.values_mut().last().unwrap().get_mut(&CurrencyCode::USD).unwrap();
        *rate *= factor.parse::<Decimal>().unwrap();
        let witnesses = [Witness::new("A", Form::Ecb, faulty), scenario.witnesses[1].clone()];
        features(&witnesses)[&(scenario.last, CurrencyCode::USD)]
    }

    #[test]
    fn what_is_beyond_one_percent_is_judged_by_the_jumps() {
        let sound = cell("1.0");
        assert_eq!(sound.said(Sketch::First, 4.0).published[0].0, Some(0));
        let small = cell("1.009").said(Sketch::First, 4.0);
        assert!(!small.is_flagged && small.published[0].0 == Some(0));
        for sketch in [Sketch::First, Sketch::Second] {
            let large = cell("1.5").said(sketch, 4.0);
            assert_eq!((large.published[0].0, large.blamed, large.is_flagged), (Some(1), vec![0], true));
        }
    }

    #[test]
    fn where_both_jumps_are_unusual_nothing_is_published() {
        let jumps = [Some(9.0), Some(3.0)];
        let cell = Features { rates: [Some(1.2), Some(1.1)], residual: 8.7, raw: 8.7, jumps, ..Features::default() };
        let said = cell.said(Sketch::First, 4.0);
        assert!(said.is_flagged && said.published.is_empty() && said.blamed.is_empty());
        let usual = Features { usual_jumps: [2.0, 2.0], ..cell };
        assert_eq!(usual.said(Sketch::First, 4.0).blamed, [0], "the other one's is the more usual");
    }

    #[test]
    fn a_rate_that_is_none_leaves_the_other() {
        let said = cell("-1").said(Sketch::First, 4.0);
        assert_eq!(said.published[0].0, Some(1));
    }
}
