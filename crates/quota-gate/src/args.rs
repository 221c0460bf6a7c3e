//! The command line.

use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand};
use makerates_core::cli::{CommonArgs, source};
use makerates_domain::source::Source;

/// Says which source may be asked now, and keeps the count of requests (table `api_quota_tracker`).
#[derive(Debug, Parser)]
#[command(name = "quota-gate", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    pub common: CommonArgs,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the tables of requests and of runs; a second time changes nothing
    Init,
    /// Show what is used of each quota
    Check {
        /// Also ask ExchangeRate-API for its own count (one request, once an hour at most); the lower remainder holds
        #[arg(long)]
        reconcile: bool,
    },
    /// Say which source to ask now, and why; exit 3 when none may be asked
    Available {
        /// The source to ask first, if it may be asked
        #[arg(long, value_name = "SOURCE", value_parser = source())]
        preferred: Option<Source>,
    },
    /// Count requests before they are sent, all or none; exit 3 when they do not fit
    Reserve {
        /// The source that is to be asked
        #[arg(long, value_parser = source())]
        source: Source,
        /// How many requests
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
        requests: u64,
    },
    /// Say whether requests fit today, else on which days; exit 3 when not today
    Plan {
        /// The source that is to be asked
        #[arg(long, value_parser = source())]
        source: Source,
        /// How many requests
        #[arg(long, value_parser = clap::value_parser!(u64).range(0..=100_000_000))]
        requests: u64,
    },
    /// Say whether a person should look at runs, sources or rates; exit 5 when one should
    Health {
        /// How many days back
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=90))]
        days: u8,
    },
    /// Show what was asked in the last days, the peak, and where the billing month is heading
    History {
        /// Only this source
        #[arg(long, value_parser = source())]
        source: Option<Source>,
        /// How many days, today included: the tracker keeps 30
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
    },
    /// Tell people, in the log and by a webhook, what was logged as an error
    ///
    /// `ERRORS` holds the errors as Kestra hands them over: a JSON list of objects with `taskId` and `message`, in base64.
    /// `SECRET_ALERT_WEBHOOK` holds the address of a Slack-compatible webhook, in base64; without it the message is in the
    /// log alone. Whatever becomes of the message, the exit code is 0, and `posted` and `reason` tell it.
    Alert(AlertArgs),
    /// Set the month's count and those from today on to 0, lift a block: for emergencies
    #[command(group = ArgGroup::new("which").required(true))]
    Reset {
        /// The source to reset
        #[arg(long, group = "which", value_parser = source())]
        source: Option<Source>,
        /// Reset every source
        #[arg(long, group = "which")]
        all: bool,
        /// Yes, really: requests made today are forgotten
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, ClapArgs)]
pub struct AlertArgs {
    /// What is told of, such as a flow and its state
    #[arg(long)]
    pub title: String,
    /// Where to look
    #[arg(long, default_value = "", hide_default_value = true)]
    pub link: String,
}
