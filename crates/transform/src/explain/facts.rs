//! What silver says of a currency on a day, for a conclusion.

use crate::decide;
use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;
use makerates_core::runbook;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::source::ECB;
use makerates_domain::target_calendar::{is_ecb_day, is_stale};

/// The rules by which two that contradict each other are withheld.
const DISPUTES: [&str; 3] = ["cross_source_deviation", "timing_conflict", "unsettled_dispute"];

/// What a witness said and is not published.
pub struct Withheld {
    pub(super) witness: String,
    pub(super) pair: String,
    pub(super) digits: String,
    pub(super) rule: String,
    pub(super) evidence: String,
}

/// What is withheld of a currency's rates against the euro or its source's base, each once; whose rate was not found wrong
/// goes before whose was.
pub fn withheld(db: &Connection, currency: CurrencyCode, day: RateDate) -> Result<Vec<Withheld>, SilverError> {
    let rows = rows(
        db,
        &format!(
            "select witness, base_currency || '/' || quote_currency, digits, rule, evidence
             from silver.quarantine
             where rate_date = '{day}'
                and if(quote_currency = 'EUR', base_currency, quote_currency) = '{currency}'
             order by rule = 'blamed', witness, base_currency, quote_currency, digits"
        ),
    )?;
    let of_row =
        |[witness, pair, digits, rule, evidence]: [String; 5]| Withheld { witness, pair, digits, rule, evidence };
    Ok(rows.into_iter().map(of_row).collect())
}

impl Withheld {
    /// Whether a witness said it.
    pub fn is_by(&self, witness: &str) -> bool {
        self.witness == witness
    }

    /// Who said what, and by which rule it is withheld.
    pub fn sentence(&self) -> String {
        let Self { witness, pair, digits, rule, evidence } = self;
        format!("withheld: {witness} said {pair} {digits} ({rule}: {evidence})")
    }

    /// What a person can do about it.
    pub fn next_step(&self, day: RateDate) -> String {
        let rule = &self.rule;
        if rule == "rejected" {
            return "`transform decide ls` shows the decision; `--revoke` takes it back".to_owned();
        }
        if rule == "restricted_regime" {
            return format!(
                "it is a standing rule, and waiting changes nothing: an official rate needs a second witness; where people \
                 trade at it, `{}`",
                self.accept(day)
            );
        }
        let advice = match rule.as_str() {
            "unusual_move" | "unconfirmed_level" => runbook::JUMPED,
            _ => runbook::CONFLICTS,
        };
        // What is accepted has been said; who goes on being wrong is shut out for longer.
        let lasting = if DISPUTES.contains(&rule.as_str()) {
            ", and where they go on disagreeing `reject` the wrong one with a later `--to`"
        } else {
            ""
        };
        format!(
            "compare it with a third place; where it is right, `{}`{lasting}, else wait ({})",
            self.accept(day),
            advice.place()
        )
    }

    fn accept(&self, day: RateDate) -> String {
        let Self { witness, pair, .. } = self;
        let who = if decide::name_of_environment().is_some() { "" } else { " --who NAME" };
        format!("transform decide accept {pair} --witness {witness} --from {day} --reason TEXT{who}")
    }
}

/// A rate of a currency that stands.
pub struct Standing {
    /// Of what.
    pub currency: CurrencyCode,
    /// The pair and its digits.
    pub rate: String,
    /// Of which market day.
    pub day: RateDate,
    /// What its source quotes against.
    pub base: CurrencyCode,
    /// Whose it is.
    pub publisher: String,
}

/// The last validated rate of a currency, of a day or before it.
pub fn last_validated(db: &Connection, currency: CurrencyCode, day: RateDate) -> Result<Option<Standing>, SilverError> {
    let rows = rows(
        db,
        &format!(
            "select base_currency || '/' || quote_currency || ' ' || digits, rate_date, base_currency, publisher
             from silver.validated_rates
             where currency = '{currency}' and rate_date <= '{day}'
             order by rate_date desc
             limit 1"
        ),
    )?;
    let of_row = |[rate, day, base, publisher]: [String; 4]| {
        Some(Standing { currency, rate, day: day.parse().ok()?, base: base.parse().ok()?, publisher })
    };
    Ok(rows.into_iter().next().and_then(of_row))
}

/// What a person accepted of a currency that has a rate.
pub struct Accepted {
    /// Who accepted whose word, and why.
    pub text: String,
    /// Whether it was doubted, so that whoever contradicts it is the wrong one by this decision.
    pub settles: bool,
}

