//! Do the witnesses of a market day agree, and whose rate stands?

use crate::blame::Deviation;
use crate::day::{AnswerId, Witness, WitnessId};
use crate::facts;
use crate::memory::Memory;
use crate::speakers::Speaker;
use crate::statistics::median as median_of;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::ECB;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::HashMap;
use std::sync::Arc;

/// What follows for a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Two or more agree.
    Consensus,
    /// They agree, but are further apart than usual; or who goes before the publisher, or half of all, are not believed.
    Warning,
    /// They contradict each other: who goes before the publisher is blamed, or half of all are, or a person has decided.
    Resolved,
    /// They contradict each other, and it is not clear enough who is wrong: nobody's rate stands.
    Conflict,
    /// There is only one of the day, and none of an earlier day agrees: that one did not know this day.
    Unwitnessed,
}

impl Verdict {
    /// The name in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consensus => "consensus",
            Self::Warning => "warning",
            Self::Resolved => "resolved",
            Self::Conflict => "conflict",
            Self::Unwitnessed => "unwitnessed",
        }
    }
}

/// Whose rate of a currency stands.
#[derive(Debug, Clone)]
pub struct Consensus {
    /// Of what, against the euro.
    pub currency: CurrencyCode,
    /// How many trusted witnesses speak, and who.
    pub witness_count: usize,
    /// See `witness_count`.
    pub witnesses: Vec<Arc<str>>,
    /// The publisher, and whoever agrees with it.
    pub agreeing: Vec<Arc<str>>,
    /// The answers that they speak in.
    pub answers: Vec<AnswerId>,
    /// The median of their rates.
    pub median_rate_per_eur: Decimal,
    /// The median absolute deviation of their rates; none of a single one.
    pub mad_pct: Option<f64>,
    /// Trading days between the oldest word among them and the day.
    pub trading_days_apart: Option<u32>,
    /// Who is blamed.
    pub suspects: Vec<Arc<str>>,
    /// Who would be, but merely knew more of the day.
    pub later_witnesses: Vec<Arc<str>>,
    /// The first by precedence whose rate is accepted: the ECB by its own digits, then the market feed, then the panel.
    pub publisher: Option<Witness>,
    /// The publisher's limits; in a conflict those of the first by precedence.
    pub warning_pct: Option<f64>,
    /// See `warning_pct`.
    pub critical_pct: Option<f64>,
    /// How far the publisher is from the furthest accepted witness, in percent of its rate; of two from the other one, if it is
    /// not blamed; in a conflict the first by precedence from any.
    pub deviation_pct: Option<f64>,
    /// What follows.
    pub verdict: Verdict,
}

/// A trusted word beside what is made of it.
struct Candidate<'a> {
    speaker: &'a Speaker,
    deviation: Option<&'a Deviation>,
}

impl Candidate<'_> {
    fn is_own(&self) -> bool {
        self.speaker.age_days == 0
    }

    fn is_accepted(&self) -> bool {
        self.deviation.is_none_or(|row| row.is_accepted)
    }

    /// It was not believed of late: the wider tolerance for who is silent today settles nothing.
    fn is_still_disputed(&self, date: RateDate, memory: &Memory) -> bool {
        let known = memory.rate(self.speaker.witness, self.speaker.currency);
        let dispute = known.and_then(|known| known.dispute_on(date));
        dispute.is_some_and(|dispute| !self.has(|row| dispute.is_settled_by(row)))
    }

    fn has(&self, flag: impl Fn(&Deviation) -> bool) -> bool {
        self.deviation.is_some_and(flag)
    }
}

/// The verdict on each currency that a trusted witness of the day itself speaks of.
pub(crate) fn of_day(date: RateDate, trusted: &[Speaker], deviations: &[Deviation], memory: &Memory) -> Vec<Consensus> {
    let nearness = nearness(deviations);
    let of_currencies = trusted.chunk_by(|one, other| one.currency == other.currency);
    let candidates = of_currencies.map(|speakers| candidates(speakers, deviations, &nearness, memory));
    candidates.filter_map(|candidates| of_currency(date, &candidates, memory)).collect()
}

/// How far each witness was from the others in the past, rounding included: of its currencies the median, in hundredths of a percent,
/// so that next to nothing of the day's values tells who goes first. One order holds for all currencies of a day: of two that each
/// go first in one of two currencies each would be good for the pair of them.
fn nearness(deviations: &[Deviation]) -> HashMap<WitnessId, f64> {
    let mut known: HashMap<WitnessId, Vec<f64>> = HashMap::new();
    for row in deviations {
        let past = row.evidence.past_spread_pct.map(|past| past + row.half_units_pct);
        known.entry(row.evidence.compared.witness).or_default().extend(past);
    }
    let of_witness = |mut known: Vec<f64>| Some((100.0 * median_of(&mut known)?).round());
    known.into_iter().filter_map(|(witness, known)| Some((witness, of_witness(known)?))).collect()
}

