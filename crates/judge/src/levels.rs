//! Which rates stand on a level to which they jumped, and which nobody has confirmed?
//!
//! Another witness that agrees confirms a level, and so do a peg that holds to a currency that is confirmed, and a person's
//! decision; one that goes back by three quarters of the way at once, to where it came from, has left it. Usual moves in
//! between do neither: they would bring any error back within the limits one day. Time confirms nothing where the jump looks
//! like a mistake: a change of unit, the inverse, another currency's value. Recorded errors that began with a jump and lasted
//! are of that kind. Any other level counts as confirmed when it has stood long enough: recorded spikes last for one to three
//! days, a person was asked meanwhile, and a currency that was devalued would else have no rate for ever.

use crate::blame::Deviation;
use crate::day::{MarketDay, Said, WitnessId};
use crate::facts::CurrencyId;
use crate::memory::Memory;
use crate::moves::{Move, Moves};
use crate::pegs::{self, BrokenPeg};
use crate::sheet::Sheet;
use crate::words;
use crate::wrong_column::is_wrong_column;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;

/// What all currencies have in common is no reason to doubt one, as long as the euro itself moved as it may, in percent.
const EURO_MOVE_MAX_PCT: f64 = 4.0;

/// A move is doubted beyond so many usual ones, but not below and not above so many percent a day: a feed that flips between
/// two levels would teach that any jump is usual.
const DOUBTED_USUAL_MOVES: f64 = 6.0;
const DOUBTED_MIN_PCT: f64 = 2.0;
const DOUBTED_MAX_PCT: f64 = 25.0;
/// What is usual for a currency of which nothing is known, in percent.
const USUAL_MOVE_PCT: f64 = 0.35;

/// A jump may be half of what is doubted: the way back is one, too.
const JUMP_SHARE: f64 = 0.5;
/// Who goes back by this part of the way has left the level.
const WAY_BACK_SHARE: f64 = 0.75;

/// So many market days confirm a level, and one that is further away than a quarter (25 as a logarithm).
const CONFIRMED_AFTER_DAYS: u32 = 20;
const FAR_CONFIRMED_AFTER_DAYS: u32 = 60;
const FAR_PCT: f64 = 25.0;

/// In percent, as a logarithm: the largest devaluation that is recorded (Egypt, March 2024) came to 47. A change of unit, an inverse
/// or another base is far beyond; what is as large and true waits for a day.
const BEYOND_ONE_ANSWER_PCT: f64 = 60.0;

/// What is known of the level on which a rate stands. Its days are numbered from one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    first_date: Option<RateDate>,
    day_number: u32,
    /// The newest day that was confirmed; 0 for none.
    confirmed_number: u32,
    /// The newest day that a person accepted. It confirms the level for the days after it.
    decided_number: u32,
    jump: Option<Jump>,
}

/// The last jump, and where it led.
#[derive(Debug, Clone)]
struct Jump {
    day_number: u32,
    /// How far the rate is from the last level that was confirmed; 0 where it is on that one, or is back there.
    displaced_pct: f64,
    jumped_on: RateDate,
    jumped_since: RateDate,
    limit_pct: f64,
    is_mistakable: bool,
    day_count_max: u32,
}

/// How a rate stands on a day.
#[derive(Debug)]
pub(crate) struct Standing {
    /// How far it moved by itself, and how far it may before it is doubted, in percent.
    pub(crate) move_pct: Option<f64>,
    pub(crate) move_limit_pct: f64,
    /// The level that nobody has confirmed, if it stands on one.
    pub(crate) unconfirmed: Option<Unconfirmed>,
    level: Level,
}

/// A level that nobody has confirmed.
#[derive(Debug)]
pub(crate) struct Unconfirmed {
    pub(crate) jumped_on: RateDate,
    pub(crate) jumped_since: RateDate,
    pub(crate) displaced_pct: f64,
    pub(crate) limit_pct: f64,
    pub(crate) is_mistakable: bool,
    pub(crate) day_count_max: u32,
    pub(crate) day_count: u32,
    /// It has no level before: the source begins to send it.
    pub(crate) is_new: bool,
}

/// Whether a move is so large that it is not believed of one answer alone, however many banks it names: what is wrong with the
/// answer is wrong with all of them, and the next one tells.
pub(crate) fn is_beyond_one_answer(move_pct: f64) -> bool {
    move_pct.abs() > BEYOND_ONE_ANSWER_PCT
}

