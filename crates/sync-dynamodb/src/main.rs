//! Publishes silver's validated rates to DynamoDB.

mod args;
mod derive;
mod fence;
mod get;
mod item;
mod patience;
mod plan;
mod published;
mod publisher;
mod row;
mod scope;
mod silver;
mod stretch;
mod summary;
mod sync;

use std::process::ExitCode;

fn main() -> ExitCode {
    makerates_core::cli::main::<args::Args>()
}
