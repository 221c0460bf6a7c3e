//! A market day's judgement, question by question, and what is remembered of it.

use crate::answers::{self, AnswerCheck};
use crate::blame::{self, Deviation};
use crate::comparison;
use crate::consensus::{self, Consensus};
use crate::contradiction;
use crate::copies::{self, Pair};
use crate::day::{MarketDay, Observation, WitnessId};
use crate::disputes;
use crate::evidence::{self, Evidence, Stage};
use crate::levels::{self, Standing};
use crate::lone::{self, UnwitnessedRate};
use crate::memory::Memory;
use crate::moves::{self, Move, Moves};
use crate::pegs::{self, BrokenPeg};
use crate::settings::Settings;
use crate::speakers::{self, Soundness};
use makerates_domain::dates::RateDate;

/// What is remembered of the days before, and the settings. Days are given to it in their order.
#[derive(Debug, Clone)]
pub struct Judge {
    settings: Settings,
    memory: Memory,
}

/// What follows for a market day: evidence, verdicts, and what later days need to know of it.
#[derive(Debug)]
pub struct Judgement {
    /// Which rates contradict a peg.
    pub broken_pegs: Vec<BrokenPeg>,
    /// What each answer says of itself, and what the others make of it.
    pub answer_checks: Vec<AnswerCheck>,
    /// How far each trusted witness is from the others, by currency.
    pub deviations: Vec<Deviation>,
    /// Whose rate stands, by currency.
    pub consensus: Vec<Consensus>,
    /// Which rates nobody confirms, by currency.
    pub unwitnessed_rates: Vec<UnwitnessedRate>,
    moves: Moves,
    pairs: Vec<Pair>,
    soundness: Vec<(WitnessId, Soundness)>,
    of_answers: Vec<Evidence>,
    of_euro: Vec<Evidence>,
    standings: Vec<Standing>,
}

impl Judgement {
    /// How each rate moved, and the euro itself by each witness that tells it.
    pub fn moves(&self) -> impl Iterator<Item = &Move> {
        self.moves.of_rates.iter().chain(self.moves.of_euro.iter().flatten())
    }

    /// The same, for whoever needs nothing else of them afterwards.
    pub fn take_moves(&mut self) -> impl Iterator<Item = Move> {
        let of_euro = std::mem::take(&mut self.moves.of_euro);
        std::mem::take(&mut self.moves.of_rates).into_iter().chain(of_euro.into_iter().flatten())
    }
}

impl Judge {
    /// One that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, memory: Memory::default() }
    }

    /// Takes in who says what of a day: one observation of each witness and currency, in any order. What is no rate of a
    /// listed currency, or of a Saturday or Sunday, is left out. Who speaks for the first time gets a place in the memory.
    pub fn hear(&mut self, date: RateDate, observations: Vec<Observation>) -> MarketDay {
        MarketDay::new(date, observations, &mut |observation| self.memory.place(observation))
    }

    /// Takes in what was said once more of a day that was learnt, under a later stamp (the market feed's Sunday and Monday speak
    /// of Friday): one observation of each witness and currency. It is nobody's word, but where it comes again as another
    /// day's answer it is known.
    pub fn learn_repeat(&mut self, date: RateDate, stamp: RateDate, observations: Vec<Observation>) {
        let day = self.hear(date, observations);
        answers::learn_repeat(&mut self.memory, &day, stamp);
    }

    /// Judges a day by itself and the past.
    #[must_use]
    pub fn judge(&self, day: &MarketDay) -> Judgement {
        let (memory, settings) = (&self.memory, &self.settings);
        // How did each rate move, and how does it usually?
        let moves = moves::of_day(day, memory);
        // Which answers are wrong by themselves, and who only repeats another one?
        let broken_pegs = pegs::broken(day, memory);
        let mut answer_checks = answers::of_day(day, &moves, &broken_pegs, memory);
        let pairs = copies::of_day(day, memory);
        copies::tell(&mut answer_checks, &pairs, memory);
        // Who speaks: of the day itself, or carried forward?
        let speakers = speakers::of_day(day, &answer_checks, memory);
        let today = speakers::soundness(&answer_checks);
        let sound = speakers::sound(&speakers, &today, memory);
        // Which answers are wrong as a whole, by what the others say?
        let told = contradiction::telling(comparison::compare(&sound, memory));
        let of_answers = evidence::weigh(told, Stage::Answers, memory, day, &moves, settings);
        contradiction::conclude(&mut answer_checks, &of_answers, memory, settings);
        // Who is trusted, and how far are these apart?
        let soundness = speakers::soundness(&answer_checks);
        let trusted = speakers::sound(&speakers, &soundness, memory);
        let compared = comparison::compare(&trusted, memory);
        let of_rates = evidence::weigh(compared, Stage::Rates, memory, day, &moves, settings);
        // Who is wrong, and whose rate stands?
        let (of_euro, deviations) = blame::of_day(of_rates, day, memory, settings);
        let consensus = consensus::of_day(day.date, &trusted, &deviations, memory);
        // May a lone one be published?
        let standings = levels::of_day(day, &moves, &deviations, &broken_pegs, memory);
        let unwitnessed_rates = lone::of_day(&lone::Facts {
            day,
            consensus: &consensus,
            deviations: &deviations,
            standings: &standings,
            broken_pegs: &broken_pegs,
            checks: &answer_checks,
            memory,
            settings,
        });
        Judgement {
            broken_pegs,
            answer_checks,
            deviations,
            consensus,
            unwitnessed_rates,
            moves,
            pairs,
            soundness,
            of_answers,
            of_euro,
            standings,
        }
    }

    /// Remembers what later days need of a day.
    pub fn learn(&mut self, day: &MarketDay, judgement: &Judgement) {
        let memory = &mut self.memory;
        moves::learn(memory, day, &judgement.moves);
        // A pair that begins on a witness's first days is of a new one: before that day is counted.
        copies::learn(memory, &judgement.pairs);
        answers::learn(memory, day.date, &judgement.answer_checks);
        speakers::learn(memory, day, &judgement.soundness);
        let of_rates = judgement.deviations.iter().map(|row| &row.evidence).chain(&judgement.of_euro);
        evidence::learn(memory, Stage::Answers, day.date, judgement.of_answers.iter());
        evidence::learn(memory, Stage::Rates, day.date, of_rates);
        levels::learn(memory, day, &judgement.standings);
        lone::learn(memory, day, &judgement.deviations);
        disputes::learn(
            memory,
            &disputes::Facts {
                day,
                deviations: &judgement.deviations,
                checks: &judgement.answer_checks,
                unwitnessed: &judgement.unwitnessed_rates,
                pairs: &judgement.pairs,
            },
        );
    }
}
