//! What silver says of a pair on a day, for its conclusion.

use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;
use makerates_core::runbook;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::rate::Rate;

/// A pair's rate, and why it is believed.
pub struct PairRate {
    pivot: CurrencyCode,
    is_of_one_leg: bool,
    rate: String,
    made_of: String,
    publisher: String,
    status: String,
    others: Vec<String>,
    deviation_pct: String,
}

impl PairRate {
    /// The currencies whose rates it is made of: of a source's own pair its base is none.
    pub fn legs(&self, question: &[CurrencyCode]) -> Vec<CurrencyCode> {
        question.iter().copied().filter(|code| !self.is_of_one_leg || *code != self.pivot).collect()
    }

    /// The rate of a pair on a day; none where silver has none.
    pub fn read(db: &Connection, pair: CurrencyPair, day: RateDate) -> Result<Option<Self>, SilverError> {
        let CurrencyPair { base, quote } = pair;
        let rows = rows(
            db,
            &format!(
                "select quote_leg, base_leg, pivot_currency, publisher, validation_status,
                    array_to_string(list_filter(witnesses, witness -> witness <> publisher), ', '),
                    if(deviation_pct > 0, printf('%.2g', deviation_pct::double), '0')
                 from silver.pair_legs
                 where base_currency = '{base}' and quote_currency = '{quote}' and rate_date = '{day}'"
            ),
        )?;
        let Some([quote_leg, base_leg, pivot, publisher, status, others, deviation_pct]) = rows.into_iter().next()
        else {
            return Ok(None);
        };
        let made_of = match (quote_leg.is_empty(), base_leg.is_empty()) {
            (false, true) => String::new(),
            (true, false) => format!(", made of {pivot}/{base} {base_leg}"),
            _ => format!(", made of {pivot}/{quote} {quote_leg} and {pivot}/{base} {base_leg}"),
        };
        let (Some(rate), Ok(pivot)) = (derived(&quote_leg, &base_leg), pivot.parse()) else { return Ok(None) };
        let is_of_one_leg = quote_leg.is_empty() || base_leg.is_empty();
        let others = others.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Ok(Some(Self { pivot, is_of_one_leg, rate, made_of, publisher, status, others, deviation_pct }))
    }

    /// `1 EUR = 1.1378 USD on 2026-09-28: …`. Whose rate is withheld neither agrees nor is as near as that.
    pub fn sentence(&self, pair: CurrencyPair, day: RateDate, withheld: &[Withheld]) -> String {
        let Self { rate, made_of, publisher, status, others, deviation_pct, .. } = self;
        let stands = |name: &&String| !withheld.iter().any(|said| said.witness == **name);
        let others: Vec<&str> = others.iter().filter(stands).map(String::as_str).collect();
        let (names, is_one) = (others.join(", "), others.len() == 1);
        let why = match status.as_str() {
            "resolved" => "a witness that contradicts it is found to be wrong".to_owned(),
            _ if others.is_empty() && withheld.is_empty() => "nobody else speaks of that day".to_owned(),
            _ if others.is_empty() => "no other rate of that day stands".to_owned(),
            "warning" => {
                format!("{names} {} up to {deviation_pct} % away, more than usual", if is_one { "is" } else { "are" })
            }
            _ => format!("{names} {} within {deviation_pct} %", if is_one { "agrees" } else { "agree" }),
        };
        format!("1 {} = {rate} {} on {day}{made_of}: the rate of {publisher}, {status}: {why}", pair.base, pair.quote)
    }
}

/// As the sync makes it: a leg as it is, an inverse, or a cross.
fn derived(quote_leg: &str, base_leg: &str) -> Option<String> {
    let leg = |text: &str| Rate::parse(text).ok();
    let rate = match (leg(quote_leg), leg(base_leg)) {
        (Some(rate), None) => rate,
        (None, Some(rate)) => rate.invert().ok()?,
        (Some(quote), Some(base)) => Rate::cross(quote, base).ok()?,
        (None, None) => return None,
    };
    Some(rate.digits())
}

/// The rules by which two that contradict each other are withheld.
const DISPUTES: [&str; 3] = ["cross_source_deviation", "timing_conflict", "unsettled_dispute"];

