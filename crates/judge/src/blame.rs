//! Who is wrong, and whose rate may stand?

use crate::comparison::Reference;
use crate::day::{MarketDay, Witness, WitnessId};
use crate::evidence::Evidence;
use crate::facts::{self, CurrencyId};
use crate::memory::Memory;
use crate::settings::Settings;
use makerates_domain::currency::CurrencyCode;

/// A deviation is a warning from so many usual ones on, and critical from so many.
const WARNING_SPREADS: f64 = 3.0;
const CRITICAL_SPREADS: f64 = 6.0;

/// A move beyond so many usual ones is no news any more, whatever the hour.
const NEWS_USUAL_MOVES: f64 = 10.0;

/// Where a usual day's move exceeds this, in percent, by all its witnesses, a market tells nothing about who is wrong.
const RESTLESS_PCT: f64 = 1.5;

/// From this probability on a witness is the wrong one, rather than not.
const CULPRIT_PROBABILITY: f64 = 0.5;

/// Beside so many one may be doubted for less, up to this in percent: when it is, there are still two that agree. Of three,
/// one that is wrong leaves a pair, and half a percent between these says nothing of who is right (of errors of 2 % in another
/// bank 2.2 instead of 0.9 % would take the right rate along).
const MANY_WITNESSES: usize = 4;
const DOUBT_OF_MANY_PCT: f64 = 0.5;

/// Decimal places of the limits, as they are shown.
const LIMIT_PLACES: f64 = 1e4;

/// How far a trusted witness is from the others, what speaks for and against it, and what follows.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub struct Deviation {
    /// Whose rate.
    pub witness: Witness,
    /// Of what.
    pub currency: CurrencyCode,
    /// How old its word is.
    pub age_days: i32,
    /// Among how many.
    pub witness_count: usize,
    /// The median absolute deviation of all.
    pub mad_pct: Option<f64>,
    /// Trading days between the oldest word among them and the day.
    pub trading_days_apart: u32,
    /// What it is compared with.
    pub reference: Reference,
    /// How far it is from that, in percent, as a logarithm.
    pub deviation_pct: f64,
    /// What rounding alone explains.
    pub half_units_pct: f64,
    /// What all currencies of the witness deviate by in common.
    pub common_pct: f64,
    /// What speaks for and against it.
    pub evidence: Evidence,
    /// Beyond it a deviation is a warning; an older witness widens it.
    pub warning_pct: f64,
    /// Beyond it a deviation is critical.
    pub critical_pct: f64,
    /// Too far to be left alone.
    pub is_doubtful: bool,
    /// The probability that all witnesses are sound.
    pub soundness: f64,
    /// It usually knows more of the day than the other one, and moved as a market may.
    pub is_later: bool,
    /// Its rate may stand: too close to the others to be a fault, or unlikely to be the wrong one.
    pub is_accepted: bool,
    /// It stands only because a person accepted it.
    pub is_admitted: bool,
    /// It is named as the wrong one.
    pub is_blamed: bool,
    /// It would be, but it is the later of two and moved as a market may: it knew what the other did not.
    pub is_timing: bool,
    is_decided: bool,
    is_sound: bool,
    is_overruled: bool,
}

/// What follows from the evidence of a day, by currency. That of the euro itself, which has no rate, is given back.
pub(crate) fn of_day(
    all: Vec<Evidence>,
    day: &MarketDay,
    memory: &Memory,
    settings: &Settings,
) -> (Vec<Evidence>, Vec<Deviation>) {
    let is_euro = |evidence: &Evidence| evidence.compared.currency == *facts::EUR;
    let (of_euro, of_rates): (Vec<Evidence>, Vec<Evidence>) = all.into_iter().partition(is_euro);
    let mut deviations: Vec<Deviation> =
        of_rates.into_iter().map(|evidence| deviation(evidence, day, memory, settings)).collect();
    for of_currency in deviations.chunk_by_mut(|one, other| one.currency == other.currency) {
        accept(of_currency, settings);
        blame(of_currency);
    }
    (of_euro, deviations)
}