/// In order of precedence: of the day before older ones, then by source. Of the panel the ECB goes first, also where only the
/// panel has it, then whoever was nearest to the others in the past, then by name.
fn candidates<'a>(
    speakers: &'a [Speaker],
    deviations: &'a [Deviation],
    nearness: &HashMap<WitnessId, f64>,
    memory: &Memory,
) -> Vec<Candidate<'a>> {
    let Some(currency) = speakers.first().map(|speaker| speaker.currency) else { return Vec::new() };
    let first = deviations.partition_point(|row| row.evidence.compared.currency < currency);
    let of_currency = deviations[first..].iter().take_while(|row| row.evidence.compared.currency == currency);
    let of_currency: Vec<&Deviation> = of_currency.collect();
    let compared = |speaker: &'a Speaker| Candidate {
        speaker,
        deviation: of_currency.iter().find(|row| row.evidence.compared.witness == speaker.witness).copied(),
    };
    let mut all: Vec<Candidate<'a>> = speakers.iter().map(compared).collect();
    all.retain(|candidate| candidate.is_own() || candidate.deviation.is_some());
    all.sort_by(|one, other| {
        let key = |candidate: &Candidate<'_>| {
            let is_first = **memory.name(candidate.speaker.witness) == *ECB;
            (!candidate.is_own(), candidate.speaker.word.rank, !is_first)
        };
        let known = |candidate: &Candidate<'_>| *nearness.get(&candidate.speaker.witness).unwrap_or(&f64::INFINITY);
        let names = || memory.name(one.speaker.witness).cmp(memory.name(other.speaker.witness));
        key(one).cmp(&key(other)).then(known(one).total_cmp(&known(other))).then_with(names)
    });
    all
}

