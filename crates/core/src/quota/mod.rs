//! Quotas: every request is counted by one conditional transaction before it is sent.
//!
//! The count can never pass a limit, whatever runs at the same time or dies in between. When the tracker does not
//! answer, no request is made.

mod availability;
mod period;
mod tracker;
mod usage;

pub use availability::{Availability, Verdict, choose};
pub use period::{Limit, Period, limits, utc_day};
pub use tracker::{BlockReason, DEFAULT_BLOCK, QuotaError, Reservation, Tracker};
pub use usage::{Usage, UsedPeriod};
