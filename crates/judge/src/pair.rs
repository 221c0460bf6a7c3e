//! Which of two witnesses of a currency is wrong, if one is?
//!
//! That they are apart says only that one may be. Their own moves tell which: a sound one moves as it usually does.

use crate::evidence::{Evidence, FAULT_SPREAD_PCT, largest};
use crate::statistics::log_likelihood;

/// The logarithm of the odds, before anything is known, that one of the witnesses is wrong: some one in twenty. Nobody is,
/// on most days; but to publish a wrong rate costs more than to withhold a right one.
const FAULT_LOG_PRIOR: f64 = -3.0;

/// No currency moves by more than half in a day (50 as a logarithm): the largest real moves are near 40. What the other one
/// says must be possible to accuse one that did not move.
const POSSIBLE_MOVE_PCT: f64 = 50.0;

/// Fills in how probable it is that each is the wrong one.
pub(crate) fn weigh(of_currency: &mut [Evidence]) {
    let alibis = alibis(of_currency);
    let (total, least) = (alibis.iter().sum::<f64>(), alibis.iter().copied().fold(f64::INFINITY, f64::min));
    let odds = |(evidence, alibi): (&Evidence, &f64)| {
        let is_sound = log_likelihood(evidence.excess_pct, evidence.spread_pct);
        (FAULT_LOG_PRIOR - FAULT_SPREAD_PCT.ln() - is_sound + total - alibi - least).exp()
    };
    let odds: Vec<f64> = of_currency.iter().zip(&alibis).map(odds).collect();
    let all: f64 = odds.iter().sum();
    for (evidence, odds) in of_currency.iter_mut().zip(&odds) {
        evidence.fault_probability = odds / (1.0 + all);
    }
}

/// How likely each one's move was; where the two were apart before, and both moved on, no move of today's tells. A witness that
/// did not move has no alibi: a frozen rate always agrees with its own past.
/// Nor has one without a past. One of an earlier day counts as having moved as usual.
fn alibis(of_currency: &[Evidence]) -> Vec<f64> {
    let own = |evidence: &Evidence| {
        evidence.told_move_pct.zip(evidence.usual_told_move_pct).map(|(told, usual)| log_likelihood(told, usual))
    };
    let own_likelihoods: Vec<Option<f64>> = of_currency.iter().map(own).collect();
    let least = own_likelihoods.iter().flatten().copied().min_by(f64::total_cmp).unwrap_or(0.0);
    let usual_of_day = largest(of_currency.iter().map(|evidence| evidence.usual_told_move_pct));
    let largest_move = largest(of_currency.iter().map(|evidence| evidence.move_pct.map(f64::abs)));
    let is_possible = largest_move.is_some_and(|move_pct| move_pct <= POSSIBLE_MOVE_PCT);
    let stood_still = |evidence: &Evidence| evidence.is_repeat == Some(true) && is_possible;
    let is_of_old = of_currency.iter().all(|evidence| evidence.was_apart) && !of_currency.iter().any(stood_still);
    let alibi = |(evidence, own): (&Evidence, &Option<f64>)| {
        if evidence.compared.age_days > 0 {
            return usual_of_day.map_or(0.0, |usual| log_likelihood(usual, usual));
        }
        own.filter(|_| !is_of_old && !stood_still(evidence)).unwrap_or(least)
    };
    of_currency.iter().zip(&own_likelihoods).map(alibi).collect()
}
