//! The benchmark from its arguments to its files.

use crate::args::Args;
use crate::error::BenchError;
use crate::measure;
use crate::outline;
use crate::pipeline;
use crate::report::{json, markdown};
use crate::scenario::Scenario;
use makerates_domain::dates::RateDate;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// Measures what is asked for, and writes it.
pub fn run(args: &Args) -> Result<(), BenchError> {
    let started = Instant::now();
    let scenarios = scenarios(args)?;
    if let Some(silvers) = args.check_pipeline {
        return print(&pipeline::check(args, &scenarios, silvers)?);
    }
    let measured = measure::measure(&scenarios, &args.settings(), &args.effort());
    let seconds = started.elapsed().as_secs_f64();
    let tables = markdown::render(&measured, args.seed, seconds);
    if let Some(file) = &args.markdown {
        write(file, &tables)?;
    } else {
        print(&tables)?;
    }
    if let Some(file) = &args.json {
        write(file, &format!("{:#}\n", json::render(&measured, args.seed, seconds)))?;
    }
    Ok(())
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

fn write(file: &Path, text: &str) -> Result<(), BenchError> {
    std::fs::write(file, text).map_err(BenchError::file("writing", file))
}
