//! The command line.

use crate::{bronze, build, decide, explain, inspect, newest_day, quality, report};
use clap::{Parser, Subcommand};
use jiff::Timestamp;
use makerates_core::cli::{CommonArgs, Context, Report, Tool, path};
use makerates_core::failure::{Exit, Failure};
use makerates_core::metrics::Metric;
use makerates_domain::dates::RateDate;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Builds silver from bronze: every answer is read anew, compared across sources, and split into validated rates and
/// quarantine. The new silver replaces the old one whole, or not at all.
#[derive(Debug, Parser)]
#[command(name = "transform", version)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    build: BuildArgs,

    #[command(flatten)]
    common: CommonArgs,
}

/// What a build can be told.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// Build silver as it was known then, from the receipts until that instant; needs --out
    #[arg(long, value_name = "RFC 3339", requires = "out")]
    pub as_of: Option<Timestamp>,

    /// Build into this folder instead of the current silver
    #[arg(long, value_name = "DIR", value_parser = path())]
    pub out: Option<PathBuf>,

    /// Run the models of this folder instead of those in the executable
    #[arg(long, value_name = "DIR", value_parser = path())]
    pub sql_dir: Option<PathBuf>,

    /// How long to wait for another build to end, in seconds [default: as configured, 60]
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
}

impl BuildArgs {
    fn is_given(&self) -> bool {
        self.as_of.is_some() || self.out.is_some() || self.sql_dir.is_some() || self.wait.is_some()
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run every check of the current silver; exit 5 on a critical finding
    Quality {
        /// Run the checks of this folder instead of those in the executable
        #[arg(long, value_name = "DIR", value_parser = path())]
        sql_dir: Option<PathBuf>,
    },
    /// Look into the current silver: its tables, or the result of a query
    Inspect {
        /// A query, such as "select * from silver.quarantine"
        #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
        sql: Option<String>,
        /// How many rows to show at most
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Tell why a rate is what it is: its witnesses, the verdict, the answers behind it
    Explain {
        /// The pair, such as EUR/USD
        pair: String,
        /// The market day [default: the newest one]
        #[arg(long, value_name = "DAY")]
        date: Option<RateDate>,
    },
    /// Write a page to look at: whether today's rates can be trusted, and what is wrong if not
    Report {
        /// The file of the page [default: report.html below home]
        #[arg(long, value_name = "FILE", value_parser = path())]
        out: Option<PathBuf>,
    },
    /// Admit or shut out what a source said: a person's decision, kept in bronze
    Decide {
        #[command(subcommand)]
        command: decide::Command,
    },
    /// Look after bronze: verify it, list the requests, show an object; nothing is ever changed
    Bronze {
        #[command(subcommand)]
        command: bronze::Command,
    },
}

impl Tool for Args {
    const LAYER: &'static str = "silver";

    fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
        newest_day::metrics(outputs, Self::LAYER)
    }

    fn is_recorded(&self) -> bool {
        match &self.command {
            None => self.build.out.is_none(),
            Some(Command::Quality { .. }) => true,
            Some(Command::Decide { command }) => command.is_decision(),
            Some(_) => false,
        }
    }

    fn is_measured(&self) -> bool {
        self.build.out.is_none()
    }

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    async fn run(self, context: Context) -> Result<Report, Failure> {
        if self.command.is_some() && self.build.is_given() {
            let what = "--as-of, --out, --wait and a --sql-dir before the subcommand belong to a build";
            return Err(Failure::new(Exit::Usage, what, "leave them out, or put --sql-dir behind `quality`"));
        }
        tracing::info!("{}", context.stores());
        match self.command {
            None => build::run(&self.build, &context).await,
            Some(Command::Quality { sql_dir }) => quality::run(&context, sql_dir.as_deref()),
            Some(Command::Inspect { sql, limit }) => inspect::run(&context, sql.as_deref(), limit),
            Some(Command::Explain { pair, date }) => explain::run(&context, &pair, date),
            Some(Command::Report { out }) => report::run(&context, out.as_deref()).await,
            Some(Command::Decide { command }) => decide::run(command, &context).await,
            Some(Command::Bronze { command }) => bronze::run(command, &context).await,
        }
    }
}
