//! Who the banks of Frankfurter's panel are: `/v2/providers`, a list of
//! `{"key","name","country_code","rate_type","pivot_currency","publish_cadence",…}`.

use super::fault::AnswerFault;
use super::json::read;
use crate::currency::CurrencyCode;
use crate::dates::RateDate;
use crate::excerpt::excerpt;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One bank, as the service introduces it. What it does not tell is empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Bank {
    /// Its key in answers of the panel.
    pub key: String,
    /// Its name, such as `Banco de México`.
    #[serde(default)]
    pub name: String,
    /// The country, or `EU`.
    #[serde(default)]
    pub country_code: String,
    /// What its number is, in the service's free words: `reference rate`, `FIX`, `informal market rate`.
    #[serde(default)]
    pub rate_type: String,
    /// The currency that it quotes all others in.
    #[serde(default)]
    pub pivot_currency: String,
    /// How often it publishes what it has of all days since: `daily`, `weekly`, `monthly`.
    #[serde(default)]
    pub publish_cadence: String,
    /// How much time one of its rates is for: `daily`, `monthly`, `quarterly`.
    #[serde(default)]
    pub frequency: String,
    /// The first day that it has rates of.
    #[serde(default)]
    pub start_date: String,
    /// The last one as yet.
    #[serde(default)]
    pub end_date: String,
}

/// So many days after a day a bank has published it, unless it does so in bulk: some are a day or two behind, and a week holds
/// a long weekend of theirs.
pub const PUBLISHED_AFTER_DAYS: i32 = 7;
/// The same of one that publishes once a week, or once a month: the State Bank of Pakistan has a month's first day on the 28th
/// of the next one at the latest (its `publish_schedule` in Frankfurter's list of providers).
const PUBLISHED_AFTER_DAYS_WEEKLY: i32 = 14;
const PUBLISHED_AFTER_DAYS_MONTHLY: i32 = 62;

/// A bank whose last day is longer ago than this has ended; others are some days, or weeks, behind.
const SILENT_DAYS_MAX: i32 = 31;

/// Words of rates at which somebody sells or pays, or which nobody stands for: no middle of a market, nor an official rate.
const NO_MID: [&str; 5] = ["informal", "transfer", "counter", "commercial", "transaction"];

/// Words of rates that are for longer than a day: `monthly customs rate`.
const PERIODS: [&str; 3] = ["weekly", "monthly", "quarterly"];
/// Who publishes as seldom as this has one rate for as long.
const SELDOM: [&str; 3] = ["quarter", "year", "annual"];

#[derive(Deserialize)]
struct Error {
    status: Option<u16>,
    message: Option<String>,
}

impl Bank {
    /// Whether its number is the middle of a market or an official rate: only those are compared.
    #[must_use]
    pub fn is_mid(&self) -> bool {
        let kind = self.rate_type.to_lowercase();
        !NO_MID.iter().any(|word| kind.contains(word))
    }

    /// Whether it has rates of days. What it does not tell is not held against it, and that it publishes them in bulk says nothing
    /// of it: Taiwan and Hong Kong do so once a month, the Federal Reserve's H.10 comes once a week.
    #[must_use]
    pub fn is_daily(&self) -> bool {
        let (kind, cadence) = (self.rate_type.to_lowercase(), self.publish_cadence.to_lowercase());
        ["", "daily"].contains(&&*self.frequency)
            && !SELDOM.iter().any(|word| cadence.contains(word))
            && !PERIODS.iter().any(|word| kind.contains(word))
    }

    /// How many days after a day it has published it.
    #[must_use]
    pub fn published_after_days(&self) -> i32 {
        match self.publish_cadence.as_str() {
            "weekly" => PUBLISHED_AFTER_DAYS_WEEKLY,
            "monthly" => PUBLISHED_AFTER_DAYS_MONTHLY,
            _ => PUBLISHED_AFTER_DAYS,
        }
    }

    /// The newest day that a list tells of: what it knows is of then, however old it is.
    #[must_use]
    pub fn newest_day(banks: &[Self]) -> Option<RateDate> {
        banks.iter().filter_map(|bank| bank.end_date.parse().ok()).max()
    }

    /// Whether it may have rates of a day, as far as is known on another one.
    #[must_use]
    pub fn may_have(&self, day: RateDate, today: RateDate) -> bool {
        let has_begun = self.start_date.parse().map_or(true, |start: RateDate| start <= day);
        let has_it = |end: RateDate| day <= end || today.days_since(end) <= SILENT_DAYS_MAX;
        has_begun && self.end_date.parse().map_or(true, has_it)
    }
}

/// Reads the list, and leaves out what is no bank: one bad entry costs no other.
pub fn parse_banks(body: &[u8]) -> Result<Vec<Bank>, AnswerFault> {
    let text = std::str::from_utf8(body).map_err(|error| AnswerFault::NotJson(error.to_string()))?;
    let entries: Vec<&RawValue> = read(text).map_err(|fault| match read::<Error>(text) {
        Ok(Error { status: Some(_), message: Some(message) }) => AnswerFault::SourceError(excerpt(&message)),
        _ => fault,
    })?;
    let banks: Vec<Bank> = entries.iter().filter_map(|entry| bank(entry.get())).collect();
    if banks.is_empty() { Err(AnswerFault::WrongShape("a list without a bank".to_owned())) } else { Ok(banks) }
}

