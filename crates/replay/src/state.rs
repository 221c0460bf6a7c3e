//! All that can change while the server runs.

use crate::exchangerate::Quota;
use crate::faults::Faults;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

/// The clock, the faults, the account and what was asked so far.
#[derive(Debug)]
pub struct State {
    pub now: Timestamp,
    pub faults: Faults,
    pub quota: Quota,
    pub requests: Vec<Recorded>,
}

/// One request, as the control endpoint tells it. It never holds the key.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// The status sent; none when the connection was reset.
    pub status: Option<u16>,
    /// The logical clock.
    pub at: Timestamp,
    pub user_agent: Option<String>,
    /// Whether the server's own key occurred in path, query or any header.
    pub key_seen: bool,
}

impl State {
    /// A fresh state: no faults, nothing used, nothing asked.
    pub fn new(now: Timestamp) -> Self {
        Self { now, faults: Faults::default(), quota: Quota::default(), requests: Vec::new() }
    }

    /// The whole state for the control endpoint.
    pub fn describe(&self) -> Value {
        json!({
            "clock": self.now,
            "faults": self.faults.describe(),
            "quota": self.quota,
            "requests": self.requests,
        })
    }
}
