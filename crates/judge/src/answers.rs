//! Which answers are wrong by themselves: incomplete, an earlier day's, off their pegs?

use crate::day::{MarketDay, Witness, WitnessId};
use crate::memory::{KnownSheet, Memory, RateMemory};
use crate::moves::{Move, Moves};
use crate::pegs::BrokenPeg;
use crate::sheet::Sheet;
use crate::statistics::{count, median};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// How many of the last answers tell how many rates are usual, and how many rates there must usually be to speak of it.
const COUNTED_ANSWERS: usize = 20;
const USUAL_RATES_MIN: f64 = 10.0;
/// Below this part of the usual number an answer is incomplete.
const COMPLETE_SHARE: f64 = 0.7;

/// A rate is a moving one when its digits are those of the day before on a smaller part of its days.
const MOVING_REPEATS_MAX: f64 = 0.05;
/// For so many days back a repeated answer is looked for.
const REPEATED_DAYS: i32 = 30;
/// Digits come back by chance in one currency; in so many, and so large a part of those that move, only from another day.
const REPEATED_RATES_MIN: usize = 5;
const REPEATED_SHARE: f64 = 0.6;

/// One peg may break, or one feed's rate of it be wrong; so many at once are the answer's fault, or two that are so far off.
const BROKEN_PEGS_MAX: usize = 3;
const BROKEN_PEGS_FAR: usize = 2;
const BROKEN_BY_FAR_PCT: f64 = 5.0;

/// What an answer says of itself, and what the others make of it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub struct AnswerCheck {
    /// Whose answer.
    pub witness: Witness,
    /// How many rates it has.
    pub rate_count: usize,
    /// How many of them usually have other digits than the day before.
    pub moving_count: usize,
    /// How many rates the witness's answers usually have; none of the first.
    pub usual_rate_count: Option<f64>,
    /// How many moving rates have the digits of `repeated_date`.
    pub repeat_count: usize,
    /// The earlier day that has most digits in common with this one.
    pub repeated_date: Option<RateDate>,
    /// How many pegs it breaks, the largest deviation in percent, and which.
    pub broken_peg_count: usize,
    /// See `broken_peg_count`.
    pub broken_by_pct: Option<f64>,
    /// See `broken_peg_count`.
    pub broken_pegs: Vec<String>,
    /// It has far fewer rates than usual.
    pub is_incomplete: bool,
    /// It is an earlier day's answer.
    pub is_repeat: bool,
    /// It breaks too many pegs.
    pub breaks_pegs: bool,
    /// Another witness contradicts all its rates together.
    pub is_contradicted: bool,
    /// No rate is agreed through it, and none of it is published.
    pub is_suspect: bool,
    /// Whom it only repeats: it is no witness then. And in how many of the last days' majors it did so, in percent.
    pub copy_of: Option<Arc<str>>,
    /// See `copy_of`.
    pub alike_pct: Option<f64>,
    /// What is wrong with it; an incomplete answer may still be right.
    pub rules: Vec<&'static str>,
    /// In words.
    pub evidence: String,
    /// The stamp of the earlier answer, where that was said once more of its day.
    pub(crate) repeated_stamp: Option<RateDate>,
    pub(crate) witness_id: WitnessId,
}

impl AnswerCheck {
    /// Whether it is wrong whatever others say.
    pub(crate) fn is_unsound(&self) -> bool {
        self.is_repeat || self.breaks_pegs
    }
}

impl Move {
    /// Its digits usually change from day to day.
    pub(crate) fn is_moving(&self) -> bool {
        self.usual_repeats < MOVING_REPEATS_MAX
    }
}

impl RateMemory {
    fn is_moving(&self) -> bool {
        self.repeats.share() < MOVING_REPEATS_MAX
    }
}

