//! Asks ExchangeRate-API for its rates and appends the answer to bronze.

mod args;
mod fetch;

use args::Args;
use makerates_core::cli::{self, CommonArgs, Context, Success, Tool};
use makerates_core::failure::Failure;
use makerates_core::metrics::Metric;
use serde_json::{Map, Value};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main::<Args>()
}

impl Tool for Args {
    const LAYER: &'static str = makerates_extraction::LAYER;

    fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
        makerates_extraction::metrics(outputs)
    }

    fn needs_key(&self) -> bool {
        true
    }

    fn is_recorded(&self) -> bool {
        !self.days.dry_run
    }

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    async fn run(self, context: Context) -> Result<Success, Failure> {
        fetch::run(&self, &context).await
    }
}
