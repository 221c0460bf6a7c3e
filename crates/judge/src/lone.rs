//! May a rate be published that nobody confirms on its day?
//!
//! It may when it does not stand on a level that nobody has confirmed; when its source lately agreed with others on that
//! currency, and did so when they last spoke, if they can be compared at all; when its peg holds and its answer is complete;
//! and when no answer that was set aside contradicts it even so. Never in a restricted regime: two rates exist, and which of
//! them a source gives is not known.

use crate::answers::AnswerCheck;
use crate::blame::{self, Deviation};
use crate::consensus::{Consensus, Verdict};
use crate::day::{MarketDay, Said, Witness};
use crate::levels::{self, Standing, Unconfirmed};
use crate::memory::Memory;
use crate::pegs::{self, BrokenPeg};
use crate::set_aside::{self, Objection};
use crate::settings::Settings;
use crate::statistics::count;
use crate::words::{self, percent};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::regimes::RateRegime;

/// Who has come most of the way since a jump is no contradiction any more: it was merely late.
const CONTRADICTED_SHARE: f64 = 0.5;

/// For so many days back it counts how often a source was believed on a currency; fewer comparisons tell nothing.
const LATELY_DAYS: i32 = 30;
const COMPARISONS_MIN: usize = 5;
/// A source that was believed on a smaller part of them is not believed alone.
const AGREED_SHARE: f64 = 0.8;

/// The rule by which an answer that was set aside still speaks against a rate.
pub(crate) const CONTRADICTED_RATE: &str = "contradicted_rate";

/// A rate that nobody confirms on its day: an unwitnessed one, or one whose publisher stands on a level to which it jumped
/// before, and is believed only for how the other witness moved today.
#[derive(Debug, Clone)]
pub struct UnwitnessedRate {
    /// Of what.
    pub currency: CurrencyCode,
    /// Whose.
    pub witness: Witness,
    /// How far it moved by itself, in percent, as a logarithm.
    pub move_pct: Option<f64>,
    /// How far it may before it is doubted.
    pub move_limit_pct: f64,
    /// By which rule it is withheld; none when it may be published.
    pub rule: Option<&'static str>,
    /// The rule that a person overruled.
    pub overruled: Option<&'static str>,
    /// When it jumped to the level that nobody has confirmed.
    pub jumped_on: Option<RateDate>,
    /// How far that is from the last confirmed level.
    pub displaced_pct: Option<f64>,
    /// For how many market days it has stood there.
    pub day_count: Option<u32>,
    /// In words.
    pub evidence: Option<String>,
}

/// What a day's lone rates are judged by.
pub(crate) struct Facts<'a> {
    pub(crate) day: &'a MarketDay,
    pub(crate) consensus: &'a [Consensus],
    pub(crate) deviations: &'a [Deviation],
    pub(crate) standings: &'a [Standing],
    pub(crate) broken_pegs: &'a [BrokenPeg],
    pub(crate) checks: &'a [AnswerCheck],
    pub(crate) memory: &'a Memory,
    pub(crate) settings: &'a Settings,
}

/// Every rate of the day that nobody confirms, by currency.
pub(crate) fn of_day(facts: &Facts<'_>) -> Vec<UnwitnessedRate> {
    facts.consensus.iter().filter_map(|consensus| facts.lone(consensus)).collect()
}

