//! Who only repeats another witness? Rounding alone explains how they deviate from it, over time. They count as one.
//!
//! Many a central bank of the panel publishes the ECB's rates, rebased. The most traded currencies tell.

use crate::day::{MarketDay, Said, WitnessId, rank};
use crate::facts::{self, CurrencyId};
use crate::memory::Memory;
use crate::statistics::count;
use makerates_domain::currency::CurrencyCode;
use std::collections::VecDeque;
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
/// From this part of equal rates on one of two is a copy.
const EQUAL_SHARE: f64 = 0.95;

/// A day has one to three majors: a sixth is the unit in which their equal part is a whole number.
const SIXTHS: usize = 6;

/// How alike two witnesses were on the last days on which both spoke: the equal part of their majors, in sixths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alikeness {
    days: VecDeque<usize>,
    total: usize,
}

impl Alikeness {
    fn push(&mut self, sixths: usize) {
        if self.days.len() == DAYS
            && let Some(oldest) = self.days.pop_front()
        {
            self.total -= oldest;
        }
        self.days.push_back(sixths);
        self.total += sixths;
    }

    fn is_copy(&self) -> bool {
        let days = self.days.len();
        days >= DAYS_MIN && count(self.total) >= EQUAL_SHARE * count(days * SIXTHS)
    }
}

/// One witness beside one that goes before it, on one day.
#[derive(Debug)]
pub(crate) struct Pair {
    witness: WitnessId,
    original: WitnessId,
    sixths: usize,
    is_copy: bool,
}

/// Every two witnesses of the day that have a major in common.
pub(crate) fn of_day(day: &MarketDay, memory: &Memory) -> Vec<Pair> {
    let major = |range: &std::ops::Range<usize>, currency: &CurrencyId| {
        let rates = &day.rates[range.clone()];
        rates.binary_search_by_key(currency, |said| said.currency).ok().map(|place| &rates[place])
    };
    let majors: Vec<(WitnessId, Vec<Option<&Said>>)> = day
        .answers
        .iter()
        .map(|(witness, range)| (*witness, MAJORS.iter().map(|code| major(range, code)).collect()))
        .collect();
    let mut pairs = Vec::new();
    for (witness, rates) in &majors {
        for (original, originals) in &majors {
            let both = || rates.iter().zip(originals).filter_map(|(one, other)| (*one).zip(*other));
            let compared = both().filter(|(one, other)| goes_before(other, one)).count();
            if witness == original || compared == 0 {
                continue;
            }
            let equal = both().filter(|(one, other)| goes_before(other, one) && are_equal(one, other)).count();
            let is_copy = memory.witnesses[*witness].alikeness.get(original).is_some_and(Alikeness::is_copy);
            pairs.push(Pair { witness: *witness, original: *original, sixths: SIXTHS * equal / compared, is_copy });
        }
    }
    pairs
}

fn goes_before(one: &Said, other: &Said) -> bool {
    let place = |said: &Said| rank(said.observation.endpoint);
    (place(one), &one.observation.witness) < (place(other), &other.observation.witness)
}

fn are_equal(one: &Said, other: &Said) -> bool {
    let half_units = one.observation.half_unit_pct + other.observation.half_unit_pct;
    (one.log_rate - other.log_rate).abs() <= half_units + ROUNDING_PCT
}

/// Whether a witness of the day copies another one of it.
pub(crate) fn is_copy(pairs: &[Pair], witness: WitnessId) -> bool {
    pairs.iter().any(|pair| pair.witness == witness && pair.is_copy)
}

/// Remembers how alike the witnesses were.
pub(crate) fn learn(memory: &mut Memory, pairs: &[Pair]) {
    for pair in pairs {
        memory.witnesses[pair.witness].alikeness.entry(pair.original).or_default().push(pair.sixths);
    }
}
