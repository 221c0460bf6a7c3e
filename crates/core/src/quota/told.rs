//! A source's use as outputs and metrics: of who looks at it, and of who has just asked the source.

use super::{Circuit, Usage, UsedPeriod, Verdict};
use crate::clock::format_instant;
use crate::metrics::{Kind, Measure, Metric, Tags, measured};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A source's use as outputs.
#[must_use]
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

/// What metrics call the layer of the quotas.
pub const LAYER: &str = "control";

const OF_THE_DAY: &[Measure] =
    &[("request_count", "quota_used", Kind::Gauge), ("quota_limit", "quota_limit", Kind::Gauge)];
const OF_THE_MONTH: &[Measure] =
    &[("month_request_count", "quota_used", Kind::Gauge), ("month_quota_limit", "quota_limit", Kind::Gauge)];
const OF_THE_SOURCE: &[Measure] =
    &[("remaining", "quota_remaining", Kind::Gauge), ("circuit_open", "circuit_open", Kind::Gauge)];

/// The metrics of a source's use, from its outputs: what is used of the day's and of the month's limit, what is left by the
/// tighter of them, and its circuit.
#[must_use]
pub fn metrics(usage: &Map<String, Value>) -> Vec<Metric> {
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
}
