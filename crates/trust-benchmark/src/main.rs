#![doc = include_str!("../README.md")]

mod args;
mod bank;
mod clean;
mod dice;
mod error;
mod fault;
mod hearing;
mod measure;
mod measured;
mod outcome;
mod outline;
mod pipeline;
mod recordings;
mod report;
mod run;
mod scenario;
mod sweep;
mod tally;
mod walk;
mod witness;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run::run(&args::Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-trust: {error}");
            ExitCode::FAILURE
        }
    }
}
