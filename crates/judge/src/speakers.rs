//! Who witnesses a market day: whoever speaks of that very day, or else its nearest earlier word?

use crate::answers::AnswerCheck;
use crate::copies;
use crate::day::{AnswerId, MarketDay, Observation, Said, WitnessId, rank};
use crate::facts::{self, CurrencyId};
use crate::memory::Memory;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day::{WITNESS_AGE_DAYS_MAX, weekdays_between};
use makerates_domain::source::Endpoint;
use rust_decimal::Decimal;

/// A witness's word on a currency, of the day or carried forward to it.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    pub(crate) witness: WitnessId,
    pub(crate) currency: CurrencyId,
    /// Its place among the day's rates; none when it is carried forward.
    pub(crate) said: Option<usize>,
    pub(crate) age_days: i32,
    /// Mondays to Fridays between its day and this one.
    pub(crate) trading_days_apart: u32,
    pub(crate) word: Spoken,
    /// A person accepted it.
    pub(crate) is_admitted: bool,
}

/// A word that can be carried forward.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spoken {
    date: RateDate,
    pub(crate) rank: u8,
    pub(crate) log_rate: f64,
    pub(crate) rate_per_eur: Decimal,
    pub(crate) half_unit_pct: f64,
    /// What blurs it beside the rounding of its digits.
    pub(crate) blur_pct: f64,
    pub(crate) answer: AnswerId,
}

/// Whether a witness's answer can be relied on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Soundness {
    /// Wrong by itself.
    pub(crate) is_unsound: bool,
    /// The same as another one's.
    pub(crate) is_copy: bool,
    /// Another witness contradicts it as a whole.
    pub(crate) is_contradicted: bool,
}

/// By how much a cross of the panel against the euro is blurred: the service divides each bank's cross against the dollar by
/// one euro that it blends of all banks, and so the bank's own euro is lost. Half of the days of five banks (ECB, Bank of
/// Canada, Poland, H.10, Australia; 2015 to 2024) are further than this from the median of the others.
const COMMON_EURO_PCT: f64 = 0.12;

fn blur_pct(said: &Observation) -> f64 {
    let is_blurred = said.endpoint == Endpoint::V2 && said.base == CurrencyCode::EUR;
    if is_blurred { COMMON_EURO_PCT } else { 0.0 }
}

impl Spoken {
    fn of(said: &Said, date: RateDate) -> Self {
        Self {
            date,
            rank: rank(said.observation.endpoint),
            log_rate: said.log_rate,
            rate_per_eur: said.observation.rate_per_eur,
            half_unit_pct: said.observation.half_unit_pct,
            blur_pct: blur_pct(&said.observation),
            answer: said.observation.answer,
        }
    }
}

/// Everybody's word on each currency that somebody speaks of on the day, by currency. A later word is never a witness's, and
/// one older than five days, or of an old unit, is none either.
pub(crate) fn of_day(day: &MarketDay, checks: &[AnswerCheck], memory: &Memory) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::with_capacity(2 * day.rates.len());
    for (index, said) in day.rates.iter().enumerate().filter(|(_, said)| said.is_witness_on(day.date)) {
        speakers.push(Speaker {
            witness: said.witness,
            currency: said.currency,
            said: Some(index),
            age_days: 0,
            trading_days_apart: 0,
            word: Spoken::of(said, day.date),
            is_admitted: said.is_admitted(),
        });
    }
    let mut currencies: Vec<CurrencyId> = speakers.iter().map(|speaker| speaker.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let mut spoken: Vec<(WitnessId, CurrencyId)> =
        speakers.iter().map(|speaker| (speaker.witness, speaker.currency)).collect();
    spoken.sort_unstable();
    let in_place = copies::in_place_of(checks, memory);
    for (witness, known) in memory.witnesses.iter().enumerate() {
        // Who has not been heard for so long has nothing to carry forward.
        if known.soundness.back().is_none_or(|(date, _)| day.date.days_since(*date) > WITNESS_AGE_DAYS_MAX) {
            continue;
        }
        for &currency in &currencies {
            let mut copies = in_place.iter().filter(|(_, original)| *original == witness).map(|(copy, _)| *copy);
            let is_heard = |witness: WitnessId| spoken.binary_search(&(witness, currency)).is_ok();
            if !is_heard(witness) && !copies.any(is_heard) {
                speakers.extend(carried(day.date, witness, currency, memory));
            }
        }
    }
    speakers.sort_by_key(|speaker| speaker.currency);
    speakers
}

fn carried(date: RateDate, witness: WitnessId, currency: CurrencyId, memory: &Memory) -> Option<Speaker> {
    let word = memory.rate(witness, currency)?.spoken?;
    let age_days = date.days_since(word.date);
    let is_of_old_unit = facts::all()[currency].is_redenominated(word.date, date);
    (age_days <= WITNESS_AGE_DAYS_MAX && !is_of_old_unit).then(|| Speaker {
        witness,
        currency,
        said: None,
        age_days,
        trading_days_apart: weekdays_between(word.date, date),
        word,
        is_admitted: false,
    })
}

/// How far each answer can be relied on before it is compared with others, by witness as the day's answers are.
pub(crate) fn soundness(checks: &[AnswerCheck]) -> Vec<(WitnessId, Soundness)> {
    let of_check = |check: &AnswerCheck| Soundness {
        is_unsound: check.is_unsound(),
        is_copy: check.copy_of.is_some(),
        is_contradicted: check.is_contradicted,
    };
    checks.iter().map(|check| (check.witness_id, of_check(check))).collect()
}

/// Those through whom something may be agreed: of answers that are sound, or accepted by a person, and that repeat nobody.
pub(crate) fn sound(speakers: &[Speaker], today: &[(WitnessId, Soundness)], memory: &Memory) -> Vec<Speaker> {
    let is_sound = |speaker: &&Speaker| {
        let of_answer = if speaker.said.is_some() {
            let place = today.binary_search_by_key(&speaker.witness, |(witness, _)| *witness);
            place.ok().map(|place| today[place].1)
        } else {
            let earlier = &memory.witnesses[speaker.witness].soundness;
            earlier.iter().find(|(date, _)| *date == speaker.word.date).map(|(_, soundness)| *soundness)
        };
        let of_answer = of_answer.unwrap_or_default();
        !of_answer.is_copy && (speaker.is_admitted || !(of_answer.is_unsound || of_answer.is_contradicted))
    };
    speakers.iter().filter(is_sound).cloned().collect()
}

/// Remembers who said what, as long as it can be carried forward.
pub(crate) fn learn(memory: &mut Memory, day: &MarketDay, soundness: &[(WitnessId, Soundness)]) {
    for said in day.rates.iter().filter(|said| said.is_witness_on(day.date)) {
        memory.rate_mut(said.witness, said.currency).spoken = Some(Spoken::of(said, day.date));
    }
    for (witness, soundness) in soundness {
        let known = &mut memory.witnesses[*witness].soundness;
        known.retain(|(date, _)| day.date.days_since(*date) < WITNESS_AGE_DAYS_MAX);
        known.push_back((day.date, *soundness));
    }
}
