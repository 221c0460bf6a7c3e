//! What was not believed on the last day on which others spoke of it too?
//!
//! Beside the older word of who is silent more is tolerated, for the market moves on; and where nobody's word can be carried
//! forward, nobody contradicts a lone rate. Neither settles what was disputed the day before: that takes two who speak, or the way
//! back of who was off.

use crate::answers::AnswerCheck;
use crate::blame::Deviation;
use crate::copies::Pair;
use crate::day::{Decision, MarketDay, Said, WitnessId};
use crate::facts::CurrencyId;
use crate::lone::{CONTRADICTED_RATE, UnwitnessedRate};
use crate::memory::Memory;
use makerates_domain::dates::RateDate;
use makerates_domain::market_day::WITNESS_AGE_DAYS_MAX;

/// Who is no further off than this part of what it was off by has come back.
const WAY_BACK_SHARE: f64 = 0.5;

/// A rate that was not believed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dispute {
    /// The last day on which another one spoke of the currency too.
    pub(crate) day: RateDate,
    /// By how much it was off, in percent; none where its whole answer was set aside, or the one that contradicts it, or a person
    /// rejected it: then no single older word tells that it is right again.
    excess_pct: Option<f64>,
}

impl Dispute {
    /// Whether the others' word of that day can still be carried forward: who would contradict it for ever?
    pub(crate) fn is_open_on(&self, date: RateDate) -> bool {
        date.days_since(self.day) <= WITNESS_AGE_DAYS_MAX
    }

    /// Whether it has come back to an older word.
    pub(crate) fn is_settled_by(&self, row: &Deviation) -> bool {
        let excess_pct = row.evidence.excess_pct;
        self.excess_pct.is_some_and(|then_pct| !row.is_doubtful && excess_pct <= WAY_BACK_SHARE * then_pct)
    }
}

/// What a day tells of disputes.
pub(crate) struct Facts<'a> {
    pub(crate) day: &'a MarketDay,
    pub(crate) deviations: &'a [Deviation],
    pub(crate) checks: &'a [AnswerCheck],
    pub(crate) unwitnessed: &'a [UnwitnessedRate],
    pub(crate) pairs: &'a [Pair],
}

/// Remembers what is disputed, and forgets what is settled.
pub(crate) fn learn(memory: &mut Memory, facts: &Facts<'_>) {
    let day = facts.day.date;
    for of_currency in facts.deviations.chunk_by(|one, other| one.currency == other.currency) {
        let own = || of_currency.iter().filter(|row| row.age_days == 0);
        let is_alone = own().count() == 1;
        for row in own() {
            let known = memory.rate_mut(row.evidence.compared.witness, row.evidence.compared.currency);
            if !is_alone {
                let dispute = Dispute { day, excess_pct: Some(row.evidence.excess_pct) };
                known.dispute = (!row.is_accepted).then_some(dispute);
            } else if row.is_accepted {
                known.dispute = known.dispute.filter(|dispute| !dispute.is_settled_by(row));
            }
        }
    }
    for (witness, currency) in facts.shut_out(memory) {
        memory.rate_mut(witness, currency).dispute = Some(Dispute { day, excess_pct: None });
    }
    copy(memory, facts);
}

/// What a copy repeats is no better in its own name.
fn copy(memory: &mut Memory, facts: &Facts<'_>) {
    let copied: Vec<(WitnessId, WitnessId)> = facts.pairs.iter().filter_map(Pair::copied).collect();
    for said in &facts.day.rates {
        let mut originals = copied.iter().filter(|(copy, _)| *copy == said.witness).peekable();
        if originals.peek().is_some() {
            let disputes = originals.filter_map(|(_, original)| memory.rate(*original, said.currency)?.dispute);
            let dispute = disputes.max_by_key(|dispute| dispute.day);
            memory.rate_mut(said.witness, said.currency).dispute = dispute;
        }
    }
}

impl Facts<'_> {
    /// What does not count beside another one's word of the day: its answer is contradicted as a whole, or what one that is says
    /// is against it, or a person rejected it.
    fn shut_out(&self, memory: &Memory) -> Vec<(WitnessId, CurrencyId)> {
        let contradicted: Vec<WitnessId> =
            self.checks.iter().filter(|check| check.is_contradicted).map(|check| check.witness_id).collect();
        let objected: Vec<&UnwitnessedRate> =
            self.unwitnessed.iter().filter(|row| row.rule == Some(CONTRADICTED_RATE)).collect();
        let is_objected_to = |said: &Said| {
            let witness = &memory.witnesses[said.witness].witness;
            objected.iter().any(|row| row.currency == said.observation.currency && row.witness == *witness)
        };
        let is_shut_out = |said: &&Said| {
            said.observation.decision == Some(Decision::Reject)
                || contradicted.contains(&said.witness)
                || is_objected_to(said)
        };
        let shut_out = self.day.rates.iter().filter(is_shut_out).filter(|said| self.is_spoken_of_by_another(said));
        shut_out.map(|said| (said.witness, said.currency)).collect()
    }

    /// By one who repeats nobody.
    fn is_spoken_of_by_another(&self, said: &Said) -> bool {
        let mut others = self.checks.iter().filter(|check| check.witness_id != said.witness && check.copy_of.is_none());
        others.any(|other| self.day.word(other.witness_id, said.currency).is_some())
    }
}
