//! Until when a source says that it must not be asked: what its headers mean.

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use makerates_core::clock::later;
use makerates_core::http::HttpAnswer;
use makerates_core::quota::DEFAULT_BLOCK;

/// The longest block that a header can mean: no quota of ours has a longer period, and a slip of the source must not
/// shut it off for years.
const BLOCK_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

/// From here on a number is a Unix time, below it seconds from now: 10^9 seconds are the year 2001, and 31 years of
/// waiting.
const UNIX_TIMES_BEGIN: i64 = 1_000_000_000;

/// The end of a 429: `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), else `X-RateLimit-Reset`, else our
/// own block of 20 minutes.
pub(super) fn retry_at(answer: &HttpAnswer, now: Timestamp) -> Timestamp {
    let named = asked_until(answer, now).or_else(|| reset(answer, now));
    at_most(named.unwrap_or_else(|| later(now, DEFAULT_BLOCK)), now)
}

/// The instant of `Retry-After`, whatever the status: before it the source does not want to be asked.
pub(super) fn asked_until(answer: &HttpAnswer, now: Timestamp) -> Option<Timestamp> {
    let named = answer.retry_after.as_deref().and_then(|text| retry_after(text, now));
    named.filter(|until| *until > now).map(|until| at_most(until, now))
}

/// The end of a window of which the source says that no request is left, whatever else it answered.
pub(super) fn used_up_until(answer: &HttpAnswer, now: Timestamp) -> Option<Timestamp> {
    let remaining = answer.rate_limit_remaining.as_deref()?.trim().parse::<i64>().ok()?;
    if remaining > 0 {
        return None;
    }
    reset(answer, now).map(|until| at_most(until, now))
}

fn retry_after(text: &str, now: Timestamp) -> Option<Timestamp> {
    match whole_number(text) {
        Some(seconds) => Some(later(now, SignedDuration::from_secs(seconds))),
        None => rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok(),
    }
}

/// A number of digits, whatever its size, and the next one of a fraction: a source that asks to be left alone is, however it
/// writes for how long.
fn whole_number(text: &str) -> Option<i64> {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let is_more = fraction.bytes().any(|digit| digit != b'0');
    // Digits can only be too many to be read.
    let number = || whole.parse::<i64>().unwrap_or(i64::MAX).saturating_add(is_more.into());
    (is_number(whole) && is_number(fraction)).then(number)
}

/// `X-RateLimit-Reset` has no standard: services send seconds from now or a Unix time, and the size tells which.
fn reset(answer: &HttpAnswer, now: Timestamp) -> Option<Timestamp> {
    let number = whole_number(answer.rate_limit_reset.as_deref()?)?;
    let until = if number < UNIX_TIMES_BEGIN {
        later(now, SignedDuration::from_secs(number))
    } else {
        Timestamp::from_second(number).ok()?
    };
    Some(until).filter(|until| *until > now)
}

fn at_most(until: Timestamp, now: Timestamp) -> Timestamp {
    until.min(later(now, BLOCK_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(retry_after: Option<&str>, remaining: Option<&str>, reset: Option<&str>) -> HttpAnswer {
        HttpAnswer {
            retry_after: retry_after.map(str::to_owned),
            rate_limit_remaining: remaining.map(str::to_owned),
            rate_limit_reset: reset.map(str::to_owned),
            status: 429,
            ..HttpAnswer::default()
        }
    }

    fn now() -> Timestamp {
        "2026-09-29T06:00:00Z".parse().unwrap()
    }

    #[test]
    fn retry_after_is_seconds_a_date_or_our_default() {
        let at = |header| retry_at(&answer(header, None, None), now()).to_string();
        assert_eq!(at(Some("1200")), "2026-09-29T06:20:00Z");
        assert_eq!(at(Some("Tue, 29 Sep 2026 07:30:00 GMT")), "2026-09-29T07:30:00Z");
        for header in [None, Some("soon"), Some("Tue, 29 Sep 2026 05:00:00 GMT"), Some("0")] {
            assert_eq!(at(header), "2026-09-29T06:20:00Z", "{header:?}");
        }
    }

    #[test]
    fn a_number_is_kept_to_whatever_its_size_and_a_fraction_is_rounded_up() {
        let until = |text| asked_until(&answer(Some(text), None, None), now()).map(|until| until.to_string());
        for text in ["4294967296", "99999999999", "99999999999999999999999999"] {
            assert_eq!(until(text).as_deref(), Some("2026-10-30T06:00:00Z"), "{text}");
        }
        for (text, at) in [("3.5", "06:00:04"), ("3.0", "06:00:03"), ("0.001", "06:00:01"), (" 90.0 ", "06:01:30")] {
            assert_eq!(until(text), Some(format!("2026-09-29T{at}Z")), "{text}");
        }
        for text in ["-1", "-3.5", "", ".", ".5", "3.", "3.5.1", "1e3", "3,5", "3 s", "0.0", "٣"] {
            assert_eq!(until(text), None, "{text}");
        }
        let reset = answer(None, Some("0"), Some("1.5"));
        assert_eq!(used_up_until(&reset, now()).unwrap().to_string(), "2026-09-29T06:00:02Z");
    }

    #[test]
    fn a_reset_is_seconds_from_now_or_a_unix_time() {
        let until = |remaining, reset| used_up_until(&answer(None, Some(remaining), Some(reset)), now());
        let at = |remaining, reset| until(remaining, reset).map(|until: Timestamp| until.to_string());
        assert_eq!(at("0", "90").as_deref(), Some("2026-09-29T06:01:30Z"));
        assert_eq!(at(" 0 ", " 1790665200 ").as_deref(), Some("2026-09-29T07:00:00Z"));
        for (remaining, reset) in
            [("1", "90"), ("", "90"), ("none", "90"), ("0", "soon"), ("0", "0"), ("0", "1000000000")]
        {
            assert_eq!(at(remaining, reset), None, "{remaining:?} {reset:?}");
        }
        assert_eq!(used_up_until(&answer(None, None, Some("90")), now()), None);
        assert_eq!(used_up_until(&answer(None, Some("0"), None), now()), None, "nothing says for how long");
    }

    #[test]
    fn a_429_without_retry_after_ends_with_its_window() {
        let at = |retry_after| retry_at(&answer(retry_after, Some("0"), Some("90")), now()).to_string();
        assert_eq!((at(None), at(Some("60"))), ("2026-09-29T06:01:30Z".to_owned(), "2026-09-29T06:01:00Z".to_owned()));
    }

    #[test]
    fn no_header_blocks_for_longer_than_a_month() {
        let month = "2026-10-30T06:00:00Z";
        assert_eq!(retry_at(&answer(Some("4294967295"), None, None), now()).to_string(), month);
        assert_eq!(asked_until(&answer(Some("4294967295"), None, None), now()).unwrap().to_string(), month);
        assert_eq!(retry_at(&answer(Some("Tue, 29 Sep 2099 07:30:00 GMT"), None, None), now()).to_string(), month);
        let far = answer(None, Some("0"), Some("99999999999"));
        assert_eq!(used_up_until(&far, now()).unwrap().to_string(), month);
    }
}
