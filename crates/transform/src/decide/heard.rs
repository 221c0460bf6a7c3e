//! What silver has heard of the rates that a decision means: one that means none would have no effect, and nobody would
//! know. Without a silver nothing can be said about it.

use crate::error::SilverError;
use crate::inspect;
use duckdb::{Connection, params};
use makerates_core::bronze::{Decision, Verdict};
use makerates_core::cli::Context;
use makerates_core::failure::{Exit, Failure};
use makerates_core::silver::{SilverStoreError, Wanted};
use makerates_domain::currency::CurrencyCode;

/// Refuses a witness that is misspelt, and an accepted rate that nobody has given, or several have.
pub async fn check(decision: &Decision, currency: Option<CurrencyCode>, context: &Context) -> Result<(), Failure> {
    let build = match context.silver_build(&Wanted::Current).await {
        Err(SilverStoreError::Missing(_)) => return Ok(()),
        build => build?,
    };
    let db = inspect::open(&build.database)?;
    if let Some(witness) = &decision.witness {
        let known = witnesses(&db).map_err(SilverError::sql("the witnesses"))?;
        if !known.contains(witness) {
            return Err(usage(format!("silver knows no witness {witness}"), format!("one of {}", known.join(", "))));
        }
    }
    match currency.filter(|_| decision.decision == Verdict::Accept) {
        Some(currency) => check_accepted(decision, currency, &db),
        None => Ok(()),
    }
}

fn witnesses(db: &Connection) -> duckdb::Result<Vec<String>> {
    let mut statement = db.prepare("select distinct witness from silver.observations order by witness")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Each day that somebody gave a rate of, with everybody who did.
const GIVEN: &str = "
    select rate_date::varchar, string_agg(distinct witness, ', ' order by witness), count(distinct witness)
    from silver.observations
    where role = 'observation' and currency = ? and rate_date between ?::date and ?::date and ? in ('', witness)
    group by rate_date
    order by rate_date";

fn check_accepted(decision: &Decision, currency: CurrencyCode, db: &Connection) -> Result<(), Failure> {
    let (from, to) = (decision.from.to_string(), decision.to.unwrap_or(decision.from).to_string());
    let witness = decision.witness.as_deref().unwrap_or_default();
    let given = || -> duckdb::Result<Vec<(String, String, i64)>> {
        let mut statement = db.prepare(GIVEN)?;
        let rows = statement.query_map(params![currency.as_str(), from, to, witness], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        rows.collect()
    };
    let given = given().map_err(SilverError::sql("the rates that are meant"))?;
    if given.is_empty() {
        let what = format!("silver has no rate of {} of those days that could be accepted", decision.pair);
        return Err(usage(what, "name a market day and a witness that `transform explain` shows"));
    }
    match given.iter().find(|(_, _, count)| decision.witness.is_none() && *count > 1) {
        Some((day, witnesses, _)) => Err(usage(
            format!("of {} on {day} several have a rate: {witnesses}", decision.pair),
            "say with --witness whose is right",
        )),
        None => Ok(()),
    }
}

/// A decision that can't be made.
pub(super) fn usage(what: impl Into<String>, next: impl Into<String>) -> Failure {
    Failure::new(Exit::Usage, what, next)
}
