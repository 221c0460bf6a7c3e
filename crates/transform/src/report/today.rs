//! What silver says of the newest market day, as signals of the light.

use super::light::{Signal, State};
use crate::error::SilverError;
use crate::quality::{Finding, Severity};
use duckdb::Connection;
use jiff::Timestamp;
use makerates_core::dates::RateDate;
use makerates_core::market_day::{of_stamp, weekdays_between};
use makerates_core::quota::utc_day;
use makerates_core::target_calendar::{is_ecb_day, previous_ecb_day};

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
        (select count(*) from silver.quarantine where rate_date = day and rule <> 'restricted_regime'),
        (select coalesce(string_agg(entry, ', ' order by entry), '') from (
            select base_currency || '/' || quote_currency || ' of ' || witness || ' (' || rule || ')' as entry
            from silver.quarantine where rate_date = day and rule <> 'restricted_regime' order by entry limit 5
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
    /// The newest market day of the ECB and of the market feed.
    newest_of: [(&'static str, Option<RateDate>); 2],
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
                newest_of: [("ECB", day(row.get(8)?)), ("ExchangeRate-API", day(row.get(9)?))],
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
        vec![self.freshness(), self.sources(), self.conflicts(), self.suspects(), self.quarantine(), quality(findings)]
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
        let is_closed = !is_ecb_day(self.expected);
        let due_of_ecb = if is_closed { previous_ecb_day(self.expected) } else { None };
        let mut missing = Vec::new();
        for (witness, newest) in self.newest_of {
            let due = due_of_ecb.filter(|_| witness == "ECB").unwrap_or(self.expected);
            match newest {
                None => missing.push(format!("{witness} has no rate at all")),
                Some(newest) if newest < due => {
                    missing.push(format!("{witness} has no rate of {due}, its newest are of {newest}"));
                }
                Some(_) => {}
            }
        }
        let text = if missing.is_empty() {
            let closed = if is_closed { " (no rate of the ECB is due: a TARGET holiday)" } else { "" };
            format!("the ECB and ExchangeRate-API are up to date{closed}")
        } else {
            missing.join("; ")
        };
        Signal { name: "Sources", state: State::if_any(missing.len(), State::Amber), text, section: "sources" }
    }

    fn conflicts(&self) -> Signal {
        let text = match self.conflicts {
            0 => format!("no currency of {} is in conflict", self.judged),
            count => format!("{count} in conflict and withheld on {}: {}", self.judged, self.conflicting),
        };
        Signal { name: "Conflicts", state: State::if_any(self.conflicts, State::Red), text, section: "heat" }
    }

    fn suspects(&self) -> Signal {
        let (state, text) = if self.suspects.is_empty() {
            (State::Green, format!("no answer of {} is suspect as a whole", self.judged))
        } else {
            (State::Red, format!("suspect as a whole on {}: {}", self.judged, self.suspects))
        };
        Signal { name: "Suspect answers", state, text, section: "quarantine" }
    }

    fn quarantine(&self) -> Signal {
        let more = if self.quarantined > 5 { " and more" } else { "" };
        let entries = match self.quarantined {
            0 => format!("nothing withheld on {}", self.judged),
            count => format!("{count} withheld on {}: {}{more}", self.judged, self.in_quarantine),
        };
        let text = format!("{entries}; beside {} of restricted currencies, by a standing rule", self.restricted);
        Signal { name: "Quarantine", state: State::if_any(self.quarantined, State::Amber), text, section: "quarantine" }
    }
}

/// The checks of `transform quality`: a critical finding is red, a warning amber, as there.
fn quality(findings: &[Finding]) -> Signal {
    let failed: Vec<&Finding> = findings.iter().filter(|finding| finding.rows > 0).collect();
    let state = match failed.iter().all(|finding| finding.severity == Severity::Warning) {
        _ if failed.is_empty() => State::Green,
        true => State::Amber,
        false => State::Red,
    };
    let text = if failed.is_empty() {
        format!("all {} checks pass", findings.len())
    } else {
        let named = failed.iter().map(|finding| format!("{} ({})", finding.check, finding.severity.name()));
        format!(
            "{} of {} checks find something: {}",
            failed.len(),
            findings.len(),
            named.collect::<Vec<_>>().join(", ")
        )
    };
    Signal { name: "Quality checks", state, text, section: "quality" }
}
