//! A question to a source.

use super::scope::{Scope, is_expected};
use crate::dates::RateDate;
use crate::source::Endpoint;
use serde_json::{Value, json};
use std::fmt;

/// A question to a source: one HTTP request, if nothing goes wrong.
#[derive(Clone)]
pub struct Request {
    /// The face to ask.
    pub endpoint: Endpoint,
    /// What for, as it stands in the receipt: the spelling of a [`Scope`], or `account`.
    pub parameters: String,
    /// The whole address. It may hold the key: it goes into the request and nowhere else.
    url: String,
    /// The first and the last market day that it asks for; none asks for the latest.
    pub days: Option<(RateDate, RateDate)>,
    /// The market days that a whole answer has, once they are over.
    pub(super) expected: Vec<RateDate>,
    /// The arguments that make an extractor ask just this.
    pub arguments: String,
}

impl Request {
    /// A question for whatever is newest.
    #[must_use]
    pub fn latest(endpoint: Endpoint, parameters: impl Into<String>, url: String, arguments: &str) -> Self {
        let (parameters, arguments) = (parameters.into(), arguments.to_owned());
        Self { endpoint, parameters, url, days: None, expected: Vec::new(), arguments }
    }

    /// A question for market days, which are those that the scope spans.
    #[must_use]
    pub fn of_days(endpoint: Endpoint, scope: &Scope, days: &[RateDate], url: String, arguments: &str) -> Self {
        let expected = days.iter().copied().filter(|day| is_expected(endpoint, &scope.banks, *day)).collect();
        let of_span = scope.days.map(|(from, to)| format!("--from {from} --to {to} {arguments}"));
        let arguments = of_span.as_deref().unwrap_or(arguments).trim_end().to_owned();
        Self { endpoint, parameters: scope.to_string(), url, days: scope.days, expected, arguments }
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
        self.endpoint == Endpoint::V2 && self.parameters.contains('_')
    }

    /// What a plan shows of it.
    pub(super) fn slice(&self) -> Value {
        let (from, to) = self.days.unzip();
        json!({
            "source": self.endpoint.source(),
            "endpoint": self.endpoint,
            "from": from,
            "to": to,
            "arguments": self.arguments,
        })
    }
}

/// Without the address: the key may be part of it.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.endpoint, self.parameters)
    }
}