/// What each answer of the day says of itself, in the order of the day's answers.
pub(crate) fn of_day(day: &MarketDay, moves: &Moves, broken_pegs: &[BrokenPeg], memory: &Memory) -> Vec<AnswerCheck> {
    let check = |((witness, range), sheet): (&(WitnessId, Range<usize>), &Arc<Sheet>)| {
        let moves = &moves.of_rates[range.clone()];
        let known = &memory.witnesses[*witness];
        let moving_count = moves.iter().filter(|step| step.is_moving() && step.previous_date.is_some()).count();
        let usual_rate_count = usual_count(&known.rate_counts);
        let repeated = repeated(sheet, day.date, &known.sheets);
        let repeat_count = repeated.map_or(0, |(count, _)| count);
        let pegs: Vec<&BrokenPeg> = broken_pegs.iter().filter(|peg| peg.witness_id == *witness).collect();
        let causes = causes(&pegs);
        let broken_by_pct = pegs.iter().map(|peg| peg.deviation_pct).max_by(f64::total_cmp);
        AnswerCheck {
            witness: known.witness.clone(),
            rate_count: moves.len(),
            moving_count,
            usual_rate_count,
            repeat_count,
            repeated_date: repeated.map(|(_, earlier)| earlier.date),
            broken_peg_count: pegs.len(),
            broken_by_pct,
            broken_pegs: pegs.iter().map(|peg| format!("{}/{}", peg.currency, peg.anchor)).collect(),
            is_incomplete: usual_rate_count
                .is_some_and(|usual| usual >= USUAL_RATES_MIN && count(moves.len()) < COMPLETE_SHARE * usual),
            is_repeat: moving_count >= REPEATED_RATES_MIN
                && count(repeat_count) >= REPEATED_SHARE * count(moving_count),
            breaks_pegs: causes >= BROKEN_PEGS_MAX
                || (causes >= BROKEN_PEGS_FAR && broken_by_pct.is_some_and(|pct| pct > BROKEN_BY_FAR_PCT)),
            is_contradicted: false,
            is_suspect: false,
            copy_of: None,
            alike_pct: None,
            rules: Vec::new(),
            evidence: String::new(),
            repeated_stamp: repeated.and_then(|(_, earlier)| earlier.repeated_on),
            witness_id: *witness,
        }
    };
    day.answers.iter().zip(&moves.sheets).map(check).collect()
}

/// One wrong rand breaks three pegs to it. What is held to the dollar or the euro is not all off for one cell's sake that
/// others would not notice.
fn causes(broken: &[&BrokenPeg]) -> usize {
    let (of_large, of_small): (Vec<&BrokenPeg>, Vec<&BrokenPeg>) =
        broken.iter().partition(|peg| [CurrencyCode::EUR, CurrencyCode::USD].contains(&peg.anchor));
    let anchors: BTreeSet<CurrencyCode> = of_small.iter().map(|peg| peg.anchor).collect();
    of_large.len() + anchors.len()
}

fn usual_count(counts: &VecDeque<usize>) -> Option<f64> {
    median(&mut counts.iter().map(|number| count(*number)).collect::<Vec<_>>())
}

/// The earlier answer that has most digits in common with this one, the latest of several.
fn repeated<'a>(sheet: &Sheet, date: RateDate, earlier: &'a VecDeque<KnownSheet>) -> Option<(usize, &'a KnownSheet)> {
    let within = earlier.iter().filter(|known| date.days_since(known.date) <= REPEATED_DAYS);
    let counted = within.map(|known| (sheet.repeats(&known.sheet), known));
    counted
        .filter(|(count, _)| *count >= REPEATED_RATES_MIN)
        .max_by_key(|(count, known)| (*count, known.date, known.repeated_on))
}

/// Remembers what was said once more of a day, under a later stamp: it is nobody's word, but may come again as another day's.
pub(crate) fn learn_repeat(memory: &mut Memory, day: &MarketDay, stamp: RateDate) {
    for (witness, range) in &day.answers {
        let rates = &day.rates[range.clone()];
        let is_moving = |index: usize| memory.rate(*witness, rates[index].currency).is_none_or(RateMemory::is_moving);
        let sheet = Arc::new(Sheet::new(rates, is_moving));
        memory.witnesses[*witness].sheets.push_back(KnownSheet { date: day.date, repeated_on: Some(stamp), sheet });
    }
}

/// Remembers how many rates came, and forgets the sheets of which no repetition is looked for any more.
pub(crate) fn learn(memory: &mut Memory, date: RateDate, checks: &[AnswerCheck]) {
    for check in checks {
        let known = &mut memory.witnesses[check.witness_id];
        if known.rate_counts.len() == COUNTED_ANSWERS {
            known.rate_counts.pop_front();
        }
        known.rate_counts.push_back(check.rate_count);
        while known.sheets.front().is_some_and(|sheet| date.days_since(sheet.date) >= REPEATED_DAYS) {
            known.sheets.pop_front();
        }
    }
}
