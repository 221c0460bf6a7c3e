//! The circuit breaker's policy, without a clock and without a table: when a circuit opens, how long it cools down,
//! and who may ask meanwhile.
//!
//! Closed: everybody asks. After some failures in a row: open, and nobody asks until the cool-down has passed. Then
//! half-open: one caller, the probe, asks with a lease. Its success closes the circuit, its failure opens it for
//! longer, and when it never answers the lease runs out and the next caller is the probe.

use crate::http::TOTAL_TIMEOUT;
use jiff::{SignedDuration, Timestamp};

/// The cool-down of a circuit that has just opened; it doubles with every probe that fails.
pub const COOL_DOWN_MIN: SignedDuration = SignedDuration::from_mins(1);

/// The longest cool-down: a source that comes back is asked again on the same working day.
pub const COOL_DOWN_MAX: SignedDuration = SignedDuration::from_hours(6);

/// This part of a cool-down is left to chance, so that many callers do not come back in the same second.
const JITTER: f64 = 0.2;

/// How long a probe may take; a later answer changes nothing. It is the longest attempt, and a minute for the tracker's own
/// writes around it.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(TOTAL_TIMEOUT.as_secs().cast_signed() + 60);

/// How a circuit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circuit {
    /// Everybody may ask.
    Closed,
    /// Nobody may ask until then; the first caller after it becomes the probe.
    Open(Timestamp),
    /// A probe is under way, and nobody else may ask until its lease ends.
    HalfOpen(Timestamp),
}

impl Circuit {
    /// The name in the item.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open(_) => "open",
            Self::HalfOpen(_) => "half_open",
        }
    }

    /// Until when a caller has to wait at an instant; none when it may ask, be it as the probe.
    #[must_use]
    pub fn waits_until(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Closed => None,
            Self::Open(until) | Self::HalfOpen(until) => Some(until).filter(|until| *until > now),
        }
    }
}

/// The one caller that may ask while the circuit is half-open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Probe {
    /// Its identity: outcomes of other callers do not move the circuit.
    pub id: String,
    /// How often the circuit had been opened when the probe began.
    pub open_count: u64,
    /// When its lease ends.
    pub lease_until: Timestamp,
}

/// What a request came to, as far as the circuit is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallOutcome {
    /// The source answered.
    Success,
    /// The source is sick: it answered nonsense or an error of its own, or not at all.
    SourceFailure,
    /// Nothing was learnt about its health: it refused us, or the fault is ours.
    Neutral,
}

/// The cool-down of a circuit that was opened `open_count` times since it was last closed. `jitter`, from 0 to 1,
/// shortens it by up to a fifth.
#[must_use]
pub fn cool_down(open_count: u64, jitter: f64) -> SignedDuration {
    // 2^9 minutes are more than six hours; more doublings would only overflow.
    let doublings = u32::try_from(open_count.saturating_sub(1).min(9)).unwrap_or(9);
    let bound = (COOL_DOWN_MIN * 2_i32.pow(doublings)).min(COOL_DOWN_MAX);
    bound.mul_f64(1.0 - JITTER * jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cool_down_doubles_from_a_minute_to_six_hours() {
        let minutes = |open_count| cool_down(open_count, 0.0).as_mins();
        let expected = [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360];
        assert_eq!((0..12).map(minutes).collect::<Vec<_>>(), expected);
        assert_eq!(cool_down(u64::MAX, 0.0), COOL_DOWN_MAX);
        assert_eq!(cool_down(1, 1.0).as_secs(), 48);
    }

    #[test]
    fn a_lease_is_longer_than_the_longest_attempt() {
        assert_eq!(LEASE.as_secs(), 180);
    }

    #[test]
    fn a_caller_waits_until_the_very_instant_and_no_longer() {
        let until: Timestamp = "2026-09-29T06:01:00Z".parse().unwrap();
        let before = until - SignedDuration::from_millis(1);
        for circuit in [Circuit::Open(until), Circuit::HalfOpen(until)] {
            assert_eq!(circuit.waits_until(before), Some(until));
            assert_eq!(circuit.waits_until(until), None);
        }
        assert_eq!(Circuit::Closed.waits_until(before), None);
    }

    proptest! {
        #[test]
        fn whatever_chance_says_a_cool_down_keeps_its_bounds_and_grows(
            open_count in 0_u64..100, this in 0.0_f64..=1.0, next in 0.0_f64..=1.0
        ) {
            let (whole, cooled) = (cool_down(open_count, 0.0), cool_down(open_count, this));
            prop_assert!(cooled <= whole && cooled >= whole.mul_f64(0.8));
            let grows = whole * 2 <= COOL_DOWN_MAX && open_count > 0;
            prop_assert!(!grows || cool_down(open_count + 1, next) > cooled);
        }
    }
}
