//! What is measured of a scenario: its sound data, and every kind of fault of each of its witnesses.

use crate::clean::{self, Counts, Group as Cells};
use crate::dice::Dice;
use crate::fault::{Group, Kind, Sites};
use crate::parallel;
use crate::scenario::Scenario;
use crate::tally::{Outcome, Tally};
use crate::walk::{self, Judged, Tried};
use makerates_judge::Settings;
use std::collections::BTreeMap;

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

/// What became of the faults of one kind and one witness.
#[derive(Debug, Clone)]
pub struct OfKind {
    /// Whose rates were wrong: its place in the scenario.
    pub target: usize,
    pub kind: Kind,
    /// How many sites there are, of which some may have been tried.
    pub sites: usize,
    pub judge: Tally,
    /// By a fixed limit; of what lasts it is not counted.
    pub fixed: Tally,
}

/// Settings, and what they are called where they are not the default.
pub type Setting = (Option<String>, Settings);

/// One walk.
enum Walk {
    Clean,
    Faults(usize, Kind),
}

enum Found {
    Clean(BTreeMap<Cells, Counts>),
    Faults(Option<Box<OfKind>>),
}

/// Measures each scenario with each of the settings.
pub fn measure<'a>(scenarios: &'a [Scenario], settings: &[Setting], effort: &Effort) -> Vec<Measurement<'a>> {
    let mut measured = Vec::new();
    let mut walks = Vec::new();
    for scenario in scenarios {
        for (name, settings) in settings {
            let place = measured.len();
            let (setting, clean, faults) = (name.clone(), BTreeMap::new(), Vec::new());
            measured.push(Measurement { scenario, setting, clean, faults });
            walks.push((place, *settings, Walk::Clean));
            let kinds = || effort.kinds.iter().copied();
            let of_target = |target| kinds().map(move |kind| (place, *settings, Walk::Faults(target, kind)));
            walks.extend(scenario.targets().into_iter().flat_map(of_target));
        }
    }
    let found = parallel::map(effort.threads, &walks, |(place, settings, walk)| {
        let scenario = measured[*place].scenario;
        match walk {
            Walk::Clean => Found::Clean(clean::count(scenario, *settings)),
            Walk::Faults(target, kind) => {
                Found::Faults(effort.faults(scenario, *settings, *target, *kind).map(Box::new))
            }
        }
    });
    for ((place, ..), found) in walks.iter().zip(found) {
        match found {
            Found::Clean(clean) => measured[*place].clean = clean,
            Found::Faults(of_kind) => measured[*place].faults.extend(of_kind.map(|of_kind| *of_kind)),
        }
    }
    measured
}

impl Effort {
    /// Tries a kind of fault of one witness; none where it can't have it.
    fn faults(&self, scenario: &Scenario, settings: Settings, target: usize, kind: Kind) -> Option<OfKind> {
        let sites = Sites::of(scenario, target, kind)?;
        let wanted = if kind.days() > 1 { self.courses } else { self.faults };
        let purpose = format!("{} {target} {kind}", scenario.key);
        let (some, count) = sites.some(wanted, &mut Dice::new(self.seed, &purpose));
        let mut found = OfKind { target, kind, sites: count, judge: Tally::default(), fixed: Tally::default() };
        walk::try_all(&sites, &some, settings, &mut |tried| found.add(&tried));
        Some(found)
    }
}

impl OfKind {
    fn add(&mut self, tried: &Tried) {
        let by_judge = |cases: &[Judged]| cases.iter().map(|case| case.outcome).collect::<Vec<Outcome>>();
        let by_fixed = |cases: &[Judged]| cases.iter().map(|case| case.by_fixed).collect::<Vec<Outcome>>();
        match self.kind.group() {
            Group::Rates => {
                self.judge.add_rates(&by_judge(&tried.cases));
                self.fixed.add_rates(&by_fixed(&tried.cases));
            }
            Group::Answers => {
                for answer in tried.cases.chunk_by(|one, other| one.market_day == other.market_day) {
                    self.judge.add_answer(&by_judge(answer));
                    self.fixed.add_answer(&by_fixed(answer));
                }
            }
            Group::Lasting => {
                self.judge.add_lasting(&by_judge(&tried.cases), &tried.after, self.kind.is_true());
            }
        }
    }
}
