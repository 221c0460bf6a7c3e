//! What is remembered of the past, by witness and currency: nothing older than a year but the last rate of each.

use crate::copies::Alikeness;
use crate::day::{Observation, Witness, WitnessId};
use crate::disputes::Dispute;
use crate::evidence::{Comparisons, Stage};
use crate::facts::{self, CurrencyId};
use crate::levels::Level;
use crate::moves::{LastRate, Repeats};
use crate::sheet::Sheet;
use crate::speakers::{Soundness, Spoken};
use crate::statistics::{Share, Spread};
use makerates_domain::dates::RateDate;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// All that the judge knows of the days before.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    places: HashMap<Witness, WitnessId>,
    pub(crate) witnesses: Vec<WitnessMemory>,
}

/// What is known of one witness.
#[derive(Debug, Clone)]
pub(crate) struct WitnessMemory {
    pub(crate) witness: Witness,
    /// By currency; the euro's own place has what all rates did in common.
    rates: Vec<Option<Box<RateMemory>>>,
    /// The first day on which it said anything.
    pub(crate) first_day: Option<RateDate>,
    /// How many rates its last answers had.
    pub(crate) rate_counts: VecDeque<usize>,
    /// What it said on the days for which a repeated answer is looked for.
    pub(crate) sheets: VecDeque<KnownSheet>,
    /// Whether its last answers were sound, as long as they can be carried forward.
    pub(crate) soundness: VecDeque<(RateDate, Soundness)>,
    /// How often it said the same as another one.
    pub(crate) alikeness: HashMap<WitnessId, Alikeness>,
}

/// What a witness said of a day.
#[derive(Debug, Clone)]
pub(crate) struct KnownSheet {
    pub(crate) date: RateDate,
    /// The later stamp under which it came, where it is no observation of that day.
    pub(crate) repeated_on: Option<RateDate>,
    pub(crate) sheet: Arc<Sheet>,
}

/// What is known of one witness's rates of one currency.
#[derive(Debug, Clone, Default)]
pub(crate) struct RateMemory {
    /// The last one that was observed, whatever was made of it.
    pub(crate) last: Option<LastRate>,
    /// The last one that counted as a witness's word.
    pub(crate) spoken: Option<Spoken>,
    /// Its share of what all rates of the witness do in common.
    pub(crate) share: Share,
    /// How far it usually moves by itself in a day.
    pub(crate) residuals: Spread,
    pub(crate) repeats: Repeats,
    /// On which of the last thirty days it was believed, of those on which it could be compared.
    pub(crate) agreed: VecDeque<(RateDate, bool)>,
    /// Whether it was not believed when others spoke of it last.
    pub(crate) dispute: Option<Dispute>,
    pub(crate) level: Level,
    /// How far answers were apart that are not wrong by themselves: what they have in common, and the dollar.
    of_answers: Comparisons,
    /// How far the rates of trusted answers were apart.
    of_rates: Comparisons,
}

impl RateMemory {
    /// What is still disputed of it on a day.
    pub(crate) fn dispute_on(&self, date: RateDate) -> Option<Dispute> {
        self.dispute.filter(|dispute| dispute.is_open_on(date))
    }

    pub(crate) fn comparisons(&self, stage: Stage) -> &Comparisons {
        match stage {
            Stage::Answers => &self.of_answers,
            Stage::Rates => &self.of_rates,
        }
    }

    pub(crate) fn comparisons_mut(&mut self, stage: Stage) -> &mut Comparisons {
        match stage {
            Stage::Answers => &mut self.of_answers,
            Stage::Rates => &mut self.of_rates,
        }
    }
}

impl Memory {
    /// The place of whoever says this; new ones get the next.
    pub(crate) fn place(&mut self, observation: &Observation) -> WitnessId {
        let witness = Witness { name: observation.witness.clone(), source: observation.endpoint.source() };
        if let Some(place) = self.places.get(&witness) {
            return *place;
        }
        let place = self.witnesses.len();
        self.places.insert(witness.clone(), place);
        self.witnesses.push(WitnessMemory::new(witness));
        place
    }

    pub(crate) fn name(&self, witness: WitnessId) -> &Arc<str> {
        &self.witnesses[witness].witness.name
    }

    pub(crate) fn rate(&self, witness: WitnessId, currency: CurrencyId) -> Option<&RateMemory> {
        self.witnesses[witness].rates[currency].as_deref()
    }

    pub(crate) fn rate_mut(&mut self, witness: WitnessId, currency: CurrencyId) -> &mut RateMemory {
        self.witnesses[witness].rates[currency].get_or_insert_default()
    }
}

impl WitnessMemory {
    fn new(witness: Witness) -> Self {
        Self {
            witness,
            rates: vec![None; facts::all().len()],
            first_day: None,
            rate_counts: VecDeque::new(),
            sheets: VecDeque::new(),
            soundness: VecDeque::new(),
            alikeness: HashMap::new(),
        }
    }
}
