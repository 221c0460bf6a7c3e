//! What a request asks of Frankfurter v2.

use super::EURO;
use super::bank::BANKS;
use axum::extract::Query as Pairs;
use axum::http::Uri;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const YEARS_MAX: i64 = 5;
/// So few providers and so few quotes lift the limit of years.
const NAMED_MAX: usize = 5;
const KNOWN: [&str; 8] = ["date", "from", "to", "base", "quotes", "providers", "expand", "group"];

/// Which days, whose rates, and of which currencies.
#[derive(Debug, PartialEq, Eq)]
pub struct Query {
    pub period: Period,
    /// What the rates are against.
    pub base: String,
    /// Whether each record tells what the providers say.
    pub expanded: bool,
    quotes: Option<BTreeSet<String>>,
    providers: Option<BTreeSet<String>>,
}

/// One day or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Latest,
    Day(Date),
    Range(Date, Date),
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such path.
    NotFound,
    /// The path is known, a parameter or its value is not.
    Unprocessable(String),
}

impl Query {
    /// Whether this currency is wanted.
    pub fn wants(&self, currency: &str) -> bool {
        self.quotes.as_ref().is_none_or(|quotes| quotes.contains(currency))
    }

    /// Whether this provider's rates are wanted.
    pub fn asks(&self, provider: &str) -> bool {
        self.providers.as_ref().is_none_or(|providers| providers.contains(provider))
    }

    /// One provider alone is quoted to its last digit, of several everything is rounded.
    pub fn names_one_provider(&self) -> bool {
        self.providers.as_ref().is_some_and(|providers| providers.len() == 1)
    }

    /// The service computes each day of such a range anew, and so limits it.
    fn is_limited(&self) -> bool {
        let few = |names: &Option<BTreeSet<String>>| names.as_ref().is_some_and(|names| names.len() <= NAMED_MAX);
        (self.providers.is_some() || self.expanded) && !(few(&self.providers) && few(&self.quotes))
    }
}

/// Reads path and query; `today` ends an open range.
pub fn parse(uri: &Uri, today: Date) -> Result<Query, Refusal> {
    let bank = match uri.path() {
        "/v2/rates" => None,
        path => Some(bank_of(path).ok_or(Refusal::NotFound)?),
    };
    rates(uri, today, bank).map_err(Refusal::Unprocessable)
}

/// The bank whose own route a path is.
fn bank_of(path: &str) -> Option<String> {
    let key = path.strip_prefix("/v2/providers/")?.strip_suffix("/rates")?.to_ascii_uppercase();
    BANKS.iter().any(|bank| bank.key == key).then_some(key)
}

/// Complaints come in the order in which the service looks for reasons. An empty list names nothing.
fn rates(uri: &Uri, today: Date, bank: Option<String>) -> Result<Query, String> {
    let Pairs(values) = Pairs::<BTreeMap<String, String>>::try_from_uri(uri).map_err(|_| "invalid query")?;
    let unknown: Vec<&str> = values.keys().map(String::as_str).filter(|name| !KNOWN.contains(name)).collect();
    if !unknown.is_empty() {
        return Err(format!("unknown parameter: {}", unknown.join(", ")));
    }
    let names = |name: &str| values.get(name).map(|text| list(&text.to_ascii_uppercase()));
    let period = period(&values, today)?;
    if values.contains_key("group") {
        return Err("group is not replayed".into());
    }
    let base = values.get("base").map_or_else(|| EURO.to_owned(), |base| base.to_ascii_uppercase());
    if base.len() != EURO.len() || !base.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err("invalid base".into());
    }
    let is_of_one = bank.is_some();
    let query = Query {
        period,
        base,
        expanded: is_expanded(values.get("expand"))?,
        quotes: names("quotes"),
        providers: bank.map(|key| BTreeSet::from([key])).or_else(|| names("providers")),
    };
    if !is_of_one {
        check_length(&query, today)?;
    }
    Ok(query)
}

/// `to` alone is no range: the service ignores it.
fn period(values: &BTreeMap<String, String>, today: Date) -> Result<Period, String> {
    let date = |name: &str| values.get(name).map(|text| day(text)).transpose();
    match (date("date")?, date("from")?, date("to")?) {
        (Some(date), None, None) => Ok(Period::Day(date)),
        (Some(_), _, _) => Err("conflicting params".into()),
        (None, Some(from), to) => Ok(Period::Range(from, to.unwrap_or(today))),
        (None, None, _) => Ok(Period::Latest),
    }
}

fn day(text: &str) -> Result<Date, String> {
    let long = text.len() == "2024-07-01".len();
    text.parse().ok().filter(|_| long).ok_or_else(|| "invalid date".into())
}

fn list(text: &str) -> BTreeSet<String> {
    text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn is_expanded(expand: Option<&String>) -> Result<bool, String> {
    let mut asked = expand.map(|text| list(&text.to_ascii_lowercase())).unwrap_or_default();
    let expanded = asked.remove("providers");
    let unknown: Vec<String> = asked.into_iter().collect();
    if unknown.is_empty() { Ok(expanded) } else { Err(format!("invalid expand: {}", unknown.join(","))) }
}

/// Days that are still to come cost nothing and are not counted.
fn check_length(query: &Query, today: Date) -> Result<(), String> {
    let Period::Range(from, to) = query.period else { return Ok(()) };
    if query.is_limited() && to.min(today) > from.saturating_add(YEARS_MAX.years()) {
        return Err(format!(
            "date range exceeds {YEARS_MAX} years at daily granularity; \
             name at most {NAMED_MAX} providers and at most {NAMED_MAX} quotes, or ask for shorter ranges"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
