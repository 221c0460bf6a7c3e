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
}

impl Outcome {
    /// The markers on standard output.
    ///
    /// # Panics
    /// When a line is no marker, or a marker is neither `outputs` nor `logs`.
    #[must_use]
    pub fn markers(&self) -> Markers {
        let mut markers = Markers { outputs: Vec::new(), logs: Vec::new() };
        for line in self.stdout.lines() {
            let marker = line.strip_prefix("::").and_then(|line| line.strip_suffix("::"));
            let marker = marker.unwrap_or_else(|| panic!("no marker: {line}"));
            let marker: Value = serde_json::from_str(marker).unwrap_or_else(|error| panic!("{error}: {line}"));
            let marker = marker.as_object().unwrap_or_else(|| panic!("no object: {line}"));
            assert_eq!(marker.len(), 1, "{line}");
            match (marker.get("outputs"), marker.get("logs").and_then(Value::as_array)) {
                (Some(outputs), _) => markers.outputs.push(outputs.clone()),
                (None, Some(logs)) => markers.logs.extend(logs.iter().cloned()),
                (None, None) => panic!("neither outputs nor logs: {line}"),
            }
        }
        markers
    }
}
