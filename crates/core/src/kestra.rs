//! Kestra's output protocol: lines on standard output that begin with `::{…}::`.
//!
//! A line must *start* with the marker, and only the first marker of a line counts, so each goes out on a line of
//! its own (Kestra documentation, "Outputs and metrics from script tasks").

use crate::metrics::Metric;
use crate::printable;
use serde_json::{Map, Value, json};
use std::fmt::{self, Write};
use std::io::Write as _;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// The field of an event whose text may have several lines. Whoever logs it has made each of them harmless.
pub const BLOCK: &str = "block";

/// The line that gives a task its outputs.
#[must_use]
pub fn outputs_line(outputs: &Map<String, Value>) -> String {
    marker(&json!({ "outputs": outputs }))
}

/// The line that gives a task its metrics.
#[must_use]
pub fn metrics_line(metrics: &[Metric]) -> String {
    marker(&json!({ "metrics": metrics }))
}

/// The line that logs a message at its own level.
#[must_use]
pub fn log_line(level: Level, message: &str) -> String {
    marker(&json!({ "logs": [{ "level": level.as_str(), "message": message }] }))
}

fn marker(value: &Value) -> String {
    format!("::{}::", printable::json(&value.to_string()))
}

/// Writes every event of the log as a marker line.
#[derive(Debug)]
pub struct MarkerLayer;

impl<S: Subscriber> Layer<S> for MarkerLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message::default();
        event.record(&mut message);
        let text = format!("{}{}", message.text, message.fields);
        // A reader that went away must not end the run in the middle of a write.
        let _ = writeln!(std::io::stdout().lock(), "{}", log_line(*event.metadata().level(), &text));
    }
}

#[derive(Default)]
struct Message {
    text: String,
    fields: String,
}

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        // Writing to a String can't fail.
        let _ = match field.name() {
            "message" => write!(self.text, "{}", printable::line(&text)),
            BLOCK => write!(self.text, "{}", printable::block(&text)),
            name => write!(self.fields, " {name}={}", printable::line(&text)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_marker_whatever_it_holds() {
        let outputs = Map::from_iter([("reason".to_owned(), Value::from("two\nlines and ::{\"outputs\":{}}::"))]);
        let line = outputs_line(&outputs);
        assert!(line.starts_with("::{\"outputs\":{") && line.ends_with("}::"));
        assert!(!line.contains('\n'));
        assert_eq!(log_line(Level::WARN, "late"), r#"::{"logs":[{"level":"WARN","message":"late"}]}::"#);
    }
}
