//! `bronze verify`, `ls`, `cat`: looking after what is kept for ever. Nothing here changes or deletes an object.

mod cat;
mod ls;
mod verify;

use clap::Subcommand;
use makerates_core::cli::{Context, Success, source};
use makerates_core::failure::Failure;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Source;

/// What can be done with bronze.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hash every object again and compare it with its key; exit 6 when one is damaged or lost
    Verify,
    /// List the requests, by source and day; of one day each of them
    Ls {
        /// Only this source
        #[arg(long, value_parser = source())]
        source: Option<Source>,
        /// The requests of this UTC day, one by one
        #[arg(long, value_name = "DAY")]
        date: Option<RateDate>,
    },
    /// Write one object to standard output, as it was received
    Cat {
        /// Its path, or the beginning of its SHA-256
        object: String,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<Success, Failure> {
    let bronze = context.bronze().await?;
    match command {
        Command::Verify => verify::run(&bronze, context).await,
        Command::Ls { source, date } => ls::run(&bronze, source, date).await,
        Command::Cat { object } => cat::run(&bronze, context, &object).await,
    }
}
