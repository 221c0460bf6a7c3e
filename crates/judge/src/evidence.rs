//! What speaks for and against each witness: its deviation from the others and its own move, each in units of what is usual,
//! and the probability that it is the one that is wrong.
//!
//! The explanations are weighed: all are sound, or some are wrong. Sound ones deviate and move as they usually do; a wrong one
//! may do anything. Of two witnesses only their moves tell which one it is (`pair`); three and more are a jury (`jury`).

use crate::comparison::{Compared, ReferenceId};
use crate::day::{MarketDay, WitnessId};
use crate::facts::{CurrencyId, EUR, USD};
use crate::jury;
use crate::memory::Memory;
use crate::moves::{Move, Moves, USUAL_MOVE_MIN_PCT};
use crate::pair;
use crate::settings::Settings;
use crate::statistics::{Share, Spread, median};
use makerates_domain::dates::RateDate;
use std::collections::HashMap;

/// A fault is spread over so many percent.
pub(crate) const FAULT_SPREAD_PCT: f64 = 3.0;

/// One wild deviation must not decide what a currency's share of the common part is, in percent.
const CLIPPED_DEVIATION_PCT: f64 = 2.0;

/// What is usual without a past of its own, or of the witness's other currencies: what two fixings of a day are apart, in
/// percent.
const USUAL_DEVIATION_PCT: f64 = 0.25;
/// No deviation below it is unusual, in percent: what two fixings of the same minute are apart.
const USUAL_DEVIATION_MIN_PCT: f64 = 0.1;
/// Whoever is usually off by more is no measure for anybody, in percent. Beside two others and more no fault is learnt, and a bank
/// may be as loose as it always was. Of two that drift apart a little each day any distance would be usual in the end: no more is
/// than what is doubted. Sound ones are nearer, but for the lira and the rouble in their worst weeks.
const USUAL_OF_MANY_MAX_PCT: f64 = 3.0;
/// So much of how far one of three and more usually is from the middle of the others is its own part, the rest is theirs.
const OWN_SHARE: f64 = 0.5;
/// So much of the variance of a day's deviations goes with the square of the day's move, in units of the usual one.
const MOVED_SHARE: f64 = 0.3;
/// What two were apart the day before is most of what they are apart now from half of it on; where one has come back by more than
/// a quarter, its move tells.
const OLD_SHARES: std::ops::RangeInclusive<f64> = 0.5..=4.0 / 3.0;
/// The last day of which both spoke is so many days ago at most: the longest holidays of two banks.
const OLD_DAYS: i32 = 10;
/// What a currency moves by in a day when nothing is known of it, in percent.
const USUAL_MOVE_PCT: f64 = 0.4;

/// What is known of a witness's rate beside each that it was compared with: seldom more than two.
pub(crate) type Comparisons = Vec<(ReferenceId, ComparisonMemory)>;

/// Which comparisons: of answers that are not wrong by themselves, or of trusted rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Answers,
    Rates,
}

/// How one witness was usually apart from another, or from the median.
#[derive(Debug, Clone, Default)]
pub(crate) struct ComparisonMemory {
    /// The currency's share of the common part.
    share: Share,
    /// Residuals on days of which both spoke, beyond rounding.
    same_day: Spread,
    moves_from_reference: Spread,
    last: Option<(RateDate, f64)>,
    /// The residual of the last day of which both spoke.
    together: Option<(RateDate, f64)>,
}