/// How each rate stands, in the order of the day's rates.
pub(crate) fn of_day(
    day: &MarketDay,
    moves: &Moves,
    deviations: &[Deviation],
    broken: &[BrokenPeg],
    memory: &Memory,
) -> Vec<Standing> {
    let witnessed = witnessed(day, deviations);
    let mut all = Vec::with_capacity(day.rates.len());
    for ((_, range), sheet) in day.answers.iter().zip(&moves.sheets) {
        for (said, step) in day.rates[range.clone()].iter().zip(&moves.of_rates[range.clone()]) {
            let is_confirmed = is_confirmed(said, step, day.date, &witnessed, broken);
            all.push(standing(said, step, sheet, is_confirmed, day.date, memory));
        }
    }
    all
}

/// Two that are near each other agree. One that is accepted because the other one is blamed has nobody's word but its own.
/// Told apart is who agrees with somebody of another answer.
fn witnessed(day: &MarketDay, deviations: &[Deviation]) -> Vec<(WitnessId, CurrencyId, bool)> {
    let answer = |row: &Deviation| row.evidence.compared.said.map(|place| day.rates[place].observation.answer);
    let mut all = Vec::new();
    for of_currency in deviations.chunk_by(|one, other| one.currency == other.currency) {
        let near = || of_currency.iter().filter(|row| row.is_accepted && !row.is_doubtful);
        if near().count() >= 2 {
            all.extend(near().filter(|row| row.age_days == 0).map(|row| {
                let compared = &row.evidence.compared;
                (compared.witness, compared.currency, near().any(|other| answer(other) != answer(row)))
            }));
        }
    }
    all.sort_unstable();
    all
}

/// A peg to the euro itself needs no other rate.
fn is_confirmed(
    said: &Said,
    step: &Move,
    date: RateDate,
    witnessed: &[(WitnessId, CurrencyId, bool)],
    broken: &[BrokenPeg],
) -> bool {
    let needs_another_answer = step.by_itself_pct().is_some_and(is_beyond_one_answer);
    let is_witnessed = |currency: CurrencyId| {
        let place = witnessed.binary_search_by_key(&(said.witness, currency), |(witness, of, _)| (*witness, *of));
        place.is_ok_and(|place| witnessed[place].2 || !needs_another_answer)
    };
    let is_anchored =
        |anchor: CurrencyCode| anchor == CurrencyCode::EUR || crate::facts::id(anchor).is_some_and(is_witnessed);
    is_witnessed(said.currency)
        || (said.facts().pegs_on(date).any(|peg| is_anchored(peg.anchor))
            && pegs::find(broken, said.witness, said.currency).is_none())
}

impl Move {
    /// How far it moved by itself.
    pub(crate) fn by_itself_pct(&self) -> Option<f64> {
        let common_pct = self.move_pct? - self.residual_pct?;
        if common_pct.abs() <= EURO_MOVE_MAX_PCT { self.residual_pct } else { self.move_pct }
    }

    /// How far it may move before it is doubted.
    pub(crate) fn limit_pct(&self) -> f64 {
        let a_day = (DOUBTED_USUAL_MOVES * self.usual_pct.unwrap_or(USUAL_MOVE_PCT)).min(DOUBTED_MAX_PCT);
        let limit = self.trading_days.map_or(DOUBTED_MIN_PCT, |days| a_day * f64::from(days).sqrt());
        limit.max(DOUBTED_MIN_PCT)
    }
}

fn standing(said: &Said, step: &Move, sheet: &Sheet, is_confirmed: bool, date: RateDate, memory: &Memory) -> Standing {
    let known = memory.rate(said.witness, said.currency);
    let mut level = known.map(|known| known.level.clone()).unwrap_or_default();
    let first_date = *level.first_date.get_or_insert(date);
    level.day_number += 1;
    if is_confirmed {
        level.confirmed_number = level.day_number;
    }
    let confirmed_number = level.confirmed_number.max(level.decided_number);
    let (move_pct, move_limit_pct) = (step.by_itself_pct(), step.limit_pct());
    if let Some(move_pct) = move_pct.filter(|move_pct| move_pct.abs() > JUMP_SHARE * move_limit_pct)
        && let Some(last) = known.and_then(|known| known.last.as_ref())
    {
        let news = News {
            day_number: level.day_number,
            confirmed_number,
            date,
            previous_date: last.date,
            move_pct,
            limit_pct: move_limit_pct,
            is_wrong_column: is_wrong_column(said, last, sheet),
        };
        level.jump = Some(level.jump.as_ref().map_or_else(|| news.first(), |jump| news.after(jump)));
    }
    let of_source = memory.witnesses[said.witness].first_day.is_some_and(|first| first < first_date);
    let unconfirmed = level.unconfirmed(confirmed_number).or_else(|| {
        let is_new = of_source && confirmed_number == 0 && level.day_number <= CONFIRMED_AFTER_DAYS;
        is_new.then(|| newcomer(first_date, level.day_number, move_limit_pct))
    });
    if said.is_admitted() {
        level.decided_number = level.day_number;
    }
    Standing { move_pct, move_limit_pct, unconfirmed, level }
}

