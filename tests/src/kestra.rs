//! What a run in Kestra's format wrote, read as Kestra reads it.

use crate::run::Outcome;
use serde_json::Value;

/// The markers of a run.
#[derive(Debug)]
pub struct Markers {
    /// The outputs of each `outputs` marker.
    pub outputs: Vec<Value>,
    /// The entries of all `logs` markers.
    pub logs: Vec<Value>,
    /// The entries of all `metrics` markers.
    pub metrics: Vec<Value>,
}

impl Outcome {
    /// The markers on standard output.
    ///
    /// # Panics
    /// When a line is no marker, or a marker is none of `outputs`, `logs` and `metrics`.
    #[must_use]
    pub fn markers(&self) -> Markers {
        let mut markers = Markers { outputs: Vec::new(), logs: Vec::new(), metrics: Vec::new() };
        for line in self.stdout.lines() {
            let marker = line.strip_prefix("::").and_then(|line| line.strip_suffix("::"));
            let marker = marker.unwrap_or_else(|| panic!("no marker: {line}"));
            let marker: Value = serde_json::from_str(marker).unwrap_or_else(|error| panic!("{error}: {line}"));
            let marker = marker.as_object().unwrap_or_else(|| panic!("no object: {line}"));
            assert_eq!(marker.len(), 1, "{line}");
            for (kind, value) in marker {
                let entries = || value.as_array().unwrap_or_else(|| panic!("no list: {line}")).iter().cloned();
                match kind.as_str() {
                    "outputs" => markers.outputs.push(value.clone()),
                    "logs" => markers.logs.extend(entries()),
                    "metrics" => markers.metrics.extend(entries()),
                    _ => panic!("an unknown marker: {line}"),
                }
            }
        }
        markers
    }
}
