//! What is measured of a scenario: its sound data, and every kind of fault of each of its witnesses.

use crate::clean::{self, Counts, Group as Cells};
use crate::dice::Dice;
use crate::fault::{Group, Kind, Sites};
use crate::scenario::Scenario;
use crate::tally::{Outcome, Tally};
use crate::walk::{self, Judged, Tried};
use makerates_judge::Settings;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much is tried.
#[derive(Debug, Clone)]
pub struct Effort {
    /// The kinds of faults.
    pub kinds: Vec<Kind>,
    /// Decides which sites are tried where there are more than wanted.
    pub seed: u64,
    /// Sites of a kind that is over on its day.
    pub faults: usize,
    /// Sites of a kind that lasts.
    pub courses: usize,
    /// How many walks at once.
    pub threads: usize,
}

/// What was measured of one scenario with one choice of settings.
#[derive(Debug)]
pub struct Measurement<'a> {
    pub scenario: &'a Scenario,
    /// The setting that differs from the default, and its value.
    pub setting: Option<String>,
    pub clean: BTreeMap<Cells, Counts>,
    pub faults: Vec<OfKind>,
}

impl Measurement<'_> {
    /// The first and the last measured day on which there are data.
    pub fn days(&self) -> [String; 2] {
        let shared = &self.scenario.shared;
        [shared.keys().next(), shared.keys().next_back()].map(|day| day.map(ToString::to_string).unwrap_or_default())
    }

    pub fn name(&self, target: usize) -> &'static str {
        self.scenario.witnesses[target].name
    }
}

/// What became of the faults of one kind and one witness.
#[derive(Debug, Clone)]
pub struct OfKind {
    /// Whose rates were wrong: its place in the scenario.
    pub target: usize,
    pub kind: Kind,
    /// How many sites there are, of which some may have been tried.
    pub sites: usize,
    pub tally: Tally,
}

/// Settings, and what they are called where they are not the default.
pub type Setting = (Option<String>, Settings);

/// One walk.
enum Walk {
    Clean,
    Faults(usize, Vec<Kind>),
}

/// Measures each scenario with each of the settings. No walk needs what another one finds: each thread takes the next.
pub fn measure<'a>(scenarios: &'a [Scenario], settings: &[Setting], effort: &Effort) -> Vec<Measurement<'a>> {
    let mut measured = Vec::new();
    let mut walks = Vec::new();
    for scenario in scenarios {
        for (name, settings) in settings {
            let place = measured.len();
            let (setting, clean, faults) = (name.clone(), BTreeMap::new(), Vec::new());
            measured.push(Measurement { scenario, setting, clean, faults });
            walks.push((place, scenario, *settings, Walk::Clean));
            for target in scenario.targets() {
                walks.extend(effort.walks().map(|kinds| (place, scenario, *settings, Walk::Faults(target, kinds))));
            }
        }
    }
    let (walks, found) = (Mutex::new(walks.into_iter()), Mutex::new(&mut measured));
    let walk_all = || {
        loop {
            let Some((place, scenario, settings, walk)) = lock(&walks).next() else { break };
            match walk {
                Walk::Clean => {
                    let clean = clean::count(scenario, settings);
                    lock(&found)[place].clean = clean;
                }
                Walk::Faults(target, kinds) => {
                    let faults = effort.faults(scenario, settings, target, &kinds);
                    lock(&found)[place].faults.extend(faults);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..effort.threads {
            scope.spawn(walk_all);
        }
    });
    let order = |found: &OfKind| (found.target, effort.kinds.iter().position(|kind| *kind == found.kind));
    for measured in &mut measured {
        measured.faults.sort_by_key(order);
    }
    measured
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Effort {
    /// Which kinds are tried on one way through the days. Of what lasts there are few sites, so that the way itself would cost
    /// the most: as many kinds share it as leaves each thread something to do.
    fn walks(&self) -> impl Iterator<Item = Vec<Kind>> {
        let (lasting, others): (Vec<Kind>, Vec<Kind>) =
            self.kinds.iter().partition(|kind| kind.group() == Group::Lasting);
        let shared = lasting.chunks(lasting.len().div_ceil(self.threads).max(1)).map(<[Kind]>::to_vec);
        shared.collect::<Vec<_>>().into_iter().chain(others.into_iter().map(|kind| vec![kind]))
    }

    /// Tries kinds of faults of one witness, those that it can have.
    fn faults(&self, scenario: &Scenario, settings: Settings, target: usize, kinds: &[Kind]) -> Vec<OfKind> {
        let mut found = Vec::new();
        let mut tries = Vec::new();
        for sites in kinds.iter().filter_map(|kind| Sites::of(scenario, target, *kind)) {
            let kind = sites.kind;
            let wanted = if kind.days() > 1 { self.courses } else { self.faults };
            let purpose = format!("{} {target} {kind}", scenario.key);
            let (some, count) = sites.some(wanted, &mut Dice::new(self.seed, &purpose));
            found.push(OfKind { target, kind, sites: count, tally: Tally::default() });
            tries.push((sites, some));
        }
        walk::try_all(scenario, &tries, settings, &mut |place, tried| found[place].add(&tried));
        found
    }
}

impl OfKind {
    fn add(&mut self, tried: &Tried) {
        let outcomes = |cases: &[Judged]| cases.iter().map(|case| case.outcome).collect::<Vec<Outcome>>();
        match self.kind.group() {
            Group::Rates => self.tally.add_rates(&outcomes(&tried.cases)),
            Group::Answers => {
                for answer in tried.cases.chunk_by(|one, other| one.market_day == other.market_day) {
                    self.tally.add_answer(&outcomes(answer));
                }
            }
            Group::Lasting => self.tally.add_lasting(&outcomes(&tried.cases), &tried.after, self.kind.is_true()),
        }
    }
}
