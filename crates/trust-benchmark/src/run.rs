//! The benchmark from its arguments to its files.

use crate::args::Args;
use crate::error::BenchError;
use crate::machine::Machine;
use crate::measure::Effort;
use crate::recordings::Recordings;
use crate::report::{BenchmarkReport, Measured, OfWitness, json, markdown, svg};
use crate::scenario::{self, Scenario};
use crate::{clean, curve};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Measures what is asked for, and writes it.
pub fn run(args: Args) -> Result<(), BenchError> {
    let started = Instant::now();
    let args = args.settled();
    let recordings = Recordings::load(&args.data)?;
    let scenarios = scenarios(&args, &recordings)?;
    let effort = effort(&args);
    let versions = versions(&effort.transform)?;
    let mut report = BenchmarkReport {
        machine: Machine::this(),
        versions,
        seed: args.seed,
        seconds: 0,
        lacks: BTreeSet::new(),
        scenarios: Vec::new(),
        curves: Vec::new(),
    };
    for scenario in &scenarios {
        let measured = measure(scenario, &effort, &mut report.lacks)?;
        report.scenarios.push(measured);
    }
    if args.curve.is_some()
        && let Some(scenario) = scenarios.iter().find(|scenario| scenario.witnesses.len() == 2)
    {
        report.curves = curve::measure(scenario, &effort, &mut tell)?;
    }
    report.seconds = started.elapsed().as_secs();
    write_all(&args, &report)
}

fn scenarios(args: &Args, recordings: &Recordings) -> Result<Vec<Scenario>, BenchError> {
    let mut scenarios = scenario::all(recordings, (args.from, args.to), args.seed);
    scenarios.retain(|scenario| args.wants(scenario.key));
    if scenarios.is_empty() {
        let text = |day: Option<_>| {
            day.map_or_else(|| "…".to_owned(), |day: makerates_domain::dates::RateDate| day.to_string())
        };
        return Err(BenchError::NoDays { from: text(args.from), to: text(args.to) });
    }
    Ok(scenarios)
}

fn effort(args: &Args) -> Effort {
    Effort {
        transform: args.transform(),
        seed: args.seed,
        kinds: args.kinds.clone(),
        rates: args.faults,
        answers: args.answers,
        runs_max: args.runs_max,
    }
}

fn measure(scenario: &Scenario, effort: &Effort, lacks: &mut BTreeSet<&'static str>) -> Result<Measured, BenchError> {
    tell(format!("{}: clean run", scenario.key));
    let silver = effort.silver(&scenario.witnesses)?;
    lacks.extend(&silver.lacks);
    let clean = clean::count(scenario, &silver);
    let mut faults = Vec::new();
    for target in scenario.targets() {
        let tallies = effort.faults(scenario, target, &mut tell)?;
        faults.push(OfWitness { witness: scenario.witnesses[target].name, is_published: target == 0, tallies });
    }
    let day = |day: Option<_>| {
        day.map_or_else(String::new, |(day, _): (&makerates_domain::dates::RateDate, _)| day.to_string())
    };
    let days = (day(scenario.shared.first_key_value()), day(scenario.shared.last_key_value()));
    Ok(Measured { key: scenario.key, title: scenario.title, days, clean, faults })
}

/// The benchmark's own version, and the executable's by its own word.
fn versions(transform: &Path) -> Result<String, BenchError> {
    let failed = |reason: String| BenchError::Transform { path: transform.to_owned(), reason };
    let output = Command::new(transform).arg("--version").output().map_err(|error| failed(error.to_string()))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(format!("bench-trust {}, {version}", env!("CARGO_PKG_VERSION")))
}

/// Progress, for the person who waits.
// By value, because it is handed on as a function that takes what was made for it.
#[allow(clippy::needless_pass_by_value)]
fn tell(line: String) {
    // A reader that went away is no failure of the run.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn write_all(args: &Args, report: &BenchmarkReport) -> Result<(), BenchError> {
    let tables = markdown::render(report);
    if let Some(file) = &args.markdown {
        write(file, &tables)?;
    } else {
        let printed = std::io::stdout().write_all(tables.as_bytes());
        printed.map_err(BenchError::file("writing", "standard output"))?;
    }
    if let Some(file) = &args.json {
        write(file, &format!("{:#}\n", json::render(report)))?;
    }
    if let Some(file) = &args.curve {
        write(file, &svg::render(&report.curves))?;
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), BenchError> {
    std::fs::write(file, text).map_err(BenchError::file("writing", file))
}
