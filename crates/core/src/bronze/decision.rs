//! A person's decision about what a source said: it admits a rate that the rules withhold, or shuts one out. It never
//! changes a digit. Written once; what is taken back is taken back by another object.

use jiff::Timestamp;
use makerates_domain::dates::RateDate;
use serde::{Deserialize, Serialize};

/// The pair of a decision about everything that a witness says.
pub const EVERY_PAIR: &str = "all";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The rate is right: no rule withholds it.
    Accept,
    /// The rate is not to be believed: it neither witnesses nor is published.
    Reject,
    /// An earlier decision holds no more.
    Revoke,
}

impl Verdict {
    /// The word in bronze and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Revoke => "revoke",
        }
    }
}

/// A decision, as it lies in bronze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The version of this shape: 1.
    pub schema_version: u32,
    /// What was decided.
    pub decision: Verdict,
    /// The pair, written `EUR/USD`; [`EVERY_PAIR`] for all that the witness says.
    pub pair: String,
    /// Whose rate; none for whoever speaks.
    pub witness: Option<String>,
    /// The first market day.
    pub from: RateDate,
    /// The last market day; none until it is revoked.
    pub to: Option<RateDate>,
    /// Why, in the person's own words.
    pub reason: String,
    /// Who decided.
    pub who: String,
    /// When, in UTC with milliseconds: it is known from then on.
    #[serde(serialize_with = "super::receipt::instant")]
    pub decided_at: Timestamp,
    /// The path of the decision that a revocation takes back.
    pub revokes: Option<String>,
    /// The version of the executable.
    pub tool_version: String,
}

impl Decision {
    /// Whether it speaks of the same rates in the same way: what a revocation takes back.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let rates = |decision: &Self| (decision.decision, decision.from, decision.to);
        rates(self) == rates(other) && self.pair == other.pair && self.witness == other.witness
    }
}
