//! What the judge is parameterised by.

/// Limits and what follows from them, as the configuration has them under `validation`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Beyond this a deviation is a warning, in percent, unless the currency usually deviates by more.
    pub warning_pct: f64,
    /// Beyond this a deviation is critical, in percent, unless the currency usually deviates by more.
    pub critical_pct: f64,
    /// Up to this no deviation makes a fault, in percent.
    pub doubt_pct: f64,
    /// From this probability of being wrong on a rate does not stand, in percent.
    pub fault_probability_max_pct: f64,
    /// Whether a rate may be published on one source's word.
    pub publishes_unwitnessed: bool,
}

/// The configuration's own defaults.
impl Default for Settings {
    fn default() -> Self {
        Self {
            warning_pct: 0.5,
            critical_pct: 1.0,
            doubt_pct: 0.7,
            fault_probability_max_pct: 15.0,
            publishes_unwitnessed: true,
        }
    }
}

impl Settings {
    /// As a share of one.
    pub(crate) fn fault_probability_max(&self) -> f64 {
        self.fault_probability_max_pct / 100.0
    }
}
