//! What the command line asks for.

use crate::fault::{Group, Kind, Lasting};
use crate::pipeline;
use crate::scenario;
use makerates_domain::dates::RateDate;
use std::hash::{BuildHasher as _, Hasher as _};
use std::path::PathBuf;

/// Measures how many wrong rates the built pipeline publishes, and how many right ones it withholds: faults are put into
/// recorded real rates, and what silver makes of each is counted.
#[derive(Debug, clap::Parser)]
#[command(name = "bench-trust", version)]
pub struct Args {
    /// Folder with `ecb_eur.csv.gz`, `boc_cad.csv.gz` and `market_usd.csv.gz`
    #[arg(long, value_name = "DIR", default_value = "tests/data")]
    pub data: PathBuf,

    /// The executable under measurement [default: `transform` beside this one]
    #[arg(long, value_name = "FILE")]
    pub transform: Option<PathBuf>,

    /// Decides days, currencies and signs: a number, or `random`
    #[arg(long, value_name = "N", default_value = "20260930", value_parser = seed)]
    pub seed: u64,

    /// How often each kind of fault is tried on single rates
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub faults: usize,

    /// How often each kind of fault is tried on whole answers, and each that lasts
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub answers: usize,

    /// At most so many runs for the single rates of a source, and for its answers
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub runs_max: usize,

    /// Only these kinds of faults, such as `drift_2,wrong_base`
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub kinds: Vec<Kind>,

    /// Only these scenarios
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = scenario::keys())]
    pub scenarios: Vec<String>,

    /// The first measured day, also where recordings go on [default: as each scenario has it]
    #[arg(long, value_name = "DAY")]
    pub from: Option<RateDate>,

    /// The last measured day [default: as each scenario has it]
    #[arg(long, value_name = "DAY")]
    pub to: Option<RateDate>,

    /// Only the faults that last and the true breaks, with one and two witnesses
    #[arg(long)]
    pub lasting: bool,

    /// A small part of it, in under a minute; with `--lasting` in under two
    #[arg(long)]
    pub quick: bool,

    /// Write the tables here instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,

    /// Write all counts here
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Measure the curves too, and write the picture here
    #[arg(long, value_name = "FILE")]
    pub curve: Option<PathBuf>,
}

/// The kinds of the small part.
const QUICK_KINDS: [Kind; 5] = [Kind::Scale(1), Kind::Stale(1), Kind::Drift(20), Kind::Drift(50), Kind::EurCell(20)];
const QUICK_SCENARIOS: [&str; 1] = ["ecb_boc"];
const LASTING_SCENARIOS: [&str; 3] = ["ecb", "ecb_boc", "feed_alone"];
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
const QUICK_FIRST: &str = "2023-01-02";

impl Args {
    /// The arguments with everything filled in that `--quick` leaves open.
    pub fn settled(mut self) -> Self {
        if self.lasting {
            self.settle_lasting();
        }
        if self.quick {
            (self.faults, self.answers, self.runs_max) = (self.faults.min(60), self.answers.min(15), 1);
            if self.kinds.is_empty() {
                self.kinds = QUICK_KINDS.to_vec();
            }
            if self.scenarios.is_empty() {
                self.scenarios = QUICK_SCENARIOS.map(str::to_owned).to_vec();
                self.from = self.from.or_else(|| QUICK_FIRST.parse().ok());
            }
        }
        if self.kinds.is_empty() {
            self.kinds = Kind::ALL.to_vec();
        }
        self
    }

    fn settle_lasting(&mut self) {
        if self.scenarios.is_empty() {
            self.scenarios = LASTING_SCENARIOS.map(str::to_owned).to_vec();
        }
        if self.kinds.is_empty() {
            let kinds: &[Kind] = if self.quick { &QUICK_LASTING } else { &Kind::ALL };
            self.kinds = kinds.iter().copied().filter(|kind| kind.group() == Group::Lasting).collect();
        }
        if self.quick {
            (self.answers, self.runs_max, self.quick) = (self.answers.min(20), self.runs_max.min(1), false);
        }
    }

    /// Whether a scenario is asked for.
    pub fn wants(&self, key: &str) -> bool {
        self.scenarios.is_empty() || self.scenarios.iter().any(|name| name == key)
    }

    /// The executable under measurement. It is run in another folder, so that the path must not hang on this one.
    pub fn transform(&self) -> PathBuf {
        let path = self.transform.clone().unwrap_or_else(pipeline::default_transform);
        path.canonicalize().unwrap_or(path)
    }
}

fn seed(text: &str) -> Result<u64, String> {
    if text == "random" {
        return Ok(std::hash::RandomState::new().build_hasher().finish());
    }
    text.parse().map_err(|_| format!("`{text}` is neither a number nor `random`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[test]
    fn everything_is_measured_by_a_fixed_seed_unless_told_otherwise() {
        let args = Args::try_parse_from(["bench-trust"]).unwrap().settled();
        assert_eq!((args.seed, args.kinds.len()), (20_260_930, Kind::ALL.len()));
        assert!(args.wants("ecb") && args.wants("three_real"));
    }

    #[test]
    fn kinds_and_scenarios_are_named() {
        let lasting = Args::try_parse_from(["bench-trust", "--quick", "--lasting"]).unwrap().settled();
        assert_eq!((lasting.kinds.len(), lasting.wants("feed_alone"), lasting.wants("three_real")), (8, true, false));
        let args = ["bench-trust", "--kinds", "drift_2,wrong_base", "--scenarios", "ecb_boc", "--seed", "7"];
        let args = Args::try_parse_from(args).unwrap().settled();
        assert_eq!(args.kinds, [Kind::Drift(20), Kind::WrongBase]);
        assert!(args.wants("ecb_boc") && !args.wants("ecb"));
        for wrong in [["--kinds", "x"], ["--scenarios", "x"], ["--seed", "x"], ["--from", "2024"]] {
            assert!(Args::try_parse_from(["bench-trust"].into_iter().chain(wrong)).is_err(), "{wrong:?}");
        }
    }
}
