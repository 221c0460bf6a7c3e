//! The command line.

use crate::fetch;
use clap::Parser;
use makerates_core::cli::{CommonArgs, Context, DayArgs, Report, Tool};
use makerates_core::failure::Failure;

/// Asks Frankfurter for the ECB's reference rates (v1, base EUR: the ECB's own digits) and appends the answer to
/// bronze.
///
/// Without a day it asks for the latest rates; a range of any length is one request.
#[derive(Debug, Parser)]
#[command(name = "extract-frankfurter", version)]
pub struct Args {
    #[command(flatten)]
    pub days: DayArgs,

    #[command(flatten)]
    common: CommonArgs,
}

impl Tool for Args {
    fn common(&self) -> &CommonArgs {
        &self.common
    }

    async fn run(self, context: Context) -> Result<Report, Failure> {
        fetch::run(&self, &context).await
    }
}
