//! What the tracker knows of every source of the failover chain, and whether its days agree with our clock.

use jiff::Timestamp;
use makerates_core::cli::Context;
use makerates_core::clock::format_instant;
use makerates_core::failure::Failure;
use makerates_core::metrics::{Kind, Measure, Metric, Tags, measured};
use makerates_core::quota::{Circuit, Tracker, Usage, UsedPeriod, Verdict, clock_warning};
use makerates_domain::dates::RateDate;
use serde_json::{Map, Value, json};

/// The use of each source, in the order of the chain.
pub async fn usages(context: &Context, tracker: Tracker<'_>) -> Result<Vec<Usage>, Failure> {
    let now = context.clock.now();
    let mut usages = Vec::new();
    for source in &context.config.quota.order {
        usages.push(tracker.usage(*source, now).await?);
    }
    if let Some(warning) = newest_day(context, tracker).await?.and_then(|newest| clock_warning(newest, now)) {
        tracing::warn!("{warning}");
    }
    Ok(usages)
}

/// The newest day on which anything was counted.
pub async fn newest_day(context: &Context, tracker: Tracker<'_>) -> Result<Option<RateDate>, Failure> {
    let mut newest = None;
    for source in &context.config.quota.order {
        newest = newest.max(tracker.newest_day(*source).await?);
    }
    Ok(newest)
}

/// A source's use as outputs.
pub fn outputs(usage: &Usage, now: Timestamp) -> Value {
    let verdict = Verdict::of(usage, now);
    let (day, month) = (usage.periods.first(), usage.periods.get(1));
    let of = |period: Option<&UsedPeriod>, fact: fn(&UsedPeriod) -> Value| period.map_or(Value::Null, fact);
    json!({
        "source": usage.source,
        "tracking_date": of(day, |period| json!(period.limit.period.key())),
        "request_count": of(day, |period| json!(period.used)),
        "quota_limit": of(day, |period| json!(period.limit.requests)),
        "month_tracking_date": of(month, |period| json!(period.limit.period.key())),
        "month_request_count": of(month, |period| json!(period.used)),
        "month_quota_limit": of(month, |period| json!(period.limit.requests)),
        "remaining": usage.remaining(),
        "success_count": usage.success_count,
        "failure_count": usage.failure_count,
        "status": usage.status,
        "circuit": usage.circuit.name(),
        "circuit_open": u8::from(usage.circuit != Circuit::Closed),
        "consecutive_failures": usage.consecutive_failures,
        "open_count": usage.open_count,
        "verdict": verdict.name(),
        "retry_at": verdict.retry_at().map(format_instant),
        "last_request_at": usage.last_request_at,
    })
}

/// What metrics call this layer.
pub const LAYER: &str = "control";

const OF_THE_DAY: &[Measure] =
    &[("request_count", "quota_used", Kind::Gauge), ("quota_limit", "quota_limit", Kind::Gauge)];
const OF_THE_MONTH: &[Measure] =
    &[("month_request_count", "quota_used", Kind::Gauge), ("month_quota_limit", "quota_limit", Kind::Gauge)];
const OF_THE_SOURCE: &[Measure] =
    &[("remaining", "quota_remaining", Kind::Gauge), ("circuit_open", "circuit_open", Kind::Gauge)];

/// The metrics of every source among the outputs `sources`: what is used of the day's and of the month's limit, and
/// what is left by the tighter of them, and its circuit.
pub fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
    let sources = outputs.get("sources").and_then(Value::as_array);
    let of_source = |usage: &Map<String, Value>| {
        let source = usage.get("source").and_then(Value::as_str).unwrap_or_default().to_owned();
        let tags = Tags::from([("layer", LAYER.to_owned()), ("source", source)]);
        let of = |period: &str| {
            let mut tags = tags.clone();
            tags.insert("period", period.to_owned());
            tags
        };
        let mut metrics = measured(usage, OF_THE_DAY, &of("day"));
        metrics.extend(measured(usage, OF_THE_MONTH, &of("month")));
        metrics.extend(measured(usage, OF_THE_SOURCE, &tags));
        metrics
    };
    sources.into_iter().flatten().filter_map(Value::as_object).flat_map(of_source).collect()
}