impl Level {
    fn unconfirmed(&self, confirmed_number: u32) -> Option<Unconfirmed> {
        let jump = self.jump.as_ref()?;
        let days = self.day_number - jump.day_number;
        let is_open = jump.is_mistakable || days < jump.day_count_max;
        let stands = jump.displaced_pct.abs() > 0.0 && confirmed_number < jump.day_number && is_open;
        stands.then(|| Unconfirmed {
            jumped_on: jump.jumped_on,
            jumped_since: jump.jumped_since,
            displaced_pct: jump.displaced_pct,
            limit_pct: jump.limit_pct,
            is_mistakable: jump.is_mistakable,
            day_count_max: jump.day_count_max,
            day_count: days + 1,
            is_new: false,
        })
    }
}

/// A currency that a source begins to send has no level that anybody has confirmed: its first one may have a wrong unit.
fn newcomer(first_date: RateDate, day_number: u32, limit_pct: f64) -> Unconfirmed {
    Unconfirmed {
        jumped_on: first_date,
        jumped_since: first_date,
        displaced_pct: 0.0,
        limit_pct,
        is_mistakable: false,
        day_count_max: CONFIRMED_AFTER_DAYS,
        day_count: day_number,
        is_new: true,
    }
}

/// A move that may be a jump.
struct News {
    day_number: u32,
    confirmed_number: u32,
    date: RateDate,
    previous_date: RateDate,
    move_pct: f64,
    limit_pct: f64,
    is_wrong_column: bool,
}

impl News {
    fn is_confirmed(&self) -> bool {
        self.confirmed_number == self.day_number
    }

    /// From a level that nobody has doubted.
    fn first(&self) -> Jump {
        let is_news = !self.is_confirmed() && self.move_pct.abs() > self.limit_pct;
        self.jump(if is_news { self.move_pct } else { 0.0 }, self.move_pct)
    }

    /// From where an earlier jump led.
    fn after(&self, earlier: &Jump) -> Jump {
        let days = self.day_number - earlier.day_number;
        let has_stood = !earlier.is_mistakable && days >= earlier.day_count_max;
        let is_left = self.confirmed_number >= earlier.day_number || has_stood;
        let carried_pct = if is_left { 0.0 } else { earlier.displaced_pct };
        let displaced_pct = carried_pct + self.move_pct;
        // On the way back both jumps may hold a usual move: the limit of the two together is larger by the root of two.
        let goes_back = carried_pct * self.move_pct < 0.0 && self.move_pct.abs() >= WAY_BACK_SHARE * carried_pct.abs();
        let is_back = goes_back && displaced_pct.abs() <= std::f64::consts::SQRT_2 * self.limit_pct;
        let is_news = self.move_pct.abs() > self.limit_pct && !is_back;
        let is_level_before = self.is_confirmed() || is_back;
        if !is_news {
            return Jump { displaced_pct: if is_level_before { 0.0 } else { carried_pct }, ..earlier.clone() };
        }
        let jump = self.jump(if is_level_before { 0.0 } else { displaced_pct }, displaced_pct);
        if carried_pct.abs() > 0.0 {
            // What looked like a mistake still does after a jump of the market's own.
            let is_mistakable = jump.is_mistakable || (earlier.is_mistakable && !goes_back);
            return Jump { jumped_on: earlier.jumped_on, jumped_since: earlier.jumped_since, is_mistakable, ..jump };
        }
        jump
    }

    fn jump(&self, displaced_pct: f64, reached_pct: f64) -> Jump {
        Jump {
            day_number: self.day_number,
            displaced_pct,
            jumped_on: self.date,
            jumped_since: self.previous_date,
            limit_pct: self.limit_pct,
            is_mistakable: self.is_wrong_column || words::is_unit_change(reached_pct),
            day_count_max: if reached_pct.abs() > FAR_PCT { FAR_CONFIRMED_AFTER_DAYS } else { CONFIRMED_AFTER_DAYS },
        }
    }
}

/// Remembers on which level each rate stands.
pub(crate) fn learn(memory: &mut Memory, day: &MarketDay, standings: &[Standing]) {
    for (said, standing) in day.rates.iter().zip(standings) {
        memory.rate_mut(said.witness, said.currency).level = standing.level.clone();
    }
}
