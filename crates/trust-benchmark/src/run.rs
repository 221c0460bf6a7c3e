//! The benchmark from its arguments to its files.

use crate::args::Args;
use crate::error::BenchError;
use crate::measure;
use crate::outline;
use crate::pipeline;
use crate::report;
use crate::scenario::Scenario;
use makerates_domain::dates::RateDate;
use std::io::Write as _;
use std::time::Instant;

/// Measures what is asked for, and writes it.
pub fn run(args: &Args) -> Result<(), BenchError> {
    let started = Instant::now();
    let scenarios = scenarios(args)?;
    if let Some(silvers) = args.check_pipeline {
        return print(&pipeline::check(args, &scenarios, silvers)?);
    }
    let measured = measure::measure(&scenarios, &args.settings(), &args.effort());
    let tables = report::render(&measured, args.seed, started.elapsed().as_secs_f64());
    match &args.markdown {
        Some(file) => std::fs::write(file, tables).map_err(BenchError::file("writing", file)),
        None => print(&tables),
    }
}

fn scenarios(args: &Args) -> Result<Vec<Scenario>, BenchError> {
    let scenarios = outline::all(args)?;
    if scenarios.is_empty() {
        let text = |day: Option<RateDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        return Err(BenchError::NoDays { from: text(args.from), to: text(args.to) });
    }
    Ok(scenarios)
}

fn print(text: &str) -> Result<(), BenchError> {
    std::io::stdout().write_all(text.as_bytes()).map_err(BenchError::file("writing", "standard output"))
}
