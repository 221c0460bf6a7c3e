//! On which days a number of requests fits into a quota: for backfills that need more than a day allows.

use super::period::{Period, limits};
use super::settings::Quota;
use super::usage::Usage;
use jiff::Timestamp;
use makerates_domain::dates::{RateDate, utc_day, utc_midnight};

/// The farthest that a plan looks ahead, in days: what does not fit by then needs another account, not patience.
const DAYS_MAX: i32 = 3_660;

/// The requests of one day of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedDay {
    /// The UTC day.
    pub date: RateDate,
    /// How many requests fit into it.
    pub requests: u64,
}

/// Spreads requests over today and the days after it, from the day on which the source may be asked, as many each day as its
/// limit and its billing month allow; none when they do not fit into ten years.
#[must_use]
pub fn spread(usage: &Usage, quota: &Quota, requests: u64, now: Timestamp) -> Option<Vec<PlannedDay>> {
    let first = utc_day(usage.waits_until(now).map_or(now, |(until, _)| until));
    let mut months: Vec<(Period, u64)> = Vec::new();
    let mut days = Vec::new();
    let mut open = requests;
    for date in (0..DAYS_MAX).filter_map(|offset| first.plus_days(offset)) {
        if open == 0 {
            return Some(days);
        }
        let of_day = limits(usage.source, quota, utc_midnight(date));
        let fitting = of_day.iter().map(|limit| {
            let used = usage.periods.iter().find(|used| used.limit.period == limit.period).map_or(0, |used| used.used);
            let planned = months.iter().find(|(month, _)| *month == limit.period).map_or(0, |(_, planned)| *planned);
            limit.requests.saturating_sub(used + planned)
        });
        let take = fitting.min().unwrap_or(0).min(open);
        if take > 0 {
            days.push(PlannedDay { date, requests: take });
            open -= take;
            for limit in &of_day {
                match months.iter_mut().find(|(month, _)| *month == limit.period) {
                    Some((_, planned)) => *planned += take,
                    None => months.push((limit.period, take)),
                }
            }
        }
    }
    (open == 0).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::quota::{Circuit, UsedPeriod};
    use makerates_domain::source::Source;

    fn planned(used_of_day: u64, used_of_month: u64, monthly: u64, requests: u64) -> Option<Vec<(String, u64)>> {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let mut quota = Config::default().quota;
        quota.exchangerate.monthly = monthly;
        let used = [used_of_day, used_of_month];
        let limits = limits(Source::ExchangeRate, &quota, now).into_iter();
        let usage = Usage {
            periods: limits.zip(used).map(|(limit, used)| UsedPeriod { limit, used }).collect(),
            ..Usage::unused(Source::ExchangeRate)
        };
        let days = spread(&usage, &quota, requests, now)?;
        Some(days.into_iter().map(|day| (day.date.to_string(), day.requests)).collect())
    }

    fn days(days: &[(&str, u64)]) -> Vec<(String, u64)> {
        days.iter().map(|(date, requests)| ((*date).to_owned(), *requests)).collect()
    }

    #[test]
    fn what_fits_today_is_planned_for_today() {
        assert_eq!(planned(10, 10, 1_500, 40), Some(days(&[("2026-09-29", 40)])));
        assert_eq!(planned(10, 10, 1_500, 0), Some(days(&[])));
    }

    #[test]
    fn what_does_not_fit_goes_to_the_next_days() {
        assert_eq!(
            planned(30, 30, 1_500, 90),
            Some(days(&[("2026-09-29", 20), ("2026-09-30", 50), ("2026-10-01", 20)]))
        );
    }

    #[test]
    fn the_billing_month_is_a_limit_of_its_own() {
        // 5 are left of September; October begins anew.
        assert_eq!(
            planned(0, 1_495, 1_500, 60),
            Some(days(&[("2026-09-29", 5), ("2026-10-01", 50), ("2026-10-02", 5)]))
        );
        assert_eq!(planned(0, 0, 60, 100), Some(days(&[("2026-09-29", 50), ("2026-09-30", 10), ("2026-10-01", 40)])));
    }

    #[test]
    fn nothing_is_planned_for_a_day_on_which_the_source_may_not_be_asked() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let quota = Config::default().quota;
        let first = |usage: &Usage| spread(usage, &quota, 1, now).unwrap()[0].date.to_string();
        let unused = Usage::unused(Source::Frankfurter);
        let until = |text: &str| (text.parse().unwrap(), "throttled".to_owned());
        let blocked = Usage { blocked: Some(until("2026-09-29T16:00:00Z")), ..unused.clone() };
        assert_eq!(first(&blocked), "2026-09-29");
        let blocked = Usage { blocked: Some(until("2026-10-01T00:00:00Z")), ..unused.clone() };
        assert_eq!(first(&blocked), "2026-10-01");
        let open = Usage { circuit: Circuit::Open("2026-09-30T01:00:00Z".parse().unwrap()), ..unused };
        assert_eq!(first(&open), "2026-09-30");
    }

    #[test]
    fn what_never_fits_has_no_plan() {
        assert_eq!(planned(0, 0, 0, 1), None);
    }
}
