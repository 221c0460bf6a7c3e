//! The command line.

use crate::convert::{self, ConvertArgs};
use crate::diff::{self, DiffArgs};
use crate::{get, inspect, summary, sync};
use clap::{Parser, Subcommand};
use makerates_core::cli::{CommonArgs, Context, Report, Tool};
use makerates_core::dynamodb::{CURRENCY_RATES, Tables, ensure};
use makerates_core::failure::{Exit, Failure};
use makerates_core::metrics::Metric;
use makerates_domain::dates::RateDate;
use serde_json::{Map, Value, json};

/// Publishes silver's validated rates to the table `currency_rates`: the hot window (the last days) and one item
/// `LATEST` a pair. What was published and is no longer validated is withdrawn.
#[derive(Debug, Parser)]
#[command(name = "sync-dynamodb", version)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    sync: SyncArgs,

    #[command(flatten)]
    common: CommonArgs,
}

/// What is written.
#[derive(Debug, clap::Args)]
pub struct SyncArgs {
    #[command(flatten)]
    pub mode: Mode,

    /// Publish every day since the first one, not only the hot window
    #[arg(long)]
    pub history: bool,

    /// Let what is written never expire
    #[arg(long)]
    pub no_ttl: bool,

    /// Publish although another bronze, which may know more, has published to this table before
    #[arg(long)]
    pub take_over: bool,
}

/// Whether what is there already is written again.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct Mode {
    /// Write only what is new or changed (the default)
    #[arg(long)]
    incremental: bool,

    /// Write everything of the window again
    #[arg(long)]
    pub full: bool,
}

impl SyncArgs {
    fn is_given(&self) -> bool {
        self.mode.incremental || self.mode.full || self.history || self.no_ttl || self.take_over
    }
}

#[derive(Debug, Subcommand)]
enum Command {
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

impl Tool for Args {
    const LAYER: &'static str = "gold";

    fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
        summary::metrics(outputs, Self::LAYER)
    }

    fn is_recorded(&self) -> bool {
        self.command.is_none()
    }

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    async fn run(self, context: Context) -> Result<Report, Failure> {
        if self.command.is_some() && self.sync.is_given() {
            let what = "--incremental, --full, --history, --no-ttl and --take-over belong to the sync itself";
            return Err(Failure::new(Exit::Usage, what, "leave them out of its subcommands"));
        }
        context.check_clock_for_tables()?;
        tracing::info!("{}", context.stores());
        let tables = Tables::connect(context.embedded_tables().as_deref()).await?;
        let result = match self.command {
            Some(Command::Init) => init(&tables).await,
            Some(Command::Get { pair, date, latest: _ }) => get::run(&context, &tables, &pair, date).await,
            Some(Command::Convert(args)) => convert::run(&context, &tables, &args).await,
            Some(Command::Inspect) => inspect::run(&context, &tables).await,
            Some(Command::Diff(args)) => diff::run(&context, &tables, &args).await,
            None => sync::run(&context, &tables, &self.sync).await,
        };
        tables.close().await;
        result
    }
}

async fn init(tables: &Tables) -> Result<Report, Failure> {
    let created = ensure(&tables.client, &CURRENCY_RATES).await?;
    let text = if created { "created" } else { "is there already" };
    Ok(Report::new([("table", json!(CURRENCY_RATES.name)), ("created", json!(created))])
        .with_text(format!("the table {} {text}", CURRENCY_RATES.name)))
}
