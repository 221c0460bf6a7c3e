//! What silver says of a pair on a day, for its conclusion.

use crate::error::SilverError;
use crate::inspect;
use duckdb::Connection;
use makerates_core::runbook;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::rate::Rate;

/// A pair's rate, and why it is believed.
pub struct PairRate {
    rate: String,
    made_of: String,
    publisher: String,
    status: String,
    others: String,
    deviation_pct: String,
}

impl PairRate {
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
        let Some(rate) = derived(&quote_leg, &base_leg) else { return Ok(None) };
        Ok(Some(Self { rate, made_of, publisher, status, others, deviation_pct }))
    }

    /// `1 EUR = 1.1378 USD on 2026-09-28: …`.
    pub fn sentence(&self, pair: CurrencyPair, day: RateDate) -> String {
        let Self { rate, made_of, publisher, status, others, deviation_pct } = self;
        let why = match status.as_str() {
            "consensus" => format!("{others} agrees within {deviation_pct} %"),
            "warning" => format!("{others} is up to {deviation_pct} % away, more than usual"),
            "resolved" => "a witness that contradicts it is found to be wrong".to_owned(),
            _ => "nobody else speaks of that day".to_owned(),
        };
        let why =
            if others.contains(", ") { why.replace(" agrees", " agree").replace(" is up", " are up") } else { why };
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

/// What a witness said and is not published.
pub struct Withheld {
    witness: String,
    pair: String,
    digits: String,
    rule: String,
    evidence: String,
}

/// What is withheld of a currency's rates against the euro or its source's base, each once.
pub fn withheld(db: &Connection, currency: CurrencyCode, day: RateDate) -> Result<Vec<Withheld>, SilverError> {
    let rows = rows(
        db,
        &format!(
            "select witness, base_currency || '/' || quote_currency, digits, rule, evidence
             from silver.quarantine
             where rate_date = '{day}'
                and if(quote_currency = 'EUR', base_currency, quote_currency) = '{currency}'
             order by all"
        ),
    )?;
    let of_row =
        |[witness, pair, digits, rule, evidence]: [String; 5]| Withheld { witness, pair, digits, rule, evidence };
    Ok(rows.into_iter().map(of_row).collect())
}

impl Withheld {
    /// Who said what, and by which rule it is withheld.
    pub fn sentence(&self) -> String {
        let Self { witness, pair, digits, rule, evidence } = self;
        format!("withheld: {witness} said {pair} {digits} ({rule}: {evidence})")
    }

    /// What a person can do about it.
    pub fn next_step(&self, day: RateDate) -> String {
        let Self { witness, pair, rule, .. } = self;
        let advice = match rule.as_str() {
            "unusual_move" | "unconfirmed_level" => runbook::JUMPED,
            _ => runbook::CONFLICTS,
        };
        let decide = format!("transform decide accept {pair} --witness {witness} --from {day} --reason TEXT");
        format!("compare it with a third place; where it is right, `{decide}`, else wait ({})", advice.place())
    }
}

/// The last validated rate of a currency before a day, and its day.
pub fn last_validated(
    db: &Connection,
    currency: CurrencyCode,
    day: RateDate,
) -> Result<Option<(String, RateDate)>, SilverError> {
    let rows = rows(
        db,
        &format!(
            "select base_currency || '/' || quote_currency || ' ' || digits, rate_date
             from silver.validated_rates
             where currency = '{currency}' and rate_date < '{day}'
             order by rate_date desc
             limit 1"
        ),
    )?;
    let of_row = |[rate, day]: [String; 2]| Some((rate, day.parse().ok()?));
    Ok(rows.into_iter().next().and_then(of_row))
}

/// Whether a currency was given up, by its country or by its sources.
pub fn has_ended(db: &Connection, currency: CurrencyCode) -> Result<bool, SilverError> {
    let ended = format!("select currency from silver.latest_rates where currency = '{currency}' and status = 'ended'");
    Ok(!rows::<1>(db, &ended)?.is_empty())
}

/// Rows of so many columns. Codes and days are checked, so that they can stand in the text of a query.
fn rows<const N: usize>(db: &Connection, query: &str) -> Result<Vec<[String; N]>, SilverError> {
    let rows = inspect::query(db, query, usize::MAX).map_err(SilverError::sql("the conclusion"))?;
    Ok(rows.first.into_iter().filter_map(|row| row.try_into().ok()).collect())
}