fn deviation(evidence: Evidence, day: &MarketDay, memory: &Memory, settings: &Settings) -> Deviation {
    let compared = &evidence.compared;
    let decision = compared.said.and_then(|said| day.rates[said].observation.decision);
    let reference =
        compared.reference.map_or(Reference::Median, |other| Reference::Witness(memory.name(other).clone()));
    Deviation {
        witness: memory.witnesses[compared.witness].witness.clone(),
        currency: facts::all()[compared.currency].code,
        age_days: compared.age_days,
        witness_count: compared.witness_count,
        mad_pct: compared.mad_pct,
        trading_days_apart: compared.trading_days_apart,
        reference,
        deviation_pct: compared.deviation_pct,
        half_units_pct: compared.half_units_pct,
        common_pct: compared.common_pct,
        warning_pct: limit(settings.warning_pct, WARNING_SPREADS, &evidence),
        critical_pct: limit(settings.critical_pct, CRITICAL_SPREADS, &evidence),
        is_doubtful: evidence.is_stale || evidence.excess_pct > doubt_pct(compared.witness_count, settings),
        soundness: 1.0,
        is_later: false,
        is_accepted: false,
        is_admitted: false,
        is_blamed: false,
        is_timing: false,
        is_decided: decision == Some(crate::Decision::Accept),
        is_sound: false,
        is_overruled: false,
        evidence,
    }
}

fn doubt_pct(witness_count: usize, settings: &Settings) -> f64 {
    if witness_count >= MANY_WITNESSES { settings.doubt_pct.min(DOUBT_OF_MANY_PCT) } else { settings.doubt_pct }
}

/// Not below what is configured, which an older witness widens; not below so many times what is usual.
fn limit(configured_pct: f64, spreads: f64, evidence: &Evidence) -> f64 {
    let widened = configured_pct * f64::from(1 + evidence.compared.trading_days_apart).sqrt();
    let usual = evidence.past_spread_pct.map_or(0.0, |_| spreads * evidence.spread_pct);
    ((widened.max(usual) + evidence.compared.half_units_pct) * LIMIT_PLACES).round() / LIMIT_PLACES
}

/// Whose rate may stand. Whoever contradicts what a person accepted is the wrong one by that decision.
fn accept(of_currency: &mut [Deviation], settings: &Settings) {
    let soundness = soundness(of_currency);
    let is_restless =
        of_currency.iter().all(|row| row.evidence.usual_move_pct.is_some_and(|usual| usual > RESTLESS_PCT));
    let is_told = |row: &Deviation| row.evidence.is_told_by_reference == Some(true);
    let is_any_told = of_currency.iter().any(is_told);
    for row in &mut *of_currency {
        let evidence = &row.evidence;
        let is_market_move = evidence
            .move_pct
            .zip(evidence.usual_move_pct)
            .is_some_and(|(moved, usual)| moved.abs() <= NEWS_USUAL_MOVES * usual);
        let is_near = soundness >= 0.5 && evidence.excess_pct + row.half_units_pct <= row.critical_pct;
        let is_unlikely = evidence.fault_probability < settings.fault_probability_max();
        row.soundness = soundness;
        row.is_later = is_market_move && !is_told(row) && is_any_told;
        row.is_sound = !row.is_doubtful || (is_unlikely && (row.witness_count > 2 || is_near || !is_restless));
    }
    let is_decided = of_currency.iter().any(|row| row.is_decided && row.is_doubtful);
    for row in of_currency {
        row.is_overruled = row.is_doubtful && !row.is_decided && is_decided;
        row.is_accepted = row.is_decided || (row.is_sound && !row.is_overruled);
        row.is_admitted = row.is_decided && !row.is_sound;
    }
}

/// Of two at most one is the wrong one; of more each may be.
fn soundness(of_currency: &[Deviation]) -> f64 {
    let faults = of_currency.iter().map(|row| row.evidence.fault_probability);
    if of_currency.len() > 2 { faults.map(|wrong| 1.0 - wrong).product() } else { 1.0 - faults.sum::<f64>() }
}

/// Who is named. Of two whoever is the later one is blamed for no move that a market may make.
fn blame(of_currency: &mut [Deviation]) {
    let is_any_accepted = of_currency.iter().any(|row| row.is_accepted);
    for row in of_currency {
        let is_culprit = row.is_doubtful && row.evidence.fault_probability >= CULPRIT_PROBABILITY && !row.is_accepted;
        let is_named = row.witness_count > 2 || (!row.is_later && is_any_accepted);
        row.is_blamed = row.is_overruled || (is_culprit && is_named);
        row.is_timing = is_culprit && row.witness_count == 2 && row.is_later && !row.is_overruled;
    }
}

/// A witness's deviation in a currency. They are in the order of the currencies.
pub(crate) fn find(all: &[Deviation], witness: WitnessId, currency: CurrencyId) -> Option<&Deviation> {
    let first = all.partition_point(|row| row.evidence.compared.currency < currency);
    let of_currency = all[first..].iter().take_while(|row| row.evidence.compared.currency == currency);
    of_currency.into_iter().find(|row| row.evidence.compared.witness == witness)
}
