//! A question to a source.

use crate::dates::RateDate;
use crate::source::Endpoint;
use serde_json::{Value, json};
use std::fmt;

/// A question to a source: one HTTP request, if nothing goes wrong.
#[derive(Clone)]
pub struct Request {
    /// The face to ask.
    pub endpoint: Endpoint,
    /// What for, as it stands in the receipt: `latest`, a day, or `from..to`; of a part of the panel with its banks.
    pub parameters: String,
    /// The whole address. It may hold the key: it goes into the request and nowhere else.
    url: String,
    /// The first and the last market day that it asks for; none asks for the latest.
    pub days: Option<(RateDate, RateDate)>,
    /// The arguments that make an extractor ask just this.
    pub arguments: String,
}

impl Request {
    /// A question for whatever is newest.
    #[must_use]
    pub fn latest(endpoint: Endpoint, parameters: impl Into<String>, url: String, arguments: &str) -> Self {
        Self { endpoint, parameters: parameters.into(), url, days: None, arguments: arguments.to_owned() }
    }

    /// A question for market days, both ends included.
    #[must_use]
    pub fn of_days(
        endpoint: Endpoint,
        parameters: impl Into<String>,
        url: String,
        (from, to): (RateDate, RateDate),
        arguments: &str,
    ) -> Self {
        let arguments = format!("--from {from} --to {to} {arguments}").trim_end().to_owned();
        Self { endpoint, parameters: parameters.into(), url, days: Some((from, to)), arguments }
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
