//! What became of a faulty rate.

use crate::fault::Case;
use crate::hearing::{Said, rate};
use crate::scenario::Scenario;
use crate::tally::Outcome;
use crate::witness::{self, Form};
use makerates_domain::currency::CurrencyCode;
use makerates_judge::{AnswerCheck, Consensus, Judgement, Verdict};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// What a rule says of one currency on one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ruling {
    /// What is published: by which witness (none: by one that nobody knows), and units for 1 EUR.
    pub published: Vec<(Option<usize>, f64)>,
    /// Whether something is said against a rate of the day.
    pub is_flagged: bool,
    /// The witnesses that are blamed.
    pub blamed: Vec<usize>,
}

/// What becomes of a faulty rate. `faulty` are those whose rates are wrong.
///
/// `truth` is what each witness would have said without the fault. A published rate is wrong when it differs from its
/// publisher's own sound one by more than half the fault: then it is the fault, not the market or a rounding.
pub fn outcome(case: &Case, faulty: &[usize], truth: &[Option<f64>], ruling: &Ruling) -> Outcome {
    let tolerance = case.change.map_or(0.0, |change| change.abs() / 2.0);
    let is_off = |(publisher, rate): &(Option<usize>, f64)| {
        // Where a feed's rate is missing, its next stamp of the same market day rightly stands in.
        if case.change.is_none() && publisher.is_some_and(|publisher| faulty.contains(&publisher)) {
            return false;
        }
        let sound = publisher.and_then(|index| *truth.get(index)?);
        // The digits went through a decimal and back: the last bits of a double are no fault.
        sound.is_none_or(|sound| {
            let difference = (rate / sound - 1.0).abs();
            difference.is_nan() || difference > tolerance.max(ROUNDING)
        })
    };
    let is_wrong = ruling.published.iter().any(is_off);
    let mut others = truth.iter().enumerate().filter(|(index, _)| !faulty.contains(index));
    let other_is_right = others.any(|(_, rate)| rate.is_some());
    let first_is_right = truth.first().is_some_and(Option::is_some);
    let is_first = ruling.published.iter().any(|(publisher, _)| *publisher == Some(0));
    Outcome {
        is_wrong,
        is_right: !is_wrong && !ruling.published.is_empty(),
        is_detected: !is_wrong && ruling.is_flagged,
        blamed_right: (!ruling.blamed.is_empty()).then(|| ruling.blamed == faulty),
        right_withheld: other_is_right.then_some(ruling.published.is_empty()),
        first_missed: (first_is_right && !faulty.contains(&0)).then_some(!is_first),
        wrong_large: None,
    }
}

const ROUNDING: f64 = 1e-9;

/// From here on a wrong rate is a large fault.
const LARGE: f64 = 0.005;

/// Whether silver publishes the publisher's rate: see `sql/2_silver/validated_rates.sql`.
pub fn is_published(judgement: &Judgement, consensus: &Consensus) -> bool {
    let lone = judgement.unwitnessed_rates.iter().find(|lone| lone.currency == consensus.currency);
    let is_withheld = lone.map_or(consensus.verdict == Verdict::Unwitnessed, |lone| lone.rule.is_some());
    consensus.publisher.is_some() && !is_withheld
}

/// A day's judgement beside what was said, and what is sound.
#[derive(Debug)]
pub struct View<'a> {
    pub scenario: &'a Scenario,
    /// By witness.
    pub said: &'a [Said<'a>],
    /// By witness, without any fault.
    pub sound: &'a [Said<'a>],
    pub judgement: &'a Judgement,
}