/// A witness's deviation, its move, and what follows from them. Percents are 100 times a logarithm.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub(crate) compared: Compared,
    /// What is left of the deviation beyond the currency's share of the common part.
    pub residual_pct: f64,
    /// Beyond what rounding explains: of two the smaller of deviation and residual, of three and more how far the residual may be
    /// from where the rate lies.
    pub excess_pct: f64,
    /// The witness's own move, without the common part.
    pub move_pct: Option<f64>,
    /// What is usual for such a move; of a witness without a past what is usual for the others'.
    pub usual_move_pct: Option<f64>,
    /// Trading days since its last rate.
    pub trading_days: Option<u32>,
    /// It has the digits of the day before.
    pub is_repeat: Option<bool>,
    /// Its move since the last rate of the other one of two.
    pub move_from_reference_pct: Option<f64>,
    /// The usual deviation of the past.
    pub past_spread_pct: Option<f64>,
    /// What is usual for `move_from_reference_pct`.
    pub usual_move_from_reference_pct: Option<f64>,
    /// The usual deviation on this day.
    pub spread_pct: f64,
    /// Of two: the other one's last rate usually tells more of it than its own.
    pub is_told_by_reference: Option<bool>,
    /// What is usual for the move that tells more.
    pub usual_told_move_pct: Option<f64>,
    /// How probable it is that this one is wrong.
    pub fault_probability: f64,
    /// It stands still, though its digits usually move, and two or more others went on without it.
    pub is_stale: bool,
    /// The move that tells more.
    pub(crate) told_move_pct: Option<f64>,
    /// It has the digits of the day before, though they usually change.
    pub(crate) stands_still: bool,
    /// Of two: they were apart on the last day of both already, by most of what they are now. No move of today explains that, and it is
    /// not usual.
    pub(crate) was_apart: bool,
    /// How far it is from the other one, or from the others that are not wrong, beyond rounding: what is usual is learnt of it.
    pub(crate) apart_pct: Option<f64>,
}

impl Evidence {
    /// By the word of two others and more, and by a past of its own. How far off it is then is not usual: what lasts would be
    /// believed after some days. Without a past nobody knows how loose it is, and of two nobody knows which one is wrong.
    fn is_wrong_beside_others(&self) -> bool {
        let is_known = self.compared.witness_count > 2 && self.past_spread_pct.is_some();
        is_known && self.fault_probability >= jury::MEASURE_PROBABILITY
    }
}

/// Weighs a day's comparisons.
pub(crate) fn weigh(
    compared: Vec<Compared>,
    stage: Stage,
    memory: &Memory,
    day: &MarketDay,
    moves: &Moves,
    settings: &Settings,
) -> Vec<Evidence> {
    let mut all: Vec<Evidence> =
        compared.into_iter().map(|compared| observed(compared, stage, memory, day, moves, settings)).collect();
    let spreads = spreads_of_witnesses(&all);
    for of_currency in all.chunk_by_mut(|one, other| one.compared.currency == other.compared.currency) {
        expect(of_currency, &spreads, settings);
        if of_currency.iter().any(|evidence| evidence.compared.witness_count > 2) {
            widen(of_currency);
            jury::weigh(of_currency);
        } else {
            pair::weigh(of_currency);
        }
    }
    all
}

