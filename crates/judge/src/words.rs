//! Evidence in words, for a person.

use crate::answers::AnswerCheck;
use crate::evidence::Evidence;
use crate::facts::EUR;
use crate::memory::Memory;

/// 100 times the natural logarithm of ten.
const LN_TEN_PCT: f64 = 230.258_509_299_404_57;

/// So near to a power of ten, as a part of it, a jump is taken for one, give or take some usual moves.
const UNIT_CHANGE_TOLERANCE: f64 = 0.05;
/// From half of a factor of ten on.
const UNIT_CHANGE_MIN_PCT: f64 = 115.0;

/// Beyond this a rate off its peg is told in times, not in percent.
const TIMES_FROM_PCT: f64 = 70.0;

/// So many broken pegs are named.
const NAMED_PEGS: usize = 10;

/// A logarithm of 100 times a ratio as the percent that people know: a rate that falls to a hundredth has moved by -99 %.
pub(crate) fn percent(log_pct: f64) -> f64 {
    100.0 * ((log_pct / 100.0).exp() - 1.0)
}

/// Whether a jump is near a power of ten.
pub(crate) fn is_unit_change(log_pct: f64) -> bool {
    let powers = log_pct / LN_TEN_PCT;
    log_pct.abs() > UNIT_CHANGE_MIN_PCT && (powers - powers.round()).abs() < UNIT_CHANGE_TOLERANCE
}

/// What a jump looks like, in words that follow its size; empty where it may well be true.
pub(crate) fn likeness(log_pct: f64, is_mistakable: bool) -> String {
    if is_unit_change(log_pct) {
        let word = if log_pct > 0.0 { "times" } else { "divided by" };
        let factor = 10_f64.powf((log_pct / LN_TEN_PCT).round().abs());
        return format!(" (looks like a change of unit: {word} {factor:.0})");
    }
    let word = if is_mistakable {
        " (looks like the inverse, another currency's value, or a change of unit before)"
    } else {
        ""
    };
    word.to_owned()
}

/// How far a rate is off its peg.
pub(crate) fn off_peg(deviation_pct: f64, anchor: impl std::fmt::Display) -> String {
    if deviation_pct > TIMES_FROM_PCT {
        format!("{:.0} times off its peg to {anchor}", (deviation_pct / 100.0).exp())
    } else {
        format!("{:.2} % off its peg to {anchor}", percent(deviation_pct))
    }
}

/// How far a rate is off that of an answer that was set aside.
pub(crate) fn off_one_set_aside(deviation_pct: f64, usual_pct: f64, witness: &str) -> String {
    let deviation = percent(deviation_pct);
    format!(
        "{deviation:.2} % off {witness}, whose answer was set aside, less what all its rates are off; usual are {usual_pct:.2} %"
    )
}

/// What is wrong with an answer as a whole.
pub(crate) fn of_answer(check: &AnswerCheck, contradicted: &[&Evidence], memory: &Memory) -> String {
    let mut all = Vec::new();
    if let Some(day) = check.repeated_date.filter(|_| check.is_repeat) {
        let stamped = check.repeated_stamp.map(|stamp| format!(", as it said them on {stamp}")).unwrap_or_default();
        all.push(format!("{} of {} rates have the digits of {day}{stamped}", check.repeat_count, check.moving_count));
    }
    if check.breaks_pegs {
        let named = &check.broken_pegs[..check.broken_pegs.len().min(NAMED_PEGS)];
        all.push(format!("off their pegs: {}", named.join(", ")));
    }
    for row in contradicted {
        let what = if row.compared.currency == *EUR { "all its rates together are" } else { "its EUR/USD is" };
        let reference = row.compared.reference.map_or("the median", |witness| memory.name(witness));
        let (deviation, usual) = (percent(row.compared.deviation_pct), row.spread_pct);
        all.push(format!("{what} {deviation:.2} % off {reference}, usual are {usual:.2} %"));
    }
    if let Some(usual) = check.usual_rate_count.filter(|_| check.is_incomplete) {
        all.push(format!("{} rates, usual are {usual:.0}", check.rate_count));
    }
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_of_ten_is_told_by_its_factor() {
        let of = |ratio: f64| likeness(100.0 * ratio.ln(), false);
        assert_eq!(of(0.0101), " (looks like a change of unit: divided by 100)");
        assert_eq!(of(998.0), " (looks like a change of unit: times 1000)");
        assert_eq!((of(5.0), of(1.3)), (String::new(), String::new()));
        assert_eq!(
            likeness(20.0, true),
            " (looks like the inverse, another currency's value, or a change of unit before)"
        );
    }

    #[test]
    fn people_read_percents_not_logarithms() {
        assert!((percent(100.0 * 0.01_f64.ln()) + 99.0).abs() < 1e-9);
        assert_eq!(off_peg(100.0 * 1.02_f64.ln(), "USD"), "2.00 % off its peg to USD");
        assert_eq!(off_peg(100.0 * 34.0_f64.ln(), "EUR"), "34 times off its peg to EUR");
    }
}
