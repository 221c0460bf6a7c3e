//! How a run's result is written: the same facts as text, as one JSON object, or as Kestra's outputs.

use crate::config::Format;
use crate::failure::Failure;
use crate::kestra;
use crate::metrics::Metric;
use serde_json::{Map, Value};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// A run's result: named outputs for the caller, and text for a person.
#[derive(Debug, Default)]
pub struct Report {
    /// The outputs by name.
    pub outputs: Map<String, Value>,
    /// What a person sees instead of the bare outputs.
    pub text: String,
    /// What goes out as it is, instead of text and outputs.
    pub raw: Option<Vec<u8>>,
}

impl Report {
    /// A report from pairs of names and values.
    #[must_use]
    pub fn new<const N: usize>(outputs: [(&str, Value); N]) -> Self {
        let outputs = outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { outputs, ..Self::default() }
    }

    /// The same report with the text that a person sees.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same report, of which these bytes go out and nothing else.
    #[must_use]
    pub fn with_raw(mut self, bytes: Vec<u8>) -> Self {
        self.raw = Some(bytes);
        self
    }
}

/// An empty table in the look of all our tables: no wider than the terminal, and as wide as it likes elsewhere.
#[must_use]
pub fn table(header: &[&str]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
        .set_header(header.iter().copied());
    table
}

/// Text for a terminal, JSON for everything else.
pub(super) fn default_format() -> Format {
    if std::io::stdout().is_terminal() { Format::Text } else { Format::Json }
}

/// The format that the arguments or the environment ask for, for failures before there is a configuration.
pub(super) fn format_of_arguments() -> Format {
    let arguments: Vec<String> = std::env::args().collect();
    let flag = arguments.iter().enumerate().find_map(|(index, argument)| match argument.strip_prefix("--format") {
        Some("") => arguments.get(index + 1).cloned(),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    match flag.or_else(|| std::env::var("MAKERATES_FORMAT").ok()).as_deref() {
        Some("kestra") => Format::Kestra,
        Some("json") => Format::Json,
        Some("text") => Format::Text,
        _ => default_format(),
    }
}

/// Writes the result and gives the exit code. Every run has the output `reason`, empty when there is nothing to
/// tell; one that failed also has `next_step`.
pub(super) fn finish(format: Format, result: Result<Report, Failure>) -> ExitCode {
    match result {
        Ok(Report { raw: Some(bytes), .. }) => {
            // A reader that went away is no failure of the run.
            let _ = std::io::stdout().lock().write_all(&bytes);
            ExitCode::SUCCESS
        }
        Ok(mut report) => {
            report.outputs.entry("reason").or_insert_with(|| Value::from(""));
            write_outputs(format, &report.outputs, &report.text);
            ExitCode::SUCCESS
        }
        Err(mut failure) => {
            let reason = failure.reason();
            failure.outputs.entry("reason").or_insert_with(|| Value::from(reason.clone()));
            failure.outputs.entry("next_step").or_insert_with(|| Value::from(failure.next.clone()));
            if format != Format::Text || !failure.text.is_empty() {
                write_outputs(format, &failure.outputs, &failure.text);
            }
            eprintln!("error: {reason}; {}", failure.next);
            ExitCode::from(failure.exit as u8)
        }
    }
}

/// Writes a run's metrics, for Kestra.
pub(super) fn write_metrics(metrics: &[Metric]) {
    // A reader that went away is no failure of the run.
    let _ = writeln!(std::io::stdout().lock(), "{}", kestra::metrics_line(metrics));
}

fn write_outputs(format: Format, outputs: &Map<String, Value>, text: &str) {
    let mut stdout = std::io::stdout().lock();
    // A reader that went away is no failure of the run.
    let _ = match format {
        Format::Kestra => writeln!(stdout, "{}", kestra::outputs_line(outputs)),
        Format::Json => {
            serde_json::to_writer_pretty(&mut stdout, outputs).map_err(Into::into).and_then(|()| writeln!(stdout))
        }
        Format::Text if text.is_empty() => write_pairs(&mut stdout, outputs),
        Format::Text => writeln!(stdout, "{}", text.trim_end()),
    };
}

fn write_pairs(out: &mut impl Write, outputs: &Map<String, Value>) -> std::io::Result<()> {
    let width = outputs.keys().map(String::len).max().unwrap_or_default();
    for (name, value) in outputs.iter().filter(|(_, value)| value.as_str() != Some("")) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        writeln!(out, "{name:<width$}  {value}")?;
    }
    Ok(())
}
