//! What silver says of the newest market day, as signals of the light.

use super::light::{Signal, State};
use crate::error::SilverError;
use crate::models::CHECKS;
use crate::quality::{Finding, Severity};
use duckdb::Connection;
use jiff::Timestamp;
use makerates_core::printable::counted;
use makerates_core::{runbook, watch};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::due;
use makerates_domain::market_day::{of_stamp, weekdays_between};
use makerates_domain::source::Source;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The counts of the newest day that silver knows: where the one that is due is missing, what is withheld of the one before
/// still matters to whoever uses it.
const QUERY: &str = "
    select
        (select max(rate_date)::varchar from silver.validated_rates),
        (select count(*) from silver.validated_rates
            where rate_date = (select max(rate_date) from silver.validated_rates)),
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
        coalesce(day, known.due)::varchar,
        (select count(*) from silver.quarantine where rate_date = day and rule in ('unusual_move', 'unconfirmed_level'))
    from (
        select over.due, max(rate_date) as day
        from (select ?::date as due, ?::date as last) as over
        left join silver.observations on rate_date <= over.last and role = 'observation' and isodow(rate_date) <= 5
        group by over.due
    ) as known";

/// The market day that is due, and what silver has of it.
#[derive(Debug)]
pub struct Today {
    /// The newest market day that is due by now.
    due: RateDate,
    /// The UTC day.
    pub utc: RateDate,
    /// The newest market day with validated rates, and how many there are of it.
    newest: Option<RateDate>,
    validated: usize,
    /// The day that conflicts, suspect answers and the quarantine are told of.
    judged: String,
    conflicts: usize,
    conflicting: String,
    quarantined: usize,
    /// The first of them.
    in_quarantine: String,
    /// Those of them that jumped to a new level.
    jumped: usize,
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
        let due = due::market_day(now);
        let last = of_stamp(utc.into());
        let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
        db.query_row(QUERY, [due.to_string(), last.to_string()], |row| {
            Ok(Self {
                due,
                utc,
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
                jumped: row.get(11)?,
            })
        })
        .map_err(SilverError::sql("looking at the newest market day"))
    }

    /// The newest market day that silver knows, which is the one that conflicts and the quarantine are told of.
    pub fn judged(&self) -> &str {
        &self.judged
    }

    /// Days of the week that lie between a day and the one that is due.
    pub fn weekdays_behind(&self, day: RateDate) -> u32 {
        weekdays_between(day, self.due)
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
        let due = self.due;
        let (state, text) = match self.newest {
            Some(newest) if newest >= due => {
                let rates = counted(self.validated as u64, "validated rate");
                (State::Green, format!("{rates} of {newest}, the last market day"))
            }
            None => (State::Red, "silver has no validated rate at all".to_owned()),
            Some(newest) => {
                let behind = counted(self.weekdays_behind(newest).into(), "weekday");
                let text =
                    format!("no validated rate of {due}, which is due; the newest are of {newest}, {behind} before");
                (State::Red, text)
            }
        };
        Signal { name: "Freshness", state, text, section: "rates", advice: runbook::NO_FRESH_RATES }
    }

    /// Only the two sources that are asked every day: a bank of the panel may publish weekly.
    fn sources(&self) -> Signal {
        let late = self.newest_of.iter().filter_map(|(source, newest)| watch::of_source(*source, *newest, self.now));
        Signal::of_concerns("Sources", "sources", &late.collect::<Vec<_>>(), "both sources are up to date")
    }

    fn conflicts(&self, state: State) -> Signal {
        let text = match self.conflicts {
            0 => format!("no currency of {} is in conflict", self.judged),
            count => format!("{count} in conflict and withheld on {}: {}", self.judged, self.conflicting),
        };
        Signal { name: "Conflicts", state, text, section: "heat", advice: runbook::CONFLICTS }
    }

    fn suspects(&self, state: State) -> Signal {
        let text = if self.suspects.is_empty() {
            format!("no answer of {} is suspect as a whole", self.judged)
        } else {
            format!("suspect as a whole on {}: {}", self.judged, self.suspects)
        };
        Signal { name: "Suspect answers", state, text, section: "quarantine", advice: runbook::CONFLICTS }
    }

    fn quarantine(&self, state: State) -> Signal {
        let more = if self.quarantined > 5 { " and more" } else { "" };
        let entries = match self.quarantined {
            0 => format!("nothing withheld on {}", self.judged),
            count => format!("{count} withheld on {}: {}{more}", self.judged, self.in_quarantine),
        };
        let text = format!("{entries}; beside {} of restricted currencies, by a standing rule", self.restricted);
        // What waits for a second voice waits for an end of the dispute, and no level is new.
        let advice = if self.jumped > 0 { runbook::JUMPED } else { runbook::CONFLICTS };
        Signal { name: "Quarantine", state, text, section: "quarantine", advice }
    }
}

/// How grave what some checks found is: they decide, the light shows it.
fn state_of(findings: &[Finding], checks: &[&str]) -> State {
    let found = findings.iter().filter(|finding| finding.rows > 0 && checks.contains(&finding.check));
    found.map(|finding| state(finding.severity)).max().unwrap_or(State::Green)
}

/// A critical finding is red, a warning amber; what is of days that are over colours nothing.
fn state(severity: Severity) -> State {
    match severity {
        Severity::Invariant | Severity::Critical => State::Red,
        Severity::Warning => State::Amber,
        Severity::Note => State::Green,
    }
}

/// All checks of `transform quality`.
fn quality(findings: &[Finding]) -> Signal {
    let failed: Vec<&Finding> = findings.iter().filter(|finding| finding.rows > 0).collect();
    let (notes, told): (Vec<&Finding>, Vec<&Finding>) =
        failed.iter().partition(|finding| finding.severity == Severity::Note);
    let state = told.iter().map(|finding| state(finding.severity)).max().unwrap_or(State::Green);
    let mut text = if told.is_empty() {
        format!("none of the {} checks finds anything of the newest day, or that lasts", CHECKS.len())
    } else {
        let meanings: BTreeSet<&str> = told.iter().map(|finding| finding.meaning.as_str()).collect();
        let meanings: Vec<&str> = meanings.into_iter().collect();
        format!("{} of {} checks find something: {}", meanings.len(), CHECKS.len(), meanings.join("; "))
    };
    if !notes.is_empty() {
        let rows = notes.iter().map(|finding| finding.rows as u64).sum();
        let _ = write!(text, " (beside {} of days before)", counted(rows, "note"));
    }
    let checks = told.iter().filter(|finding| self::state(finding.severity) == state).map(|finding| finding.check);
    Signal {
        name: "Quality checks",
        state,
        text,
        section: "quality",
        advice: runbook::of_checks(&checks.collect::<Vec<_>>().join(" ")),
    }
}
