//! The command line.

use clap::Parser;
use makerates_core::cli::CommonArgs;
use makerates_extraction::DayArgs;

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
    pub common: CommonArgs,
}
