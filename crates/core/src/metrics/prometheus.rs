//! Prometheus' text format, for the textfile collector of a node exporter ("Exposition formats", Prometheus).
//!
//! Every value is that of the last run of its step, so all are gauges there: a counter of Prometheus never begins anew. Each has
//! the step as a label: several steps measure the same quota, and of two files with one series an exporter serves one, maybe
//! the older one, and logs errors at every scrape.

use super::{Metric, Tags, catalogue};
use std::fmt::Write as _;

/// The text of a file with all metrics of a step's run.
#[must_use]
pub fn prometheus_text(metrics: &[Metric], step: &str) -> String {
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
            let _ = writeln!(text, "makerates_{name}{{{}}} {}", labels(&same.tags, step), same.value);
        }
    }
    text
}

fn labels(tags: &Tags, step: &str) -> String {
    let mut labels = tags.clone();
    labels.entry("step").or_insert_with(|| step.to_owned());
    let label = |(name, value): (&&str, &String)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        format!("{name}=\"{value}\"")
    };
    labels.iter().map(label).collect::<Vec<_>>().join(",")
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
makerates_requests{layer=\"bronze\",source=\"a\",step=\"s\"} 2
makerates_requests{layer=\"bronze\",source=\"q\\\"\\\\\\n\",step=\"s\"} 2
";
        assert_eq!(prometheus_text(&[metric("a"), metric("q\"\\\n")], "s"), expected);
    }
}