impl View<'_> {
    /// What the judge says of a currency.
    pub fn consensus(&self, currency: CurrencyCode) -> Option<&Consensus> {
        self.judgement.consensus.iter().find(|row| row.currency == currency)
    }

    /// The same, where a rate is published.
    pub fn standing(&self, currency: CurrencyCode) -> Option<&Consensus> {
        self.consensus(currency).filter(|row| is_published(self.judgement, row))
    }

    /// What follows of it for a currency, where `target` may be faulty.
    pub fn ruling(&self, currency: CurrencyCode, target: usize) -> Ruling {
        let publisher = self.standing(currency).and_then(|row| row.publisher.as_ref());
        let publisher = publisher.map(|witness| self.index(&witness.name));
        Ruling {
            published: publisher.map_or_else(Vec::new, |publisher| self.per_eur(publisher, currency)),
            is_flagged: self.is_flagged(currency, target),
            blamed: self.blamed(currency),
        }
    }

    /// Who is named as the wrong one of a currency, or speaks in an answer that is suspect.
    pub fn blamed(&self, currency: CurrencyCode) -> Vec<usize> {
        let suspects = self.consensus(currency).map(|row| &row.suspects);
        let is_blamed =
            |index: &usize| self.is_named(*index, suspects) || self.answer_checks(*index).any(|check| check.is_suspect);
        (0..self.scenario.witnesses.len()).filter(is_blamed).collect()
    }

    /// What each witness says of the day when it is right.
    pub fn truth(&self, currency: CurrencyCode) -> Vec<Option<f64>> {
        let of_witness = |(index, said): (usize, &Said<'_>)| {
            witness::per_eur(self.form(index), said.first()?.1, currency).filter(|rate| *rate > 0.0)
        };
        self.sound.iter().enumerate().map(of_witness).collect()
    }

    /// Whether what a witness says is far from what it would say without the fault.
    pub fn is_far_off(&self, currency: CurrencyCode, target: usize) -> bool {
        let said = self.per_eur(Some(target), currency).first().map(|(_, rate)| *rate);
        let sound = self.truth(currency)[target];
        said.zip(sound).is_some_and(|(said, sound)| (said / sound - 1.0).abs() > LARGE)
    }

    /// Whether the quarantine, the verdict or the check of the answer says something against a witness's rate.
    fn is_flagged(&self, currency: CurrencyCode, target: usize) -> bool {
        let consensus = self.consensus(currency);
        let name = self.scenario.witnesses[target].name;
        let mut lone = self.judgement.unwitnessed_rates.iter();
        consensus.is_some_and(|row| row.verdict == Verdict::Conflict)
            || self.is_named(target, consensus.map(|row| &row.suspects))
            || self.is_named(target, consensus.map(|row| &row.later_witnesses))
            || lone.any(|row| row.currency == currency && row.rule.is_some() && *row.witness.name == *name)
            || self.is_malformed(currency, target)
            || self.answer_checks(target).any(|check| !check.rules.is_empty())
    }

    fn is_named(&self, index: usize, names: Option<&Vec<std::sync::Arc<str>>>) -> bool {
        names.into_iter().flatten().any(|name| **name == *self.scenario.witnesses[index].name)
    }

    /// What is made of the whole answers of a witness.
    fn answer_checks(&self, index: usize) -> impl Iterator<Item = &AnswerCheck> {
        let name = self.scenario.witnesses[index].name;
        self.judgement.answer_checks.iter().filter(move |check| *check.witness.name == *name)
    }

    /// Whether the parser refuses a witness's rate.
    fn is_malformed(&self, currency: CurrencyCode, target: usize) -> bool {
        let mut cells = self.said[target].iter().filter_map(|(_, sheet)| sheet.get(&currency));
        cells.any(|digits| rate(*digits).is_none())
    }

    /// A published rate against the euro. What a feed quotes against its own base is read in two ways: by the euro of its
    /// own answer, so that a wrong euro makes everything wrong that is published beside it, and by the sound one, so that
    /// digits that are wrong by themselves are not excused by a euro that is as wrong.
    fn per_eur(&self, publisher: Option<usize>, currency: CurrencyCode) -> Vec<(Option<usize>, f64)> {
        let Some(index) = publisher else { return vec![(None, f64::NAN)] };
        let form = self.form(index);
        let quote = if form == Form::Feed && currency == CurrencyCode::USD { CurrencyCode::EUR } else { currency };
        let mut sheets = self.said[index].iter().map(|(_, sheet)| *sheet);
        let sheet = sheets.find(|sheet| sheet.get(&quote).is_some_and(|digits| rate(*digits).is_some()));
        let Some(sheet) = sheet else { return vec![(publisher, f64::NAN)] };
        let value = |rate: Option<f64>| (publisher, rate.unwrap_or(f64::NAN));
        let by_own = value(witness::per_eur(form, sheet, currency));
        if form != Form::Feed || currency == CurrencyCode::USD {
            return vec![by_own];
        }
        let euro = self.sound[index].first().and_then(|(_, sound)| sound.get(&CurrencyCode::EUR));
        let by_sound = sheet.get(&currency).and_then(Decimal::to_f64).zip(euro.and_then(Decimal::to_f64));
        vec![by_own, value(by_sound.map(|(rate, euro)| rate / euro))]
    }

    fn form(&self, index: usize) -> Form {
        self.scenario.witnesses[index].form
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.scenario.witnesses.iter().position(|witness| witness.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::{Class, Measured, Years};
    use crate::scenario::{Changes, Tried};
    use crate::witness::Witness;
    use crate::witness::tests::days;
    use makerates_judge::{Judge, Settings};

    fn case(change: Option<f64>) -> Case {
        let day = "2024-07-01".parse().unwrap();
        Case { market_day: day, currency: CurrencyCode::USD, change }
    }

    fn published(publisher: usize, rate: f64) -> Ruling {
        Ruling { published: vec![(Some(publisher), rate)], ..Ruling::default() }
    }

    #[test]
    fn a_published_rate_is_wrong_beyond_half_the_fault_and_by_its_own_publisher() {
        let truth = [Some(1.10), Some(1.12)];
        let is_wrong = |ruling: &Ruling| outcome(&case(Some(0.02)), &[0], &truth, ruling).is_wrong;
        assert!(is_wrong(&published(0, 1.122)));
        assert!(!is_wrong(&published(0, 1.11)), "less than half of it");
        assert!(!is_wrong(&published(1, 1.12)), "the other witness's own rate");
        assert!(!is_wrong(&Ruling::default()));
        let nobody = Ruling { published: vec![(None, 1.10)], ..Ruling::default() };
        assert!(is_wrong(&nobody), "a rate of nobody is no right one");
        assert!(is_wrong(&published(0, f64::NAN)));
        let of_missing = |publisher, rate| outcome(&case(None), &[0], &truth, &published(publisher, rate)).is_wrong;
        assert!(!of_missing(0, 1.11) && !of_missing(1, 1.12) && of_missing(1, 1.13));
    }

    #[test]
    fn a_feeds_rates_are_read_by_its_own_euro_and_by_the_sound_one() {
        let day: makerates_domain::dates::RateDate = "2024-07-01".parse().unwrap();
        let sound = Witness::new("X", Form::Feed, days("2024-07-02 EUR=0.8 AED=4.0 JPY=160"));
        let measured = Measured { first: day, last: day, years: Years::All, class: Class::All };
        let scenario = Scenario::new("test", "test", vec![sound], Tried::Shared, measured);
        let wrong = days("2024-07-02 EUR=0.5 AED=4.0 JPY=-160").into_values().next().unwrap();
        let (changes, unchanged) = (Changes::from([((0, "2024-07-02".parse().unwrap()), wrong)]), Changes::new());
        let [said, sound] = [&changes, &unchanged].map(|changes| scenario.said(&scenario.days[0], changes));
        let mut judge = Judge::new(Settings::default());
        let heard = judge.hear(day, Vec::new());
        let view = View { scenario: &scenario, said: &said, sound: &sound, judgement: &judge.judge(&heard) };
        let (aed, jpy) = ("AED".parse().unwrap(), "JPY".parse().unwrap());
        assert_eq!(view.per_eur(Some(0), aed), [(Some(0), 8.0), (Some(0), 5.0)]);
        assert_eq!(view.per_eur(Some(0), CurrencyCode::USD), [(Some(0), 2.0)]);
        assert_eq!((view.truth(aed), view.truth(CurrencyCode::USD)), (vec![Some(5.0)], vec![Some(1.25)]));
        assert_eq!([aed, jpy].map(|code| view.ruling(code, 0).is_flagged), [false, true], "the parser refuses -160");
    }

    #[test]
    fn blame_is_right_when_it_names_the_faulty_one_alone() {
        let blamed = |blamed: &[usize]| {
            let ruling = Ruling { blamed: blamed.to_vec(), is_flagged: true, ..Ruling::default() };
            outcome(&case(Some(0.1)), &[0], &[Some(1.0), None], &ruling).blamed_right
        };
        assert_eq!(
            [blamed(&[]), blamed(&[0]), blamed(&[1]), blamed(&[0, 1])],
            [None, Some(true), Some(false), Some(false)]
        );
    }

    #[test]
    fn the_first_one_is_missed_when_its_right_rate_is_withheld_or_another_one_s_published() {
        let truth = [Some(1.10), Some(1.12)];
        let missed = |faulty: usize, truth: &[Option<f64>], ruling: &Ruling| {
            outcome(&case(Some(0.1)), &[faulty], truth, ruling).first_missed
        };
        assert_eq!(missed(1, &truth, &published(0, 1.10)), Some(false));
        assert_eq!(missed(1, &truth, &published(1, 1.12)), Some(true));
        assert_eq!(missed(1, &truth, &Ruling::default()), Some(true));
        assert_eq!(missed(0, &truth, &published(1, 1.12)), None, "it is wrong itself");
        assert_eq!(missed(1, &[None, Some(1.12)], &published(1, 1.12)), None, "it does not speak");
    }

    #[test]
    fn withheld_counts_only_where_another_was_right() {
        let withheld =
            |truth: &[Option<f64>]| outcome(&case(Some(0.1)), &[0], truth, &Ruling::default()).right_withheld;
        assert_eq!(withheld(&[Some(1.0), Some(1.0)]), Some(true));
        assert_eq!(withheld(&[Some(1.0), None]), None);
    }
}
