//! What a question asks for, as the names of receipts spell it, and which of its days an answer must have.

use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use makerates_domain::target_calendar::is_ecb_day;
use std::fmt;

/// What a question asks for: market days or the latest rates, of all banks of the panel or of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The first and the last market day; none is whatever is newest.
    pub days: Option<(RateDate, RateDate)>,
    /// The banks of the panel by their keys, sorted; none is all of them.
    pub banks: Vec<String>,
}

impl Scope {
    /// Whatever is newest.
    #[must_use]
    pub fn latest(banks: &[String]) -> Self {
        Self { days: None, banks: banks.to_vec() }
    }

    /// Market days, in order.
    #[must_use]
    pub fn of_days(days: &[RateDate], banks: &[String]) -> Self {
        Self { days: days.first().copied().zip(days.last().copied()), banks: banks.to_vec() }
    }

    /// Reads what a receipt's name spells; none when it is no question for rates. A question to one bank has the key of that
    /// one, whatever is in it; the keys of several have no `_`.
    pub(super) fn parse(endpoint: Endpoint, text: &str) -> Option<Self> {
        let (span, keys) = text.split_once('_').map_or((text, None), |(span, keys)| (span, Some(keys)));
        let days = match span {
            "latest" => None,
            span => {
                let (from, to) = span.split_once("..").unwrap_or((span, span));
                Some((from.parse().ok()?, to.parse().ok()?))
            }
        };
        let banks = match keys {
            Some(key) if endpoint == Endpoint::Bank => vec![key.to_owned()],
            keys => keys.into_iter().flat_map(|keys| keys.split('_')).map(str::to_owned).collect(),
        };
        Some(Self { days, banks })
    }

    /// Whether an answer to this has what is asked of some banks: the whole panel has each of them, some banks are not
    /// the panel.
    pub(super) fn has_all(&self, banks: &[String]) -> bool {
        self.banks.is_empty() || (!banks.is_empty() && banks.iter().all(|bank| self.banks.contains(bank)))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.days {
            None => write!(f, "latest"),
            Some((from, to)) if from == to => write!(f, "{from}"),
            Some((from, to)) => write!(f, "{from}..{to}"),
        }?;
        self.banks.iter().try_for_each(|bank| write!(f, "_{bank}"))
    }
}

/// Whether an answer without a market day that was asked for lacks something.
///
/// The banks of the panel keep holidays of their own, and some publish weekly: a day is owed by the whole panel alone,
/// and only when the ECB, which is one of them, works. On its holidays it may be that nobody does.
pub(super) fn is_expected(endpoint: Endpoint, banks: &[String], day: RateDate) -> bool {
    match endpoint {
        Endpoint::Bank => false,
        Endpoint::V2 => banks.is_empty() && is_ecb_day(day),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

    fn banks(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn a_scope_is_read_back_as_it_is_spelled() {
        for text in
            ["latest", "2024-04-02", "1999-01-04..2026-09-29", "2024-04-02_BOC_ECB", "latest_BOC_ECB", "latest_BOC"]
        {
            assert_eq!(Scope::parse(Endpoint::V2, text).unwrap().to_string(), text);
        }
        let of_one = Scope::parse(Endpoint::Bank, "2024-04-02_CBS_WS").unwrap();
        assert_eq!((of_one.to_string(), of_one.banks), ("2024-04-02_CBS_WS".to_owned(), banks(&["CBS_WS"])));
        let (first, last) = (day("2024-04-02"), day("2024-04-05"));
        let week = Scope::of_days(&[first, day("2024-04-03"), last], &banks(&["BOC"]));
        assert_eq!(week, Scope { days: Some((first, last)), banks: banks(&["BOC"]) });
        for other in ["account", "", "2024-04-02..", "2024-4-2"] {
            assert_eq!(Scope::parse(Endpoint::V2, other), None, "{other}");
        }
    }

    #[test]
    fn the_whole_panel_has_its_banks_and_some_banks_are_not_the_panel() {
        let has_all = |asked: &[&str], wanted: &[&str]| Scope::latest(&banks(asked)).has_all(&banks(wanted));
        assert!(has_all(&[], &[]) && has_all(&[], &["BOC"]) && has_all(&["BOC", "FED"], &["BOC"]));
        assert!(!has_all(&["BOC"], &[]) && !has_all(&["BOC"], &["BOC", "FED"]));
    }

    #[test]
    fn the_whole_panel_owes_the_days_of_the_ecb() {
        let (easter_monday, tuesday) = (day("2024-04-01"), day("2024-04-02"));
        assert!(is_expected(Endpoint::V2, &[], tuesday) && !is_expected(Endpoint::V2, &[], easter_monday));
        assert!(!is_expected(Endpoint::V2, &banks(&["BOC"]), tuesday), "a bank may keep a holiday");
        assert!(is_expected(Endpoint::History, &[], easter_monday));
    }
}
