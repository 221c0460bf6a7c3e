//! The command line.

use crate::fetch;
use clap::Parser;
use makerates_core::cli::{CommonArgs, Context, Report, Tool};
use makerates_core::failure::Failure;
use makerates_core::metrics::Metric;
use makerates_extraction::DayArgs;
use serde_json::{Map, Value};

/// Asks ExchangeRate-API for the rates of some 160 currencies (base USD) and appends the answer to bronze.
///
/// With a key (`EXCHANGERATE_API_KEY`, or the file of `sources.exchangerate.key_file`) it asks v6, without one the open
/// access. Past days need the key of a paid plan, and are one request each.
#[derive(Debug, Parser)]
#[command(name = "extract-exchangerate", version)]
pub struct Args {
    #[command(flatten)]
    pub days: DayArgs,

    #[command(flatten)]
    common: CommonArgs,
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

    async fn run(self, context: Context) -> Result<Report, Failure> {
        fetch::run(&self, &context).await
    }
}
