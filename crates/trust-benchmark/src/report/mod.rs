//! What was measured, as tables and as JSON.

pub mod json;
pub mod markdown;

use crate::measure::Measurement;

/// Everything that was measured.
#[derive(Debug)]
pub struct BenchmarkReport<'a> {
    /// By which dice.
    pub seed: u64,
    /// In which time.
    pub seconds: f64,
    /// By scenario and setting.
    pub measured: Vec<Measurement<'a>>,
}

impl Measurement<'_> {
    /// The first and the last measured day on which there are data.
    fn days(&self) -> [String; 2] {
        let shared = &self.scenario.shared;
        [shared.keys().next(), shared.keys().next_back()].map(|day| day.map(ToString::to_string).unwrap_or_default())
    }

    fn name(&self, target: usize) -> &'static str {
        self.scenario.witnesses[target].name
    }
}
