//! Prometheus' text format, for the textfile collector of a node exporter ("Exposition formats", Prometheus).
//!
//! Every value is that of the last run, so all are gauges there: a counter of Prometheus never begins anew.

use super::{Metric, Tags, catalogue};
use std::fmt::Write as _;

/// The text of a file with all metrics of a run.
#[must_use]
pub fn prometheus_text(metrics: &[Metric]) -> String {
    let mut text = String::new();
    let mut names: Vec<&str> = Vec::new();
    for metric in metrics {
        if names.contains(&metric.name) {
            continue;
        }
        names.push(metric.name);
        let name = metric.name;
        // Writing to a String can't fail.
        let _ = writeln!(text, "# HELP makerates_{name} {}", catalogue::describe(name).meaning);
        let _ = writeln!(text, "# TYPE makerates_{name} gauge");
        for same in metrics.iter().filter(|other| other.name == name) {
            let _ = writeln!(text, "makerates_{name}{{{}}} {}", labels(&same.tags), same.value);
        }
    }
    text
}

fn labels(tags: &Tags) -> String {
    let label = |(name, value): (&&str, &String)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        format!("{name}=\"{value}\"")
    };
    tags.iter().map(label).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    #[test]
    fn each_name_has_its_help_once_and_labels_are_escaped() {
        let metric = |source: &str| Metric {
            name: "requests",
            kind: Kind::Counter,
            value: 2.into(),
            tags: Tags::from([("layer", "bronze".to_owned()), ("source", source.to_owned())]),
        };
        let expected = "# HELP makerates_requests HTTP requests made, retries too
# TYPE makerates_requests gauge
makerates_requests{layer=\"bronze\",source=\"a\"} 2
makerates_requests{layer=\"bronze\",source=\"q\\\"\\\\\\n\"} 2
";
        assert_eq!(prometheus_text(&[metric("a"), metric("q\"\\\n")]), expected);
    }
}
