//! Who only repeats another witness? Rounding alone explains how they deviate from it, over time. They count as one.
//!
//! Many a central bank of the panel publishes the ECB's rates, rebased. The most traded currencies tell.

use crate::answers::AnswerCheck;
use crate::day::{MarketDay, Observation, Said, WitnessId, rank};
use crate::facts::{self, CurrencyId};
use crate::memory::Memory;
use crate::statistics::count;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::source::ECB;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

/// The most traded currencies beside the euro (Bank for International Settlements, triennial survey).
static MAJORS: LazyLock<Vec<CurrencyId>> = LazyLock::new(|| {
    let codes = ["GBP", "JPY", "USD"].map(|code| code.parse::<CurrencyCode>().ok().and_then(facts::id));
    codes.into_iter().flatten().collect()
});

/// What is left of two equal rates beyond their half units when logarithms are compared, in percent.
const ROUNDING_PCT: f64 = 0.001;

/// For so many days it is remembered how alike two were; fewer than so many tell nothing.
const DAYS: usize = 60;
const DAYS_MIN: usize = 20;
/// From this part of equal rates on one of two is a copy: Ukraine's, which repeated the ECB's of the working day before until 2019,
/// were equal on 92 % of days, and not on holidays of either. Of six banks that make their own rates no two come to more than 16 %
/// within sixty days: below a quarter they are alike by chance.
const EQUAL_SHARE: f64 = 0.5;
const CHANCE_SHARE: f64 = 0.25;

/// Of whoever spoke on fewer days so many words, nearly all of them equal, are enough: a copy would else confirm for a month
/// what it repeats.
const YOUNG_WORDS_MIN: usize = 3;
const YOUNG_EQUAL_SHARE: f64 = 0.95;

/// A day has one to three majors: a sixth is the unit in which their equal part is a whole number.
const SIXTHS: usize = 6;

/// How alike two witnesses were on the last days on which both spoke: the equal part of their majors, in sixths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alikeness {
    days: VecDeque<usize>,
    total: usize,
    /// How many majors both had on all days.
    words: usize,
    /// Whether the copy was new when this began: who was found to be alike by chance, and forgotten, is not young again.
    is_of_new: bool,
}

impl Alikeness {
    fn push(&mut self, sixths: usize, words: usize) {
        self.words = self.words.saturating_add(words);
        if self.days.len() == DAYS
            && let Some(oldest) = self.days.pop_front()
        {
            self.total -= oldest;
        }
        self.days.push_back(sixths);
        self.total += sixths;
    }

    /// The equal part; none while it is of too few days to tell anything.
    fn share(&self) -> Option<f64> {
        let days = self.days.len();
        (days >= DAYS_MIN).then(|| count(self.total) / count(days * SIXTHS))
    }

    /// The equal part of a copy.
    fn copied_share(&self) -> Option<f64> {
        self.share().filter(|share| *share >= EQUAL_SHARE)
    }

    /// The same with the words of one day more, of a pair of which too few days are known yet.
    fn young_copied_share(&self, sixths: usize, words: usize) -> Option<f64> {
        let days = self.days.len() + 1;
        let is_enough = days <= DAYS_MIN && self.words + words >= YOUNG_WORDS_MIN;
        is_enough.then(|| count(self.total + sixths) / count(days * SIXTHS)).filter(|share| *share >= YOUNG_EQUAL_SHARE)
    }

    fn is_by_chance(&self) -> bool {
        self.share().is_some_and(|share| share < CHANCE_SHARE)
    }
}

/// One witness beside one that goes before it, on one day.
#[derive(Debug)]
pub(crate) struct Pair {
    witness: WitnessId,
    original: WitnessId,
    sixths: usize,
    /// Of so many majors.
    words: usize,
    /// How alike the two were before this day, if it is a copy; of one that is new here this day tells, too.
    alike_share: Option<f64>,
}

impl Pair {
    /// The copy and whom it repeats, if it does.
    pub(crate) fn copied(&self) -> Option<(WitnessId, WitnessId)> {
        self.alike_share.map(|_| (self.witness, self.original))
    }
}

/// Who of the day is known to repeat whom of those that are silent: it speaks in that one's place, unless it says what is old.
pub(crate) fn in_place_of(checks: &[AnswerCheck], memory: &Memory) -> Vec<(WitnessId, WitnessId)> {
    let is_silent = |original: WitnessId| checks.iter().all(|check| check.witness_id != original);
    let of_check = |check: &AnswerCheck| {
        let copy = check.witness_id;
        let known = memory.witnesses[copy].alikeness.iter();
        let copied = known.filter(|(_, alike)| alike.copied_share().is_some());
        copied.map(|(original, _)| (copy, *original)).filter(|(_, original)| is_silent(*original)).collect::<Vec<_>>()
    };
    checks.iter().filter(|check| !check.is_unsound()).flat_map(of_check).collect()
}

