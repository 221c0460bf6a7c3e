//! The bodies of ExchangeRate-API, field by field in its order.

use super::quota::{Quota, REFRESH_DAY_OF_MONTH};
use crate::answer::{Panel, PanelDay};
use crate::clock;
use crate::reply::Reply;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;

const DOCUMENTATION: &str = "https://www.exchangerate-api.com/docs";
const TERMS: &str = "https://www.exchangerate-api.com/terms";
const PROVIDER: &str = "https://www.exchangerate-api.com";

/// The service's own words for what went wrong.
#[derive(Debug, Clone, Copy)]
pub enum ErrorType {
    InvalidKey,
    MalformedRequest,
    NoDataAvailable,
    PlanUpgradeRequired,
    QuotaReached,
    UnsupportedCode,
}

impl ErrorType {
    fn text(self) -> &'static str {
        match self {
            Self::InvalidKey => "invalid-key",
            Self::MalformedRequest => "malformed-request",
            Self::NoDataAvailable => "no-data-available",
            Self::PlanUpgradeRequired => "plan-upgrade-required",
            Self::QuotaReached => "quota-reached",
            Self::UnsupportedCode => "unsupported-code",
        }
    }
}

/// An error's body; in it, unlike in a success, `terms-of-use` has hyphens.
pub fn error(status: StatusCode, kind: ErrorType) -> Reply {
    let error_type = kind.text();
    let body = format!(
        r#"{{"result":"error","documentation":"{DOCUMENTATION}","terms-of-use":"{TERMS}","error-type":"{error_type}"}}"#
    );
    Reply::json(status, body)
}

/// `/v6/KEY/quota`
pub fn quota(quota: &Quota) -> Reply {
    let (limit, remaining) = (quota.limit, quota.remaining());
    let body = format!(
        r#"{{"result":"success","plan_quota":{limit},"requests_remaining":{remaining},"refresh_day_of_month":{REFRESH_DAY_OF_MONTH}}}"#
    );
    Reply::json(StatusCode::OK, body)
}

/// `/v6/KEY/latest/USD`
pub fn keyed(panel: &Panel<'_>) -> Reply {
    success(panel, "conversion_rates", |day| {
        let (last, next) = (clock::feed_stamped_at(day.date), clock::next_feed_stamp(day.date));
        format!(
            concat!(
                r#""documentation":"{}","terms_of_use":"{}","#,
                r#""time_last_update_unix":{},"time_last_update_utc":"{}","#,
                r#""time_next_update_unix":{},"time_next_update_utc":"{}""#
            ),
            DOCUMENTATION,
            TERMS,
            last.as_second(),
            rfc2822(last),
            next.as_second(),
            rfc2822(next),
        )
    })
}

/// `/v6/latest/USD`
pub fn open(panel: &Panel<'_>) -> Reply {
    success(panel, "rates", |day| {
        let (last, next) = (clock::feed_stamped_at(day.date).as_second(), clock::next_feed_stamp(day.date).as_second());
        format!(
            r#""provider":"{PROVIDER}","time_last_update_unix":{last},"time_next_update_unix":{next},"time_eol_unix":0"#
        )
    })
}

/// `/v6/KEY/history/USD/2026/10/30`
pub fn history(panel: &Panel<'_>) -> Reply {
    success(panel, "conversion_rates", |day| {
        let date = day.date;
        format!(r#""year":{},"month":{},"day":{}"#, date.year(), date.month(), date.day())
    })
}

fn success(panel: &Panel<'_>, rates: &str, middle: impl Fn(&PanelDay<'_>) -> String) -> Reply {
    let mut body = String::from(r#"{"result":"success""#);
    if let Some(day) = panel.days.first() {
        // Writing to a String cannot fail.
        let _ = write!(body, r#",{},"base_code":"{}","{rates}":"#, middle(day), panel.base);
        day.write_object(&mut body);
    }
    body.push('}');
    Reply::json(StatusCode::OK, body)
}

fn rfc2822(instant: Timestamp) -> String {
    instant.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_written_as_the_service_does() {
        let stamp = clock::feed_stamped_at(jiff::civil::date(2026, 10, 30));
        assert_eq!(rfc2822(stamp), "Fri, 30 Oct 2026 00:00:01 +0000");
    }
}
