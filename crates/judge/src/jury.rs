//! Which of three and more witnesses of a currency are wrong?
//!
//! Nobody knows where the rate lies. So each witness's word is tried as its place, moved to where those around it put it. At
//! each place every witness is sound, and as far off as it usually is; or it says again what it said the day before; or it is
//! wrong, and may be anywhere. How well that explains all their words tells how probable the place is, and the share of the
//! last two in it how probable it is that a witness is wrong (a mixture of sound observations and outliers: Box and Tiao 1968,
//! Biometrika 55, 119-129). So whoever is usually loose counts for less, and no median decides between two halves.

use crate::evidence::{Evidence, FAULT_SPREAD_PCT};
use crate::statistics::{
    DEGREES_OF_FREEDOM, density, log_likelihood, log_of_product, median, median_of_sorted, median_without,
};

/// Before anything is known, one rate in twenty is wrong. Hardly any is; but to publish a wrong rate costs more than to withhold
/// a right one.
const FAULT_SHARE: f64 = 0.05;

/// A place is where its surroundings put it after so many steps; a further one moves it by less than rounding does.
const STEPS: usize = 3;

/// Before anything is known, one rate in two hundred is its source's own of the day before. Its digits tell: that a rate which
/// moves comes out the same again by chance is less likely by far.
const STALE_SHARE: f64 = 0.005;
/// From this probability on it is that.
const STALE_PROBABILITY: f64 = 0.15;
/// A rate that is stale by less is not worth withholding, in percent, and in what is usual.
const STALE_EXCESS_MIN_PCT: f64 = 0.15;
const STALE_SPREADS_MIN: f64 = 1.5;
/// No place counts as smaller, in percent: what has ten digits is a cross that somebody computed, and not more exact for it.
const SMALLEST_UNIT_PCT: f64 = 1e-4;

/// Places that have this probability together rival the likeliest one. From 0.15 on two halves that only fixed at different hours
/// would be a conflict (25 of 5,320 sound rates of majors with four banks, 8 from 0.45 on), and two against two have 0.46 each.
const RIVAL_PROBABILITY: f64 = 0.4;

/// By what is wrong by this probability no other witness is measured, and nothing is learnt of what is usual.
pub(crate) const MEASURE_PROBABILITY: f64 = 0.5;

/// How well a word is explained anywhere as a wrong one: a density.
const WRONG: f64 = FAULT_SHARE / FAULT_SPREAD_PCT;

/// What the jury looks at in a witness's word. Each is tried with each place: the whole evidence is ten times as large.
struct Word {
    residual_pct: f64,
    half_units_pct: f64,
    spread_pct: f64,
    /// How well it is explained as that of the day before: a density. Its digits are such a one's for certain, and a sound one's
    /// are one of all that it may have near the place.
    stale: f64,
}

impl Word {
    fn of(evidence: &Evidence) -> Self {
        let half_units_pct = evidence.compared.half_units_pct;
        Self {
            residual_pct: evidence.residual_pct,
            half_units_pct,
            spread_pct: evidence.spread_pct,
            stale: if evidence.stands_still { STALE_SHARE / half_units_pct.max(SMALLEST_UNIT_PCT) } else { 0.0 },
        }
    }

    /// Beyond what rounding explains.
    fn excess_pct(&self, place: f64) -> f64 {
        ((self.residual_pct - place).abs() - self.half_units_pct).max(0.0)
    }

    /// How well it is explained where the rate lies at a place: as sound, as the day before's, or as wrong.
    fn explained(&self, place: f64) -> f64 {
        (1.0 - FAULT_SHARE) * density(self.excess_pct(place), self.spread_pct) + self.stale + WRONG
    }
}

/// A place where the rate may lie, in percent from the median of all words.
struct Place {
    at_pct: f64,
    probability: f64,
    /// How well each word is explained there.
    explained: Vec<f64>,
}

