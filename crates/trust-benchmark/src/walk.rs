//! The judge on its way through a scenario's days.

use crate::fault::{Site, Sites, Trial};
use crate::hearing::{Decimals, Said};
use crate::outcome::{View, outcome};
use crate::scenario::{Changes, Day, Scenario};
use crate::tally::Outcome;
use makerates_domain::dates::RateDate;
use makerates_judge::{Judge, Judgement, MarketDay, Observation, Settings};
use std::collections::BTreeMap;

/// What is known before a day.
#[derive(Debug, Clone)]
pub struct Past<'a> {
    scenario: &'a Scenario,
    judge: Judge,
    decimals: Vec<Decimals>,
}

impl<'a> Past<'a> {
    /// Nothing is known yet.
    pub fn new(scenario: &'a Scenario, settings: Settings) -> Self {
        let decimals = vec![Decimals::default(); scenario.witnesses.len()];
        Self { scenario, judge: Judge::new(settings), decimals }
    }

    /// What follows of what is said on a day. It changes nothing: the witnesses only get their places.
    pub fn judge(&mut self, day: &Day, said: &[Said<'_>]) -> (MarketDay, Judgement) {
        let heard = self.judge.hear(day.date, self.observations(said));
        let judgement = self.judge.judge(&heard);
        (heard, judgement)
    }

    fn observations(&self, said: &[Said<'_>]) -> Vec<Observation> {
        let each = self.scenario.witnesses.iter().zip(said).zip(&self.decimals);
        each.flat_map(|((witness, said), decimals)| decimals.observations(witness, said)).collect()
    }

    /// Remembers a day.
    pub fn learn(&mut self, said: &[Said<'_>], heard: &MarketDay, judgement: &Judgement) {
        self.judge.learn(heard, judgement);
        for ((witness, said), decimals) in self.scenario.witnesses.iter().zip(said).zip(&mut self.decimals) {
            decimals.learn(witness, said);
        }
    }
}

/// Walks through all days as they are but for the changes, and shows each with what was known before it.
pub fn walk<'a>(
    scenario: &'a Scenario,
    settings: Settings,
    changes: &'a Changes,
    visit: &mut dyn FnMut(&mut Past<'a>, usize, &View<'_>),
) {
    let mut past = Past::new(scenario, settings);
    let sound = Changes::new();
    for (place, day) in scenario.days.iter().enumerate() {
        let said = scenario.said(day, changes);
        let (heard, judgement) = past.judge(day, &said);
        let sound = scenario.said(day, &sound);
        visit(&mut past, place, &View { scenario, said: &said, sound: &sound, judgement: &judgement });
        past.learn(&said, &heard, &judgement);
    }
}

/// What became of one trial.
#[derive(Debug, Default)]
pub struct Tried {
    /// Of its wrong rates, day by day.
    pub cases: Vec<Judged>,
    /// Of the right rates after it.
    pub after: Vec<Outcome>,
}

/// What became of a wrong rate.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    pub market_day: RateDate,
    pub outcome: Outcome,
}

/// Tries kinds of faults at some sites of each, on the sound past of their own days, and tells what became of each by the
/// kind's place.
pub fn try_all(
    scenario: &Scenario,
    tries: &[(Sites<'_>, Vec<Site>)],
    settings: Settings,
    take: &mut dyn FnMut(usize, Tried),
) {
    let mut by_first_day: BTreeMap<usize, Vec<(usize, &Site)>> = BTreeMap::new();
    for (of_kind, (sites, some)) in tries.iter().enumerate() {
        for site in some {
            let place = sites.first_day(site).map_or(0, |first| scenario.days.partition_point(|day| day.date < first));
            by_first_day.entry(place).or_default().push((of_kind, site));
        }
    }
    walk(scenario, settings, &Changes::new(), &mut |past, place, view| {
        for (of_kind, site) in by_first_day.get(&place).into_iter().flatten() {
            let sites = &tries[*of_kind].0;
            if let Some(trial) = sites.trial(site) {
                take(*of_kind, try_one(past, place, view, &trial, sites));
            }
        }
    });
}

/// The days of a trial one after the other, beside the first one as it is. They are learnt by a copy of the past alone, and
/// only if more than one follows.
fn try_one(past: &mut Past<'_>, first: usize, as_it_is: &View<'_>, trial: &Trial, sites: &Sites<'_>) -> Tried {
    let (scenario, unchanged) = (past.scenario, Changes::new());
    let (target, faulty) = (sites.target, sites.faulty());
    let Some(last) = trial.cases.iter().chain(&trial.after).map(|case| case.market_day).max() else {
        return Tried::default();
    };
    let mut copy = (scenario.days[first].date < last).then(|| past.clone());
    let past = copy.as_mut().unwrap_or(past);
    let mut tried = Tried::default();
    for day in scenario.days[first..].iter().take_while(|day| day.date <= last) {
        let said = scenario.said(day, &trial.changes);
        let (heard, judgement) = past.judge(day, &said);
        // A true break is right as it is said.
        let sound = scenario.said(day, if sites.kind.is_true() { &trial.changes } else { &unchanged });
        let view = View { scenario, said: &said, sound: &sound, judgement: &judgement };
        for case in trial.cases.iter().filter(|case| case.market_day == day.date) {
            let mut ruling = view.ruling(case.currency, target);
            if day.date == scenario.days[first].date {
                let anyway = as_it_is.blamed(case.currency);
                ruling.blamed.retain(|witness| faulty.contains(witness) || !anyway.contains(witness));
            }
            let outcome = outcome(case, &faulty, &view.truth(case.currency), &ruling);
            let wrong_large = view.is_far_off(case.currency, target).then_some(outcome.is_wrong);
            tried.cases.push(Judged { market_day: day.date, outcome: Outcome { wrong_large, ..outcome } });
        }
        for case in trial.after.iter().filter(|case| case.market_day == day.date) {
            tried.after.push(outcome(case, &faulty, &view.truth(case.currency), &view.ruling(case.currency, target)));
        }
        if day.date < last {
            past.learn(&said, &heard, &judgement);
        }
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::fault::{Kind, Lasting};
    use crate::scenario::tests::{all_days, two_banks};
    use crate::witness::tests::days;
    use makerates_domain::currency::CurrencyCode;

    const KINDS: [Kind; 5] = [
        Kind::Drift(50),
        Kind::Stale(2),
        Kind::HalfMissing,
        Kind::Lasting(Lasting::Scale(-2), 5),
        Kind::Lasting(Lasting::Break(300, 5), 20),
    ];

    fn tried(scenario: &Scenario, kind: Kind, some: &[Site]) -> Vec<Tried> {
        let mut all = Vec::new();
        let tries = [(Sites::of(scenario, 0, kind).unwrap(), some.to_vec())];
        try_all(scenario, &tries, Settings::default(), &mut |_, tried| all.push(tried));
        all
    }

    /// What is published of each currency on each day, when the days are walked with the fault in them.
    fn published(scenario: &Scenario, changes: &Changes) -> Vec<(usize, CurrencyCode, bool)> {
        let mut all = Vec::new();
        walk(scenario, Settings::default(), changes, &mut |_, place, view| {
            let currencies = view.judgement.consensus.iter().map(|row| row.currency);
            all.extend(currencies.map(|code| (place, code, !view.ruling(code, 0).published.is_empty())));
        });
        all
    }

    #[test]
    fn a_trial_on_a_sound_past_is_what_a_walk_with_the_fault_in_it_finds() {
        let scenario = two_banks(90);
        for kind in KINDS {
            let sites = Sites::of(&scenario, 0, kind).unwrap();
            let sites_of_kind = sites.all(&mut Dice::new(1, "test"));
            let site = sites_of_kind.iter().find(|site| site.at == 45).unwrap();
            let trial = sites.trial(site).unwrap();
            let tried = tried(&scenario, kind, std::slice::from_ref(site)).remove(0);
            let walked = published(&scenario, &trial.changes);
            let is_published = |outcome: &Outcome| outcome.is_right || outcome.is_wrong;
            let short: Vec<bool> = tried.cases.iter().map(|case| is_published(&case.outcome)).collect();
            let long = trial.cases.iter().map(|case| {
                let place = scenario.days.iter().position(|day| day.date == case.market_day).unwrap();
                walked.contains(&(place, case.currency, true))
            });
            assert_eq!(short, long.collect::<Vec<_>>(), "{kind}");
        }
    }

    #[test]
    fn kinds_that_share_a_walk_find_what_each_finds_by_itself() {
        let scenario = two_banks(90);
        let tries = KINDS.map(|kind| {
            let sites = Sites::of(&scenario, 0, kind).unwrap();
            let (some, _) = sites.some(3, &mut Dice::new(1, "test"));
            (sites, some)
        });
        let mut together: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        try_all(&scenario, &tries, Settings::default(), &mut |place, tried| {
            together.entry(place).or_default().push(format!("{tried:?}"));
        });
        for (place, (sites, some)) in tries.iter().enumerate() {
            let alone: Vec<String> =
                tried(&scenario, sites.kind, some).iter().map(|tried| format!("{tried:?}")).collect();
            assert_eq!((alone.len(), &alone), (3, &together[&place]), "{}", sites.kind);
        }
    }

    #[test]
    fn what_was_said_before_tells_how_exact_a_rate_is() {
        let mut scenario = two_banks(2);
        scenario.witnesses.truncate(1);
        let coarse = days("2024-01-02 USD=1");
        scenario.witnesses[0].days.extend(coarse);
        let mut past = Past::new(&scenario, Settings::default());
        let unchanged = Changes::new();
        let [first, second] = [0, 1].map(|place: usize| scenario.said(&scenario.days[place], &unchanged));
        let alone = past.observations(&second)[0].half_unit_pct;
        let (heard, judgement) = past.judge(&scenario.days[0], &first);
        past.learn(&first, &heard, &judgement);
        assert_eq!((alone, past.observations(&second)[0].half_unit_pct), (50.0, 0.005));
    }

    #[test]
    fn a_lone_rate_that_jumps_is_withheld() {
        let mut scenario = two_banks(90);
        scenario.witnesses.truncate(1);
        let scenario = all_days(scenario.witnesses);
        let site = Site { at: 80, currencies: vec![CurrencyCode::USD], is_up: true };
        let cases = tried(&scenario, Kind::Scale(1), &[site]).remove(0).cases;
        let [Judged { outcome, .. }] = cases[..] else { panic!("{cases:?}") };
        assert_eq!((outcome.is_wrong, outcome.is_right, outcome.is_detected), (false, false, true));
    }

    #[test]
    fn a_wrong_rate_is_not_published_and_the_right_one_of_another_is() {
        let scenario = two_banks(90);
        let site = Site { at: 80, currencies: vec![CurrencyCode::USD], is_up: true };
        let cases = tried(&scenario, Kind::Scale(1), &[site]).remove(0).cases;
        let [Judged { outcome, .. }] = cases[..] else { panic!("{cases:?}") };
        assert_eq!((outcome.is_wrong, outcome.is_right, outcome.blamed_right), (false, true, Some(true)));
        assert_eq!((outcome.wrong_large, outcome.first_missed), (Some(false), None), "it is the first that is wrong");
    }
}
