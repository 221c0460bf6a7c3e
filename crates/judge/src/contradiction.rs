//! Which answers are wrong as a whole?
//!
//! A wrong euro cell moves all rates of an answer alike, each by less than what would be noticed: so what all of them deviate
//! by in common is judged, as the euro's own rate; and before any other one the feed's EUR/USD, raw, through which the market
//! feed's rates are tied to the euro, unless the others tell that it is the dollar alone that is apart. Of two whose euros
//! are more than the critical limit apart the other one than the ECB's is suspect in any case, and the ECB's too unless it
//! is improbable that it is the wrong one, or nothing is known of its past: its rates are against the euro itself.

use crate::answers::AnswerCheck;
use crate::comparison::Compared;
use crate::evidence::Evidence;
use crate::facts::{EUR, USD};
use crate::memory::Memory;
use crate::settings::Settings;
use crate::words;
use makerates_domain::source::{ECB, Source};

/// So much of what the feed's EUR/USD is off by must be common to all its rates, where that is known: a wrong euro cell
/// moves all alike, a dollar that is wrong at the ECB moves no other.
const COMMON_SHARE_MIN: f64 = 0.5;

/// What tells of a whole answer: the euro, and the dollar.
pub(crate) fn telling(compared: Vec<Compared>) -> Vec<Compared> {
    compared.into_iter().filter(|row| [*EUR, *USD].contains(&row.currency)).collect()
}

/// Finishes the checks by what others say of each answer.
pub(crate) fn conclude(checks: &mut [AnswerCheck], evidence: &[Evidence], memory: &Memory, settings: &Settings) {
    for check in checks {
        let source = check.witness.source;
        let of_answer = || evidence.iter().filter(|row| row.compared.witness == check.witness_id);
        let common = of_answer().find(|row| row.compared.currency == *EUR);
        let mut contradicted: Vec<&Evidence> = of_answer()
            .filter(|row| row.compared.currency == *EUR || source == Source::ExchangeRate && is_of_all(row, common))
            .filter(|row| row.compared.age_days == 0 && is_contradicted(row, &check.witness.name, settings))
            .collect();
        contradicted.sort_by_key(|row| row.compared.currency != *EUR);
        check.is_contradicted = !contradicted.is_empty();
        check.is_suspect = check.is_unsound() || check.is_contradicted;
        let rule = |row: &&Evidence| if row.compared.currency == *EUR { "common_deviation" } else { "pivot_deviation" };
        let own = [
            check.is_repeat.then_some("repeated_answer"),
            check.breaks_pegs.then_some("broken_pegs"),
            check.is_incomplete.then_some("incomplete_answer"),
        ];
        check.rules = own.into_iter().flatten().chain(contradicted.iter().map(rule)).collect();
        check.evidence = words::of_answer(check, &contradicted, memory);
    }
}

/// Whether all rates of the answer are off as its dollar is. Nobody knows where too few can be compared.
fn is_of_all(dollar: &Evidence, common: Option<&Evidence>) -> bool {
    common.is_none_or(|euro| euro.compared.deviation_pct / dollar.compared.deviation_pct >= COMMON_SHARE_MIN)
}

fn is_contradicted(row: &Evidence, witness: &str, settings: &Settings) -> bool {
    let is_pair = row.compared.witness_count == 2;
    let is_ecb = witness == ECB;
    let is_euro = row.compared.currency == *EUR;
    let is_probable = row.fault_probability >= settings.fault_probability_max();
    let is_far = is_pair && !is_ecb && row.excess_pct > settings.critical_pct;
    let limit_pct = if is_euro && !(is_pair && is_ecb) { settings.warning_pct } else { settings.critical_pct };
    let is_known = !is_ecb || !is_pair || row.move_pct.is_some();
    (is_probable || is_far) && row.excess_pct > limit_pct && is_known
}
