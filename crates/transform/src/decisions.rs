//! What people decided, as far as it was known: read from bronze, and loaded for the models.

use crate::error::SilverError;
use crate::load::{appender, epoch_days, instant};
use duckdb::{Connection, params};
use jiff::Timestamp;
use makerates_core::bronze::{BronzeError, BronzeStore, Decision, EVERY_PAIR, Verdict};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::pair::CurrencyPair;

/// A decision, and what became of it.
#[derive(Debug)]
pub struct RecordedDecision {
    /// Where it lies in bronze.
    pub path: String,
    /// What was decided.
    pub decision: Decision,
    /// The currency that is judged; none for all of the witness's.
    pub currency: Option<CurrencyCode>,
    /// When and by whom it was taken back.
    pub revoked: Option<(Timestamp, String)>,
}

/// A pair of which it is not clear which of its currencies is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is judged by its two currencies, each against the euro")]
pub struct AmbiguousPair(CurrencyPair);

/// The currency that a pair's rate is judged by: the one beside the euro, or beside the dollar, which the market feed
/// quotes in.
pub fn judged_currency(pair: CurrencyPair) -> Result<CurrencyCode, AmbiguousPair> {
    let CurrencyPair { base, quote } = pair;
    for pivot in [CurrencyCode::EUR, CurrencyCode::USD] {
        if base == pivot {
            return Ok(quote);
        }
        if quote == pivot {
            return Ok(base);
        }
    }
    Err(AmbiguousPair(pair))
}

/// The decisions that were known at `as_of`, in the order in which they were made.
pub async fn read(bronze: &BronzeStore, as_of: Timestamp) -> Result<Vec<RecordedDecision>, BronzeError> {
    let mut decisions = bronze.decisions().await?;
    decisions.retain(|(_, decision)| decision.decided_at <= as_of);
    // Of the same instant a revocation can stand before what it takes back.
    let (revocations, decisions): (Vec<_>, Vec<_>) =
        decisions.into_iter().partition(|(_, decision)| decision.decision == Verdict::Revoke);
    let mut known: Vec<RecordedDecision> = Vec::new();
    for (path, decision) in decisions {
        let currency = currency_of(&decision).map_err(|reason| BronzeError::Decision(path.clone(), reason))?;
        known.push(RecordedDecision { path, decision, currency, revoked: None });
    }
    for (path, revocation) in revocations {
        if let Some(revoked) = known.iter_mut().find(|earlier| revocation.revokes.as_ref() == Some(&earlier.path)) {
            revoked.revoked.get_or_insert((revocation.decided_at, revocation.who));
        } else {
            tracing::warn!("{path} revokes a decision that is not there");
        }
    }
    Ok(known)
}

fn currency_of(decision: &Decision) -> Result<Option<CurrencyCode>, String> {
    if decision.pair == EVERY_PAIR {
        return Ok(None);
    }
    let pair: CurrencyPair = decision.pair.parse().map_err(|error| format!("{error}"))?;
    judged_currency(pair).map(Some).map_err(|error| error.to_string())
}

/// How many objects tell of them that were written until then, revocations too.
pub fn count(known: &[RecordedDecision], until: Timestamp) -> u64 {
    let instants = known.iter().flat_map(|known| {
        let revoked_at = known.revoked.as_ref().map(|(revoked_at, _)| *revoked_at);
        [Some(known.decision.decided_at), revoked_at].into_iter().flatten()
    });
    instants.filter(|written_at| *written_at <= until).count() as u64
}

/// Fills the table of decisions.
pub fn load(db: &Connection, known: &[RecordedDecision]) -> Result<(), SilverError> {
    append(db, known).map_err(SilverError::sql("loading the decisions"))
}

fn append(db: &Connection, known: &[RecordedDecision]) -> duckdb::Result<()> {
    let mut rows = appender(db, "decisions")?;
    for RecordedDecision { path, decision, currency, revoked } in known {
        let (revoked_at, revoked_by) = revoked.as_ref().map(|(at, by)| (instant(*at), by.as_str())).unzip();
        rows.append_row(params![
            path,
            instant(decision.decided_at),
            decision.decision.name(),
            decision.pair,
            currency.map(|currency| currency.to_string()).unwrap_or_default(),
            decision.witness.as_deref().unwrap_or_default(),
            epoch_days(decision.from),
            decision.to.map(epoch_days),
            decision.reason,
            decision.who,
            revoked_at,
            revoked_by.unwrap_or_default(),
        ])?;
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_judged_by_the_currency_beside_the_euro_or_the_dollar() {
        let judged = |pair: &str| judged_currency(pair.parse().unwrap()).map(|currency| currency.to_string());
        for (pair, currency) in [("EUR/KES", "KES"), ("KES/EUR", "KES"), ("USD/KES", "KES"), ("EUR/USD", "USD")] {
            assert_eq!(judged(pair).as_deref(), Ok(currency), "{pair}");
        }
        assert!(judged("GBP/KES").is_err());
    }
}
