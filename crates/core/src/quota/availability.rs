//! Which source to ask: the first of the failover chain that may be asked now, and why the others may not.

use super::usage::Usage;
use crate::clock::format_instant;
use jiff::Timestamp;
use makerates_domain::source::Source;
use std::fmt;

/// The day's status of a source that refused our key or account.
pub const MISCONFIGURED: &str = "misconfigured";

/// What mends a source that is misconfigured.
#[must_use]
pub fn mends(source: Source) -> &'static str {
    match source {
        Source::Frankfurter => "it refuses our requests: look at sources.frankfurter.url",
        Source::ExchangeRate => {
            "it refuses our key: mend EXCHANGERATE_API_KEY (or sources.exchangerate.key_file), then run \
             `extract-exchangerate`"
        }
    }
}

/// Whether a source may be asked, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be asked: it has requests left, and its circuit is closed or due for a probe.
    WithinQuota,
    /// It may be asked too, and refused our key or account when it was asked last: nobody can tell from here whether that
    /// is mended.
    Misconfigured,
    /// A period's requests are used up, until its end.
    QuotaExhausted(Timestamp),
    /// The source itself said so, until then.
    ThrottledUntil(Timestamp),
    /// It failed too often in a row: until then nobody asks, then one caller does.
    CircuitOpen(Timestamp),
}

impl Verdict {
    /// The verdict on a source's use at an instant. Of several reasons the one that ends last counts: before that
    /// the source would still refuse.
    #[must_use]
    pub fn of(usage: &Usage, now: Timestamp) -> Self {
        let used_up = usage.periods.iter().filter(|period| period.remaining() == 0);
        let exhausted = used_up.map(|period| Self::QuotaExhausted(period.limit.period.ends_at()));
        let circuit = usage.circuit.waits_until(now).map(Self::CircuitOpen);
        let blocked = usage.blocked.as_ref().filter(|(until, _)| *until > now);
        let blocked = blocked.map(|(until, _)| Self::ThrottledUntil(*until));
        let free = if usage.status == MISCONFIGURED { Self::Misconfigured } else { Self::WithinQuota };
        exhausted.chain(circuit).chain(blocked).max_by_key(Self::retry_at).unwrap_or(free)
    }

    /// Whether it may be asked, of use or not.
    #[must_use]
    pub fn may_be_asked(&self) -> bool {
        self.retry_at().is_none()
    }

    /// When the source may be asked again; none when it may be asked now.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        match self {
            Self::WithinQuota | Self::Misconfigured => None,
            Self::QuotaExhausted(until) | Self::ThrottledUntil(until) | Self::CircuitOpen(until) => Some(*until),
        }
    }

    /// The reason's name in outputs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::WithinQuota => "within_quota",
            Self::Misconfigured => MISCONFIGURED,
            Self::QuotaExhausted(_) => "quota_exhausted",
            Self::ThrottledUntil(_) => "throttled_until",
            Self::CircuitOpen(_) => "circuit_open",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.retry_at() {
            None => f.write_str(self.name()),
            Some(until) => write!(f, "{} {}", self.name(), format_instant(until)),
        }
    }
}

/// The chain's verdicts, the preferred source first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Each source with its verdict and its requests left, in the order of the chain.
    pub verdicts: Vec<(Source, Verdict, u64)>,
}

impl Availability {
    /// The source to ask first.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        self.available().next()
    }

    /// The sources that refused our key or account.
    pub fn misconfigured(&self) -> impl Iterator<Item = Source> {
        self.verdicts.iter().filter(|(_, verdict, _)| *verdict == Verdict::Misconfigured).map(|(source, ..)| *source)
    }

    /// Every source that may be asked, in the order of the chain.
    pub fn available(&self) -> impl Iterator<Item = Source> {
        self.verdicts.iter().filter(|(_, verdict, _)| verdict.may_be_asked()).map(|(source, ..)| *source)
    }

    /// The sources before the one to ask that had to be passed over.
    pub fn passed_over(&self) -> impl Iterator<Item = Source> {
        self.verdicts.iter().take_while(|(_, verdict, _)| !verdict.may_be_asked()).map(|(source, ..)| *source)
    }

    /// The earliest instant at which a source is free again, when none is now.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        if self.source().is_some() {
            return None;
        }
        self.verdicts.iter().filter_map(|(_, verdict, _)| verdict.retry_at()).min()
    }

    /// Every source's verdict in words.
    #[must_use]
    pub fn explain(&self) -> String {
        self.verdicts.iter().map(|(source, verdict, _)| format!("{source}: {verdict}")).collect::<Vec<_>>().join(", ")
    }
}

