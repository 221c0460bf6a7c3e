//! `health`: whether a person should look. What was run in the last days, what the sources still allow, how fresh the
//! rates are; each doubt is one finding.

use crate::look;
use jiff::{SignedDuration, Timestamp};
use makerates_core::cli::{Context, Success, table};
use makerates_core::clock::format_instant;
use makerates_core::dynamodb::Tables;
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::quota::{Tracker, Usage, clock_warning, told};
use makerates_core::runbook;
use makerates_core::runs::{EXPECTED_EVERY, LAST_STEP, LATEST_AGE, RunRecord};
use makerates_core::watch::{self, Concern};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::due;
use makerates_domain::market_day::of_stamp;
use makerates_domain::target_calendar::is_stale;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

pub async fn run(context: &Context, tables: &Tables, tracker: Tracker<'_>, days: u8) -> Result<Success, Failure> {
    let now = context.clock.now();
    let usages = look::usages(context, tracker).await?;
    // A run that is expected every 26 hours is missing only when so long was looked back on.
    let from = now - SignedDuration::from_hours(24 * i64::from(days)).max(EXPECTED_EVERY);
    let newest = look::newest_day(context, tracker).await?.filter(|newest| *newest > utc_day(now));
    let clock = newest.and_then(|newest| clock_warning(newest, now));
    let runs = RunRecord::read(tables, from, now).await?;
    let steps = by_step(&runs);
    let health = Health { now, days, usages, clock, runs, steps };
    let findings = health.findings();
    let text = health.text(&findings);
    let outputs = [
        ("days", json!(days)),
        ("findings", json!(findings.iter().map(|finding| &finding.text).collect::<Vec<_>>())),
        ("next_steps", json!(findings.iter().map(next_step).collect::<Vec<_>>())),
        ("steps", json!(health.steps.iter().map(|(step, runs)| health.step(step, runs)).collect::<Vec<_>>())),
        ("sources", json!(health.usages.iter().map(|usage| told::outputs(usage, now)).collect::<Vec<_>>())),
        ("quarantined_rates", json!(health.count("transform", "quarantined_rates"))),
        ("fresh_rates", json!(health.fresh_rates())),
        ("oldest_latest_age_days", json!(health.oldest_latest().map(|(_, age)| age))),
    ];
    if findings.is_empty() {
        return Ok(Success::new(outputs).with_text(text));
    }
    let next = "docs/runbook.md says what each finding means and what to do";
    let reasons: Vec<&str> = findings.iter().map(|finding| finding.text.as_str()).collect();
    let failure = Failure::new(Exit::Quality, reasons.join("; "), next).with_text(text);
    Err(failure.in_brief(headline(findings.len())).with_outputs(outputs))
}

/// What to do about a finding, and where to read on.
fn next_step(finding: &Concern) -> String {
    format!("{} ({})", finding.advice.next, finding.advice.place())
}

fn headline(findings: usize) -> String {
    match findings {
        0 => "healthy: nobody needs to look".to_owned(),
        1 => "one thing to look at".to_owned(),
        count => format!("{count} things to look at"),
    }
}

/// The runs of each step, the oldest first.
fn by_step(runs: &[RunRecord]) -> BTreeMap<String, Vec<RunRecord>> {
    let mut steps: BTreeMap<String, Vec<RunRecord>> = BTreeMap::new();
    for run in runs {
        steps.entry(run.step.clone()).or_default().push(run.clone());
    }
    steps
}

struct Health {
    now: Timestamp,
    days: u8,
    usages: Vec<Usage>,
    /// That the clock is behind what was counted already, if it is.
    clock: Option<String>,
    /// All runs, the oldest first, and those of each step.
    runs: Vec<RunRecord>,
    steps: BTreeMap<String, Vec<RunRecord>>,
}

impl Health {
    fn findings(&self) -> Vec<Concern> {
        let clock = self.clock.clone().map(|text| Concern::new(text, runbook::WRONG_CLOCK));
        let mut findings = Vec::from_iter(clock);
        findings.extend(watch::of_runs(&self.runs, self.now, self.days.into()));
        for usage in &self.usages {
            let newest = watch::newest_answered(&self.runs, usage.source);
            findings.extend(watch::of_source(usage.source, newest, self.now));
            findings.extend(watch::of_usage(usage));
        }
        if self.fresh_rates() == Some(0.0) {
            let text = format!("silver has no validated rate of {}, which is due", due::market_day(self.now));
            findings.push(Concern::new(text, runbook::NO_FRESH_RATES));
        }
        findings.extend(self.stale_latest().map(|text| Concern::new(text, runbook::LATEST_IS_OLD)));
        findings
    }

    /// The validated rates of the market day that is due by now. A build of silver counts those of the day that was over
    /// then: of an earlier one it says nothing. None where nobody has counted.
    fn fresh_rates(&self) -> Option<f64> {
        let counted_at = utc_day(self.last_good("transform")?.at);
        let count = self.count("transform", "fresh_rates")?;
        match of_stamp(counted_at.into()).cmp(&due::market_day(self.now)) {
            Ordering::Less => Some(0.0),
            // Built in the night: of a day that is not due yet.
            Ordering::Greater if count == 0.0 => None,
            _ => Some(count),
        }
    }

