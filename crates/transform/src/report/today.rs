//! What silver says of the newest market day, as signals of the light.

use super::light::{Signal, State};
use crate::error::SilverError;
use crate::models::CHECKS;
use crate::quality::{Finding, Severity};
use duckdb::Connection;
use jiff::Timestamp;
use makerates_core::watch;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::market_day::{of_stamp, weekdays_between};
use makerates_domain::source::Source;
use std::collections::BTreeSet;

/// The hour of the day (UTC) by which the daily run, which begins at six, has published the day before.
const DUE_HOUR: i8 = 8;

/// The counts of the newest day that silver knows, up to the one that is over: where that one is missing, what is withheld of
/// the one before still matters to whoever uses it.
const QUERY: &str = "
    select
        (select max(rate_date)::varchar from silver.validated_rates),
        (select count(*) from silver.validated_rates where rate_date = expected),
        (select count(*) from silver.consensus where rate_date = day and verdict = 'conflict'),
        (select coalesce(string_agg(currency, ', ' order by currency), '')
            from silver.consensus where rate_date = day and verdict = 'conflict'),
        (select count(*) from silver.quarantine where rate_date = day and rule not in ('restricted_regime', 'rejected')),
        (select coalesce(string_agg(entry, ', ' order by entry), '') from (
            select base_currency || '/' || quote_currency || ' of ' || witness || ' (' || rule || ')' as entry
            from silver.quarantine where rate_date = day and rule not in ('restricted_regime', 'rejected') order by entry limit 5
        )),
        (select count(*) from silver.quarantine where rate_date = day and rule = 'restricted_regime'),
        (select coalesce(string_agg(witness || ': ' || evidence, '; ' order by witness), '')
            from silver.answer_checks where rate_date = day and is_suspect),
        (select max(rate_date)::varchar from silver.observations where role = 'observation' and witness = 'ECB'),
        (select max(rate_date)::varchar from silver.observations
            where role = 'observation' and source = 'exchangerate'),
        coalesce(day, expected)::varchar
    from (
        select expected, max(rate_date) as day
        from (select ?::date as expected)
        left join silver.observations on rate_date <= expected and role = 'observation' and isodow(rate_date) <= 5
        group by expected
    )";

/// The market day that is over, and what silver has of it.
#[derive(Debug)]
pub struct Today {
    /// The newest market day that is over.
    pub expected: RateDate,
    /// The UTC day.
    pub utc: RateDate,
    /// Whether the run that should have brought it is over.
    is_due: bool,
    newest: Option<RateDate>,
    /// The day that conflicts, suspect answers and the quarantine are told of.
    judged: String,
    validated: usize,
    conflicts: usize,
    conflicting: String,
    quarantined: usize,
    /// The first of them.
    in_quarantine: String,
    /// Rates of restricted currencies: withheld every day by a standing rule, which is no news.
    restricted: usize,
    suspects: String,
    /// The newest market day of each source: of Frankfurter the ECB's.
    newest_of: [(Source, Option<RateDate>); 2],
    now: Timestamp,
}

impl Today {
    /// Looks at silver at an instant.
    pub fn read(db: &Connection, now: Timestamp) -> Result<Self, SilverError> {
        let utc = utc_day(now);
        let expected = of_stamp(utc.into());
        let hour = now.to_zoned(jiff::tz::TimeZone::UTC).hour();
        let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
        db.query_row(QUERY, [expected.to_string()], |row| {
            Ok(Self {
                expected,
                utc,
                is_due: hour >= DUE_HOUR,
                newest: day(row.get(0)?),
                validated: row.get(1)?,
                conflicts: row.get(2)?,
                conflicting: row.get(3)?,
                quarantined: row.get(4)?,
                in_quarantine: row.get(5)?,
                restricted: row.get(6)?,
                suspects: row.get(7)?,
                newest_of: [(Source::Frankfurter, day(row.get(8)?)), (Source::ExchangeRate, day(row.get(9)?))],
                now,
                judged: row.get(10)?,
            })
        })
        .map_err(SilverError::sql("looking at the newest market day"))
    }

    /// Days of the week that lie between a day and the one that should be there.
    pub fn weekdays_behind(&self, day: RateDate) -> u32 {
        weekdays_between(day, self.expected)
    }

