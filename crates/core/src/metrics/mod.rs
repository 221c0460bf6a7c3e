//! What a run counts and measures, for whoever watches it: numbers of its outputs under names that last.
//!
//! A metric is always one of the outputs as well, so that both tell the same. [`catalogue`] describes all of them.

pub mod catalogue;
mod emf;
mod prometheus;

pub use catalogue::Description;
pub use emf::emf_lines;
pub use prometheus::prometheus_text;

use serde::Serialize;
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// How the values of a metric add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A count of this run: the values of several runs add up.
    Counter,
    /// A state at the end of this run: the last value counts.
    Gauge,
    /// A duration of this run in seconds.
    Timer,
}

/// What tells metrics of one name apart, such as `source` and `layer`.
pub type Tags = BTreeMap<&'static str, String>;

/// A number, what it is, and of what. As JSON it is as Kestra's protocol has it ("Outputs and metrics from script tasks").
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metric {
    /// The name: snake case, with the unit last where it is no count.
    pub name: &'static str,
    /// How its values add up.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// In the unit that the name says; a timer in seconds.
    pub value: Number,
    /// The layer, and where it has one the source, period or step.
    pub tags: Tags,
}

/// Which output is a metric: its name there, the metric's name, and its kind.
pub type Measure = (&'static str, &'static str, Kind);

/// The metrics among some outputs. An output that is absent or no number gives none; a run that failed half-way has
/// those that it knew.
#[must_use]
pub fn measured(outputs: &Map<String, Value>, measures: &[Measure], tags: &Tags) -> Vec<Metric> {
    let metric = |(output, name, kind): &Measure| {
        let value = number(outputs.get(*output)?)?;
        Some(Metric { name, kind: *kind, value, tags: tags.clone() })
    };
    measures.iter().filter_map(metric).collect()
}

/// A number, also one that goes out as text.
fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_numbers_are_metrics_whatever_they_are_written_as() {
        let outputs = json!({ "written": 58, "deviation": "0.1234560", "day": "2026-09-28", "gone": null });
        let measures = [
            ("written", "items_written", Kind::Counter),
            ("deviation", "deviation_pct", Kind::Gauge),
            ("day", "day", Kind::Gauge),
            ("gone", "gone", Kind::Gauge),
            ("never", "never", Kind::Gauge),
        ];
        let tags = Tags::from([("layer", "gold".to_owned())]);
        let metrics = measured(outputs.as_object().unwrap(), &measures, &tags);
        assert_eq!(
            json!(metrics),
            json!([
                { "name": "items_written", "type": "counter", "value": 58, "tags": { "layer": "gold" } },
                { "name": "deviation_pct", "type": "gauge", "value": 0.123_456, "tags": { "layer": "gold" } },
            ])
        );
    }
}
