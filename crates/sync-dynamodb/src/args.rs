//! The command line.

use crate::money;
use clap::{Parser, Subcommand};
use makerates_core::cli::{CommonArgs, WantedBuild};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use rust_decimal::Decimal;

/// Publishes silver's validated rates to the table `currency_rates`: the hot window (the last days) and one item
/// `LATEST` a pair. What was published and is no longer validated is withdrawn.
#[derive(Debug, Parser)]
#[command(name = "sync-dynamodb", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub sync: SyncArgs,

    #[command(flatten)]
    pub common: CommonArgs,
}

/// What is written.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct SyncArgs {
    #[command(flatten)]
    pub mode: SyncMode,

    /// Publish every day since the first one, not only the hot window
    #[arg(long)]
    pub history: bool,

    /// Let what is written never expire
    #[arg(long)]
    pub no_ttl: bool,

    /// Write nothing, and say what would be written and taken back; `diff` shows more of it
    #[arg(long, conflicts_with_all = ["full", "no_ttl"])]
    pub dry_run: bool,

    /// Publish although another bronze, which may know more, has published to this table before, or a silver of a time that has
    /// not come
    #[arg(long)]
    pub take_over: bool,
}

/// Whether what is there already is written again.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct SyncMode {
    /// Write only what is new or changed (the default)
    #[arg(long)]
    incremental: bool,

    /// Write everything of the window again
    #[arg(long)]
    pub full: bool,
}

impl SyncArgs {
    pub fn is_given(&self) -> bool {
        self.mode.incremental || self.mode.full || self.history || self.no_ttl || self.take_over || self.dry_run
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the table; a second time changes nothing
    Init,
    /// Show a published rate: its digits, its age by now, and why it is trusted
    Get {
        /// The pair, such as EUR/USD
        pair: String,
        /// The market day [default: the latest]
        #[arg(long, value_name = "DAY", conflicts_with = "latest")]
        date: Option<RateDate>,
        /// The latest one (the default)
        #[arg(long)]
        latest: bool,
    },
    /// Convert an amount: 100 EUR JPY
    Convert(ConvertArgs),
    /// Count what is published: by day, base and state
    Inspect,
    /// Show where gold says something else than silver; nothing is written
    Diff(DiffArgs),
}

/// What is converted.
#[derive(Debug, clap::Args)]
pub struct ConvertArgs {
    /// The amount, such as 100 or 99.95
    #[arg(value_parser = money::amount, allow_negative_numbers = true)]
    pub amount: Decimal,
    /// Its currency, such as EUR
    #[arg(value_parser = CurrencyCode::as_written)]
    pub from: CurrencyCode,
    /// The other currency
    #[arg(value_parser = CurrencyCode::as_written)]
    pub to: CurrencyCode,
    /// By the rate of this market day [default: the latest]
    #[arg(long, value_name = "DAY")]
    pub date: Option<RateDate>,
    /// Convert also by a rate that is stale or ended
    #[arg(long)]
    pub allow_stale: bool,
    /// Convert also by an official rate, which others may not trade at
    #[arg(long)]
    pub allow_official: bool,
}

/// What is compared.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// Compare every day since the first one, not only the hot window
    #[arg(long)]
    pub history: bool,
    /// Show so many differences; all are counted
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    #[command(flatten)]
    pub wanted: WantedBuild,
}
