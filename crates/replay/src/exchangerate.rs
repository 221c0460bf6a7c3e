//! ExchangeRate-API: the keyed v6 face and open access, from the recorded market feed. The base is always USD.

mod call;
mod quota;
mod render;

pub use call::{Call, KeyedCall, key_in};
pub use quota::{AccountPlan, Quota};

use crate::answer::{Answer, Panel, PanelDay};
use crate::clock;
use crate::data::Day;
use crate::reply::Reply;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use render::{ErrorType, error};

const BASE: &str = "USD";

/// Checks the key and takes one request from the quota; open access needs neither. Returns the refusal, if any.
///
/// A request that is let in is counted whatever becomes of it, also when a fault takes its answer.
pub fn refuse(call: &Call<'_>, key: &str, quota: &mut Quota) -> Option<Reply> {
    match call {
        Call::Keyed { key: given, .. } if *given != key => Some(error(StatusCode::FORBIDDEN, ErrorType::InvalidKey)),
        Call::Keyed { .. } if !quota.take() => Some(error(quota.reached_status(), ErrorType::QuotaReached)),
        _ => None,
    }
}

/// Answers a request that was let in with what was known at `now`.
pub fn answer<'a>(recorded: &'a [Day], now: Timestamp, call: &Call<'_>, quota: &Quota) -> Answer<'a> {
    let known = &recorded[..recorded.partition_point(|day| clock::feed_stamped_at(day.date) <= now)];
    match call {
        Call::Open { base } => rates(known.last(), base, render::open),
        Call::Keyed { call: KeyedCall::Latest { base }, .. } => rates(known.last(), base, render::keyed),
        Call::Keyed { call: KeyedCall::Quota, .. } => Answer::Fixed(render::quota(quota)),
        Call::Keyed { call: KeyedCall::History { base, date }, .. } => history(known, base, *date, quota),
        Call::Keyed { call: KeyedCall::Unknown, .. } | Call::Unknown => {
            Answer::Fixed(error(StatusCode::NOT_FOUND, ErrorType::MalformedRequest))
        }
    }
}

fn history<'a>(known: &'a [Day], base: &str, date: Option<Date>, quota: &Quota) -> Answer<'a> {
    if quota.plan == AccountPlan::Free {
        return Answer::Fixed(error(StatusCode::FORBIDDEN, ErrorType::PlanUpgradeRequired));
    }
    match date {
        Some(date) => rates(known.iter().find(|day| day.date == date), base, render::history),
        None => Answer::Fixed(error(StatusCode::BAD_REQUEST, ErrorType::MalformedRequest)),
    }
}

fn rates<'a>(day: Option<&'a Day>, base: &str, render: fn(&Panel<'_>) -> Reply) -> Answer<'a> {
    if !base.eq_ignore_ascii_case(BASE) {
        return Answer::Fixed(error(StatusCode::NOT_FOUND, ErrorType::UnsupportedCode));
    }
    let Some(day) = day else {
        return Answer::Fixed(error(StatusCode::NOT_FOUND, ErrorType::NoDataAvailable));
    };
    let mut day = PanelDay::recorded(day);
    // A stable sort: the base's own rate comes first, the others stay in alphabetical order.
    day.quotes.sort_by_key(|quote| quote.currency != BASE);
    Answer::Rates { panel: Panel { base: BASE.into(), span: None, days: vec![day], has_codes: false }, render }
}

#[cfg(test)]
mod tests;
