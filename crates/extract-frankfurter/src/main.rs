//! Asks Frankfurter for the ECB's rates and appends the answer to bronze.

mod args;
mod fetch;

use std::process::ExitCode;

fn main() -> ExitCode {
    makerates_core::cli::main::<args::Args>()
}