/// A bank's fields are short texts; what is null is not told.
fn bank(text: &str) -> Option<Bank> {
    let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    fields.retain(|_, value| value.is_string());
    let bank: Bank = serde_json::from_value(fields.into()).ok()?;
    let texts =
        [&bank.key, &bank.name, &bank.country_code, &bank.rate_type, &bank.pivot_currency, &bank.publish_cadence];
    let is_plain = texts.iter().all(|text| text.len() <= 200 && !text.chars().any(char::is_control));
    let has_pivot = bank.pivot_currency.is_empty() || CurrencyCode::try_from(bank.pivot_currency.as_str()).is_ok();
    (is_plain && has_pivot && !bank.key.is_empty()).then_some(bank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::tests::day;

    const BANXICO: &str = r#"{"key":"BANXICO","name":"Banco de México","country_code":"MX","rate_type":"FIX","pivot_currency":"MXN","publish_cadence":"daily","start_date":"1991-11-12","currencies":["USD"]}"#;

    fn banks(body: &str) -> Result<Vec<Bank>, AnswerFault> {
        parse_banks(body.as_bytes())
    }

    #[test]
    fn a_bank_is_read_and_what_is_none_costs_no_other() {
        let unknown = r#"{"key":"XYZ","name":null,"rate_type":7}"#;
        let found = banks(&format!(r#"[{BANXICO},{{"name":"nobody"}},"ECB",null,{{"key":""}},{unknown}]"#)).unwrap();
        assert_eq!(found.iter().map(|bank| bank.key.as_str()).collect::<Vec<_>>(), ["BANXICO", "XYZ"]);
        let Bank { name, country_code, rate_type, pivot_currency, publish_cadence, .. } = &found[0];
        assert_eq!([name, country_code, rate_type], ["Banco de México", "MX", "FIX"]);
        assert_eq!([pivot_currency, publish_cadence], ["MXN", "daily"]);
        assert_eq!((found[1].name.as_str(), found[1].is_mid()), ("", true));
    }

    #[test]
    fn a_rate_at_which_somebody_pays_is_no_mid() {
        let is_mid = |kind: &str| banks(&format!("[{}]", BANXICO.replace("FIX", kind))).unwrap()[0].is_mid();
        for kind in
            ["FIX", "reference rate", "official (market) rate", "weighted average", "Tokyo market interbank", ""]
        {
            assert!(is_mid(kind), "{kind}");
        }
        for kind in ["informal market rate", "transfer rate", "Counter rate", "commercial bank", "transaction"] {
            assert!(!is_mid(kind), "{kind}");
        }
    }

    #[test]
    fn a_bank_has_rates_of_days_unless_it_says_otherwise_and_may_publish_them_later() {
        let told = |more: &str| {
            let bank = format!(r#"[{{"key":"X"{more}}}]"#);
            let bank = &banks(&bank).unwrap()[0];
            (bank.is_daily(), bank.published_after_days())
        };
        let (cadence, frequency) = (r#","publish_cadence":"#, r#","frequency":"#);
        for (more, days) in [
            (String::new(), 7),
            (format!(r#"{cadence}"daily"{frequency}"daily""#), 7),
            (format!("{cadence}null"), 7),
            (format!(r#"{cadence}"business daily""#), 7),
            (format!(r#"{cadence}"weekly""#), 14),
            (format!(r#"{cadence}"monthly"{frequency}"daily""#), 62),
        ] {
            assert_eq!(told(&more), (true, days), "{more}");
        }
        assert!(!told(&format!(r#"{cadence}"daily"{frequency}"quarterly""#)).0, "one rate for a quarter");
        assert!(!told(&format!(r#"{cadence}"quarterly""#)).0, "it need not say for how long a rate is");
        assert!(!told(&format!(r#"{cadence}"monthly","rate_type":"monthly customs rate""#)).0);
    }

    #[test]
    fn a_bank_may_have_the_days_from_its_first_on_and_to_its_last_where_it_has_ended() {
        let of = |dates: &str| banks(&format!(r#"[{{"key":"X"{dates}}}]"#)).unwrap()[0].clone();
        let may_have = |bank: &Bank, of, today| bank.may_have(day(of), day(today));
        let bank = of(r#","start_date":"2017-01-03","end_date":"2024-12-31""#);
        assert!(may_have(&bank, "2017-01-03", "2026-10-30") && may_have(&bank, "2024-12-31", "2026-10-30"));
        assert!(!may_have(&bank, "2017-01-02", "2026-10-30"), "it had not begun");
        assert!(may_have(&bank, "2025-01-30", "2025-01-31"), "it may be late");
        assert!(!may_have(&bank, "2025-01-30", "2025-02-01"), "it has ended");
        assert!(may_have(&of(""), "1999-01-04", "2026-10-30"));
        assert!(may_have(&of(r#","end_date":"soon""#), "2026-10-30", "2026-10-30"));
    }

    #[test]
    fn what_is_no_list_of_banks_is_refused() {
        assert!(matches!(banks("[]"), Err(AnswerFault::WrongShape(_))));
        assert!(matches!(banks("<html>"), Err(AnswerFault::NotJson(_))));
        assert!(matches!(banks(&format!("[{BANXICO}")), Err(AnswerFault::CutOff(_))));
        let error = banks(r#"{"status":404,"message":"not found"}"#);
        assert_eq!(error, Err(AnswerFault::SourceError("not found".to_owned())));
    }
}
