//! Publishes silver's validated rates to DynamoDB.

mod args;
mod derive;
mod fence;
mod get;
mod item;
mod silver;
mod sync;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    makerates_core::cli::main::<args::Args>()
}
