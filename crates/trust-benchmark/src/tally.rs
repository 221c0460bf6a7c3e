//! Counts, and how sure they are.

/// The 97.5th percentile of the normal distribution: bounds that hold in 95 of 100 cases.
const Z: f64 = 1.959_964;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub hits: u32,
    /// Of how many.
    pub of: u32,
}

impl Share {
    /// Counts one more.
    pub fn add(&mut self, is_hit: bool) {
        self.hits += u32::from(is_hit);
        self.of += 1;
    }

    /// The share; none of nothing.
    pub fn ratio(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    /// The bounds of the true share by Wilson (1927). Unlike the usual formula they hold for few and for no hits.
    pub fn bounds(self) -> Option<(f64, f64)> {
        let (ratio, of) = (self.ratio()?, f64::from(self.of));
        let scale = 1.0 + Z * Z / of;
        let centre = (ratio + Z * Z / (2.0 * of)) / scale;
        let half = Z / scale * (ratio * (1.0 - ratio) / of + Z * Z / (4.0 * of * of)).sqrt();
        Some(((centre - half).max(0.0), (centre + half).min(1.0)))
    }
}

/// What became of one fault's rate, or of one faulty answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// A wrong value is published.
    pub is_wrong: bool,
    /// Nothing wrong is published, and something is said against it.
    pub is_detected: bool,
    /// Whether exactly the faulty witness is blamed; none when nobody is.
    pub blamed_right: Option<bool>,
    /// Whether nothing is published although another witness had a right rate; none when no other had.
    pub right_withheld: Option<bool>,
}

/// What became of all faults of a kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Detected: of rates, or of answers.
    pub detected: Share,
    /// Wrong value published: of rates, or of answers with at least one such rate.
    pub wrong: Share,
    /// The rates that are published wrong.
    pub wrong_rates: Share,
    /// The right one blamed, of rates for which somebody is blamed.
    pub blamed_right: Share,
    /// Another witness's right rate withheld, of rates.
    pub right_withheld: Share,
}

impl Tally {
    /// Counts a single rate.
    pub fn add_rate(&mut self, outcome: Outcome) {
        self.detected.add(outcome.is_detected);
        self.wrong.add(outcome.is_wrong);
        self.add_cell(outcome);
    }

    /// Counts an answer by its rates: it is detected when nothing wrong of it is published, and something is said.
    pub fn add_answer(&mut self, outcomes: &[Outcome]) {
        let is_wrong = outcomes.iter().any(|outcome| outcome.is_wrong);
        self.wrong.add(is_wrong);
        self.detected.add(!is_wrong && outcomes.iter().any(|outcome| outcome.is_detected));
        for outcome in outcomes {
            self.add_cell(*outcome);
        }
    }

    fn add_cell(&mut self, outcome: Outcome) {
        self.wrong_rates.add(outcome.is_wrong);
        if let Some(is_right) = outcome.blamed_right {
            self.blamed_right.add(is_right);
        }
        if let Some(is_withheld) = outcome.right_withheld {
            self.right_withheld.add(is_withheld);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(hits: u32, of: u32) -> (String, String) {
        let (low, high) = Share { hits, of }.bounds().unwrap();
        (format!("{low:.4}"), format!("{high:.4}"))
    }

    #[test]
    fn bounds_are_wilsons() {
        // By hand from the formula; the second is the example of Newcombe (1998): 15 of 148.
        assert_eq!(bounds(5, 10), ("0.2366".into(), "0.7634".into()));
        assert_eq!(bounds(15, 148), ("0.0624".into(), "0.1605".into()));
        assert_eq!(bounds(0, 10), ("0.0000".into(), "0.2775".into()));
        assert_eq!(bounds(10, 10), ("0.7225".into(), "1.0000".into()));
        assert_eq!(Share::default().bounds(), None);
    }

    #[test]
    fn an_answer_is_wrong_by_one_rate_and_then_not_detected() {
        let caught =
            Outcome { is_wrong: false, is_detected: true, blamed_right: Some(true), right_withheld: Some(false) };
        let missed = Outcome { is_wrong: true, is_detected: false, blamed_right: None, right_withheld: None };
        let mut tally = Tally::default();
        tally.add_answer(&[caught, caught]);
        tally.add_answer(&[caught, missed]);
        assert_eq!((tally.detected, tally.wrong), (Share { hits: 1, of: 2 }, Share { hits: 1, of: 2 }));
        assert_eq!((tally.wrong_rates, tally.blamed_right), (Share { hits: 1, of: 4 }, Share { hits: 3, of: 3 }));
    }
}
