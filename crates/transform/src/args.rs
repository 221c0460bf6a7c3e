//! The command line.

use crate::{bronze, decide};
use clap::{Parser, Subcommand};
use jiff::Timestamp;
use makerates_core::cli::{CommonArgs, WantedBuild, path};
use makerates_domain::dates::RateDate;
use std::path::PathBuf;

/// Builds silver from bronze: every answer is read anew, compared across sources, and split into validated rates and
/// quarantine. The new silver replaces the old one whole, or not at all.
#[derive(Debug, Parser)]
#[command(name = "transform", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub build: BuildArgs,

    #[command(flatten)]
    pub common: CommonArgs,
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

    /// Give up answers and receipts that bronze has lost, or that are damaged: this build and later ones go without them; else
    /// that is exit 6, and the old silver stays
    #[arg(long)]
    pub without_lost: bool,

    /// How long to wait for another build to end, in seconds [default: as configured, 60]
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
}

impl BuildArgs {
    pub fn is_given(&self) -> bool {
        self.as_of.is_some() || self.out.is_some() || self.sql_dir.is_some() || self.wait.is_some() || self.without_lost
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run every check of the current silver; exit 5 on a critical finding
    Quality {
        /// Run the checks of this folder instead of those in the executable
        #[arg(long, value_name = "DIR", value_parser = path())]
        sql_dir: Option<PathBuf>,
    },
    /// Look into the current silver: its tables, or the result of a query
    Inspect {
        /// A query, such as "select * from quarantine"
        #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
        sql: Option<String>,
        /// How many rows to show at most [default: 20, and all for --format csv]
        #[arg(long)]
        limit: Option<usize>,
        #[command(flatten)]
        wanted: WantedBuild,
    },
    /// Tell why a rate is what it is: its witnesses, the verdict, the answers behind it
    Explain {
        /// The pair, such as EUR/USD
        pair: String,
        /// The market day [default: the newest one]
        #[arg(long, value_name = "DAY")]
        date: Option<RateDate>,
        #[command(flatten)]
        wanted: WantedBuild,
    },
    /// List the builds of silver that are kept: when each was built, and what it knew
    Builds,
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
