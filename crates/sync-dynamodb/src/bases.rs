//! Bases that are configured, and have no rates: a slip of the configuration, or a currency that lost its last one.

use crate::silver::{Reached, Silver};
use makerates_core::config::Bases;
use makerates_core::failure::{Exit, Failure};
use makerates_core::quota::MISCONFIGURED;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use std::collections::BTreeMap;

/// A base without a new rate for so many days is told, however short the hot window is: weekends and holidays are shorter.
const SILENT_DAYS: i32 = 7;

/// Refuses a base of which silver never saw a rate, and bases of which none was ever validated. Where others have rates,
/// one that was seen and never validated keeps nobody waiting: its first rate may stand tomorrow.
pub fn check(silver: &Silver, bases: &Bases) -> Result<(), Failure> {
    let Bases::Listed(listed) = bases else { return Ok(()) };
    refuse(listed, &silver.known().map_err(Failure::from)?)
}

fn refuse(listed: &[CurrencyCode], known: &BTreeMap<CurrencyCode, Reached>) -> Result<(), Failure> {
    let is = |code: &CurrencyCode, least: Reached| known.get(code).is_some_and(|found| *found >= least);
    let alien = listed.iter().find(|code| !is(code, Reached::Observed));
    let unusable = || listed.first().filter(|_| !listed.iter().any(|code| is(code, Reached::Validated)));
    let Some(base) = alien.or_else(unusable) else { return Ok(()) };
    let nearest = known.iter().filter(|(_, found)| **found == Reached::Validated).map(|(code, _)| code);
    let distance = |code: &&CurrencyCode| strsim::damerau_levenshtein(code.as_str(), base.as_str());
    let meant = nearest.min_by_key(distance).map(|code| format!(": did you mean {code}?")).unwrap_or_default();
    let what = format!("{MISCONFIGURED}: gold.bases has {base}, which has no validated rate in this silver{meant}");
    let next = "mend gold.bases; `transform explain` tells what is known of a pair. Nothing was written";
    Err(Failure::new(Exit::Usage, what, next))
}

/// The configured bases whose newest rate is no longer in the window, or that have none.
pub fn silent(bases: &Bases, newest: &BTreeMap<String, RateDate>, today: RateDate, hot_days: u16) -> Vec<String> {
    let Bases::Listed(listed) = bases else { return Vec::new() };
    let days = i32::from(hot_days).max(SILENT_DAYS);
    let is_silent = |base: &String| newest.get(base).is_none_or(|day| today.days_since(*day) > days);
    let mut silent: Vec<String> = listed.iter().map(ToString::to_string).filter(is_silent).collect();
    silent.sort_unstable();
    silent.dedup();
    silent
}

/// What is said of silent bases. Where all are it is no matter of theirs, and said once.
pub fn warnings(bases: &Bases, silent: &[String]) -> Vec<String> {
    let Bases::Listed(listed) = bases else { return Vec::new() };
    if silent.len() > 1 && listed.iter().all(|base| silent.iter().any(|name| name == base.as_str())) {
        return vec![
            "none of gold.bases has a new rate any more: the sources are silent, see `quota-gate health`".to_owned(),
        ];
    }
    let of = |base: &String| {
        // The euro has no rate against itself.
        let other = if base == CurrencyCode::EUR.as_str() { CurrencyCode::USD.as_str() } else { base };
        format!("gold.bases has {base}, which has no new rate any more: see `transform explain EUR/{other}`")
    };
    silent.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<CurrencyCode> {
        text.split(' ').map(|code| code.parse().unwrap()).collect()
    }

    /// EUR and USD have rates, the Cuban peso only some that were withheld.
    fn refusal(listed: &str) -> Option<String> {
        let known = [("EUR", Reached::Validated), ("USD", Reached::Validated), ("CUP", Reached::Observed)];
        let known = known.map(|(code, known)| (code.parse().unwrap(), known)).into();
        refuse(&codes(listed), &known).err().map(|failure| failure.reason())
    }

    #[test]
    fn a_base_without_any_rate_is_a_slip() {
        assert_eq!(refusal("EUR USD"), None);
        assert!(
            refusal("EUR USN").unwrap().contains("USN, which has no validated rate in this silver: did you mean USD?")
        );
        assert!(refusal("CUP").unwrap().contains("CUP"));
        assert_eq!(refusal("EUR CUP"), None, "the euro's rates do not wait for the peso's");
    }

    #[test]
    fn the_way_on_from_a_silent_base_can_be_run_and_all_of_them_are_told_once() {
        let bases = Bases::Listed(codes("EUR RUB"));
        let told = |silent: &str| warnings(&bases, &silent.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(told("RUB")[0].ends_with("see `transform explain EUR/RUB`"));
        assert!(told("EUR")[0].ends_with("see `transform explain EUR/USD`"));
        assert_eq!(told("EUR RUB").len(), 1);
        assert!(told("EUR RUB")[0].contains("the sources are silent"));
    }

    #[test]
    fn a_base_that_lost_its_last_rate_is_told_by_its_name() {
        let day = |text: &str| text.parse::<RateDate>().unwrap();
        let newest = [("EUR", "2026-09-28"), ("RUB", "2026-09-20"), ("AED", "2026-09-22")];
        let newest = newest.map(|(code, newest)| (code.to_owned(), day(newest))).into();
        let bases = Bases::Listed(codes("EUR RUB CUP AED RUB"));
        assert_eq!(silent(&bases, &newest, day("2026-09-29"), 7), ["CUP", "RUB"]);
        assert_eq!(silent(&bases, &newest, day("2026-09-29"), 1), ["CUP", "RUB"]);
        assert_eq!(silent(&bases, &newest, day("2026-09-29"), 30), ["CUP"]);
        assert!(silent(&Bases::All, &newest, day("2026-09-29"), 7).is_empty());
    }
}
