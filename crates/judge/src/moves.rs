//! How far did each rate move since the witness's own last one, and how far does it usually move?

use crate::day::{MarketDay, Said, Witness, WitnessId};
use crate::facts::{self, CurrencyId, EUR};
use crate::memory::{KnownSheet, Memory};
use crate::sheet::{Sheet, have_same_digits};
use crate::statistics::{YEAR, median};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day::weekdays_between;
use rust_decimal::Decimal;
use std::collections::VecDeque;
use std::sync::Arc;

/// No rate's usual move is taken to be smaller, in percent a day: what hardly ever moved would be doubted for a trifle.
pub(crate) const USUAL_MOVE_MIN_PCT: f64 = 0.1;

/// A part that all have in common is one of so many currencies of so many regions, or it would be some region's.
pub(crate) const COMMON_CURRENCIES_MIN: usize = 10;
pub(crate) const COMMON_REGIONS_MIN: usize = 3;

/// One wild rate must not decide what a currency's share of the common part is, in percent.
const CLIPPED_MOVE_PCT: f64 = 3.0;

/// An answer in which so large a part of at least so many traded currencies has the digits of the day before teaches nothing
/// about repeating, or a feed that begins by repeating itself would be taken for one of pegs.
const STILL_SHARE: f64 = 0.6;
const STILL_CURRENCIES_MIN: usize = 5;

/// How a rate moved. Percents are 100 times a logarithm.
#[derive(Debug, Clone)]
pub struct Move {
    /// Whose rate.
    pub witness: Witness,
    /// Which rate. EUR stands for the euro itself: its move is the one that all currencies of the witness have in common.
    pub currency: CurrencyCode,
    /// The last day on which it was observed, published or not: after the real break of a peg the last published rate would
    /// lock every later one out.
    pub previous_date: Option<RateDate>,
    /// How far it moved since then, but for a change of its unit.
    pub move_pct: Option<f64>,
    /// Mondays to Fridays since then.
    pub trading_days: Option<u32>,
    /// What is left of it beyond the currency's share of the common move.
    pub residual_pct: Option<f64>,
    /// The usual residual of a day; none where too little is known.
    pub usual_pct: Option<f64>,
    /// It has the digits of the day before.
    pub is_repeat: bool,
    /// On which part of its days it has.
    pub usual_repeats: f64,
    pub(crate) witness_id: WitnessId,
    pub(crate) currency_id: CurrencyId,
    common_pct: Option<f64>,
    is_still: bool,
}

/// All moves of a day.
#[derive(Debug)]
pub(crate) struct Moves {
    /// In the order of the day's rates.
    pub(crate) of_rates: Vec<Move>,
    /// In the order of the day's answers.
    pub(crate) of_euro: Vec<Option<Move>>,
    /// What was said, in the order of the day's answers.
    pub(crate) sheets: Vec<Arc<Sheet>>,
}

/// The last rate that was observed.
#[derive(Debug, Clone)]
pub(crate) struct LastRate {
    pub(crate) date: RateDate,
    pub(crate) rate: Decimal,
    log_rate: f64,
    /// With all others of that day.
    pub(crate) sheet: Arc<Sheet>,
}

/// On which days of the last year the digits were those of the day before; not known of those on which all stood still.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repeats(VecDeque<Option<bool>>, [u32; 2]);

impl Repeats {
    fn push(&mut self, is_repeat: Option<bool>) {
        if self.0.len() == YEAR
            && let Some(Some(oldest)) = self.0.pop_front()
        {
            self.1[usize::from(oldest)] -= 1;
        }
        self.0.push_back(is_repeat);
        if let Some(is_repeat) = is_repeat {
            self.1[usize::from(is_repeat)] += 1;
        }
    }

    pub(crate) fn share(&self) -> f64 {
        let [moved, repeated] = self.1.map(f64::from);
        if moved + repeated > 0.0 { repeated / (moved + repeated) } else { 0.0 }
    }
}

/// How everything moved that is said on a day.
pub(crate) fn of_day(day: &MarketDay, memory: &Memory) -> Moves {
    let mut of_rates: Vec<Move> = day.rates.iter().map(|said| step(said, day.date, memory)).collect();
    let mut of_euro = Vec::with_capacity(day.answers.len());
    let mut sheets = Vec::with_capacity(day.answers.len());
    for (witness, range) in &day.answers {
        let of_answer = &mut of_rates[range.clone()];
        let is_still = stands_still(of_answer);
        let euro = euro_move(*witness, of_answer, memory);
        let common_pct = euro.as_ref().and_then(|euro| euro.move_pct);
        for step in of_answer {
            step.take_out(common_pct, memory);
            step.is_still = is_still;
        }
        of_euro.push(euro);
        let of_answer = &of_rates[range.clone()];
        sheets.push(Arc::new(Sheet::new(&day.rates[range.clone()], |index| of_answer[index].is_moving())));
    }
    Moves { of_rates, of_euro, sheets }
}