/// Chooses along the chain, beginning with the preferred source.
#[must_use]
pub fn choose(usages: &[Usage], preferred: Option<Source>, now: Timestamp) -> Availability {
    let mut usages: Vec<&Usage> = usages.iter().collect();
    // A stable sort keeps the chain's order behind the preferred source.
    usages.sort_by_key(|usage| Some(usage.source) != preferred);
    let verdict = |usage: &&Usage| (usage.source, Verdict::of(usage, now), usage.remaining());
    Availability { verdicts: usages.iter().map(verdict).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::quota::{Circuit, UsedPeriod, limits};

    fn usage(source: Source, used: u64, now: Timestamp) -> Usage {
        let limits = limits(source, &Config::default().quota, now);
        let periods = limits.into_iter().map(|limit| UsedPeriod { limit, used }).collect();
        Usage { periods, ..Usage::unused(source) }
    }

    #[test]
    fn the_preferred_source_goes_first_while_it_may_be_asked() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let usages = [usage(Source::Frankfurter, 0, now), usage(Source::ExchangeRate, 49, now)];
        assert_eq!(choose(&usages, None, now).source(), Some(Source::Frankfurter));
        let preferred = choose(&usages, Some(Source::ExchangeRate), now);
        assert_eq!(preferred.available().collect::<Vec<_>>(), [Source::ExchangeRate, Source::Frankfurter]);
        assert_eq!(preferred.verdicts[0].2, 1);
    }

    #[test]
    fn an_exhausted_or_blocked_source_is_passed_over() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let mut usages = [usage(Source::Frankfurter, 10_000, now), usage(Source::ExchangeRate, 0, now)];
        let chosen = choose(&usages, None, now);
        assert_eq!(chosen.source(), Some(Source::ExchangeRate));
        assert_eq!(chosen.passed_over().collect::<Vec<_>>(), [Source::Frankfurter]);
        assert_eq!(chosen.retry_at(), None);

        let until: Timestamp = "2026-09-29T06:20:00Z".parse().unwrap();
        usages[1].blocked = Some((until, "throttled".to_owned()));
        let none = choose(&usages, None, now);
        assert_eq!((none.source(), none.retry_at()), (None, Some(until)));
        assert!(none.explain().contains("exchangerate: throttled_until 2026-09-29T06:20:00.000Z"));
        assert_eq!(choose(&usages, None, until).source(), Some(Source::ExchangeRate), "free again at that instant");
    }

    #[test]
    fn a_source_that_refused_our_key_may_be_asked_and_is_named() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let refused = Usage { status: MISCONFIGURED.to_owned(), ..usage(Source::ExchangeRate, 1, now) };
        let chosen = choose(&[usage(Source::Frankfurter, 0, now), refused], Some(Source::ExchangeRate), now);
        assert_eq!(chosen.source(), Some(Source::ExchangeRate), "the key may be mended by now");
        assert_eq!(chosen.misconfigured().collect::<Vec<_>>(), [Source::ExchangeRate]);
        assert_eq!(chosen.explain(), "exchangerate: misconfigured, frankfurter: within_quota");
    }

    #[test]
    fn with_day_and_month_used_up_the_later_end_counts() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let verdict = Verdict::of(&usage(Source::ExchangeRate, 1_500, now), now);
        assert_eq!(verdict.retry_at().unwrap().to_string(), "2026-10-01T00:00:00Z");
    }

    #[test]
    fn an_open_circuit_is_passed_over_until_a_probe_is_due() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let until: Timestamp = "2026-09-29T06:01:00Z".parse().unwrap();
        for circuit in [Circuit::Open(until), Circuit::HalfOpen(until)] {
            let sick = Usage { circuit, ..usage(Source::Frankfurter, 0, now) };
            assert_eq!(Verdict::of(&sick, now).to_string(), "circuit_open 2026-09-29T06:01:00.000Z");
            assert_eq!(Verdict::of(&sick, until), Verdict::WithinQuota, "this caller may get the probe");
        }
    }

    #[test]
    fn of_several_reasons_the_one_that_ends_last_counts() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut used = usage(Source::Frankfurter, 10_000, now);
        used.blocked = Some((at("2026-09-29T06:20:00Z"), "throttled".to_owned()));
        assert_eq!(Verdict::of(&used, now), Verdict::QuotaExhausted(at("2026-09-30T00:00:00Z")));
        used.circuit = Circuit::Open(at("2026-09-30T02:00:00Z"));
        assert_eq!(Verdict::of(&used, now), Verdict::CircuitOpen(at("2026-09-30T02:00:00Z")));
    }
}
