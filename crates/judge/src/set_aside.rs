//! Does an answer that was set aside still speak against a rate that stands alone?
//!
//! An answer that is contradicted as a whole is off by the euro's own rate, by the same in all its rates: less what these have
//! in common, it tells one rate from another as well as ever. Most such days are the ECB's council days: a bank that fixes
//! later knows what the euro did at a quarter to three, and the ECB stands alone for each of its rates.

use crate::answers::AnswerCheck;
use crate::day::{MarketDay, Said, WitnessId};
use crate::evidence;
use crate::memory::Memory;
use crate::moves::is_common;
use crate::settings::Settings;
use crate::statistics::median;

/// So many usual deviations are too far; 3 and 6 withhold and let pass the same but for a few rates.
const FAR_SPREADS: f64 = 4.0;

/// An answer's word against a rate.
pub(crate) struct Objection {
    /// Whose answer it is.
    pub(crate) witness: WitnessId,
    /// How far the rate is from it, less what their rates are apart in common, in percent, as a logarithm.
    pub(crate) deviation_pct: f64,
    /// How far they usually are.
    pub(crate) usual_pct: f64,
}

/// What an answer that was set aside has against a rate, the first that has something.
pub(crate) fn objection(
    said: &Said,
    day: &MarketDay,
    checks: &[AnswerCheck],
    memory: &Memory,
    settings: &Settings,
) -> Option<Objection> {
    let contradicted = checks.iter().filter(|check| check.is_contradicted).map(|check| check.witness_id);
    let mut others = contradicted.filter(|other| *other != said.witness);
    others.find_map(|other| beside(said, other, day, memory, settings))
}

fn beside(said: &Said, other: WitnessId, day: &MarketDay, memory: &Memory, settings: &Settings) -> Option<Objection> {
    let others = day.word(other, said.currency)?;
    let deviation_pct = said.log_rate - others.log_rate - common_pct(said.witness, other, day)?;
    let usual_pct = evidence::usual_apart_pct(said.witness, other, said.currency, memory, settings);
    let half_units_pct = said.observation.half_unit_pct + others.observation.half_unit_pct;
    let is_far = deviation_pct.abs() - half_units_pct > settings.doubt_pct.max(FAR_SPREADS * usual_pct);
    is_far.then_some(Objection { witness: other, deviation_pct, usual_pct })
}

/// What all rates of two witnesses are apart in common; none of too few.
fn common_pct(witness: WitnessId, other: WitnessId, day: &MarketDay) -> Option<f64> {
    let own = day.rates.iter().filter(|said| said.witness == witness);
    let both: Vec<(&Said, &Said)> = own.filter_map(|said| Some((said, day.word(other, said.currency)?))).collect();
    is_common(both.iter().map(|(said, _)| said.currency)).then_some(())?;
    median(&mut both.iter().map(|(own, others)| own.log_rate - others.log_rate).collect::<Vec<_>>())
}
