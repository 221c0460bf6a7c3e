//! A pair's rate on a day, and why it is believed.

use super::facts::{Withheld, rows};
use crate::error::SilverError;
use duckdb::Connection;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::rate::Rate;
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Reverse;

/// A pair's rate, and why it is believed.
pub struct PairRate {
    judged: Vec<CurrencyCode>,
    rate: String,
    made_of: String,
    publisher: String,
    status: String,
    /// Who else was asked, and by its rate of which day.
    others: Vec<(String, RateDate)>,
    /// Who of them does not agree on one of the currencies.
    contradicting: Vec<String>,
    deviation_pct: String,
}

impl PairRate {
    /// The currencies on whose verdicts it stands.
    pub fn judged(&self) -> &[CurrencyCode] {
        &self.judged
    }

    /// The rate of a pair on a day; none where silver has none.
    pub fn read(db: &Connection, pair: CurrencyPair, day: RateDate) -> Result<Option<Self>, SilverError> {
        let CurrencyPair { base, quote } = pair;
        let rows = rows(
            db,
            &format!(
                "select quote_leg, base_leg, pivot_currency, publisher, validation_status,
                    array_to_string(list_filter(witnesses, witness -> witness <> publisher), ', '),
                    coalesce(deviation_pct, 0)
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
        let judged = judged(pair, pivot, is_own(db, pair, pivot, &publisher, day)?);
        let deviation_pct = rounded_up(&deviation_pct);
        let earlier = earlier(db, &judged, day)?;
        let spoken_on = |name: &str| earlier.iter().find(|(other, _)| other == name).map_or(day, |(_, day)| *day);
        let others = others.split(", ").filter(|name| !name.is_empty());
        let others: Vec<(String, RateDate)> = others.map(|name| (name.to_owned(), spoken_on(name))).collect();
        let agreeing = agreeing(db, &judged, day)?;
        let agrees = |name: &String| agreeing.iter().all(|of_currency| of_currency.contains(name));
        let contradicting = others.iter().map(|(name, _)| name).filter(|name| !agrees(name)).cloned().collect();
        Ok(Some(Self { judged, rate, made_of, publisher, status, others, contradicting, deviation_pct }))
    }

    /// `1 EUR = 1.1378 USD on 2026-09-28: …`. Whose rate is withheld neither agrees nor is as near as that.
    pub fn sentence(&self, pair: CurrencyPair, day: RateDate, withheld: &[Withheld], is_decided: bool) -> String {
        let Self { rate, made_of, publisher, status, others, contradicting, deviation_pct, .. } = self;
        let stands = |(name, _): &&(String, RateDate)| !withheld.iter().any(|said| said.witness == *name);
        let (contradicting, others): (Vec<_>, Vec<_>) =
            others.iter().filter(stands).partition(|(name, _)| contradicting.contains(name));
        let (names, is_one) = (by_day(&others, day), others.len() == 1);
        let contradicted = match contradicting.len() {
            0 => String::new(),
            1 => format!("; {} contradicts it, and is not found wrong", by_day(&contradicting, day)),
            _ => format!("; {} contradict it, and are not found wrong", by_day(&contradicting, day)),
        };
        let why = match status.as_str() {
            "resolved" if is_decided => "a person decided for it, and a witness contradicts it".to_owned(),
            "resolved" => "a witness that contradicts it is found to be wrong".to_owned(),
            "unwitnessed" if self.judged.len() > 1 => "nobody else stands for both on that day".to_owned(),
            _ if others.is_empty() && withheld.is_empty() => "nobody else speaks of that day".to_owned(),
            _ if others.is_empty() => "no other rate of that day stands".to_owned(),
            _ if !contradicting.is_empty() => {
                let agree = if is_one { "agrees" } else { "agree" };
                format!("{names} {agree} within {deviation_pct} %{contradicted}")
            }
            "warning" => {
                format!("{names} {} up to {deviation_pct} % away, more than usual", if is_one { "is" } else { "are" })
            }
            _ => format!("{names} {} within {deviation_pct} %", if is_one { "agrees" } else { "agree" }),
        };
        format!("1 {} = {rate} {} on {day}{made_of}: the rate of {publisher}, {status}: {why}", pair.base, pair.quote)
    }
}

/// A rate between a source's base and the euro is judged as that of the base. The base is none of a pair of its source's own, and
/// it is one where another source publishes the other currency: such a pair stands on both.
fn judged(pair: CurrencyPair, pivot: CurrencyCode, is_own: bool) -> Vec<CurrencyCode> {
    let of_side = |code: CurrencyCode| match code {
        code if code == pivot => (!is_own).then_some(pivot),
        CurrencyCode::EUR => Some(pivot),
        code => Some(code),
    };
    [pair.quote, pair.base].into_iter().filter_map(of_side).filter(|code| *code != CurrencyCode::EUR).collect()
}

/// Whether a pair with a source's base is what that source publishes.
fn is_own(
    db: &Connection,
    pair: CurrencyPair,
    pivot: CurrencyCode,
    publisher: &str,
    day: RateDate,
) -> Result<bool, SilverError> {
    let other = if pair.base == pivot { pair.quote } else { pair.base };
    let own = format!(
        "select publisher from silver.validated_rates
         where rate_date = '{day}' and base_currency = '{pivot}' and quote_currency = '{other}'"
    );
    Ok(rows::<1>(db, &own)?.iter().any(|[name]| name == publisher))
}

/// Who is compared by a rate of an earlier day, and of which.
fn earlier(db: &Connection, judged: &[CurrencyCode], day: RateDate) -> Result<Vec<(String, RateDate)>, SilverError> {
    let codes: Vec<String> = judged.iter().map(|code| format!("'{code}'")).collect();
    let query = format!(
        "select witness, min(observed_on)
         from silver.aligned
         where rate_date = '{day}' and currency in ({}) and age_days > 0
         group by witness",
        codes.join(", ")
    );
    let rows = rows::<2>(db, &query)?.into_iter();
    Ok(rows.filter_map(|[witness, spoken_on]| Some((witness, spoken_on.parse().ok()?))).collect())
}

/// Who agrees with the rate that stands, of each currency that was compared.
fn agreeing(db: &Connection, judged: &[CurrencyCode], day: RateDate) -> Result<Vec<Vec<String>>, SilverError> {
    let codes: Vec<String> = judged.iter().map(|code| format!("'{code}'")).collect();
    let query = format!(
        "select array_to_string(agreeing, ',')
         from silver.consensus
         where rate_date = '{day}' and currency in ({})",
        codes.join(", ")
    );
    Ok(rows::<1>(db, &query)?.iter().map(|[names]| names.split(',').map(str::to_owned).collect()).collect())
}

/// `FED and BOC, ECB (of 2024-12-24)`.
fn by_day(others: &[&(String, RateDate)], day: RateDate) -> String {
    let mut newest_first = others.to_vec();
    newest_first.sort_by_key(|(_, spoken_on)| Reverse(*spoken_on));
    let of_one_day = |together: &[&(String, RateDate)]| {
        let names: Vec<&str> = together.iter().map(|(name, _)| name.as_str()).collect();
        let spoken_on = together.first().map(|(_, spoken_on)| *spoken_on).filter(|spoken_on| *spoken_on != day);
        names.join(", ") + &spoken_on.map(|earlier| format!(" (of {earlier})")).unwrap_or_default()
    };
    let groups = newest_first.chunk_by(|(_, one), (_, other)| one == other).map(of_one_day);
    groups.collect::<Vec<_>>().join(" and ")
}

/// To two digits that count: what is within a percent may not be 1.02 % away.
fn rounded_up(pct: &str) -> String {
    let exact: Option<Decimal> = pct.parse().ok();
    let rounded = exact.and_then(|pct| pct.round_sf_with_strategy(2, RoundingStrategy::AwayFromZero));
    rounded.map_or_else(|| pct.to_owned(), |pct| pct.normalize().to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "2024-11-06";

    fn sentence(status: &str, others: &[&str], withheld: &[&str]) -> String {
        let others: Vec<(&str, &str)> = others.iter().map(|name| (*name, DAY)).collect();
        told(status, &others, withheld, false)
    }

    fn told(status: &str, others: &[(&str, &str)], withheld: &[&str], is_decided: bool) -> String {
        let rate = PairRate {
            judged: Vec::new(),
            rate: "21.6".to_owned(),
            made_of: String::new(),
            publisher: "BOC".to_owned(),
            status: status.to_owned(),
            others: others.iter().map(|(name, day)| ((*name).to_owned(), day.parse().unwrap())).collect(),
            contradicting: others
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .filter(|name| name.starts_with("CB"))
                .collect(),
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
        let text = rate.sentence("EUR/MXN".parse().unwrap(), DAY.parse().unwrap(), &withheld, is_decided);
        text.split_once(&format!("{status}: ")).unwrap().1.to_owned()
    }

    #[test]
    fn a_rate_stands_on_the_verdict_of_each_currency_that_it_is_made_of() {
        let judged = |pair: &str, pivot: &str, is_own| {
            let judged = judged(pair.parse().unwrap(), pivot.parse().unwrap(), is_own);
            judged.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        for (pair, pivot, expected) in [
            ("EUR/USD", "EUR", "USD"),
            ("USD/EUR", "EUR", "USD"),
            ("EUR/USD", "USD", "USD"),
            ("USD/EUR", "USD", "USD"),
            ("USD/CAD", "USD", "CAD"),
            ("EUR/CAD", "USD", "CAD USD"),
            ("CAD/EUR", "USD", "USD CAD"),
            ("GBP/CAD", "USD", "CAD GBP"),
            ("USD/CAD", "EUR", "CAD USD"),
        ] {
            assert_eq!(judged(pair, pivot, true), expected, "{pair} of a source whose base is {pivot}");
        }
        assert_eq!(judged("USD/JPY", "USD", false), "JPY USD");
        assert_eq!(judged("JPY/USD", "USD", false), "USD JPY");
    }

    #[test]
    fn what_they_are_within_is_never_less_than_it_is() {
        for (exact, told) in [
            ("1.020831", "1.1"),
            ("0.241640", "0.25"),
            ("0.54", "0.54"),
            ("0", "0"),
            ("1204.5", "1300"),
            ("0.000001", "0.000001"),
        ] {
            assert_eq!(rounded_up(exact), told);
        }
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

    #[test]
    fn whoever_is_doubted_and_not_blamed_does_not_agree_either() {
        let one = "ECB agrees within 0.54 %; CBC contradicts it, and is not found wrong";
        assert_eq!(sentence("warning", &["ECB", "CBC"], &[]), one);
        assert_eq!(sentence("consensus", &["ECB", "CBC", "FED"], &["FED"]), one);
        let two = "ECB agrees within 0.54 %; CBA, CBC contradict it, and are not found wrong";
        assert_eq!(sentence("warning", &["ECB", "CBA", "CBC"], &[]), two);
    }

    #[test]
    fn who_speaks_by_an_earlier_day_s_rate_is_told_with_that_day() {
        let silent = [("BOC", "2024-11-05"), ("ECB", "2024-11-05"), ("FED", DAY), ("NBP", "2024-11-04")];
        let agree = "FED and BOC, ECB (of 2024-11-05) and NBP (of 2024-11-04) agree within 0.54 %";
        assert_eq!(told("consensus", &silent, &[], false), agree);
        assert_eq!(told("consensus", &silent[..1], &[], false), "BOC (of 2024-11-05) agrees within 0.54 %");
        let is_away = "ECB (of 2024-11-05) is up to 0.54 % away, more than usual";
        assert_eq!(told("warning", &silent[..2], &["BOC"], false), is_away);
    }
}