    /// What silver says, as signals.
    pub fn signals(&self, findings: &[Finding]) -> Vec<Signal> {
        let state = |checks: &[&str]| state_of(findings, checks);
        vec![
            self.freshness(),
            self.sources(),
            self.conflicts(state(&["no_conflict_of_late"])),
            self.suspects(state(&["no_suspect_answer_of_late"])),
            self.quarantine(state(&["no_unusual_rate_of_late", "no_blame_of_late", "no_suspicious_rate_of_late"])),
            quality(findings),
        ]
    }

    fn freshness(&self) -> Signal {
        let expected = self.expected;
        let (state, text) = match self.newest {
            _ if self.validated > 0 => {
                (State::Green, format!("{} validated rates of {expected}, the last market day", self.validated))
            }
            None => (State::Red, "silver has no validated rate at all".to_owned()),
            Some(newest) if self.weekdays_behind(newest) <= 1 && !self.is_due => {
                let text = format!("{expected} is not there yet (the daily run begins at 06:00 UTC); {newest} is");
                (State::Amber, text)
            }
            Some(newest) => {
                let behind = self.weekdays_behind(newest);
                let text =
                    format!("no validated rate of {expected}; the newest are of {newest}, {behind} weekdays before");
                (State::Red, text)
            }
        };
        Signal { name: "Freshness", state, text, section: "rates" }
    }

    /// Only the two sources that are asked every day: a bank of the panel may publish weekly.
    fn sources(&self) -> Signal {
        let late = self.newest_of.iter().filter_map(|(source, newest)| watch::of_source(*source, *newest, self.now));
        let late: Vec<String> = late.collect();
        let text = if late.is_empty() { "both sources are up to date".to_owned() } else { late.join("; ") };
        Signal { name: "Sources", state: State::if_any(late.len(), State::Amber), text, section: "sources" }
    }

    fn conflicts(&self, state: State) -> Signal {
        let text = match self.conflicts {
            0 => format!("no currency of {} is in conflict", self.judged),
            count => format!("{count} in conflict and withheld on {}: {}", self.judged, self.conflicting),
        };
        Signal { name: "Conflicts", state, text, section: "heat" }
    }

    fn suspects(&self, state: State) -> Signal {
        let text = if self.suspects.is_empty() {
            format!("no answer of {} is suspect as a whole", self.judged)
        } else {
            format!("suspect as a whole on {}: {}", self.judged, self.suspects)
        };
        Signal { name: "Suspect answers", state, text, section: "quarantine" }
    }

    fn quarantine(&self, state: State) -> Signal {
        let more = if self.quarantined > 5 { " and more" } else { "" };
        let entries = match self.quarantined {
            0 => format!("nothing withheld on {}", self.judged),
            count => format!("{count} withheld on {}: {}{more}", self.judged, self.in_quarantine),
        };
        let text = format!("{entries}; beside {} of restricted currencies, by a standing rule", self.restricted);
        Signal { name: "Quarantine", state, text, section: "quarantine" }
    }
}

/// How grave what some checks found is: they decide, the light shows it.
fn state_of(findings: &[Finding], checks: &[&str]) -> State {
    let found = findings.iter().filter(|finding| finding.rows > 0 && checks.contains(&finding.check));
    found.map(|finding| state(finding.severity)).max().unwrap_or(State::Green)
}

/// A critical finding is red, a warning amber.
fn state(severity: Severity) -> State {
    if severity == Severity::Warning { State::Amber } else { State::Red }
}

/// All checks of `transform quality`.
fn quality(findings: &[Finding]) -> Signal {
    let failed: Vec<&Finding> = findings.iter().filter(|finding| finding.rows > 0).collect();
    let state = failed.iter().map(|finding| state(finding.severity)).max().unwrap_or(State::Green);
    let text = if failed.is_empty() {
        format!("all {} checks pass", CHECKS.len())
    } else {
        let named = failed.iter().map(|finding| format!("{} ({})", finding.check, finding.severity.name()));
        let checks: BTreeSet<&str> = failed.iter().map(|finding| finding.check).collect();
        format!("{} of {} checks find something: {}", checks.len(), CHECKS.len(), named.collect::<Vec<_>>().join(", "))
    };
    Signal { name: "Quality checks", state, text, section: "quality" }
}