fn of_currency(date: RateDate, candidates: &[Candidate<'_>], memory: &Memory) -> Option<Consensus> {
    let currency = facts::all()[candidates.first()?.speaker.currency].code;
    let own_count = candidates.iter().filter(|candidate| candidate.is_own()).count();
    let is_agreed =
        candidates.iter().any(|one| one.is_own() && one.is_accepted() && !one.is_still_disputed(date, memory));
    // The only one of the day, which no older one agrees with: that one did not know this day.
    let is_left_alone = candidates.len() > 1 && own_count == 1 && !is_agreed;
    let publisher = if is_left_alone { Some(0) } else { publisher(candidates) };
    let suspects = named(candidates, memory, is_left_alone, |row| row.is_blamed);
    let speaking = &candidates[publisher.unwrap_or(0)];
    let deviation_pct = if is_left_alone { None } else { furthest(candidates, publisher) };
    Some(Consensus {
        currency,
        witness_count: candidates.len(),
        witnesses: names(candidates.iter(), memory),
        agreeing: agreeing(candidates, publisher, is_left_alone, memory),
        answers: answers(candidates),
        median_rate_per_eur: median(candidates),
        mad_pct: candidates.iter().find_map(|candidate| candidate.deviation).and_then(|row| row.mad_pct),
        trading_days_apart: candidates
            .iter()
            .filter_map(|candidate| Some(candidate.deviation?.trading_days_apart))
            .max(),
        later_witnesses: named(candidates, memory, is_left_alone, |row| row.is_timing),
        publisher: publisher.map(|place| memory.witnesses[candidates[place].speaker.witness].witness.clone()),
        warning_pct: speaking.deviation.map(|row| row.warning_pct),
        critical_pct: speaking.deviation.map(|row| row.critical_pct),
        deviation_pct,
        verdict: verdict(candidates, publisher, is_left_alone, deviation_pct),
        suspects,
    })
}

/// The first by precedence whose rate of the day is accepted. Of three or more witnesses at least two must be accepted, or one
/// by a person.
fn publisher(candidates: &[Candidate<'_>]) -> Option<usize> {
    let accepted = candidates.iter().filter(|candidate| candidate.is_accepted()).count();
    let is_enough = candidates.len() < 3 || accepted >= 2 || has_admitted(candidates);
    candidates.iter().position(|candidate| candidate.is_own() && candidate.is_accepted()).filter(|_| is_enough)
}

fn has_admitted(candidates: &[Candidate<'_>]) -> bool {
    candidates.iter().any(|candidate| candidate.has(|row| row.is_admitted))
}

fn verdict(
    candidates: &[Candidate<'_>],
    publisher: Option<usize>,
    is_left_alone: bool,
    deviation_pct: Option<f64>,
) -> Verdict {
    if candidates.len() == 1 || is_left_alone {
        return Verdict::Unwitnessed;
    }
    let Some(publisher) = publisher else { return Verdict::Conflict };
    let is_blamed = |candidate: &Candidate<'_>| candidate.has(|row| row.is_blamed);
    let blamed_count = candidates.iter().filter(|candidate| is_blamed(candidate)).count();
    let is_first_blamed = candidates[..publisher].iter().any(is_blamed);
    let is_half_blamed = 2 * blamed_count >= candidates.len();
    let is_resolved = is_first_blamed || is_half_blamed || (blamed_count > 0 && has_admitted(candidates));
    let is_far = |row: &Deviation| row.evidence.excess_pct + row.half_units_pct > row.warning_pct;
    // Who is doubted and not blamed contradicts it all the same.
    let accepted_count = candidates.iter().filter(|candidate| candidate.is_accepted()).count();
    let is_contradicted = publisher > 0 || (candidates.len() > 2 && 2 * accepted_count <= candidates.len());
    if is_resolved {
        Verdict::Resolved
    } else if candidates[publisher].has(is_far) || is_contradicted || deviation_pct.is_none() {
        Verdict::Warning
    } else {
        Verdict::Consensus
    }
}

/// Of two the other one need not be accepted, to be no fault: the one that usually knows more of the day.
fn agrees(candidate: &Candidate<'_>, count: usize) -> bool {
    if count == 2 { !candidate.has(|row| row.is_blamed) } else { candidate.is_accepted() }
}

/// Who agrees with the publisher, which does so itself. Nobody else where it is left alone.
fn agreeing(
    candidates: &[Candidate<'_>],
    publisher: Option<usize>,
    is_left_alone: bool,
    memory: &Memory,
) -> Vec<Arc<str>> {
    let Some(publisher) = publisher else { return Vec::new() };
    let agrees = |(place, candidate): &(usize, &Candidate<'_>)| {
        *place == publisher || (!is_left_alone && agrees(candidate, candidates.len()))
    };
    names(candidates.iter().enumerate().filter(agrees).map(|(_, candidate)| candidate), memory)
}

/// How far off the furthest one is that agrees; the furthest of all where nothing is published.
fn furthest(candidates: &[Candidate<'_>], publisher: Option<usize>) -> Option<f64> {
    let place = publisher.unwrap_or(0);
    let rate = candidates[place].speaker.word.rate_per_eur;
    let is_counted = |candidate: &Candidate<'_>| publisher.is_none() || agrees(candidate, candidates.len());
    let others = candidates.iter().enumerate().filter(|(other, candidate)| *other != place && is_counted(candidate));
    let off_pct = |(_, other): (usize, &Candidate<'_>)| {
        let difference = (other.speaker.word.rate_per_eur - rate).abs();
        Some((difference * Decimal::ONE_HUNDRED).to_f64()? / rate.to_f64()?)
    };
    others.filter_map(off_pct).max_by(f64::total_cmp)
}

fn named(
    candidates: &[Candidate<'_>],
    memory: &Memory,
    is_left_alone: bool,
    flag: impl Fn(&Deviation) -> bool,
) -> Vec<Arc<str>> {
    if is_left_alone { Vec::new() } else { names(candidates.iter().filter(|candidate| candidate.has(&flag)), memory) }
}

fn names<'a>(candidates: impl Iterator<Item = &'a Candidate<'a>>, memory: &Memory) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = candidates.map(|candidate| memory.name(candidate.speaker.witness).clone()).collect();
    names.sort();
    names
}

fn answers(candidates: &[Candidate<'_>]) -> Vec<AnswerId> {
    let mut answers: Vec<AnswerId> = candidates.iter().map(|candidate| candidate.speaker.word.answer).collect();
    answers.sort_unstable();
    answers.dedup();
    answers
}

fn median(candidates: &[Candidate<'_>]) -> Decimal {
    let mut rates: Vec<Decimal> = candidates.iter().map(|candidate| candidate.speaker.word.rate_per_eur).collect();
    rates.sort_unstable();
    let half = rates.len() / 2;
    if rates.len() % 2 == 1 { rates[half] } else { (rates[half - 1] + rates[half]) / Decimal::TWO }
}
