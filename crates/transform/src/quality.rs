//! The checks of `sql/tests`: each gives the rows that offend it; no row is a pass.
//!
//! The header of a check names its severity. An `invariant` is a promise of the models: a build that breaks one is
//! thrown away. A `critical` finding is about the rates and calls a person; a `warning` is worth a look; a `note` is of days
//! that are over: told, and nothing to act on. Of a check whose severity is `by row` the first column says which of them a
//! row is: what is of the newest day, or lasts, calls a person, and does not go on to call one when it is over.
//!
//! This is the one place that decides whether a person should look at the rates: the report's light shows what it finds,
//! and `quota-gate health` what the last run of it said.

use crate::error::SilverError;
use crate::models::{CHECKS, SqlFile};
use crate::rows;
use duckdb::Connection;
use jiff::Timestamp;
use makerates_core::cli::{Context, Success, table};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::runbook;
use makerates_domain::due;
use makerates_domain::source::Source;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// How many offending rows are shown for a check.
const ROWS_SHOWN: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// A promise of the models.
    Invariant,
    /// About the rates: it calls a person.
    Critical,
    /// Worth a look.
    Warning,
    /// Of a day that is over: told, and no more.
    Note,
}

impl Severity {
    fn of(text: &str) -> Option<Self> {
        Self::named(header(text)?)
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Invariant, Self::Critical, Self::Warning, Self::Note]
            .into_iter()
            .find(|severity| severity.name() == name)
    }

    /// Whether it calls a person.
    pub fn is_grave(self) -> bool {
        matches!(self, Self::Invariant | Self::Critical)
    }

    /// The severity as the header of a check spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invariant => "invariant",
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// What the header of a check says of its severity.
fn header(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("-- Severity: ")).map(str::trim)
}

/// What the header of a check says of its rows, in words.
fn meaning(text: &str) -> String {
    text.lines().find_map(|line| line.strip_prefix("-- Finding: ")).unwrap_or_default().trim().to_owned()
}

/// The header of a check whose rows name their severity themselves.
const BY_ROW: &str = "by row";

/// What a check found of one severity.
pub struct Finding {
    /// The name of the check.
    pub check: &'static str,
    /// What that means, in words.
    pub meaning: String,
    /// How grave it is.
    pub severity: Severity,
    /// How many rows offend it.
    pub rows: usize,
    /// The first of them.
    pub evidence: Vec<String>,
}

impl Finding {
    /// Says how many rows are not shown: a finding that nobody is told of is none.
    fn with_rest(mut self) -> Self {
        let rest = self.rows - self.evidence.len();
        if rest > 0 {
            self.evidence.push(format!("and {rest} more (`transform report` has all)"));
        }
        self
    }
}

/// What every check says of a silver at an instant.
pub fn findings(db: &Connection, now: Timestamp) -> Result<Vec<Finding>, SilverError> {
    tell_due_days(db, now)?;
    check(db, None, |_| true)
}

/// Tells the checks which market day is due of each source by now, in the table `due_days` of this connection alone.
pub fn tell_due_days(db: &Connection, now: Timestamp) -> Result<(), SilverError> {
    let row = |source| format!("('{source}', date '{}')", due::market_day_of(source, now));
    let rows = Source::ALL.map(row).join(", ");
    let statement =
        format!("create or replace temp table due_days as select * from (values {rows}) as due(source, rate_date)");
    db.execute_batch(&statement).map_err(SilverError::sql("the days that are due"))
}

/// Runs every check of the current silver.
pub fn run(db: &Connection, context: &Context, sql_dir: Option<&Path>) -> Result<Success, Failure> {
    tell_due_days(db, context.clock.now())?;
    let findings = check(db, sql_dir, |_| true)?;
    let mut shown = table(&["check", "severity", "result"]);
    for finding in &findings {
        let result = if finding.rows == 0 { "pass".to_owned() } else { counted(finding.rows as u64, "row") };
        shown.add_row([finding.check.to_owned(), finding.severity.name().to_owned(), result]);
    }
    let mut text = shown.to_string();
    let failed: Vec<&Finding> = findings.iter().filter(|finding| finding.rows > 0).collect();
    for finding in &failed {
        let (severity, evidence) = (finding.severity.name(), finding.evidence.join("\n  "));
        let _ = write!(text, "\n\n{} ({severity}): {}\n  {evidence}", finding.check, finding.meaning);
    }
    let of = |severity| failed.iter().filter(|finding| finding.severity == severity).count();
    let (notes, warnings) = (of(Severity::Note), of(Severity::Warning));
    let criticals = of(Severity::Critical) + of(Severity::Invariant);
    let outputs = [
        ("checks", json!(CHECKS.len())),
        ("notes", json!(notes)),
        ("warnings", json!(warnings)),
        ("criticals", json!(criticals)),
        ("findings", failed.iter().map(|finding| outputs(finding)).collect()),
    ];
    if criticals > 0 {
        let grave: Vec<&Finding> = failed.iter().copied().filter(|finding| finding.severity.is_grave()).collect();
        let reasons: Vec<String> =
            grave.iter().map(|finding| format!("{}: {}", finding.check, finding.evidence.join("; "))).collect();
        let meanings: Vec<&str> = grave.iter().map(|finding| finding.meaning.as_str()).collect();
        return Err(Failure::new(Exit::Quality, reasons.join(" | "), next_steps(&grave))
            .in_brief(format!("a person should look: {}", meanings.join("; ")))
            .with_outputs(outputs)
            .with_text(text));
    }
    Ok(Success::new(outputs).with_text(text))
}

