//! A question to a source.

use super::bank::BankRange;
use super::scope::{Scope, is_expected};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Endpoint;
use std::fmt;

/// A question to a source: one HTTP request, if nothing goes wrong.
#[derive(Clone)]
pub struct Request {
    /// The face to ask.
    pub endpoint: Endpoint,
    /// What for, as it stands in the receipt: the spelling of a [`Scope`], or `account`.
    pub parameters: String,
    /// The base currency that it asks for.
    pub(super) base: CurrencyCode,
    /// For how many days an answer is good; none is asked for each time.
    pub(super) good_for_days: Option<i32>,
    /// The whole address. It may hold the key: it goes into the request and nowhere else.
    url: String,
    /// The first and the last market day that it asks for; none asks for the latest.
    pub days: Option<(RateDate, RateDate)>,
    /// All market days that it asks for.
    pub(super) market_days: Vec<RateDate>,
    /// Those that a whole answer has, once they are over.
    pub(super) expected: Vec<RateDate>,
    /// One bank's range, where it is a question to one alone.
    pub(super) range: Option<BankRange>,
}

impl Request {
    /// A question for whatever is newest.
    #[must_use]
    pub fn latest(endpoint: Endpoint, parameters: impl Into<String>, url: String) -> Self {
        let base = endpoint.base();
        let parameters = parameters.into();
        let [market_days, expected] = [const { Vec::new() }; 2];
        Self { endpoint, parameters, base, good_for_days: None, url, days: None, market_days, expected, range: None }
    }

    /// A question for market days, which are those that the scope spans.
    #[must_use]
    pub fn of_days(endpoint: Endpoint, scope: &Scope, days: &[RateDate], url: String) -> Self {
        let expected = days.iter().copied().filter(|day| is_expected(endpoint, &scope.banks, *day)).collect();
        let market_days = days.to_vec();
        Self { days: scope.days, market_days, expected, ..Self::latest(endpoint, scope.to_string(), url) }
    }

    /// A question to one bank of the panel.
    #[must_use]
    pub(super) fn of_bank(range: BankRange) -> Self {
        let scope = Scope::of_days(range.days(), &[range.bank().to_owned()]);
        let request = Self::of_days(Endpoint::Bank, &scope, range.days(), range.url(&scope));
        Self { range: Some(range), ..request }
    }

    /// The same question, its rates in another currency than the face's usual one.
    #[must_use]
    pub fn in_base(self, base: CurrencyCode) -> Self {
        Self { base, ..self }
    }

    /// The same question, which is not asked again before so many days after an answer.
    #[must_use]
    pub fn good_for_days(self, days: i32) -> Self {
        Self { good_for_days: Some(days), ..self }
    }

    /// Whether it asks for past days, and not for whatever is newest.
    pub(super) fn is_for_days(&self) -> bool {
        self.days.is_some()
    }

    /// The address, for the request itself.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The first market day; none asks for the latest.
    #[must_use]
    pub fn from(&self) -> Option<RateDate> {
        self.days.map(|(from, _)| from)
    }

    /// Whether it names some banks of the panel.
    pub(super) fn is_narrowed(&self) -> bool {
        self.endpoint.is_of_panel() && self.parameters.contains('_')
    }

    /// The one bank that it is a question to.
    pub(super) fn bank(&self) -> Option<&str> {
        self.range.as_ref().map(BankRange::bank)
    }

    /// Whether the question to the same bank before it failed.
    pub(super) fn is_after_failure(&self) -> bool {
        self.range.as_ref().is_some_and(BankRange::is_after_failure)
    }

    /// Whether less could be asked for at once.
    pub(super) fn can_be_halved(&self) -> bool {
        self.range.as_ref().is_some_and(BankRange::can_be_halved)
    }
}

/// As in its receipt; without the address, of which the key may be part.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.endpoint, self.parameters)
    }
}
