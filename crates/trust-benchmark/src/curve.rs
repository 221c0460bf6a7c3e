//! The trade-off of each rule: what it withholds of clean data against what it lets through.

use crate::baseline::fixed;
use crate::baseline::sketch::Sketch;
use crate::error::BenchError;
use crate::fault::{Injection, Kind};
use crate::judge::{Said, View, judge};
use crate::measure::Effort;
use crate::pipeline::Home;
use crate::rules::Sketches;
use crate::scenario::Scenario;
use crate::silver::Cell;
use crate::tally::Share;
use crate::witness::Witness;
use std::collections::BTreeMap;

/// The setting that moves the pipeline along its curve.
const SETTING: &str = "MAKERATES_VALIDATION__FAULT_PROBABILITY_MAX_PCT";
const SETTINGS_PCT: [u32; 7] = [2, 5, 10, 15, 20, 30, 50];
const FACTORS: [u32; 6] = [2, 3, 4, 5, 6, 8];

/// The sizes of the faults of the published source.
pub const FAULTS: [Kind; 2] = [Kind::Drift(20), Kind::Drift(50)];

/// One setting of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Such as `k = 4`.
    pub setting: String,
    /// Nothing published, of the clean cells that both witnesses observe.
    pub withheld: Share,
    /// Published wrong, for each of the faults.
    pub wrong: [Share; 2],
}

/// A rule with its settings.
#[derive(Debug, Clone)]
pub struct Series {
    /// The rule.
    pub name: &'static str,
    /// In the order of the settings.
    pub points: Vec<Point>,
}

/// A rule's word on a cell.
type Rule<'a> = dyn Fn(Cell) -> Said + 'a;

/// Faulty data that every rule and setting is tried on.
struct Trial {
    plan: Injection,
    home: Home,
    sketches: Option<Sketches>,
}

/// Measures the curves of two witnesses.
pub fn measure(scenario: &Scenario, effort: &Effort, tell: &mut dyn FnMut(String)) -> Result<Vec<Series>, BenchError> {
    let trials = trials(scenario, effort)?;
    let mut series = vec![Series { name: "pipeline", points: Vec::new() }];
    let clean = Home::of(&scenario.witnesses)?;
    for setting in SETTINGS_PCT {
        tell(format!("curve: pipeline at {setting} %, {} runs", trials.len() + 1));
        series[0].points.push(pipeline_point(scenario, effort, &clean, &trials, setting)?);
    }
    let sketches = Sketches::of(&scenario.witnesses);
    for (name, sketch) in [("sketch", Sketch::First), ("second sketch", Sketch::Second)] {
        let Some(clean) = &sketches else { continue };
        let point = |factor: u32| {
            let with = |sketches: &Sketches, cell| sketches.with(cell, sketch, f64::from(factor));
            let mut point = Point::new(format!("k = {factor}"), scenario, &|cell| with(clean, cell));
            for trial in &trials {
                let Some(faulty) = &trial.sketches else { continue };
                point.add(scenario, &trial.plan, &|cell| with(faulty, cell));
            }
            point
        };
        series.push(Series { name, points: FACTORS.into_iter().map(point).collect() });
    }
    series.push(Series { name: "fixed 1 %, same date", points: vec![fixed_point(scenario, &trials)] });
    Ok(series)
}

fn trials(scenario: &Scenario, effort: &Effort) -> Result<Vec<Trial>, BenchError> {
    let plans = effort.plans(scenario, 0, &FAULTS, effort.rates);
    let trial = |plan: Injection| {
        let (home, sketches) = (Home::of(&plan.witnesses)?, Sketches::of(&plan.witnesses));
        Ok(Trial { plan, home, sketches })
    };
    plans.into_iter().map(trial).collect()
}

fn pipeline_point(
    scenario: &Scenario,
    effort: &Effort,
    clean: &Home,
    trials: &[Trial],
    setting: u32,
) -> Result<Point, BenchError> {
    let settings = [(SETTING, setting.to_string())];
    let silver = clean.silver(&effort.transform, &settings)?;
    let view = View::new(&silver, &scenario.witnesses, &scenario.witnesses);
    let mut point = Point::new(format!("{setting} %"), scenario, &|cell| view.said(cell.0, cell.1, 0));
    for trial in trials {
        let silver = trial.home.silver(&effort.transform, &settings)?;
        let view = View::new(&silver, &trial.plan.witnesses, &scenario.witnesses);
        point.add(scenario, &trial.plan, &|cell| view.said(cell.0, cell.1, 0));
    }
    Ok(point)
}

fn fixed_point(scenario: &Scenario, trials: &[Trial]) -> Point {
    let clean = &scenario.witnesses;
    let mut point = Point::new(String::new(), scenario, &|cell| fixed::said(clean, cell.0, cell.1));
    for trial in trials {
        point.add(scenario, &trial.plan, &|cell| fixed::said(&trial.plan.witnesses, cell.0, cell.1));
    }
    point
}

impl Point {
    /// A setting, and what it withholds of clean data.
    fn new(setting: String, scenario: &Scenario, said: &Rule<'_>) -> Self {
        let mut withheld = Share::default();
        for (day, currencies) in &scenario.shared {
            for currency in currencies {
                withheld.add(said((*day, *currency)).published.is_empty());
            }
        }
        Self { setting, withheld, wrong: [Share::default(); 2] }
    }

    /// Counts what is published wrong of the first witness's faults.
    fn add(&mut self, scenario: &Scenario, plan: &Injection, said: &Rule<'_>) {
        let observed: Vec<BTreeMap<_, _>> = scenario.witnesses.iter().map(Witness::observed).collect();
        for fault in &plan.faults {
            let Some(place) = FAULTS.iter().position(|kind| *kind == fault.kind) else { continue };
            for case in &fault.cases {
                let sound = scenario.witnesses.iter().zip(&observed);
                let truth: Vec<Option<f64>> =
                    sound.map(|(witness, days)| witness.per_eur(*days.get(&case.market_day)?, case.currency)).collect();
                let outcome = judge(case, 0, &truth, &said((case.market_day, case.currency)));
                self.wrong[place].add(outcome.is_wrong);
            }
        }
    }
}