/// Every two witnesses of the day that say the same of a major, or did so of late: most pairs never do.
pub(crate) fn of_day(day: &MarketDay, memory: &Memory) -> Vec<Pair> {
    let majors: BTreeMap<WitnessId, Vec<Option<&Said>>> =
        day.answers.iter().map(|(witness, range)| (*witness, majors(&day.rates[range.clone()]))).collect();
    let mut near: BTreeSet<(WitnessId, WitnessId)> = BTreeSet::new();
    for place in 0..MAJORS.len() {
        near.extend(alike(majors.values().filter_map(|rates| rates[place]).collect()));
    }
    for witness in majors.keys() {
        let known = memory.witnesses[*witness].alikeness.keys();
        near.extend(known.filter(|original| majors.contains_key(original)).map(|original| (*witness, *original)));
    }
    let pair = |(witness, original): (WitnessId, WitnessId)| {
        let both = || majors[&witness].iter().zip(&majors[&original]).filter_map(|(one, other)| (*one).zip(*other));
        let compared = both().filter(|(one, other)| goes_before(other, one)).count();
        let equal = both().filter(|(one, other)| goes_before(other, one) && are_equal(one, other)).count();
        if compared == 0 {
            return None;
        }
        let known = &memory.witnesses[witness];
        let sixths = SIXTHS * equal / compared;
        let alike_share = match known.alikeness.get(&original) {
            Some(alikeness) if alikeness.is_of_new => {
                alikeness.copied_share().or_else(|| alikeness.young_copied_share(sixths, compared))
            }
            Some(alikeness) => alikeness.copied_share(),
            // On its first day nothing is known; who spoke before, and never like that, is no copy for one day's sake.
            None if known.rate_counts.is_empty() => Alikeness::default().young_copied_share(sixths, compared),
            None => None,
        };
        Some(Pair { witness, original, sixths, words: compared, alike_share })
    };
    near.into_iter().filter_map(pair).collect()
}

/// The majors of an answer, each at its place.
fn majors(rates: &[Said]) -> Vec<Option<&Said>> {
    let major = |currency| rates.binary_search_by_key(currency, |said| said.currency).ok().map(|place| &rates[place]);
    MAJORS.iter().map(major).collect()
}

/// Who says the same of a currency as one that goes before it. In the order of the rates it stands near it: no others are
/// compared.
fn alike(mut rates: Vec<&Said>) -> Vec<(WitnessId, WitnessId)> {
    rates.sort_by(|one, other| one.log_rate.total_cmp(&other.log_rate));
    let coarsest = rates.iter().map(|said| said.observation.half_unit_pct).fold(0.0, f64::max);
    let mut pairs = Vec::new();
    for (place, low) in rates.iter().enumerate() {
        let reach = low.log_rate + low.observation.half_unit_pct + coarsest + ROUNDING_PCT;
        for high in rates[place + 1..].iter().take_while(|high| high.log_rate <= reach) {
            if are_equal(low, high) {
                let (original, copy) = if goes_before(low, high) { (low, high) } else { (high, low) };
                pairs.push((copy.witness, original.witness));
            }
        }
    }
    pairs
}

fn goes_before(one: &Said, other: &Said) -> bool {
    fn place(said: &Said) -> (u8, bool, &str) {
        let Observation { endpoint, witness, .. } = &said.observation;
        (rank(*endpoint), **witness != *ECB, witness)
    }
    place(one) < place(other)
}

fn are_equal(one: &Said, other: &Said) -> bool {
    let half_units = one.observation.half_unit_pct + other.observation.half_unit_pct;
    (one.log_rate - other.log_rate).abs() <= half_units + ROUNDING_PCT
}

/// Tells of each answer whom it copies: of several that are said to be copied one that copies nobody, the first by name.
pub(crate) fn tell(checks: &mut [AnswerCheck], pairs: &[Pair], memory: &Memory) {
    let copied: Vec<&Pair> = pairs.iter().filter(|pair| pair.alike_share.is_some()).collect();
    let copies_itself = |witness: WitnessId| copied.iter().any(|pair| pair.witness == witness);
    for check in checks {
        let originals = copied.iter().filter(|pair| pair.witness == check.witness_id);
        let first = originals.min_by_key(|pair| (copies_itself(pair.original), memory.name(pair.original)));
        check.copy_of = first.map(|pair| memory.name(pair.original).clone());
        check.alike_pct = first.and_then(|pair| pair.alike_share).map(|share| 100.0 * share);
    }
}

/// Remembers how alike the witnesses were. Who was alike by chance is forgotten again.
pub(crate) fn learn(memory: &mut Memory, pairs: &[Pair]) {
    for pair in pairs {
        let witness = &mut memory.witnesses[pair.witness];
        let is_of_new = witness.rate_counts.len() < DAYS_MIN;
        let known = &mut witness.alikeness;
        let alikeness = known.entry(pair.original).or_insert_with(|| Alikeness { is_of_new, ..Alikeness::default() });
        alikeness.push(pair.sixths, pair.words);
        if alikeness.is_by_chance() {
            known.remove(&pair.original);
        }
    }
}
