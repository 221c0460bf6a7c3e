//! What became of a faulty rate, whichever rule judged it.

use crate::fault::Case;
use crate::silver::{Published, Silver};
use crate::tally::Outcome;
use crate::witness::{Form, Witness};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::collections::BTreeMap;

/// What a rule says of one currency on one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// What is published: by which witness (none: by one that nobody knows), and units for 1 EUR.
    pub published: Vec<(Option<usize>, f64)>,
    /// Whether something is said against a rate of the day.
    pub is_flagged: bool,
    /// The witnesses that are blamed.
    pub blamed: Vec<usize>,
}

/// What becomes of a faulty rate.
///
/// `truth` is what each witness would have said without the fault. A published rate is wrong when it differs from its
/// publisher's own sound one by more than half the fault: then it is the fault, not the market or a rounding.
pub fn judge(case: &Case, target: usize, truth: &[Option<f64>], said: &Said) -> Outcome {
    let tolerance = case.change.map_or(0.0, |change| change.abs() / 2.0);
    let is_off = |(publisher, rate): &(Option<usize>, f64)| {
        // Where a feed's rate is missing, its next stamp of the same market day rightly stands in.
        if case.change.is_none() && *publisher == Some(target) {
            return false;
        }
        let sound = publisher.and_then(|index| *truth.get(index)?);
        // The digits went through a decimal and back: the last bits of a double are no fault.
        sound.is_none_or(|sound| {
            let difference = (rate / sound - 1.0).abs();
            difference.is_nan() || difference > tolerance.max(ROUNDING)
        })
    };
    let is_wrong = said.published.iter().any(is_off);
    let others = truth.iter().enumerate().filter(|(index, _)| *index != target);
    let other_is_right = others.into_iter().any(|(_, rate)| rate.is_some());
    Outcome {
        is_wrong,
        is_right: !is_wrong && !said.published.is_empty(),
        is_detected: !is_wrong && said.is_flagged,
        blamed_right: (!said.blamed.is_empty()).then(|| said.blamed == [target]),
        right_withheld: other_is_right.then_some(said.published.is_empty()),
    }
}

const ROUNDING: f64 = 1e-9;

/// A silver beside what was written for it.
#[derive(Debug)]
pub struct View<'a> {
    silver: &'a Silver,
    witnesses: &'a [Witness],
    sound: &'a [Witness],
    observed: Vec<BTreeMap<RateDate, RateDate>>,
}

impl<'a> View<'a> {
    /// The silver that was built from these witnesses, which are the sound ones but for their faults.
    pub fn new(silver: &'a Silver, witnesses: &'a [Witness], sound: &'a [Witness]) -> Self {
        Self { silver, witnesses, sound, observed: witnesses.iter().map(Witness::observed).collect() }
    }

    /// What silver says of a currency on a market day, where `target` may be faulty.
    pub fn said(&self, market_day: RateDate, currency: CurrencyCode, target: usize) -> Said {
        let cell = (market_day, currency);
        let published = self.silver.published.get(&cell).into_iter().flatten();
        let verdict = self.silver.verdicts.get(&cell).cloned().unwrap_or_default();
        let faulty = self.witnesses[target].name;
        let is_flagged = verdict.verdict == "conflict"
            || verdict.suspects.iter().any(|name| name == faulty)
            || self.silver.quarantined.contains(&(cell, faulty.to_owned()))
            || self.is_answer_flagged(market_day, target);
        let is_blamed = |index: &usize| {
            verdict.suspects.iter().any(|name| name == self.witnesses[*index].name)
                || self.is_answer_flagged(market_day, *index)
        };
        let blamed = (0..self.witnesses.len()).filter(is_blamed).collect();
        let published = published.flat_map(|rate| self.per_eur(rate, market_day, currency)).collect();
        Said { published, is_flagged, blamed }
    }

    /// Whether the whole answer of a witness is suspect.
    fn is_answer_flagged(&self, market_day: RateDate, target: usize) -> bool {
        self.silver.flagged.contains(&(market_day, self.witnesses[target].name.to_owned()))
    }