/// What was accepted of a currency's rates of a day.
pub fn accepted(db: &Connection, currency: CurrencyCode, day: RateDate) -> Result<Vec<Accepted>, SilverError> {
    let rows = rows(
        db,
        &format!(
            "select decided_rates.witness, decisions.author, decisions.reason, coalesce(deviations.is_doubtful, false)
             from silver.decided_rates
             inner join bronze.decisions on decided_rates.path = decisions.path
             semi join silver.validated_rates
                on
                    decided_rates.rate_date = validated_rates.rate_date
                    and decided_rates.currency = validated_rates.currency
             left join silver.deviations
                on
                    decided_rates.rate_date = deviations.rate_date
                    and decided_rates.currency = deviations.currency
                    and decided_rates.source = deviations.source
                    and decided_rates.witness = deviations.witness
             where
                decided_rates.currency = '{currency}'
                and decided_rates.rate_date = '{day}'
                and decided_rates.verdict = 'accept'
             order by decided_rates.witness"
        ),
    )?;
    let told = |[witness, who, reason, is_doubtful]: [String; 4]| Accepted {
        text: format!("{who} accepted what {witness} says of {currency} on {day}: {reason}"),
        settles: is_doubtful == "true",
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Whether a currency was given up, by its country or by its sources.
pub fn has_ended(db: &Connection, currency: CurrencyCode) -> Result<bool, SilverError> {
    let ended = format!("select currency from silver.latest_rates where currency = '{currency}' and status = 'ended'");
    Ok(!rows::<1>(db, &ended)?.is_empty())
}

/// Whether the last validated rate is stale before its time: all that is newer is withheld, and some of it is far from it.
pub fn is_overtaken(db: &Connection, rate: &Standing, today: RateDate) -> Result<bool, SilverError> {
    let Standing { currency, day, .. } = rate;
    let stale = format!("select 1 from silver.latest_rates where currency = '{currency}' and status = 'stale'");
    Ok(!is_stale(*day, today) && !rows::<1>(db, &stale)?.is_empty())
}

/// Whether a pair's newest rate is stale, by its age or because its currencies have newer ones that make another.
pub fn is_latest_stale(db: &Connection, pair: CurrencyPair) -> Result<bool, SilverError> {
    let CurrencyPair { base, quote } = pair;
    let stale = format!(
        "select 1 from silver.published_pairs(['{base}'], date 'infinity')
         where is_latest and quote_currency = '{quote}' and status = 'stale'"
    );
    Ok(!rows::<1>(db, &stale)?.is_empty())
}

/// Whether the ECB has a day, of a currency that it quotes, and bronze has none of its rates: a morning that was missed, or
/// history that nobody fetched.
pub fn is_unasked(db: &Connection, legs: &[CurrencyCode], day: RateDate) -> Result<bool, SilverError> {
    let of_legs: Vec<String> = legs.iter().map(|code| format!("'{code}'")).collect();
    let quoted = format!(
        "select 1 from silver.observations where witness = '{ECB}' and currency in ({}) limit 1",
        of_legs.join(", ")
    );
    let observed = format!("select 1 from silver.observations where rate_date = '{day}' and witness = '{ECB}' limit 1");
    Ok(is_ecb_day(day) && !rows::<1>(db, &quoted)?.is_empty() && rows::<1>(db, &observed)?.is_empty())
}

/// Rows of so many columns. Codes and days are checked, so that they can stand in the text of a query.
pub(super) fn rows<const N: usize>(db: &Connection, query: &str) -> Result<Vec<[String; N]>, SilverError> {
    let rows = rows::query(db, query, usize::MAX).map_err(SilverError::sql("the conclusion"))?;
    Ok(rows.first.into_iter().filter_map(|row| row.try_into().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_standing_rule_nobody_is_told_to_wait() {
        let next = |rule: &str| {
            let [witness, pair, digits, evidence] = ["API", "USD/ARS", "1", ""].map(str::to_owned);
            Withheld { witness, pair, digits, rule: rule.to_owned(), evidence }.next_step("2026-09-28".parse().unwrap())
        };
        assert!(next("cross_source_deviation").contains(", else wait (docs/runbook.md#conflicts)"));
        let standing = next("restricted_regime");
        assert!(standing.contains("it is a standing rule, and waiting changes nothing"), "{standing}");
        assert!(standing.contains("transform decide accept USD/ARS --witness API --from 2026-09-28"), "{standing}");
        assert!(!standing.contains("else wait") && !standing.contains("#conflicts"), "{standing}");
    }
}
