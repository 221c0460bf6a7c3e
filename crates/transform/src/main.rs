//! Builds silver from bronze: observations, consensus, validated rates.

mod args;
mod bronze;
mod build;
mod builds;
mod decide;
mod decisions;
mod error;
mod explain;
mod folder;
mod inspect;
mod judging;
mod load;
mod lock;
mod lost;
#[cfg(test)]
mod model_tests;
mod models;
mod newest_day;
mod overview;
mod publish;
mod quality;
mod receipts;
mod render;
mod report;
mod rows;
mod seeds;

use args::{Args, Command};
use inspect::Opened;
use makerates_core::cli::{self, CommonArgs, Context, Success, Tool};
use makerates_core::failure::{Exit, Failure};
use makerates_core::metrics::Metric;
use serde_json::{Map, Value};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main::<Args>()
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

    fn writes_csv(&self) -> bool {
        matches!(self.command, Some(Command::Inspect { .. } | Command::Explain { .. }))
    }

    fn is_measured(&self) -> bool {
        self.build.out.is_none()
    }

    fn only_looks(&self) -> bool {
        match &self.command {
            None => false,
            Some(Command::Decide { command }) => !command.is_decision(),
            Some(_) => true,
        }
    }

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    async fn run(self, context: Context) -> Result<Success, Failure> {
        if self.command.is_some() && self.build.is_given() {
            let what = "--as-of, --out, --wait and a --sql-dir before the subcommand belong to a build";
            return Err(Failure::new(Exit::Usage, what, "leave them out, or put --sql-dir behind `quality`"));
        }
        context.tell_stores();
        match self.command {
            None => build::run(&self.build, &context).await,
            Some(Command::Quality { sql_dir }) => {
                let silver = Opened::current(&context).await?;
                silver.named(quality::run(&silver.db, &context, sql_dir.as_deref()))
            }
            Some(Command::Inspect { sql, limit, wanted }) => {
                let silver = Opened::wanted(&context, &wanted.build()).await?;
                silver.named(inspect::run(&silver.db, &context, sql.as_deref(), limit))
            }
            Some(Command::Explain { pair, date, wanted }) => {
                let silver = Opened::wanted(&context, &wanted.build()).await?;
                silver.named(explain::run(&silver.db, &context, &pair, date))
            }
            Some(Command::Report { out }) => {
                let silver = Opened::current(&context).await?;
                silver.named(report::run(&silver.db, &context, out.as_deref()).await)
            }
            Some(Command::Builds) => builds::run(&context).await,
            Some(Command::Decide { command }) => decide::run(command, &context).await,
            Some(Command::Bronze { command }) => bronze::run(command, &context).await,
        }
    }
}