/// What to do about the findings: a rate that is missing wants another step than one that is contradicted.
fn next_steps(findings: &[&Finding]) -> String {
    let mut steps: Vec<String> = Vec::new();
    for advice in findings.iter().map(|finding| runbook::of_checks(finding.check)) {
        let step = format!("{} ({})", advice.next, advice.place());
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps.join(" | ")
}

/// Checks a new silver's promises before it takes over.
pub fn check_invariants(db: &Connection, sql_dir: Option<&Path>) -> Result<(), SilverError> {
    let findings = check(db, sql_dir, |severity| severity == Severity::Invariant)?;
    let broken: Vec<String> = findings
        .iter()
        .filter(|finding| finding.rows > 0)
        .map(|finding| format!("{} ({} rows): {}", finding.check, finding.rows, finding.evidence.join("; ")))
        .collect();
    if broken.is_empty() { Ok(()) } else { Err(SilverError::Invariants(broken.join(" | "))) }
}

fn check(db: &Connection, sql_dir: Option<&Path>, wanted: fn(Severity) -> bool) -> Result<Vec<Finding>, SilverError> {
    let mut findings = Vec::new();
    for file in CHECKS {
        let text = file.text(sql_dir)?;
        if header(&text) == Some(BY_ROW) {
            if wanted(Severity::Critical) {
                findings.extend(run_check_by_row(db, file, &text)?);
            }
            continue;
        }
        // A check that does not say how grave it is counts as the gravest.
        let severity = Severity::of(&text).unwrap_or(Severity::Invariant);
        if wanted(severity) {
            findings.push(run_check(db, file, &text, severity)?);
        }
    }
    Ok(findings)
}

fn run_check(db: &Connection, file: &SqlFile, text: &str, severity: Severity) -> Result<Finding, SilverError> {
    let rows = rows::query(db, text, ROWS_SHOWN).map_err(SilverError::sql(file.path))?;
    let evidence = rows.first.iter().map(|row| row.join(" ")).collect();
    let meaning = meaning(text);
    Ok(Finding { check: file.name(), meaning, severity, rows: rows.total, evidence }.with_rest())
}

/// The rows of each severity are a finding of their own.
fn run_check_by_row(db: &Connection, file: &SqlFile, text: &str) -> Result<Vec<Finding>, SilverError> {
    let rows = rows::query(db, text, usize::MAX).map_err(SilverError::sql(file.path))?;
    let mut found = [Severity::Critical, Severity::Warning, Severity::Note].map(|severity| Finding {
        check: file.name(),
        meaning: meaning(text),
        severity,
        rows: 0,
        evidence: Vec::new(),
    });
    for row in &rows.first {
        let Some((name, cells)) = row.split_first() else { continue };
        // A row that does not say how grave it is counts as grave.
        let index = found.iter().position(|finding| finding.severity.name() == name).unwrap_or(0);
        let of_row = &mut found[index];
        of_row.rows += 1;
        if of_row.rows <= ROWS_SHOWN {
            of_row.evidence.push(cells.join(" "));
        }
    }
    // With nothing found it has passed as the grave one that it is.
    let has_passed = rows.first.is_empty();
    let is_told = |finding: &Finding| finding.rows > 0 || (has_passed && finding.severity == Severity::Critical);
    Ok(found.into_iter().filter(is_told).map(Finding::with_rest).collect())
}

fn outputs(finding: &Finding) -> Value {
    json!({
        "check": finding.check,
        "meaning": finding.meaning,
        "severity": finding.severity.name(),
        "rows": finding.rows,
        "evidence": finding.evidence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_names_its_severity_and_says_what_it_finds() {
        for file in CHECKS {
            let text = file.text(None).unwrap();
            let is_by_row = header(&text) == Some(BY_ROW) && text.contains(" as severity,");
            assert!(is_by_row || Severity::of(&text).is_some(), "{} names no severity", file.path);
            assert!(!meaning(&text).is_empty(), "{} does not say what it finds", file.path);
        }
    }
}
