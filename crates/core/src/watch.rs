//! Whether a person should look at the pipeline itself: its runs, its sources, their quotas. Decided here alone;
//! `quota-gate health` and the report page show it. Whether one should look at the rates, the checks of `sql/tests` say.

use crate::clock::format_instant;
use crate::printable::counted;
use crate::quota::{BlockReason, Circuit, MISCONFIGURED, Usage};
use crate::runbook::{self, Advice};
use crate::runs::{EXPECTED_EVERY, LAST_STEP, NEWEST_RATE_AGE, RunRecord};
use jiff::Timestamp;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::due;
use makerates_domain::source::Source;
use std::collections::BTreeMap;
use std::fmt;

/// From so much of a limit on a person should know.
const QUOTA_WARNING_PCT: u64 = 80;

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// What was found.
    pub text: String,
    /// What to do about it.
    pub advice: Advice,
}

impl Concern {
    /// A concern with what to do about it.
    pub fn new(text: impl Into<String>, advice: Advice) -> Self {
        Self { text: text.into(), advice }
    }
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What the runs of the last days say, the oldest first: a step that is missing, or whose last run failed.
#[must_use]
pub fn of_runs(runs: &[RunRecord], now: Timestamp, days: u16) -> Vec<Concern> {
    let mut concerns = Vec::new();
    for (step, consequence) in [(LAST_STEP, "nothing was published"), ("transform", "silver was not rebuilt")] {
        let last = last_good(runs, step);
        if last.is_none_or(|run| now.duration_since(run.at) > EXPECTED_EVERY) {
            let text = format!("{step}: {}", missing(runs, step, consequence, days));
            concerns.push(Concern::new(text, runbook::NO_FRESH_RATES));
        }
    }
    let last: BTreeMap<&str, &RunRecord> = runs.iter().map(|run| (run.step.as_str(), run)).collect();
    let failed = last.values().filter(|run| run.exit_code != 0);
    concerns.extend(failed.map(|run| {
        let text = format!("{}: the last run failed ({}): {}", run.step, outcome(run), run.error);
        Concern::new(text, runbook::of_step(&run.step, &run.error, run.exit_code))
    }));
    concerns
}

/// How a run ended, for a person: `usage` would blame whoever called, and a refused key is nobody's slip of the pen.
#[must_use]
pub fn outcome(run: &RunRecord) -> &str {
    if run.error.contains(MISCONFIGURED) { MISCONFIGURED } else { &run.outcome }
}

/// What the record says of a step without a good run of late, and no more than that: it goes back for so many days alone, and
/// a run that could not write into it has been all the same.
fn missing(runs: &[RunRecord], step: &str, consequence: &str, days: u16) -> String {
    let days = counted(days.into(), "day");
    match (last_good(runs, step), runs.iter().rfind(|run| run.step == step)) {
        (Some(good), _) => {
            let at = format_instant(good.at);
            format!("{consequence} for more than 26 hours (the last good run was at {at})")
        }
        (None, Some(run)) => {
            let (at, outcome) = (format_instant(run.at), if run.exit_code == 0 { "superseded" } else { outcome(run) });
            format!(
                "{consequence} as far as is recorded (no good run of it in the last {days}, the last one at {at}: {outcome})"
            )
        }
        (None, None) => format!("{consequence} as far as is recorded (no run of it in the last {days})"),
    }
}

/// The last run of a step that did what it is for.
#[must_use]
pub fn last_good<'a>(runs: &'a [RunRecord], step: &str) -> Option<&'a RunRecord> {
    runs.iter().rfind(|run| run.step == step && run.has_succeeded())
}

/// The newest market day that a source has answered with, in the runs that are known. That it answered at all says little: it
/// may repeat an old day, and a backfill speaks of days long over.
#[must_use]
pub fn newest_answered(runs: &[RunRecord], source: Source) -> Option<RateDate> {
    let step = format!("extract-{source}");
    let answered = runs.iter().filter(|run| run.step == step);
    answered
        .filter_map(|run| {
            let age = run.counts.iter().find(|(name, _)| name.split('.').next() == Some(NEWEST_RATE_AGE))?.1;
            #[expect(clippy::cast_possible_truncation, reason = "an age in days, as it was written")]
            utc_day(run.at).plus_days(-(*age as i32))
        })
        .max()
}

/// What is to be said of a source whose newest market day is this one.
#[must_use]
pub fn of_source(source: Source, newest: Option<RateDate>, now: Timestamp) -> Option<Concern> {
    let due = due::market_day_of(source, now);
    let text = match newest {
        None => format!("{source}: it has no rate of late, {due} is due"),
        Some(newest) if newest < due => format!("{source}: its newest rates are of {newest}, {due} is due"),
        Some(_) => return None,
    };
    Some(Concern::new(text, runbook::SOURCE_FAILED))
}

