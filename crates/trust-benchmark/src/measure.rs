//! Runs of the pipeline on faulty data, and what became of each fault.

use crate::baseline::fixed;
use crate::dice::Dice;
use crate::error::BenchError;
use crate::fault::{Case, Fault, Group, Injection, Injector, Kind};
use crate::judge::{Said, View, judge};
use crate::pipeline::Home;
use crate::rules::{Rule, Sketches};
use crate::scenario::{Scenario, Tried};
use crate::silver::Silver;
use crate::tally::{Outcome, Tally};
use crate::witness::Witness;
use makerates_domain::dates::RateDate;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How much is measured.
#[derive(Debug, Clone)]
pub struct Effort {
    /// The executable under measurement.
    pub transform: PathBuf,
    /// Decides days, currencies and signs.
    pub seed: u64,
    /// The kinds of faults.
    pub kinds: Vec<Kind>,
    /// How often each kind is tried on single rates.
    pub rates: usize,
    /// How often each kind is tried on whole answers, and each that lasts.
    pub answers: usize,
    /// Runs for one witness's single rates, and as many for its answers, although not every kind was tried often enough.
    pub runs_max: usize,
}

/// What became of the faults of one witness, by kind and rule.
pub type Tallies = BTreeMap<Kind, BTreeMap<Rule, Tally>>;

impl Effort {
    /// The silver of what the witnesses say.
    pub fn silver(&self, witnesses: &[Witness]) -> Result<Silver, BenchError> {
        Home::of(witnesses)?.silver(&self.transform, &[])
    }

    /// Tries all kinds on one witness of a scenario. Faults of single rates, of whole answers, and those that last never
    /// share a run.
    pub fn faults(
        &self,
        scenario: &Scenario,
        target: usize,
        tell: &mut dyn FnMut(String),
    ) -> Result<Tallies, BenchError> {
        let mut tallies = Tallies::new();
        let groups = [
            (Group::Rates, self.rates, "wrong rates"),
            (Group::Answers, self.answers, "wrong answers"),
            (Group::Lasting, self.answers, "lasting faults and breaks"),
        ];
        for (group, trials, what) in groups {
            // Whole answers have other witnesses' currencies, too.
            if group == Group::Answers && scenario.tried == Tried::OwnOfTheLast {
                continue;
            }
            let kinds: Vec<Kind> = self.kinds.iter().copied().filter(|kind| kind.group() == group).collect();
            for (number, plan) in self.plans(scenario, target, &kinds, trials).into_iter().enumerate() {
                let tried: usize = plan.faults.iter().map(Fault::trials).sum();
                let name = scenario.witnesses[target].name;
                tell(format!("{}: run {} with {tried} {what} of {name}", scenario.key, number + 1));
                self.run(scenario, target, &plan, &mut tallies)?;
            }
        }
        Ok(tallies)
    }

    /// The runs that it takes.
    pub fn plans(&self, scenario: &Scenario, target: usize, kinds: &[Kind], trials: usize) -> Vec<Injection> {
        let mut planner = Injector::new(scenario, target, kinds, trials);
        let runs_max = self.runs_max * scenario.runs_factor();
        let mut plans = Vec::new();
        while !planner.is_done() && plans.len() < runs_max {
            let purpose = format!("{} {target} {kinds:?} {}", scenario.key, plans.len());
            let plan = planner.next(&mut Dice::new(self.seed, &purpose));
            if plan.faults.is_empty() {
                break;
            }
            plans.push(plan);
        }
        plans
    }

    fn run(
        &self,
        scenario: &Scenario,
        target: usize,
        plan: &Injection,
        tallies: &mut Tallies,
    ) -> Result<(), BenchError> {
        let silver = self.silver(&plan.witnesses)?;
        let judges = Judges::new(scenario, &plan.witnesses, &silver, target);
        for fault in &plan.faults {
            let of_kind = tallies.entry(fault.kind).or_default();
            match fault.kind.group() {
                Group::Rates => {
                    for (rule, outcome) in judges.outcomes(&fault.cases, fault.kind) {
                        of_kind.entry(rule).or_default().add_rates(&outcome);
                    }
                }
                Group::Answers => {
                    for cases in fault.answers().into_values() {
                        for (rule, outcomes) in judges.outcomes(cases, fault.kind) {
                            of_kind.entry(rule).or_default().add_answer(&outcomes);
                        }
                    }
                }
                Group::Lasting => {
                    let mut after = judges.outcomes(&fault.after, fault.kind);
                    for (rule, days) in judges.outcomes(&fault.cases, fault.kind) {
                        let after = after.remove(&rule).unwrap_or_default();
                        of_kind.entry(rule).or_default().add_lasting(&days, &after, fault.kind.is_true());
                    }
                }
            }
        }
        Ok(())
    }
}

/// All rules on the same faulty data.
struct Judges<'a> {
    sound: &'a [Witness],
    observed: Vec<BTreeMap<RateDate, RateDate>>,
    written: &'a [Witness],
    view: View<'a>,
    sketches: Option<Sketches>,
    target: usize,
}

impl<'a> Judges<'a> {
    fn new(scenario: &'a Scenario, written: &'a [Witness], silver: &'a Silver, target: usize) -> Self {
        let sound = &scenario.witnesses;
        let observed = sound.iter().map(Witness::observed).collect();
        let (view, sketches) = (View::new(silver, written, sound), Sketches::of(written));
        Self { sound, observed, written, view, sketches, target }
    }

    /// What becomes of rates, one after the other, by each rule.
    fn outcomes<'c>(&self, cases: impl IntoIterator<Item = &'c Case>, kind: Kind) -> BTreeMap<Rule, Vec<Outcome>> {
        let mut outcomes: BTreeMap<Rule, Vec<Outcome>> = BTreeMap::new();
        for case in cases {
            for (rule, outcome) in self.of_case(case, kind) {
                outcomes.entry(rule).or_default().push(outcome);
            }
        }
        outcomes
    }

    fn of_case(&self, case: &Case, kind: Kind) -> Vec<(Rule, Outcome)> {
        // A true break is right as it is written.
        let right = if kind.is_true() { self.written } else { self.sound };
        let truth = self.truth(right, case);
        let by_market_day = |said: &Said| judge(case, self.target, &truth, said);
        let said = self.view.said(case.market_day, case.currency, self.target);
        let mut outcomes = vec![(Rule::Pipeline, by_market_day(&said))];
        let by_stamp = fixed::said(self.written, case.stamp, case.currency);
        let truth_by_stamp = fixed::truth(right, case.stamp, case.currency);
        outcomes.push((Rule::Fixed, judge(case, self.target, &truth_by_stamp, &by_stamp)));
        for (rule, said) in self.sketches.iter().flat_map(|it| it.said((case.market_day, case.currency))) {
            outcomes.push((rule, by_market_day(&said)));
        }
        outcomes
    }

    /// What each witness says of the market day when it is right.
    fn truth(&self, right: &[Witness], case: &Case) -> Vec<Option<f64>> {
        let of = |(witness, observed): (&Witness, &BTreeMap<RateDate, RateDate>)| {
            witness.per_eur(*observed.get(&case.market_day)?, case.currency)
        };
        right.iter().zip(&self.observed).map(of).collect()
    }
}
