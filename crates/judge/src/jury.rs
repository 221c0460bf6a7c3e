//! Which of three and more witnesses of a currency are wrong?
//!
//! Nobody knows where the rate lies. So each witness's word is tried as its place, moved to where those around it put it. At
//! each place every witness is sound, and as far off as it usually is; or it says again what it said the day before; or it is
//! wrong, and may be anywhere. How well that explains all their words tells how probable the place is, and the share of the
//! last two in it how probable it is that a witness is wrong (a mixture of sound observations and outliers: Box and Tiao 1968,
//! Biometrika 55, 119-129). So whoever is usually loose counts for less, and no median decides between two halves.

use crate::evidence::{Evidence, FAULT_SPREAD_PCT};
use crate::statistics::{DEGREES_OF_FREEDOM, density, log_likelihood, median};

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

/// How well a word is explained at a place: as sound, as the day before's, as wrong. Densities.
struct Explained {
    sound: f64,
    stale: f64,
    wrong: f64,
}

impl Explained {
    fn total(&self) -> f64 {
        self.sound + self.stale + self.wrong
    }
}

/// A place where the rate may lie, in percent from the median of all words.
struct Place {
    at_pct: f64,
    probability: f64,
    explained: Vec<Explained>,
}

/// Fills in of each witness of a currency how far it may be from the rate's place, and how probable it is that it is wrong.
pub(crate) fn weigh(of_currency: &mut [Evidence]) {
    let places = places(of_currency);
    let share = |index: usize, part: fn(&Explained) -> f64| -> f64 {
        let at = |place: &Place| place.probability * part(&place.explained[index]) / place.explained[index].total();
        places.iter().map(at).sum()
    };
    for (index, evidence) in of_currency.iter_mut().enumerate() {
        let stale = share(index, |explained| explained.stale);
        evidence.fault_probability = stale + share(index, |explained| explained.wrong);
        evidence.excess_pct = possible_excess_pct(evidence, &places);
        let stale_min_pct = STALE_EXCESS_MIN_PCT.max(STALE_SPREADS_MIN * evidence.spread_pct);
        evidence.is_stale = stale >= STALE_PROBABILITY && evidence.excess_pct > stale_min_pct;
    }
    measure(of_currency);
}

fn places(of_currency: &[Evidence]) -> Vec<Place> {
    let before = before_pct(of_currency);
    let place = |start: &Evidence| {
        let at_pct = settled(start.residual_pct, of_currency);
        let explained: Vec<Explained> = of_currency.iter().map(|word| explained(word, at_pct)).collect();
        let of_words: f64 = explained.iter().map(|explained| explained.total().ln()).sum();
        let of_move = before.map_or(0.0, |(before, usual)| log_likelihood(at_pct - before, usual));
        (of_words + of_move, Place { at_pct, probability: 0.0, explained })
    };
    let weighed: Vec<(f64, Place)> = of_currency.iter().map(place).collect();
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
fn settled(start: f64, of_currency: &[Evidence]) -> f64 {
    (0..STEPS).fold(start, |place, _| {
        let (sum, total) = of_currency.iter().fold((0.0, 0.0), |(sum, total), word| {
            let ratio = excess_pct(word, place) / word.spread_pct;
            let weight = 1.0 / ((DEGREES_OF_FREEDOM + ratio * ratio) * word.spread_pct * word.spread_pct);
            (sum + weight * word.residual_pct, total + weight)
        });
        sum / total
    })
}

/// A word of the day before has its digits for certain, and a sound one one of all that it may have near the place.
fn explained(word: &Evidence, place: f64) -> Explained {
    let unit_pct = word.compared.half_units_pct.max(SMALLEST_UNIT_PCT);
    Explained {
        sound: (1.0 - FAULT_SHARE) * density(log_likelihood(excess_pct(word, place), word.spread_pct)),
        stale: if word.stands_still { STALE_SHARE / unit_pct } else { 0.0 },
        wrong: FAULT_SHARE / FAULT_SPREAD_PCT,
    }
}

/// So far off a word is by no small probability. When the rate may as well lie at one place as at another, nobody is near it for
/// certain.
fn possible_excess_pct(word: &Evidence, places: &[Place]) -> f64 {
    let mut apart: Vec<(f64, f64)> =
        places.iter().map(|place| (excess_pct(word, place.at_pct), place.probability)).collect();
    apart.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut probability = 0.0;
    let furthest = apart.into_iter().find(|(_, of_place)| {
        probability += of_place;
        probability >= RIVAL_PROBABILITY
    });
    furthest.map_or(0.0, |(excess_pct, _)| excess_pct)
}

/// Beyond what rounding explains.
fn excess_pct(word: &Evidence, place: f64) -> f64 {
    ((word.residual_pct - place).abs() - word.compared.half_units_pct).max(0.0)
}

/// How far each is from the median of the others that are not wrong: by the median of all one of three would always be right.
fn measure(of_currency: &mut [Evidence]) {
    let words: Vec<(f64, f64)> = of_currency.iter().map(|word| (word.residual_pct, word.fault_probability)).collect();
    for (index, evidence) in of_currency.iter_mut().enumerate() {
        let others =
            words.iter().enumerate().filter(|(other, (_, wrong))| *other != index && *wrong < MEASURE_PROBABILITY);
        let mut others: Vec<f64> = others.map(|(_, (place, _))| *place).collect();
        evidence.apart_pct = median(&mut others).map(|place| excess_pct(evidence, place));
    }
}
