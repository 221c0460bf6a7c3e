//! The log: text on standard error for people; in Kestra's format `logs` markers on standard output, because Kestra
//! shows all of standard error as errors.

use super::progress::LogWriter;
use crate::config::Format;
use crate::environment;
use crate::kestra::{BLOCK, MarkerLayer};
use crate::printable;
use std::fmt::{self, Debug};
use std::io::IsTerminal;
use tracing::field::Field;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{Writer, debug_fn};
use tracing_subscriber::prelude::*;

/// Starts the log once, at the start of a run.
///
/// Only our own modules grow chatty with `-v`: those of the HTTP and AWS libraries stay at warnings, because what
/// they trace may hold the path of a URL, and with it the key.
pub(super) fn start(format: Format, verbose: u8, quiet: bool) {
    let level = match (quiet, verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, 0) => LevelFilter::INFO,
        (false, 1) => LevelFilter::DEBUG,
        (false, _) => LevelFilter::TRACE,
    };
    let ours = [
        "makerates_core",
        "makerates_domain",
        "makerates_judge",
        "makerates_extraction",
        "extract_frankfurter",
        "extract_exchangerate",
        "quota_gate",
        "transform",
        "sync_dynamodb",
    ];
    let others = if quiet { LevelFilter::ERROR } else { LevelFilter::WARN };
    let filter = Targets::new().with_default(others).with_targets(ours.map(|name| (name, level)));
    // The embedded server warns of every refusal that its client asked for (a condition that does not hold).
    let filter = filter.with_target("dynoxide", LevelFilter::OFF);
    // What the SDK looked for in vain, in its own structures: the run's error says what is missing.
    let filter = filter.with_target("aws_config", LevelFilter::ERROR);
    let registry = tracing_subscriber::registry();
    if format == Format::Kestra {
        registry.with(MarkerLayer.with_filter(filter)).init();
    } else {
        let colours = std::io::stderr().is_terminal() && environment::variable("NO_COLOR").is_none();
        let layer = tracing_subscriber::fmt::layer()
            .fmt_fields(debug_fn(write_field).delimited(" "))
            .with_writer(LogWriter::default)
            .with_ansi(colours)
            .with_target(false)
            // It would tell of a log that can't be written by `eprintln!`, and die of it.
            .log_internal_errors(false);
        registry.with(layer.with_filter(filter)).init();
    }
}

/// A field of an event, on one line: what others wrote can't begin a line of its own, nor steer a terminal.
fn write_field(writer: &mut Writer<'_>, field: &Field, value: &dyn Debug) -> fmt::Result {
    let text = format!("{value:?}");
    match field.name() {
        "message" => writer.write_str(&printable::line(&text)),
        BLOCK => writer.write_str(&printable::block(&text)),
        name => write!(writer, "{name}={}", printable::line(&text)),
    }
}
