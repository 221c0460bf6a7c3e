//! The rules that are compared.

use crate::baseline::sketch::{self, Features, Sketch};
use crate::judge::Said;
use crate::silver::Cell;
use crate::witness::Witness;
use std::collections::BTreeMap;
use std::fmt;

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The shipped pipeline.
    Pipeline,
    /// 1 %, by the date stamp.
    Fixed,
    /// One of the sketches, with its usual factor.
    Sketch(Sketch),
}

/// The factor of both sketches outside the curve.
const FACTOR: f64 = 4.0;

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pipeline => "pipeline",
            Self::Fixed => "fixed 1 %, same date",
            Self::Sketch(Sketch::First) => "sketch, k = 4",
            Self::Sketch(Sketch::Second) => "second sketch, k = 4",
        })
    }
}

/// Both sketches on the same two witnesses.
#[derive(Debug)]
pub struct Sketches(BTreeMap<Cell, Features>);

impl Sketches {
    /// Only of two witnesses.
    pub fn of(witnesses: &[Witness]) -> Option<Self> {
        let [first, second] = witnesses else { return None };
        Some(Self(sketch::features(&[first.clone(), second.clone()])))
    }

    /// What each sketch says of a cell with its usual factor.
    pub fn said(&self, cell: Cell) -> [(Rule, Said); 2] {
        [Sketch::First, Sketch::Second].map(|sketch| (Rule::Sketch(sketch), self.with(cell, sketch, FACTOR)))
    }

    /// What a sketch says of a cell.
    pub fn with(&self, cell: Cell, sketch: Sketch, factor: f64) -> Said {
        self.0.get(&cell).copied().unwrap_or_default().said(sketch, factor)
    }
}