/// Fills in of each witness of a currency how far it may be from the rate's place, and how probable it is that it is wrong.
pub(crate) fn weigh(of_currency: &mut [Evidence]) {
    let words: Vec<Word> = of_currency.iter().map(Word::of).collect();
    let places = places(&words, before_pct(of_currency));
    for (index, (evidence, word)) in of_currency.iter_mut().zip(&words).enumerate() {
        let weight: f64 = places.iter().map(|place| place.probability / place.explained[index]).sum();
        let stale = weight * word.stale;
        evidence.fault_probability = stale + weight * WRONG;
        evidence.excess_pct = possible_excess_pct(word, &places);
        let stale_min_pct = STALE_EXCESS_MIN_PCT.max(STALE_SPREADS_MIN * word.spread_pct);
        evidence.is_stale = stale >= STALE_PROBABILITY && evidence.excess_pct > stale_min_pct;
    }
    measure(of_currency, &words);
}

/// In the order in which they lie.
fn places(words: &[Word], before: Option<(f64, f64)>) -> Vec<Place> {
    let place = |start: &Word| {
        let at_pct = settled(start.residual_pct, words);
        let explained: Vec<f64> = words.iter().map(|word| word.explained(at_pct)).collect();
        let of_move = before.map_or(0.0, |(before, usual)| log_likelihood(at_pct - before, usual));
        (log_of_product(&explained) + of_move, Place { at_pct, probability: 0.0, explained })
    };
    let mut weighed: Vec<(f64, Place)> = words.iter().map(place).collect();
    weighed.sort_unstable_by(|(_, one), (_, other)| one.at_pct.total_cmp(&other.at_pct));
    // Beside the likeliest one: the product of some hundred densities is below what a float can hold.
    let most = weighed.iter().map(|(log, _)| *log).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = weighed.iter().map(|(log, _)| (log - most).exp()).sum();
    let probable = |(log, place): (f64, Place)| Place { probability: (log - most).exp() / total, ..place };
    weighed.into_iter().map(probable).collect()
}

/// Where the rate lay the day before, by most of those who spoke then too, and how far it usually moves.
fn before_pct(of_currency: &[Evidence]) -> Option<(f64, f64)> {
    let before = of_currency.iter().filter_map(|word| Some(word.residual_pct - word.move_pct?));
    let usual = of_currency.iter().filter_map(|word| word.usual_move_pct);
    median(&mut before.collect::<Vec<_>>()).zip(median(&mut usual.collect::<Vec<_>>()))
}

/// Where a place comes to rest among the words: the mean by Student's t, to which what is far off counts for little.
fn settled(start: f64, words: &[Word]) -> f64 {
    (0..STEPS).fold(start, |place, _| {
        let (sum, total) = words.iter().fold((0.0, 0.0), |(sum, total), word| {
            let excess_pct = word.excess_pct(place);
            let weight = 1.0 / (DEGREES_OF_FREEDOM * word.spread_pct * word.spread_pct + excess_pct * excess_pct);
            (sum + weight * word.residual_pct, total + weight)
        });
        sum / total
    })
}

/// So far off a word is by no small probability. When the rate may as well lie at one place as at another, nobody is near it for
/// certain. The places that are furthest off are the first or the last ones.
fn possible_excess_pct(word: &Word, places: &[Place]) -> f64 {
    let (mut rest, mut probability) = (places, 0.0);
    while let [first, .., last] = rest {
        let is_first = word.excess_pct(first.at_pct) >= word.excess_pct(last.at_pct);
        let furthest = if is_first { first } else { last };
        probability += furthest.probability;
        if probability >= RIVAL_PROBABILITY {
            return word.excess_pct(furthest.at_pct);
        }
        rest = if is_first { &rest[1..] } else { &rest[..rest.len() - 1] };
    }
    rest.first().map_or(0.0, |place| word.excess_pct(place.at_pct))
}

/// How far each is from the median of the others that are not wrong: by the median of all one of three would always be right.
fn measure(of_currency: &mut [Evidence], words: &[Word]) {
    let is_right = |evidence: &Evidence| evidence.fault_probability < MEASURE_PROBABILITY;
    let mut right: Vec<f64> =
        of_currency.iter().filter(|evidence| is_right(evidence)).map(|evidence| evidence.residual_pct).collect();
    right.sort_unstable_by(f64::total_cmp);
    for (evidence, word) in of_currency.iter_mut().zip(words) {
        let is_among = is_right(evidence);
        let middle = if is_among { median_without(&right, word.residual_pct) } else { median_of_sorted(&right) };
        evidence.apart_pct = middle.map(|place| word.excess_pct(place));
    }
}
