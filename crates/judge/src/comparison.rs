//! How far are the witnesses of a market day apart: each from the median of all, of two from the other one?

use crate::day::WitnessId;
use crate::evidence::largest;
use crate::facts::{CurrencyId, EUR};
use crate::memory::Memory;
use crate::moves::is_common;
use crate::speakers::Speaker;
use crate::statistics::{median, median_absolute_deviation};
use std::sync::Arc;

/// What a witness is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The median of three and more.
    Median,
    /// The other one of two.
    Witness(Arc<str>),
}

/// The other one of two; none when it is the median of three and more.
pub(crate) type ReferenceId = Option<WitnessId>;

/// A witness beside the others. Percents are 100 times a logarithm.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    pub(crate) witness: WitnessId,
    /// EUR stands for the euro itself: what all currencies of the witness deviate by in common.
    pub(crate) currency: CurrencyId,
    /// Its place among the day's rates; none when it is carried forward, or the euro's own.
    pub(crate) said: Option<usize>,
    pub(crate) age_days: i32,
    pub(crate) reference: ReferenceId,
    /// Among how many.
    pub(crate) witness_count: usize,
    pub(crate) mad_pct: Option<f64>,
    /// The trading days between the oldest word among them and the day.
    pub(crate) trading_days_apart: u32,
    pub(crate) deviation_pct: f64,
    /// What rounding alone explains.
    pub(crate) half_units_pct: f64,
    /// What blurs one of the two words and not the other: two of one answer are blurred alike.
    pub(crate) blur_pct: f64,
    /// What all of the witness's currencies deviate by in common; 0 where that is not known.
    pub(crate) common_pct: f64,
}

/// Each of two and more witnesses of a currency, by currency, and at last of the euro itself.
pub(crate) fn compare(speakers: &[Speaker], memory: &Memory) -> Vec<Compared> {
    let of_currencies = speakers.chunk_by(|one, other| one.currency == other.currency);
    let mut compared: Vec<Compared> =
        of_currencies.flat_map(|speakers| of_currency(&chosen(speakers), memory)).collect();
    let common = common(&compared, memory);
    for row in &mut compared {
        let place = common.binary_search_by_key(&(row.witness, row.reference), |euro| (euro.witness, euro.reference));
        row.common_pct = place.map_or(0.0, |place| common[place].deviation_pct);
    }
    compared.extend(common);
    compared
}

/// Witnesses of the day itself; only where there are not two of them, also those of the nearest earlier day.
fn chosen(speakers: &[Speaker]) -> Vec<&Speaker> {
    let own_count = speakers.iter().filter(|speaker| speaker.age_days == 0).count();
    let nearest =
        speakers.iter().filter(|speaker| speaker.age_days > 0).map(|speaker| speaker.trading_days_apart).min();
    let apart_max = if own_count >= 2 { 0 } else { nearest.unwrap_or(0) };
    let is_chosen = |speaker: &&Speaker| speaker.age_days == 0 || speaker.trading_days_apart <= apart_max;
    if own_count == 0 { Vec::new() } else { speakers.iter().filter(is_chosen).collect() }
}

fn of_currency(chosen: &[&Speaker], memory: &Memory) -> Vec<Compared> {
    if chosen.len() < 2 {
        return Vec::new();
    }
    let log_rates: Vec<f64> = chosen.iter().map(|speaker| speaker.word.log_rate).collect();
    let half_units: Vec<f64> = chosen.iter().map(|speaker| speaker.word.half_unit_pct).collect();
    let mut blurs: Vec<f64> = chosen.iter().map(|speaker| speaker.word.blur_pct).collect();
    let middle = median(&mut log_rates.clone()).zip(median(&mut half_units.clone())).zip(median(&mut blurs));
    let Some(((middle, middle_half_unit), middle_blur)) = middle else { return Vec::new() };
    let mad_pct = median_absolute_deviation(&log_rates, middle);
    let trading_days_apart = chosen.iter().map(|speaker| speaker.trading_days_apart).max().unwrap_or(0);
    let compared = |speaker: &&Speaker| {
        let other = chosen.iter().find(|other| other.witness != speaker.witness && chosen.len() == 2);
        let (centre, half_unit, blur) = other.map_or((middle, middle_half_unit, middle_blur), |other| {
            (other.word.log_rate, other.word.half_unit_pct, other.word.blur_pct)
        });
        Compared {
            witness: speaker.witness,
            currency: speaker.currency,
            said: speaker.said,
            age_days: speaker.age_days,
            reference: other.map(|other| other.witness),
            witness_count: chosen.len(),
            mad_pct,
            trading_days_apart,
            deviation_pct: speaker.word.log_rate - centre,
            half_units_pct: speaker.word.half_unit_pct + half_unit,
            blur_pct: (speaker.word.blur_pct - blur).abs(),
            common_pct: 0.0,
        }
    };
    let mut all: Vec<Compared> = chosen.iter().map(compared).collect();
    all.sort_by(|one, other| memory.name(one.witness).cmp(memory.name(other.witness)));
    all
}

/// What all currencies of a witness deviate by in common, from the same reference, by witness. One comparison a day counts: of three or
/// more, or else of the pair that is nearest in time and has most in common.
fn common(compared: &[Compared], memory: &Memory) -> Vec<Compared> {
    let mut by_pair: Vec<&Compared> = compared.iter().collect();
    by_pair.sort_by_key(|row| (row.witness, row.reference));
    let groups = by_pair.chunk_by(|one, other| (one.witness, one.reference) == (other.witness, other.reference));
    let enough = groups.filter(|group| is_common(group.iter().map(|row| row.currency)));
    let all: Vec<(Precedence, Compared)> = enough.filter_map(|group| of_euro(group, memory)).collect();
    let Some(first) = all.iter().map(|(precedence, _)| precedence.clone()).min() else { return Vec::new() };
    all.into_iter().filter(|(precedence, _)| *precedence == first).map(|(_, euro)| euro).collect()
}

/// A pair after the median; the nearer in time, then the one with more currencies, then by name.
type Precedence = Option<(u32, std::cmp::Reverse<usize>, [Arc<str>; 2])>;

fn of_euro(group: &[&Compared], memory: &Memory) -> Option<(Precedence, Compared)> {
    let first = group.first()?;
    let common_pct = median(&mut group.iter().map(|row| row.deviation_pct).collect::<Vec<_>>())?;
    let trading_days_apart = group.iter().map(|row| row.trading_days_apart).max()?;
    let precedence = first.reference.map(|reference| {
        let mut names = [memory.name(first.witness).clone(), memory.name(reference).clone()];
        names.sort();
        (trading_days_apart, std::cmp::Reverse(group.len()), names)
    });
    let euro = Compared {
        witness: first.witness,
        currency: *EUR,
        said: None,
        age_days: group.iter().map(|row| row.age_days).max()?,
        reference: first.reference,
        witness_count: group.iter().map(|row| row.witness_count).max()?,
        mad_pct: None,
        trading_days_apart,
        deviation_pct: common_pct,
        half_units_pct: 0.0,
        blur_pct: largest(group.iter().map(|row| Some(row.blur_pct))).unwrap_or_default(),
        common_pct,
    };
    Some((precedence, euro))
}