/// The move from the last observed rate. A redenomination is a jump that is expected on its day.
fn step(said: &Said, date: RateDate, memory: &Memory) -> Move {
    let known = memory.rate(said.witness, said.currency);
    let last = known.and_then(|known| known.last.as_ref());
    let moved = |last: &LastRate| said.log_rate - last.log_rate + said.facts().redenominated_pct(last.date, date);
    Move {
        witness: memory.witnesses[said.witness].witness.clone(),
        currency: said.observation.currency,
        previous_date: last.map(|last| last.date),
        move_pct: last.map(moved),
        trading_days: last.map(|last| weekdays_between(last.date, date)),
        residual_pct: None,
        usual_pct: known.and_then(|known| known.residuals.usual(USUAL_MOVE_MIN_PCT)),
        is_repeat: last.is_some_and(|last| have_same_digits(last.rate, said.observation.rate)),
        usual_repeats: known.map_or(0.0, |known| known.repeats.share()),
        witness_id: said.witness,
        currency_id: said.currency,
        common_pct: None,
        is_still: false,
    }
}

fn stands_still(moves: &[Move]) -> bool {
    let traded = moves.iter().filter(|step| facts::all()[step.currency_id].is_market && step.previous_date.is_some());
    let (count, repeats) =
        traded.fold((0_u32, 0_u32), |(count, repeats), step| (count + 1, repeats + u32::from(step.is_repeat)));
    count as usize >= STILL_CURRENCIES_MIN && f64::from(repeats) >= STILL_SHARE * f64::from(count)
}

/// What all currencies of a witness have in common is the euro's own move.
fn euro_move(witness: WitnessId, moves: &[Move], memory: &Memory) -> Option<Move> {
    let known_moves = || moves.iter().filter(|step| step.move_pct.is_some());
    if !is_common(known_moves().map(|step| step.currency_id)) {
        return None;
    }
    let common_pct = median(&mut known_moves().filter_map(|step| step.move_pct).collect::<Vec<_>>());
    let known = memory.rate(witness, *EUR);
    Some(Move {
        witness: memory.witnesses[witness].witness.clone(),
        currency: CurrencyCode::EUR,
        previous_date: known_moves().filter_map(|step| step.previous_date).max(),
        move_pct: common_pct,
        trading_days: known_moves().filter_map(|step| step.trading_days).max(),
        residual_pct: common_pct,
        usual_pct: known.and_then(|known| known.residuals.usual(USUAL_MOVE_MIN_PCT)),
        is_repeat: false,
        usual_repeats: known.map_or(0.0, |known| known.repeats.share()),
        witness_id: witness,
        currency_id: *EUR,
        common_pct,
        is_still: false,
    })
}

/// Whether these are enough for what they have in common to be the base's own.
pub(crate) fn is_common(currencies: impl Iterator<Item = CurrencyId>) -> bool {
    let mut regions: Vec<&str> = Vec::with_capacity(COMMON_REGIONS_MIN);
    let mut count = 0;
    for currency in currencies {
        count += 1;
        let region = facts::all()[currency].bloc;
        if regions.len() < COMMON_REGIONS_MIN && !regions.contains(&region) {
            regions.push(region);
        }
    }
    count >= COMMON_CURRENCIES_MIN && regions.len() >= COMMON_REGIONS_MIN
}

impl Move {
    fn take_out(&mut self, common_pct: Option<f64>, memory: &Memory) {
        let share = memory.rate(self.witness_id, self.currency_id).map_or(0.0, |known| known.share.share());
        self.common_pct = common_pct;
        self.residual_pct = self.move_pct.map(|move_pct| move_pct - share * common_pct.unwrap_or(0.0));
    }

    /// The usual move since the last rate: its variance grows with the trading days (Bachelier 1900).
    pub(crate) fn usual_since_pct(&self) -> Option<f64> {
        Some(self.usual_pct? * f64::from(self.trading_days?).sqrt())
    }
}

/// Remembers a day's rates and moves.
pub(crate) fn learn(memory: &mut Memory, day: &MarketDay, moves: &Moves) {
    for ((witness, range), sheet) in day.answers.iter().zip(&moves.sheets) {
        for (said, step) in day.rates[range.clone()].iter().zip(&moves.of_rates[range.clone()]) {
            let known = memory.rate_mut(*witness, said.currency);
            known.learn(step);
            let (rate, log_rate) = (said.observation.rate, said.log_rate);
            known.last = Some(LastRate { date: day.date, rate, log_rate, sheet: sheet.clone() });
        }
        let remembered = &mut memory.witnesses[*witness];
        remembered.first_day.get_or_insert(day.date);
        remembered.sheets.push_back(KnownSheet { date: day.date, repeated_on: None, sheet: sheet.clone() });
    }
    for step in moves.of_euro.iter().flatten() {
        memory.rate_mut(step.witness_id, step.currency_id).learn(step);
    }
}

impl crate::memory::RateMemory {
    fn learn(&mut self, step: &Move) {
        let clipped = step.move_pct.map(|move_pct| move_pct.clamp(-CLIPPED_MOVE_PCT, CLIPPED_MOVE_PCT));
        self.share.push(clipped.zip(step.common_pct));
        let of_a_day = |(residual_pct, days): (f64, u32)| residual_pct.abs() / f64::from(days).sqrt();
        self.residuals.push(step.residual_pct.zip(step.trading_days).map(of_a_day));
        self.repeats.push((!step.is_still).then_some(step.is_repeat));
    }
}
