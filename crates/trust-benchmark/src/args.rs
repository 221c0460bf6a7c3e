//! What the command line asks for.

use crate::fault::{Group, Kind, Lasting};
use crate::measure::{Effort, Setting};
use crate::measured::{Class, Years};
use crate::outline;
use crate::sweep::Sweep;
use makerates_domain::dates::RateDate;
use makerates_judge::Settings;
use std::path::PathBuf;

/// Measures how many wrong rates are published, and how many right ones withheld: faults are put into recorded real rates,
/// and what the judge makes of each is counted.
#[derive(Debug, clap::Parser)]
#[command(name = "bench-trust", version)]
pub struct Args {
    /// Folder with `ecb_eur.csv.gz`, `boc_cad.csv.gz` and so on; scenarios of what it lacks are left out
    #[arg(long, value_name = "DIR", default_value = "tests/data")]
    pub data: PathBuf,

    /// Decides which sites are tried where there are more than wanted
    #[arg(long, value_name = "N", default_value_t = 20_260_930)]
    pub seed: u64,

    /// At most so many sites (day, currency, sign) of each kind of fault that is over on its day
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub faults: usize,

    /// At most so many sites of each kind that lasts
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub courses: usize,

    /// Only these kinds of faults, such as `drift_2,wrong_base`
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub kinds: Vec<Kind>,

    /// Only these scenarios
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = outline::keys())]
    pub scenarios: Vec<String>,

    /// The first measured day, also where recordings go on [default: as each scenario has it]
    #[arg(long, value_name = "DAY")]
    pub from: Option<RateDate>,

    /// The last measured day [default: as each scenario has it]
    #[arg(long, value_name = "DAY")]
    pub to: Option<RateDate>,

    /// Which years are measured: a rule that is chosen on odd ones is measured on even ones
    #[arg(long, value_enum, default_value_t = Years::All)]
    pub years: Years,

    /// Which currencies are measured
    #[arg(long, value_enum, value_name = "CLASS", default_value_t = Class::All)]
    pub currencies: Class,

    /// Only the faults that last and the true breaks
    #[arg(long)]
    pub lasting: bool,

    /// A small part of it, in some seconds
    #[arg(long)]
    pub quick: bool,

    /// Measure a setting with several values, such as `fault_probability_max_pct=5,10,15`
    #[arg(long, value_name = "SETTING=VALUES", conflicts_with = "lasting")]
    pub sweep: Option<Sweep>,

    /// Measure nothing: build so many silvers of faulty answers by the `transform` beside this executable, and compare every
    /// verdict with the judge's
    #[arg(long, value_name = "N")]
    pub check_pipeline: Option<usize>,

    /// Write the tables here instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
}

/// Of the small part, and of a sweep and a check of the pipeline, where no others are asked for.
const USUAL_SCENARIO: &str = "ecb_boc";
const QUICK_KINDS: [Kind; 5] = [Kind::Scale(1), Kind::Stale(1), Kind::Drift(20), Kind::Drift(50), Kind::EurCell(20)];
const QUICK_FAULTS: usize = 10_000;
const QUICK_COURSES: usize = 200;
const SWEPT_KINDS: [Kind; 3] = [Kind::Drift(10), Kind::Drift(20), Kind::Drift(50)];
const QUICK_LASTING: [Kind; 8] = [
    Kind::Lasting(Lasting::Scale(1), 5),
    Kind::Lasting(Lasting::Scale(-2), 5),
    Kind::Lasting(Lasting::Scale(-2), 20),
    Kind::Lasting(Lasting::Drift(50), 5),
    Kind::Lasting(Lasting::Drift(300), 20),
    Kind::Lasting(Lasting::Creep(100), 20),
    Kind::Lasting(Lasting::Break(300, 0), 20),
    Kind::Lasting(Lasting::Break(300, 5), 20),
];

impl Args {
    /// Whether a scenario is asked for.
    pub fn wants(&self, key: &str) -> bool {
        let is_usual = (self.quick || self.sweep.is_some() || self.check_pipeline.is_some()) && !self.lasting;
        match self.scenarios.as_slice() {
            [] => !is_usual || key == USUAL_SCENARIO,
            scenarios => scenarios.iter().any(|name| name == key),
        }
    }

    pub fn effort(&self) -> Effort {
        let (faults, courses) = if self.quick {
            (self.faults.min(QUICK_FAULTS), self.courses.min(QUICK_COURSES))
        } else {
            (self.faults, self.courses)
        };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Effort { kinds: self.kinds(), seed: self.seed, faults, courses, threads }
    }

    fn kinds(&self) -> Vec<Kind> {
        let all = Kind::ALL.map(|(_, kind)| kind);
        let kinds: &[Kind] = match (self.lasting, self.quick) {
            _ if !self.kinds.is_empty() => &self.kinds,
            _ if self.sweep.is_some() => &SWEPT_KINDS,
            (true, true) => &QUICK_LASTING,
            (false, true) => &QUICK_KINDS,
            (_, false) => &all,
        };
        kinds.iter().copied().filter(|kind| !self.lasting || kind.group() == Group::Lasting).collect()
    }

    /// The settings under measurement: the default ones, or those of the sweep.
    pub fn settings(&self) -> Vec<Setting> {
        self.sweep.as_ref().map_or_else(|| vec![(None, Settings::default())], |sweep| sweep.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn parsed(line: &str) -> Args {
        Args::try_parse_from(line.split_whitespace()).unwrap()
    }

    #[test]
    fn everything_is_measured_by_a_fixed_seed_unless_told_otherwise() {
        let args = parsed("bench-trust");
        assert_eq!((args.seed, args.effort().kinds.len(), args.settings().len()), (20_260_930, Kind::ALL.len(), 1));
        assert!(args.wants("ecb") && args.wants("three_real"));
    }

    #[test]
    fn a_small_part_a_sweep_and_a_check_are_of_two_witnesses() {
        for line in ["bench-trust --quick", "bench-trust --sweep doubt_pct=1,2", "bench-trust --check-pipeline 3"] {
            let args = parsed(line);
            assert!(args.wants("ecb_boc") && !args.wants("ecb"), "{line}");
        }
        let sweep = parsed("bench-trust --sweep doubt_pct=1,2 --scenarios ecb");
        assert_eq!((sweep.effort().kinds, sweep.settings().len()), (SWEPT_KINDS.to_vec(), 2));
        assert!(sweep.wants("ecb"));
    }

    #[test]
    fn kinds_and_scenarios_are_named() {
        let lasting = parsed("bench-trust --quick --lasting");
        assert_eq!((lasting.effort().kinds.len(), lasting.wants("feed_alone")), (8, true));
        let args = parsed("bench-trust --kinds drift_2,wrong_base --scenarios ecb_boc --seed 7");
        assert_eq!(args.effort().kinds, [Kind::Drift(20), Kind::WrongBase]);
        assert!(args.wants("ecb_boc") && !args.wants("ecb"));
        for wrong in [["--kinds", "x"], ["--scenarios", "x"], ["--seed", "x"], ["--from", "2024"], ["--sweep", "x"]] {
            assert!(Args::try_parse_from(["bench-trust"].into_iter().chain(wrong)).is_err(), "{wrong:?}");
        }
    }
}
