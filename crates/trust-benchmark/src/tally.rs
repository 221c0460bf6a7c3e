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
    /// Counts one more, where it can be told.
    pub fn add(&mut self, is_hit: impl Into<Option<bool>>) {
        if let Some(is_hit) = is_hit.into() {
            self.hits += u32::from(is_hit);
            self.of += 1;
        }
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// A wrong value is published.
    pub is_wrong: bool,
    /// A value is published, and none is wrong.
    pub is_right: bool,
    /// Nothing wrong is published, and something is said against it.
    pub is_detected: bool,
    /// Whether exactly the faulty witness is blamed; none when nobody is.
    pub blamed_right: Option<bool>,
    /// Whether nothing is published although another witness had a right rate; none when no other had.
    pub right_withheld: Option<bool>,
    /// Whether the first witness's rate is not what is published, although it is right; none when it is not there or wrong.
    pub first_missed: Option<bool>,
    /// The same as `is_wrong`; none where what was said is off by less than half a percent, as most rates of the day before are.
    pub wrong_large: Option<bool>,
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
    /// The first witness's right rate withheld, or another one's published in its place, of rates.
    pub first_missed: Share,
    /// The rates that are published wrong, of those that are off by more than half a percent.
    pub wrong_large: Share,
    /// What lasts, counted once each.
    pub course: Course,
}

/// What became of a fault that lasts, or of a true break.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    /// A wrong value published on the first day.
    pub wrong_first: Share,
    /// On some later day.
    pub wrong_later: Share,
    /// The right value published on the first market day after the fault, and on one of the days after it.
    pub back_at_once: Share,
    /// See above.
    pub back: Share,
    /// Of a true break: the right value published by the first, second, sixth and last of its days.
    pub right_by: [Share; 4],
}

/// Days of [`Course::right_by`]; the last stands for all.
const RIGHT_BY: [usize; 4] = [1, 2, 6, usize::MAX];

impl Tally {
    /// Counts single rates.
    pub fn add_rates(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            self.detected.add(outcome.is_detected);
            self.wrong.add(outcome.is_wrong);
            self.add_cell(*outcome);
        }
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

    /// Counts what lasts by its days, and as a whole. What follows no day of its own, or nothing, is counted nowhere.
    pub fn add_lasting(&mut self, days: &[Outcome], after: &[Outcome], is_true: bool) {
        self.add_rates(days);
        let course = &mut self.course;
        if is_true {
            let by = days.iter().position(|outcome| outcome.is_right);
            for (share, days) in course.right_by.iter_mut().zip(RIGHT_BY) {
                share.add(by.is_some_and(|by| by < days));
            }
        } else if let Some((first, later)) = days.split_first() {
            course.wrong_first.add(first.is_wrong);
            course.wrong_later.add(later.iter().any(|outcome| outcome.is_wrong));
        }
        if let Some(first) = after.first() {
            course.back_at_once.add(first.is_right);
            course.back.add(after.iter().any(|outcome| outcome.is_right));
        }
    }

    fn add_cell(&mut self, outcome: Outcome) {
        self.wrong_rates.add(outcome.is_wrong);
        self.blamed_right.add(outcome.blamed_right);
        self.right_withheld.add(outcome.right_withheld);
        self.first_missed.add(outcome.first_missed);
        self.wrong_large.add(outcome.wrong_large);
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
    fn what_lasts_is_counted_by_days_and_as_a_whole() {
        let wrong = Outcome { is_wrong: true, ..Outcome::default() };
        let (right, withheld) = (Outcome { is_right: true, ..Outcome::default() }, Outcome::default());
        let mut tally = Tally::default();
        tally.add_lasting(&[withheld, wrong, wrong], &[withheld, right], false);
        let one = |hits| Share { hits, of: 1 };
        assert_eq!(tally.wrong, Share { hits: 2, of: 3 });
        let course = tally.course;
        assert_eq!([course.wrong_first, course.wrong_later, course.back_at_once, course.back], [0, 1, 0, 1].map(one));
        let mut tally = Tally::default();
        tally.add_lasting(&[withheld, withheld, right], &[], true);
        assert_eq!((tally.course.right_by, tally.course.wrong_first.of), ([0, 0, 1, 1].map(one), 0));
    }

    #[test]
    fn an_answer_is_wrong_by_one_rate_and_then_not_detected() {
        let caught =
            Outcome { is_detected: true, blamed_right: Some(true), right_withheld: Some(false), ..Outcome::default() };
        let missed = Outcome { is_wrong: true, ..Outcome::default() };
        let mut tally = Tally::default();
        tally.add_answer(&[caught, caught]);
        tally.add_answer(&[caught, missed]);
        assert_eq!((tally.detected, tally.wrong), (Share { hits: 1, of: 2 }, Share { hits: 1, of: 2 }));
        assert_eq!((tally.wrong_rates, tally.blamed_right), (Share { hits: 1, of: 4 }, Share { hits: 3, of: 3 }));
    }
}
