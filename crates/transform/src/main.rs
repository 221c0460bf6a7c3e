//! Builds silver from bronze: observations, consensus, validated rates.

mod args;
mod bronze;
mod build;
mod decide;
mod decisions;
mod error;
mod explain;
mod folder;
mod inspect;
mod load;
mod lock;
#[cfg(test)]
mod model_tests;
mod models;
mod newest_day;
mod quality;
mod receipts;
mod render;
mod report;
mod seeds;

use std::process::ExitCode;

fn main() -> ExitCode {
    makerates_core::cli::main::<args::Args>()
}