impl Facts<'_> {
    fn lone(&self, consensus: &Consensus) -> Option<UnwitnessedRate> {
        let publisher = consensus.publisher.as_ref()?;
        let is_publishers = |said: &Said| {
            said.observation.currency == consensus.currency && self.memory.witnesses[said.witness].witness == *publisher
        };
        let place = self.day.rates.iter().position(is_publishers)?;
        let (said, standing) = (&self.day.rates[place], &self.standings[place]);
        let is_lone = match consensus.verdict {
            Verdict::Unwitnessed => true,
            Verdict::Conflict => false,
            _ => self.stands_alone(said, standing),
        };
        // What moved so far that one answer confirms nothing is withheld, whoever agrees.
        let jumped = standing.unconfirmed.as_ref().filter(|level| levels::is_beyond_one_answer(level.displaced_pct));
        let jumped = jumped.filter(|level| !is_lone && level.jumped_on == self.day.date()).map(|_| "unusual_move");
        let finding = if is_lone { self.finding(said, standing.unconfirmed.as_ref()) } else { jumped };
        (is_lone || jumped.is_some()).then(|| self.judged(said, standing, finding))
    }

    /// It stands on a level that its witness of the day does not share.
    fn stands_alone(&self, said: &Said, standing: &Standing) -> bool {
        let jumped_before = standing.unconfirmed.as_ref().filter(|level| level.jumped_on < self.day.date());
        let deviation = blame::find(self.deviations, said.witness, said.currency);
        jumped_before
            .zip(deviation)
            .is_some_and(|(level, row)| row.deviation_pct.abs() >= CONTRADICTED_SHARE * level.displaced_pct.abs())
    }

    fn judged(&self, said: &Said, standing: &Standing, finding: Option<&'static str>) -> UnwitnessedRate {
        let level = standing.unconfirmed.as_ref();
        UnwitnessedRate {
            currency: said.observation.currency,
            witness: self.memory.witnesses[said.witness].witness.clone(),
            move_pct: standing.move_pct,
            move_limit_pct: standing.move_limit_pct,
            rule: finding.filter(|_| !said.is_admitted()),
            overruled: finding.filter(|_| said.is_admitted()),
            jumped_on: level.filter(|level| !level.is_new).map(|level| level.jumped_on),
            displaced_pct: level.map(|level| level.displaced_pct),
            day_count: level.map(|level| level.day_count),
            evidence: finding.and_then(|finding| self.evidence(finding, said, level)),
        }
    }

    fn finding(&self, said: &Said, level: Option<&Unconfirmed>) -> Option<&'static str> {
        let date = self.day.date();
        if !self.settings.publishes_unwitnessed {
            return Some("no_second_witness");
        }
        if said.facts().regime_on(date) == RateRegime::Official {
            return Some("restricted_regime");
        }
        if pegs::find(self.broken_pegs, said.witness, said.currency).is_some() {
            return Some("broken_peg");
        }
        match level {
            Some(level) if level.is_new => return Some("new_currency"),
            Some(level) if level.jumped_on == date => return Some("unusual_move"),
            Some(_) => return Some("unconfirmed_level"),
            None => {}
        }
        if self.agreed_share(said).is_some_and(|share| share < AGREED_SHARE) {
            return Some("no_recent_agreement");
        }
        if self.disputed_on(said).is_some() {
            return Some("unsettled_dispute");
        }
        if self.check(said).is_some_and(|check| check.is_incomplete) {
            return Some("incomplete_answer");
        }
        self.objection(said).map(|_| CONTRADICTED_RATE)
    }

    fn check(&self, said: &Said) -> Option<&AnswerCheck> {
        self.checks.iter().find(|check| check.witness_id == said.witness)
    }

    /// What an answer that was set aside has against it.
    fn objection(&self, said: &Said) -> Option<Objection> {
        set_aside::objection(said, self.day, self.checks, self.memory, self.settings)
    }

    /// How often the source was believed on that currency lately, where it could be compared.
    fn agreed_share(&self, said: &Said) -> Option<f64> {
        let known = &self.memory.rate(said.witness, said.currency)?.agreed;
        let lately = || known.iter().filter(|(day, _)| self.day.date().days_since(*day) <= LATELY_DAYS);
        let (compared, agreed) = (lately().count(), lately().filter(|(_, agreed)| *agreed).count());
        (compared >= COMPARISONS_MIN).then(|| count(agreed) / count(compared))
    }

    /// When others spoke of it last, if it was not believed then: it is no better because nobody else speaks.
    fn disputed_on(&self, said: &Said) -> Option<RateDate> {
        self.memory.rate(said.witness, said.currency)?.dispute_on(self.day.date()).map(|dispute| dispute.day)
    }

    fn evidence(&self, finding: &str, said: &Said, level: Option<&Unconfirmed>) -> Option<String> {
        match finding {
            "no_second_witness" => Some("the configuration publishes no rate without a second witness".to_owned()),
            "restricted_regime" => {
                Some("there are other rates beside the official one, and no second witness".to_owned())
            }
            "broken_peg" => {
                let peg = pegs::find(self.broken_pegs, said.witness, said.currency)?;
                Some(words::off_peg(peg.deviation_pct, peg.anchor))
            }
            "no_recent_agreement" => {
                let share = self.agreed_share(said)?;
                Some(format!("agreed with others on only {:.0} % of the last days", 100.0 * share))
            }
            "unsettled_dispute" => {
                let day = self.disputed_on(said)?;
                Some(format!("not believed on {day}, when it was last compared with another rate of the same day"))
            }
            "incomplete_answer" => self.check(said).map(|check| check.evidence.clone()),
            CONTRADICTED_RATE => {
                let Objection { witness, deviation_pct, usual_pct } = self.objection(said)?;
                Some(words::off_one_set_aside(deviation_pct, usual_pct, self.memory.name(witness)))
            }
            _ => level.map(|level| of_level(finding, level)),
        }
    }
}

fn of_level(finding: &str, level: &Unconfirmed) -> String {
    let by_pct = percent(level.displaced_pct);
    let likeness = words::likeness(level.displaced_pct, level.is_mistakable);
    let (day_count, day_count_max) = (level.day_count, level.day_count_max);
    match finding {
        "new_currency" => {
            format!("the source had it on no day before {}: market day {day_count} of {day_count_max}", level.jumped_on)
        }
        "unusual_move" => {
            format!(
                "moved by {by_pct:.2} % since {}, more than {:.2} %{likeness}",
                level.jumped_since,
                percent(level.limit_pct)
            )
        }
        _ => {
            let of_days = if level.is_mistakable { String::new() } else { format!(" of {day_count_max}") };
            format!(
                "jumps since {} add up to {by_pct:.2} %{likeness}, and nobody confirms the new level, where it is on market \
                 day {day_count}{of_days}",
                level.jumped_on
            )
        }
    }
}

/// Remembers who was believed.
pub(crate) fn learn(memory: &mut Memory, day: &MarketDay, deviations: &[Deviation]) {
    for row in deviations.iter().filter(|row| row.age_days == 0) {
        let compared = &row.evidence.compared;
        let agreed = &mut memory.rate_mut(compared.witness, compared.currency).agreed;
        while agreed.front().is_some_and(|(earlier, _)| day.date.days_since(*earlier) >= LATELY_DAYS) {
            agreed.pop_front();
        }
        agreed.push_back((day.date, row.is_accepted));
    }
}
