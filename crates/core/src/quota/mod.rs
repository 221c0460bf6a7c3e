//! Quotas: every request is counted by one conditional transaction before it is sent.
//!
//! The count can never pass a limit, whatever runs at the same time or dies in between. When the tracker does not
//! answer, no request is made. A source that fails too often in a row is left alone for a while, then asked by one
//! caller.

mod availability;
mod breaker;
mod circuit;
mod clock_check;
mod error;
mod history;
#[cfg(test)]
mod model_tests;
mod outcome;
mod period;
#[cfg(test)]
mod race_tests;
mod reconcile;
mod reservation;
mod reset;
mod settings;
mod spread;
mod state;
pub mod told;
mod tracker;
mod transaction;
mod usage;

pub use availability::{Availability, MISCONFIGURED, Verdict, choose, mends};
pub use circuit::{COOL_DOWN_MAX, COOL_DOWN_MIN, CallOutcome, Circuit, cool_down};
pub use clock_check::clock_warning;
pub use error::QuotaError;
pub use history::DayUsage;
pub use outcome::{BlockReason, DEFAULT_BLOCK};
pub use period::{Limit, Period, limits};
pub use reservation::Reservation;
pub use settings::{CircuitBreaker, ExchangeRateQuota, FrankfurterQuota, Quota};
pub use spread::{PlannedDay, spread};
pub use tracker::Tracker;
pub use usage::{Usage, UsedPeriod};