/// What a source's circuit, block and limits say.
#[must_use]
pub fn of_usage(usage: &Usage) -> Vec<Concern> {
    let source = usage.source;
    let mut concerns = Vec::new();
    if usage.circuit != Circuit::Closed {
        let text = format!("{source}: its circuit is {}", usage.circuit.name());
        concerns.push(Concern::new(text, runbook::CIRCUIT_OPEN));
    }
    if let Some((until, reason)) = &usage.blocked {
        let text = format!("{source}: it must not be asked until {}: {reason}", format_instant(*until));
        let is_of_quota = *reason == BlockReason::QuotaReached.name();
        concerns.push(Concern::new(text, if is_of_quota { runbook::QUOTA_NEARLY_USED } else { runbook::BLOCKED }));
    }
    for used in &usage.periods {
        if used.used * 100 >= used.limit.requests * QUOTA_WARNING_PCT {
            let (limit, period) = (used.limit.requests, used.limit.period.key());
            let text = format!("{source}: {} of {limit} requests of {period} are used", used.used);
            concerns.push(Concern::new(text, runbook::QUOTA_NEARLY_USED));
        }
    }
    concerns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::LATEST_AGE;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn run(step: &str, at: &str, counts: &[(&str, f64)]) -> RunRecord {
        RunRecord {
            at: at.parse().unwrap(),
            run_id: String::new(),
            step: step.to_owned(),
            outcome: "ok".to_owned(),
            exit_code: 0,
            counts: counts.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
            duration_ms: 0,
            error: String::new(),
            tool_version: String::new(),
            silver_version: String::new(),
        }
    }

    /// A record that says nothing is no news of the past.
    #[test]
    fn what_is_said_of_runs_is_what_the_record_says() {
        let now = at("2026-09-25T09:00:00Z");
        let of = |runs: &[RunRecord]| of_runs(runs, now, 30).iter().map(|c| c.text.clone()).collect::<Vec<_>>();
        let built = run("transform", "2026-09-25T06:00:00Z", &[]);
        let published = run(LAST_STEP, "2026-09-25T06:00:00Z", &[(LATEST_AGE, 1.0)]);
        assert_eq!(of(&[built.clone(), published.clone()]), [""; 0]);
        let old = RunRecord { at: at("2026-09-23T06:00:00Z"), ..published.clone() };
        let failed = RunRecord { exit_code: 6, outcome: "storage".to_owned(), error: "x".to_owned(), ..published };
        let superseded = run(LAST_STEP, "2026-09-25T06:00:00Z", &[]);
        let told = |sync: Option<RunRecord>| of(&[built.clone()].into_iter().chain(sync).collect::<Vec<_>>()).remove(0);
        assert_eq!(
            told(Some(old)),
            "sync-dynamodb: nothing was published for more than 26 hours (the last good run was at 2026-09-23T06:00:00.000Z)"
        );
        assert_eq!(
            told(Some(failed)),
            "sync-dynamodb: nothing was published as far as is recorded (no good run of it in the last 30 days, \
             the last one at 2026-09-25T06:00:00.000Z: storage)"
        );
        assert!(told(Some(superseded)).ends_with("the last one at 2026-09-25T06:00:00.000Z: superseded)"));
        assert_eq!(
            told(None),
            "sync-dynamodb: nothing was published as far as is recorded (no run of it in the last 30 days)"
        );
    }

    #[test]
    fn a_backfill_and_a_repeated_day_are_no_fresh_answer() {
        let now = at("2026-09-25T09:00:00Z");
        let step = "extract-frankfurter";
        let concern = |runs: &[RunRecord]| {
            of_source(Source::Frankfurter, newest_answered(runs, Source::Frankfurter), now).map(|concern| concern.text)
        };
        let fresh = run(step, "2026-09-25T06:00:00Z", &[("newest_rate_age_days.frankfurter", 1.0)]);
        assert_eq!(concern(std::slice::from_ref(&fresh)), None);
        let behind = Some("frankfurter: its newest rates are of 2026-09-23, 2026-09-24 is due".to_owned());
        let repeats = run(step, "2026-09-25T06:00:00Z", &[("newest_rate_age_days.frankfurter", 2.0)]);
        let backfill = run(step, "2026-09-25T07:00:00Z", &[("newest_rate_age_days.frankfurter", 9000.0)]);
        assert_eq!(concern(&[repeats.clone(), backfill.clone()]), behind);
        assert_eq!(concern(&[fresh, backfill]), None, "a backfill takes nothing away");
        let nothing = run(step, "2026-09-25T06:00:00Z", &[]);
        assert_eq!(concern(&[nothing]).as_deref(), Some("frankfurter: it has no rate of late, 2026-09-24 is due"));
    }
}
