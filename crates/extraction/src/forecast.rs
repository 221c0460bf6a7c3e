//! What a plan needs against what is left, before the first request.

use super::{Extraction, Request};
use jiff::Timestamp;
use makerates_core::clock::{format_instant, format_minute};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_domain::dates::utc_day;
use makerates_domain::source::Source;

/// An answer takes about so long when today has none to go by, in milliseconds.
const LATENCY_MS: u64 = 500;

/// What a plan needs, and what is left for it.
#[derive(Debug, Clone)]
pub(super) struct Forecast {
    source: Source,
    /// Requests that are needed, when none has to be repeated.
    pub requests: u64,
    /// Requests that are left now.
    pub remaining: u64,
    /// About how long the run will take, in seconds.
    pub estimated_s: u64,
    /// More may be needed: whom else to ask is not known yet.
    pub is_open: bool,
    renewed_at: Timestamp,
    /// Until when a block or the circuit lets nobody ask, and why.
    waits_until: Option<(Timestamp, String)>,
    now: Timestamp,
}

impl Extraction<'_> {
    /// Compares the number of questions with the quota.
    pub(super) async fn forecast(&self, requests: usize, concurrency: usize) -> Result<Forecast, Failure> {
        let now = self.context.clock.now();
        let usage = self.tracker().usage(self.source, now).await?;
        let requests = requests as u64;
        let latency_ms = usage.latency_ms().unwrap_or(LATENCY_MS).max(1);
        let rounds = requests.div_ceil(concurrency.max(1) as u64);
        let remaining = usage.remaining();
        Ok(Forecast {
            source: self.source,
            requests,
            remaining,
            estimated_s: (rounds * latency_ms).div_ceil(1000),
            is_open: false,
            renewed_at: usage.renewed_at(remaining, now),
            waits_until: usage.waits_until(now).map(|(until, why)| (until, why.to_owned())),
            now,
        })
    }
}

impl Forecast {
    /// Whether the quota suffices, when no request has to be repeated.
    pub fn fits(&self) -> bool {
        self.requests <= self.remaining
    }

    /// Whether it could be carried out today.
    pub fn fits_today(&self) -> bool {
        self.fits() && self.waits_until.as_ref().is_none_or(|(until, _)| utc_day(*until) <= utc_day(self.now))
    }

    /// When the source may be asked again; none when it may be asked now.
    pub fn retry_at(&self) -> Option<String> {
        self.waits_until.as_ref().map(|(until, _)| format_instant(*until))
    }

    /// How many of them fit into the quota.
    pub fn fitting(&self, requests: &[Request]) -> usize {
        usize::try_from(self.remaining).unwrap_or(usize::MAX).min(requests.len())
    }

    /// The plan in words.
    pub fn text(&self) -> String {
        let verdict = match (self.fits(), self.is_open) {
            (true, false) => "fits",
            (true, true) => "whether all fit is not known yet",
            (false, _) => "does not fit",
        };
        let at_least = if self.is_open { "at least " } else { "" };
        let Self { source, requests, remaining, estimated_s, .. } = self;
        let requests = counted(*requests, "request");
        let from = match &self.waits_until {
            None => String::new(),
            Some((until, why)) if utc_day(*until) == utc_day(self.now) => {
                format!(", from {} on ({why})", format_minute(*until))
            }
            Some((until, why)) => format!(", but it must not be asked until {} ({why})", format_instant(*until)),
        };
        format!("{at_least}{requests} to {source}, of {remaining} left: {verdict}{from}; about {estimated_s} s")
    }

    /// Why nothing was asked, and how the days that fit could be.
    pub fn refuse(&self, requests: &[Request]) -> Failure {
        let (fitting, rest) = requests.split_at(self.fitting(requests));
        let resume_from = rest.iter().filter_map(Request::from).min();
        // Banks that are asked one by one all begin on the first day: then no day is done when the quota ends.
        let fits_until = fitting.last().and_then(|request| request.days).map(|(_, to)| to);
        let fits_until = fits_until.filter(|until| resume_from.is_none_or(|from| *until < from));
        let Self { source, requests, remaining, .. } = self;
        let what = format!(
            "quota_insufficient: {} to {source} needed, {remaining} left; no rates were asked for",
            counted(*requests, "request")
        );
        let shorter = fits_until.map_or_else(String::new, |day| format!("end the range on {day}, or "));
        let retry_at = format_instant(self.renewed_at);
        let next = if fitting.is_empty() {
            format!("wait until {retry_at}, or ask the other source")
        } else {
            format!(
                "{shorter}run it with --up-to-quota for what fits, or see quota-gate plan for the days to spread it over"
            )
        };
        Failure::new(Exit::NoSource, what, next)
            .with_output("fits_until", serde_json::json!(fits_until))
            .with_output("resume_from", serde_json::json!(resume_from))
            .with_output("retry_at", retry_at)
    }
}