/// What is seen of one comparison, beside what was usual.
fn observed(
    compared: Compared,
    stage: Stage,
    memory: &Memory,
    day: &MarketDay,
    moves: &Moves,
    settings: &Settings,
) -> Evidence {
    let nothing = ComparisonMemory::default();
    let past = past(compared.witness, compared.currency, compared.reference, stage, memory).unwrap_or(&nothing);
    // The dollar is judged raw: the common part is mostly its own.
    let is_raw = [*EUR, *USD].contains(&compared.currency);
    let share = if is_raw { 0.0 } else { past.share.share() };
    let residual_pct = compared.deviation_pct - share * compared.common_pct;
    let beyond_rounding = |deviation_pct: f64| (deviation_pct.abs() - compared.half_units_pct).max(0.0);
    let step = own_move(&compared, day, moves);
    let move_pct = step.and_then(|step| step.residual_pct);
    // It says more than the own move, as the last of the two to speak knew the newer market. But only as long as the two
    // agreed then: else the one that was wrong yesterday would accuse the other one today.
    let last = past.last.filter(|_| compared.reference.is_some());
    let agreed = last.filter(|(_, residual_pct)| residual_pct.abs() <= settings.doubt_pct);
    let together =
        past.together.filter(|(date, _)| compared.reference.is_some() && day.date.days_since(*date) <= OLD_DAYS);
    let was_apart = together.is_some_and(|(_, before_pct)| {
        OLD_SHARES.contains(&(before_pct / residual_pct)) && before_pct.abs() > settings.doubt_pct
    });
    let from_reference = step.zip(agreed).filter(|(step, (date, _))| step.previous_date == Some(*date));
    let root = step.and_then(|step| step.trading_days).map(|days| f64::from(days).sqrt());
    let usual_from_reference = past.moves_from_reference.usual(USUAL_MOVE_MIN_PCT);
    Evidence {
        residual_pct,
        excess_pct: beyond_rounding(compared.deviation_pct).min(beyond_rounding(residual_pct)),
        move_pct,
        usual_move_pct: step.and_then(Move::usual_since_pct),
        trading_days: step.and_then(|step| step.trading_days),
        is_repeat: step.map(|step| step.is_repeat),
        move_from_reference_pct: from_reference.and_then(|(_, (_, residual_pct))| Some(move_pct? + residual_pct)),
        past_spread_pct: past.same_day.usual(0.0),
        usual_move_from_reference_pct: usual_from_reference.zip(root).map(|(usual, root)| usual * root),
        spread_pct: USUAL_DEVIATION_PCT,
        is_told_by_reference: None,
        usual_told_move_pct: None,
        fault_probability: 0.0,
        is_stale: false,
        told_move_pct: None,
        was_apart,
        stands_still: step.is_some_and(|step| step.is_repeat && step.is_moving()),
        apart_pct: Some(beyond_rounding(residual_pct)),
        compared,
    }
}

fn past(
    witness: WitnessId,
    currency: CurrencyId,
    reference: ReferenceId,
    stage: Stage,
    memory: &Memory,
) -> Option<&ComparisonMemory> {
    let known = memory.rate(witness, currency)?.comparisons(stage);
    known.iter().find(|(other, _)| *other == reference).map(|(_, past)| past)
}

/// How far a rate of two trusted witnesses is usually apart.
pub(crate) fn usual_apart_pct(
    witness: WitnessId,
    other: WitnessId,
    currency: CurrencyId,
    memory: &Memory,
    settings: &Settings,
) -> f64 {
    let known = past(witness, currency, Some(other), Stage::Rates, memory).and_then(|past| past.same_day.usual(0.0));
    known.map_or(USUAL_DEVIATION_PCT, |known| known.min(settings.doubt_pct))
}

fn own_move<'a>(compared: &Compared, day: &MarketDay, moves: &'a Moves) -> Option<&'a Move> {
    if compared.currency == *EUR {
        let place = day.answers.iter().position(|(witness, _)| *witness == compared.witness)?;
        return moves.of_euro[place].as_ref();
    }
    compared.said.map(|said| &moves.of_rates[said])
}

/// What each witness's currencies usually deviate by: the median of them.
fn spreads_of_witnesses(all: &[Evidence]) -> HashMap<(WitnessId, ReferenceId), f64> {
    let mut spreads: HashMap<(WitnessId, ReferenceId), Vec<f64>> = HashMap::new();
    for evidence in all {
        let of_witness = spreads.entry((evidence.compared.witness, evidence.compared.reference)).or_default();
        of_witness.extend(evidence.past_spread_pct);
    }
    spreads.into_iter().filter_map(|(key, mut spreads)| Some((key, median(&mut spreads)?))).collect()
}

