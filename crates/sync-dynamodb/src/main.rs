//! Publishes silver's validated rates to DynamoDB.

mod args;
mod bases;
mod convert;
mod derive;
mod diff;
mod fence;
mod get;
mod inspect;
mod item;
mod money;
mod patience;
mod plan;
mod published;
mod publisher;
mod reading;
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
