//! Says which source may be asked now, and keeps the count.

mod alert;
mod args;
mod available;
mod check;
mod health;
mod history;
mod look;
mod manage;
mod plan;
mod reconcile;

use std::process::ExitCode;

fn main() -> ExitCode {
    makerates_core::cli::main::<args::Args>()
}