/// What a witness said and is not published.
pub struct Withheld {
    witness: String,
    pair: String,
    digits: String,
    rule: String,
    evidence: String,
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
        let Self { witness, pair, rule, .. } = self;
        if rule == "rejected" {
            return "`transform decide ls` shows the decision; `--revoke` takes it back".to_owned();
        }
        let advice = match rule.as_str() {
            "unusual_move" | "unconfirmed_level" => runbook::JUMPED,
            _ => runbook::CONFLICTS,
        };
        let decide = format!("transform decide accept {pair} --witness {witness} --from {day} --reason TEXT");
        // What is accepted has been said; who goes on being wrong is shut out for longer.
        let lasting = if DISPUTES.contains(&rule.as_str()) {
            ", and where they go on disagreeing `reject` the wrong one with a later `--to`"
        } else {
            ""
        };
        format!("compare it with a third place; where it is right, `{decide}`{lasting}, else wait ({})", advice.place())
    }
}

/// A rate of a currency that stands.
pub struct Standing {
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
        Some(Standing { rate, day: day.parse().ok()?, base: base.parse().ok()?, publisher })
    };
    Ok(rows.into_iter().next().and_then(of_row))
}

/// Who accepted a currency's rate of a day, and why; none where nobody did.
pub fn accepted(db: &Connection, currency: CurrencyCode, day: RateDate) -> Result<Option<String>, SilverError> {
    let rows = rows(
        db,
        &format!(
            "select validated_rates.publisher, decisions.author, decisions.reason
             from silver.validated_rates
             inner join silver.decided_rates
                on
                    validated_rates.rate_date = decided_rates.rate_date
                    and validated_rates.publisher = decided_rates.witness
                    and validated_rates.currency = decided_rates.currency
             inner join bronze.decisions on decided_rates.path = decisions.path
             where
                validated_rates.currency = '{currency}'
                and validated_rates.rate_date = '{day}'
                and decided_rates.verdict = 'accept'"
        ),
    )?;
    let told = |[publisher, who, reason]: [String; 3]| {
        format!("{who} accepted what {publisher} says of {currency} on {day}: {reason}")
    };
    Ok(rows.into_iter().next().map(told))
}

/// Whether a currency was given up, by its country or by its sources.
pub fn has_ended(db: &Connection, currency: CurrencyCode) -> Result<bool, SilverError> {
    let ended = format!("select currency from silver.latest_rates where currency = '{currency}' and status = 'ended'");
    Ok(!rows::<1>(db, &ended)?.is_empty())
}

/// Rows of so many columns. Codes and days are checked, so that they can stand in the text of a query.
fn rows<const N: usize>(db: &Connection, query: &str) -> Result<Vec<[String; N]>, SilverError> {
    let rows = rows::query(db, query, usize::MAX).map_err(SilverError::sql("the conclusion"))?;
    Ok(rows.first.into_iter().filter_map(|row| row.try_into().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(status: &str, others: &[&str], withheld: &[&str]) -> String {
        let rate = PairRate {
            pivot: CurrencyCode::EUR,
            is_of_one_leg: true,
            rate: "21.6".to_owned(),
            made_of: String::new(),
            publisher: "BOC".to_owned(),
            status: status.to_owned(),
            others: others.iter().map(|name| (*name).to_owned()).collect(),
            deviation_pct: "0.54".to_owned(),
        };
        let said = |witness: &&str| Withheld {
            witness: (*witness).to_owned(),
            pair: "EUR/MXN".to_owned(),
            digits: "22.1".to_owned(),
            rule: "blamed".to_owned(),
            evidence: String::new(),
        };
        let withheld: Vec<Withheld> = withheld.iter().map(said).collect();
        let text = rate.sentence("EUR/MXN".parse().unwrap(), "2024-11-06".parse().unwrap(), &withheld);
        text.split_once(&format!("{status}: ")).unwrap().1.to_owned()
    }

    #[test]
    fn whose_rate_is_withheld_does_not_agree() {
        assert_eq!(sentence("consensus", &["ECB", "FED"], &[]), "ECB, FED agree within 0.54 %");
        assert_eq!(sentence("warning", &["ECB", "FED"], &["ECB"]), "FED is up to 0.54 % away, more than usual");
        assert_eq!(sentence("consensus", &["ECB"], &["ECB"]), "no other rate of that day stands");
        assert_eq!(
            sentence("resolved", &["ECB", "FED"], &["ECB"]),
            "a witness that contradicts it is found to be wrong"
        );
        assert_eq!(sentence("unwitnessed", &[], &[]), "nobody else speaks of that day");
    }
}
