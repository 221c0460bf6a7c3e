//! CloudWatch's Embedded Metric Format: JSON lines of which CloudWatch Logs makes metrics ("Specification: Embedded
//! metric format", Amazon CloudWatch User Guide).

use super::{Metric, catalogue};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The namespace of all our metrics.
const NAMESPACE: &str = "Makerates";

/// A line for each set of tags: the tags are the dimensions, and metrics of one line share them.
#[must_use]
pub fn emf_lines(metrics: &[Metric], now: Timestamp) -> Vec<String> {
    let mut lines: Vec<(&super::Tags, Vec<&Metric>)> = Vec::new();
    for metric in metrics {
        match lines.iter_mut().find(|(tags, _)| **tags == metric.tags) {
            Some((_, of_line)) => of_line.push(metric),
            None => lines.push((&metric.tags, vec![metric])),
        }
    }
    lines.into_iter().map(|(tags, metrics)| line(tags, &metrics, now).to_string()).collect()
}

fn line(tags: &super::Tags, metrics: &[&Metric], now: Timestamp) -> Value {
    let definitions: Vec<Value> = metrics
        .iter()
        .map(|metric| json!({ "Name": metric.name, "Unit": catalogue::describe(metric.name).unit }))
        .collect();
    let directive = json!({
        "Timestamp": now.as_millisecond(),
        "CloudWatchMetrics": [{
            "Namespace": NAMESPACE,
            "Dimensions": [tags.keys().collect::<Vec<_>>()],
            "Metrics": definitions,
        }],
    });
    let mut line = Map::from_iter([("_aws".to_owned(), directive)]);
    line.extend(tags.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    line.extend(metrics.iter().map(|metric| (metric.name.to_owned(), json!(metric.value))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Tags};
    use super::*;

    #[test]
    fn metrics_of_the_same_dimensions_share_a_line() {
        let metric = |name, value: i32, source: &str| Metric {
            name,
            kind: Kind::Gauge,
            value: value.into(),
            tags: Tags::from([("source", source.to_owned())]),
        };
        let metrics = [metric("quota_used", 3, "a"), metric("quota_used", 4, "b"), metric("bytes", 9, "a")];
        let lines = emf_lines(&metrics, "2026-09-29T06:00:00Z".parse().unwrap());
        assert_eq!(lines.len(), 2);
        let first: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!((&first["source"], &first["quota_used"], &first["bytes"]), (&json!("a"), &json!(3), &json!(9)));
        assert_eq!(first["_aws"]["Timestamp"], 1_790_661_600_000_i64);
        let directive = &first["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Dimensions"], json!([["source"]]));
        let metrics = json!([{ "Name": "quota_used", "Unit": "Count" }, { "Name": "bytes", "Unit": "Bytes" }]);
        assert_eq!((&directive["Namespace"], &directive["Metrics"]), (&json!("Makerates"), &metrics));
    }
}
