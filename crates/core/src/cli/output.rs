//! How a run's result is written: the same facts as text, as one JSON object, or as Kestra's outputs.

use crate::config::Format;
use crate::environment;
use crate::failure::{Exit, Failure};
use crate::kestra;
use crate::metrics::Metric;
use crate::printable;
use clap::ValueEnum;
use serde_json::{Map, Value};
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// What a run has to hand over: named outputs for the caller, and text for a person.
#[derive(Debug, Default)]
pub struct Success {
    /// The outputs by name.
    pub outputs: Map<String, Value>,
    /// What a person sees instead of the bare outputs.
    pub text: String,
    /// What goes out as it is, instead of text and outputs.
    pub raw: Option<Vec<u8>>,
}

impl Success {
    /// A success from pairs of names and values.
    #[must_use]
    pub fn new(outputs: impl IntoIterator<Item = (impl Into<String>, Value)>) -> Self {
        let outputs = outputs.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self { outputs, ..Self::default() }
    }

    /// The same success with the text that a person sees.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same success, of which these bytes go out and nothing else.
    #[must_use]
    pub fn with_raw(mut self, bytes: Vec<u8>) -> Self {
        self.raw = Some(bytes);
        self
    }
}

/// Text for a terminal, JSON for everything else.
pub(super) fn default_format() -> Format {
    if std::io::stdout().is_terminal() { Format::Text } else { Format::Json }
}

/// The format that the arguments or the environment ask for, for failures before there is a configuration.
pub(super) fn format_of_arguments() -> Format {
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let flag = arguments.iter().enumerate().find_map(|(index, argument)| match argument.strip_prefix("--format") {
        Some("") => arguments.get(index + 1).cloned(),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let json = || arguments.iter().any(|argument| argument == "--json").then(|| "json".to_owned());
    let given = flag.or_else(json).or_else(|| environment::variable("MAKERATES_FORMAT"));
    given.and_then(|format| Format::from_str(&format, false).ok()).unwrap_or_else(default_format)
}

/// Writes the result and gives the exit code. Every run has the output `reason`, empty when there is nothing to
/// tell; one that failed also has `next_step`.
pub(super) fn finish(format: Format, result: Result<Success, Failure>) -> ExitCode {
    match result {
        Ok(Success { raw: Some(bytes), .. }) => match write_stdout(&bytes) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let what = "the object was not written whole to standard output";
                finish(Format::Text, Err(Failure::new(Exit::Storage, what, "make space there").because(error)))
            }
        },
        Ok(mut success) => {
            success.outputs.entry("reason").or_insert_with(|| Value::from(""));
            write_outputs(format, &success.outputs, &success.text);
            ExitCode::SUCCESS
        }
        Err(mut failure) => {
            let reason = failure.reason();
            failure.outputs.entry("reason").or_insert_with(|| Value::from(reason.clone()));
            failure.outputs.entry("next_step").or_insert_with(|| Value::from(failure.next.clone()));
            // A spreadsheet takes rows, and a failure has none.
            if format != Format::Csv && (format != Format::Text || !failure.text.is_empty()) {
                write_outputs(format, &failure.outputs, &failure.text);
            }
            let brief = failure.brief.as_deref().filter(|_| format == Format::Text && !failure.text.is_empty());
            let told = brief.unwrap_or(&reason);
            write_stderr(&format!("error: {told}; next: {}", failure.next));
            ExitCode::from(failure.exit as u8)
        }
    }
}

/// Writes a run's metrics, for Kestra.
pub(super) fn write_metrics(metrics: &[Metric]) {
    tell_lost(write_stdout(format!("{}\n", kestra::metrics_line(metrics)).as_bytes()));
}

/// Writes text for a person to standard output.
pub(super) fn write_text(text: &str) {
    tell_lost(write_stdout(printable::block(text).as_bytes()));
}

/// Writes a line to standard error. Nobody can be told when that fails, and a run does not fail for it: `eprintln!`
/// would end it with another exit code than its own.
pub(super) fn write_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", printable::line(line));
}

fn write_outputs(format: Format, outputs: &Map<String, Value>, text: &str) {
    let shown = match format {
        Format::Kestra => kestra::outputs_line(outputs),
        // Outputs are made of text, so that they can be written as text.
        Format::Json => printable::json(&serde_json::to_string_pretty(outputs).unwrap_or_default()).into_owned(),
        Format::Text | Format::Csv if text.is_empty() => pairs(outputs),
        Format::Text | Format::Csv => printable::block(text.trim_end()).into_owned(),
    };
    tell_lost(write_stdout(format!("{shown}\n").as_bytes()));
}

/// The work is done, and its exit code stands; but a result that is lost is told.
fn tell_lost(written: std::io::Result<()>) {
    if let Err(error) = written {
        write_stderr(&format!("warning: the result can't be written to standard output: {error}"));
    }
}

/// A reader that went away is no failure of the run.
fn write_stdout(bytes: &[u8]) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// The outputs, a line each.
fn pairs(outputs: &Map<String, Value>) -> String {
    let width = outputs.keys().map(String::len).max().unwrap_or_default();
    let shown = outputs.iter().filter(|(_, value)| value.as_str() != Some("")).map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name:<width$}  {}", printable::line(&value))
    });
    shown.collect::<Vec<_>>().join("\n")
}