    fn stale_latest(&self) -> Option<String> {
        let (day, age) = self.oldest_latest()?;
        is_stale(day, utc_day(self.now)).then(|| format!("the oldest LATEST item is {} old ({day}): it is withheld, or its source has stopped; `sync-dynamodb inspect` names it", counted(age.unsigned_abs().into(), "day")))
    }

    /// The market day of the oldest LATEST item, and its age in days by now.
    fn oldest_latest(&self) -> Option<(RateDate, i32)> {
        let run = self.last_good(LAST_STEP)?;
        #[expect(clippy::cast_possible_truncation, reason = "an age in days, as it was written")]
        let age_then = *run.counts.get(LATEST_AGE)? as i32;
        let day = utc_day(run.at).plus_days(-age_then)?;
        Some((day, utc_day(self.now).days_since(day)))
    }

    fn last_good(&self, step: &str) -> Option<&RunRecord> {
        watch::last_good(&self.runs, step)
    }

    /// A count of the last good run of a step.
    fn count(&self, step: &str, name: &str) -> Option<f64> {
        self.last_good(step)?.counts.get(name).copied()
    }

    fn step(&self, step: &str, runs: &[RunRecord]) -> Value {
        let good = runs.iter().filter(|run| run.exit_code == 0).count();
        json!({
            "step": step,
            "runs": runs.len(),
            "succeeded": good,
            "median_duration_ms": median_ms(runs),
            "last_good_at": self.last_good(step).map(|run| format_instant(run.at)),
            "last_outcome": runs.last().map(|run| &run.outcome),
            "last_error": runs.last().map(|run| &run.error),
        })
    }

    fn text(&self, findings: &[Concern]) -> String {
        let colon = if findings.is_empty() { "" } else { ":" };
        let mut text = format!("{}{colon}\n", headline(findings.len()));
        text.extend(findings.iter().map(|finding| format!("- {finding}\n  next: {}\n", next_step(finding))));
        let days = if self.days == 1 { "day".to_owned() } else { format!("{} days", self.days) };
        let (steps, sources, rates) = (self.steps_table(), self.sources_table(), self.rates());
        text + &format!("\nthe last {days}\n{steps}\n\n{sources}\n\n{rates}")
    }

    /// What the last good runs said of the rates.
    fn rates(&self) -> String {
        let number =
            |count: Option<f64>| count.map_or_else(|| "an unknown number".to_owned(), |count| count.to_string());
        let of_silver = |name: &str| number(self.count("transform", name));
        let latest = self.oldest_latest().map_or_else(
            || "how old the oldest LATEST item is, nobody knows".to_owned(),
            |(_, age)| format!("the oldest LATEST item is {} old", counted(age.unsigned_abs().into(), "day")),
        );
        format!(
            "validated rates of {}, which is due: {}; of the newest day {} in quarantine, {} in conflict; {latest}",
            due::market_day(self.now),
            number(self.fresh_rates()),
            of_silver("quarantined_rates"),
            of_silver("conflicts"),
        )
    }

    fn steps_table(&self) -> String {
        let mut shown = table(&["step", "runs", "good", "median", "last good (UTC)", "last"]);
        for (step, runs) in &self.steps {
            let good = runs.iter().filter(|run| run.exit_code == 0).count();
            shown.add_row([
                step.clone(),
                runs.len().to_string(),
                format!("{} %", 100 * good / runs.len().max(1)),
                format!("{} ms", median_ms(runs)),
                self.last_good(step).map_or_else(|| "none".to_owned(), |run| to_the_minute(run.at)),
                runs.last().map_or_else(String::new, |run| watch::outcome(run).to_owned()),
            ]);
        }
        shown.to_string()
    }

    fn sources_table(&self) -> String {
        let mut shown = table(&["source", "newest day", "last answer (UTC)", "requests left", "circuit"]);
        for usage in &self.usages {
            let last = self.last_good(&format!("extract-{}", usage.source));
            shown.add_row([
                usage.source.to_string(),
                watch::newest_answered(&self.runs, usage.source)
                    .map_or_else(|| "none".to_owned(), |newest| newest.to_string()),
                last.map_or_else(|| "none".to_owned(), |run| to_the_minute(run.at)),
                usage.remaining().to_string(),
                usage.circuit.name().to_owned(),
            ]);
        }
        shown.to_string()
    }
}

/// The middle duration; of an even number the lower of the two.
fn median_ms(runs: &[RunRecord]) -> u64 {
    let mut durations: Vec<u64> = runs.iter().map(|run| run.duration_ms).collect();
    durations.sort_unstable();
    durations.get(durations.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// As short as a table wants it.
fn to_the_minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let run = |duration_ms| RunRecord {
            at: "2026-09-29T06:00:00Z".parse().unwrap(),
            run_id: String::new(),
            step: "transform".to_owned(),
            outcome: "ok".to_owned(),
            exit_code: 0,
            counts: BTreeMap::new(),
            duration_ms,
            error: String::new(),
            tool_version: String::new(),
            silver_version: String::new(),
        };
        assert_eq!(median_ms(&[run(9), run(1), run(5)]), 5);
        assert_eq!(median_ms(&[run(4), run(2)]), 2);
        assert_eq!(median_ms(&[]), 0);
    }
}
