//! What was measured, as a table, as JSON and as a picture.

pub mod json;
pub mod markdown;
pub mod svg;

use crate::clean::{Counts, Group};
use crate::curve::Series;
use crate::machine::Machine;
use crate::measure::Tallies;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was measured.
#[derive(Debug)]
pub struct BenchmarkReport {
    /// Where.
    pub machine: Machine,
    /// With which version of the benchmark and of the executable.
    pub versions: String,
    /// By which dice.
    pub seed: u64,
    /// How many runs of the executable, and how many seconds in all.
    pub seconds: u64,
    /// What the silver lacks, and could therefore not be counted.
    pub lacks: BTreeSet<&'static str>,
    /// By scenario.
    pub scenarios: Vec<Measured>,
    /// The curves, when they were asked for.
    pub curves: Vec<Series>,
}

/// What was measured of one scenario.
#[derive(Debug)]
pub struct Measured {
    /// The name in JSON.
    pub key: &'static str,
    /// The name in tables.
    pub title: &'static str,
    /// The first and the last measured day on which there are data.
    pub days: (String, String),
    /// The clean run.
    pub clean: BTreeMap<Group, Counts>,
    /// The faults of each witness.
    pub faults: Vec<OfWitness>,
}

/// The faults of one witness.
#[derive(Debug)]
pub struct OfWitness {
    /// Whose rates were wrong.
    pub witness: &'static str,
    /// Whether they are the ones that are published otherwise.
    pub is_published: bool,
    /// What became of them.
    pub tallies: Tallies,
}
