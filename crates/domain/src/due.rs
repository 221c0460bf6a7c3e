//! Which market day's rates are due by now: what older rates are not fresh. `quota-gate health`, the checks of `transform
//! quality` and the report's light all ask here.

use jiff::{SignedDuration, Timestamp};

use crate::dates::{RateDate, utc_day};
use crate::market_day::of_stamp;
use crate::source::Source;
use crate::target_calendar::{is_ecb_day, previous_ecb_day};

/// The daily run asks at 06:00 UTC. Both sources have the day before by then: the ECB publishes at about 15:00 UTC of the day
/// itself, `ExchangeRate-API` at midnight.
const ASKED_AT: SignedDuration = SignedDuration::from_hours(6);

/// The newest market day of which there should be rates by an instant.
#[must_use]
pub fn market_day(now: Timestamp) -> RateDate {
    of_stamp(utc_day(now.saturating_sub(ASKED_AT).unwrap_or(now)).into())
}

/// The newest market day that a source should have answered with by an instant: on a TARGET holiday the ECB has none.
#[must_use]
pub fn market_day_of(source: Source, now: Timestamp) -> RateDate {
    let due = market_day(now);
    match source {
        Source::Frankfurter if !is_ecb_day(due) => previous_ecb_day(due).unwrap_or(due),
        _ => due,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_market_day_is_due_when_the_daily_run_asks_for_it() {
        let due = |source, now: &str| market_day_of(source, now.parse().unwrap()).to_string();
        assert_eq!(due(Source::ExchangeRate, "2026-09-25T05:59:59Z"), "2026-09-23");
        assert_eq!(due(Source::ExchangeRate, "2026-09-25T06:00:00Z"), "2026-09-24");
        assert_eq!(due(Source::Frankfurter, "2026-09-25T06:00:00Z"), "2026-09-24");
        for weekend in ["2026-09-26T12:00:00Z", "2026-09-27T12:00:00Z", "2026-09-28T12:00:00Z"] {
            assert_eq!(due(Source::Frankfurter, weekend), "2026-09-25", "{weekend}");
        }
        // Easter Monday 2024-04-01: the feed has a market day, the ECB has Thursday's still.
        assert_eq!(due(Source::ExchangeRate, "2024-04-02T12:00:00Z"), "2024-04-01");
        assert_eq!(due(Source::Frankfurter, "2024-04-02T12:00:00Z"), "2024-03-28");
        assert_eq!(market_day(Timestamp::MIN).to_string(), of_stamp(utc_day(Timestamp::MIN).into()).to_string());
    }
}
