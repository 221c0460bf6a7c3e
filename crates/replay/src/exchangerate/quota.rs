//! The account behind the key.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// The day on which the service would count anew. Here only the control endpoint does.
pub const REFRESH_DAY_OF_MONTH: u8 = 17;
const FREE_REQUESTS_PER_MONTH: u64 = 1500;

/// What the account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountPlan {
    /// No history.
    Free,
    /// History too.
    Pro,
}

/// The account's limit and what is used of it.
#[derive(Debug, Clone, Serialize)]
pub struct Quota {
    pub limit: u64,
    pub used: u64,
    pub plan: AccountPlan,
    /// HTTP status that goes with `quota-reached`: the service is known to send errors with 200 too.
    pub status: u16,
}

impl Default for Quota {
    fn default() -> Self {
        Self { limit: FREE_REQUESTS_PER_MONTH, used: 0, plan: AccountPlan::Free, status: 429 }
    }
}

impl Quota {
    /// Counts one request, unless the limit is reached.
    pub fn take(&mut self) -> bool {
        let free = self.used < self.limit;
        self.used += u64::from(free);
        free
    }

    /// What is left.
    pub fn remaining(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    /// The status that goes with `quota-reached`.
    pub fn reached_status(&self) -> StatusCode {
        if self.status == 200 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS }
    }
}