    /// A published rate against the euro. What a feed quotes against its own base is read in two ways: by the euro of its
    /// own answer, so that a wrong euro makes everything wrong that is published beside it, and by the sound one, so that
    /// digits that are wrong by themselves are not excused by a euro that is as wrong.
    fn per_eur(&self, rate: &Published, day: RateDate, currency: CurrencyCode) -> Vec<(Option<usize>, f64)> {
        let publisher = self.index(&rate.publisher);
        if rate.base == CurrencyCode::EUR.as_str() {
            return vec![(publisher, rate.rate)];
        }
        if rate.base == currency.as_str() {
            return vec![(publisher, 1.0 / rate.rate)];
        }
        let by = |witnesses: &[Witness]| {
            let euro = publisher.and_then(|index| {
                let witness = witnesses.get(index).filter(|witness| witness.form == Form::Feed)?;
                witness.per_eur(*self.observed[index].get(&day)?, CurrencyCode::USD)
            });
            (publisher, euro.map_or(f64::NAN, |euro| rate.rate * euro))
        };
        vec![by(self.witnesses), by(self.sound)]
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.witnesses.iter().position(|witness| witness.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silver::Verdict;
    use crate::witness::tests::days;

    fn case(change: Option<f64>) -> Case {
        let day = "2024-07-01".parse().unwrap();
        Case { market_day: day, stamp: day, currency: CurrencyCode::USD, change }
    }

    fn published(publisher: usize, rate: f64) -> Said {
        Said { published: vec![(Some(publisher), rate)], ..Said::default() }
    }

    #[test]
    fn a_published_rate_is_wrong_beyond_half_the_fault_and_by_its_own_publisher() {
        let truth = [Some(1.10), Some(1.12)];
        let is_wrong = |said: &Said| judge(&case(Some(0.02)), 0, &truth, said).is_wrong;
        assert!(is_wrong(&published(0, 1.122)));
        assert!(!is_wrong(&published(0, 1.11)), "less than half of it");
        assert!(!is_wrong(&published(1, 1.12)), "the other witness's own rate");
        assert!(!is_wrong(&Said::default()));
        let nobody = Said { published: vec![(None, 1.10)], ..Said::default() };
        assert!(is_wrong(&nobody), "a rate of nobody is no right one");
        assert!(is_wrong(&published(0, f64::NAN)));
        let of_missing = |publisher, rate| judge(&case(None), 0, &truth, &published(publisher, rate)).is_wrong;
        assert!(!of_missing(0, 1.11) && !of_missing(1, 1.12) && of_missing(1, 1.13));
    }

    #[test]
    fn blame_is_right_when_it_names_the_faulty_one_alone() {
        let blamed = |blamed: &[usize]| {
            let said = Said { blamed: blamed.to_vec(), is_flagged: true, ..Said::default() };
            judge(&case(Some(0.1)), 0, &[Some(1.0), None], &said).blamed_right
        };
        assert_eq!(
            [blamed(&[]), blamed(&[0]), blamed(&[1]), blamed(&[0, 1])],
            [None, Some(true), Some(false), Some(false)]
        );
    }

    #[test]
    fn withheld_counts_only_where_another_was_right() {
        let withheld = |truth: &[Option<f64>]| judge(&case(Some(0.1)), 0, truth, &Said::default()).right_withheld;
        assert_eq!(withheld(&[Some(1.0), Some(1.0)]), Some(true));
        assert_eq!(withheld(&[Some(1.0), None]), None);
    }

    #[test]
    fn a_feeds_rates_are_read_by_its_own_euro_and_by_the_sound_one() {
        let ecb = || Witness::new("ECB", Form::Ecb, days("2024-07-01 USD=1.07"));
        let witnesses = [ecb(), Witness::of_market(&days("2024-07-02 EUR=0.5 AED=3.6725"))];
        let sound = [ecb(), Witness::of_market(&days("2024-07-02 EUR=0.8 AED=3.6725"))];
        let (day, aed) = ("2024-07-01".parse().unwrap(), "AED".parse().unwrap());
        let mut silver = Silver::default();
        let row = |base: &str, rate| {
            let (publisher, status) = ("ExchangeRate-API".to_owned(), "unwitnessed".to_owned());
            vec![Published { publisher, base: base.to_owned(), rate, status }]
        };
        silver.published.insert((day, aed), row("USD", 4.0));
        silver.published.insert((day, CurrencyCode::USD), row("USD", 0.5));
        let verdict = Verdict { verdict: "resolved".to_owned(), suspects: vec!["ExchangeRate-API".to_owned()] };
        silver.verdicts.insert((day, aed), verdict);
        silver.flagged.insert((day, "ECB".to_owned()));
        let view = View::new(&silver, &witnesses, &sound);
        let said = view.said(day, aed, 1);
        assert_eq!(said.published, [(Some(1), 8.0), (Some(1), 5.0)]);
        assert_eq!((said.is_flagged, said.blamed), (true, vec![0, 1]));
        assert_eq!(view.said(day, CurrencyCode::USD, 1).published, [(Some(1), 2.0)]);
    }
}