/// Fills in what is usual. Without a past of its own a currency deviates as the witness's others do, and moves as it does
/// elsewhere. A witness of an earlier day is off by what the market moved since: its variance grows with the trading days
/// (Bachelier 1900).
fn expect(of_currency: &mut [Evidence], spreads: &HashMap<(WitnessId, ReferenceId), f64>, settings: &Settings) {
    let usual_elsewhere = largest(of_currency.iter().map(|evidence| evidence.usual_move_pct));
    for evidence in of_currency {
        let compared = &evidence.compared;
        let of_witness = spreads.get(&(compared.witness, compared.reference)).copied();
        let is_of_many = compared.witness_count > 2;
        let (own_share, most_pct) =
            if is_of_many { (OWN_SHARE, USUAL_OF_MANY_MAX_PCT) } else { (1.0, settings.doubt_pct) };
        let learnt = evidence.past_spread_pct.or(of_witness).map(|spread| own_share * spread.min(most_pct));
        let at_least = USUAL_DEVIATION_MIN_PCT.max(compared.blur_pct);
        let same_day = learnt.unwrap_or(USUAL_DEVIATION_PCT).max(at_least);
        let a_day = usual_elsewhere.unwrap_or(USUAL_MOVE_PCT);
        evidence.spread_pct = (same_day.powi(2) + f64::from(compared.trading_days_apart) * a_day.powi(2)).sqrt();
        let usual_from_reference = evidence.usual_move_from_reference_pct;
        evidence.is_told_by_reference = usual_from_reference.zip(evidence.usual_move_pct).map(|(from, own)| from < own);
        evidence.usual_move_pct = evidence.usual_move_pct.or(usual_elsewhere);
        let is_told = evidence.is_told_by_reference == Some(true);
        let told = evidence.move_from_reference_pct.filter(|_| is_told);
        evidence.told_move_pct = told.or(evidence.move_pct);
        evidence.usual_told_move_pct = if told.is_some() { usual_from_reference } else { evidence.usual_move_pct };
    }
}

/// Of three and more. Banks fix at different hours: on a day on which a currency moves by more than usual they are further
/// apart.
fn widen(of_currency: &mut [Evidence]) {
    let ratio = |evidence: &Evidence| Some(evidence.move_pct? / evidence.usual_move_pct?);
    let moved = median(&mut of_currency.iter().filter_map(ratio).collect::<Vec<_>>()).unwrap_or(1.0);
    let of_day = (1.0 - MOVED_SHARE + MOVED_SHARE * moved * moved).sqrt().max(1.0);
    for evidence in of_currency {
        evidence.spread_pct *= of_day;
    }
}

pub(crate) fn largest(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    values.flatten().max_by(f64::total_cmp)
}

/// Remembers how far they were apart.
pub(crate) fn learn<'a>(memory: &mut Memory, stage: Stage, date: RateDate, all: impl Iterator<Item = &'a Evidence>) {
    for evidence in all {
        let compared = &evidence.compared;
        let known = memory.rate_mut(compared.witness, compared.currency).comparisons_mut(stage);
        let place = known.iter().position(|(reference, _)| *reference == compared.reference).unwrap_or_else(|| {
            known.push((compared.reference, ComparisonMemory::default()));
            known.len() - 1
        });
        known[place].1.learn(evidence, date);
    }
}

impl ComparisonMemory {
    fn learn(&mut self, evidence: &Evidence, date: RateDate) {
        let compared = &evidence.compared;
        let clipped = compared.deviation_pct.clamp(-CLIPPED_DEVIATION_PCT, CLIPPED_DEVIATION_PCT);
        self.share.push(Some((clipped, compared.common_pct)));
        let is_usual = compared.trading_days_apart == 0 && !evidence.is_wrong_beside_others() && !evidence.was_apart;
        self.same_day.push(evidence.apart_pct.filter(|_| is_usual));
        let of_a_day = |(move_pct, days): (f64, u32)| move_pct.abs() / f64::from(days).sqrt();
        self.moves_from_reference.push(evidence.move_from_reference_pct.zip(evidence.trading_days).map(of_a_day));
        self.last = Some((date, evidence.residual_pct));
        if compared.trading_days_apart == 0 {
            self.together = self.last;
        }
    }
}
