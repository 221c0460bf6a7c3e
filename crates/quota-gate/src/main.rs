//! Says which source may be asked now, and keeps the count.

mod alert;
mod args;
mod available;
mod check;
mod health;
mod history;
mod look;
mod manage;
mod plan;
mod reconcile;

use args::{Args, Command};
use makerates_core::cli::{self, CommonArgs, Context, Success, Tool};
use makerates_core::dynamodb::{QUOTA_TRACKER, Tables};
use makerates_core::failure::Failure;
use makerates_core::metrics::Metric;
use makerates_core::quota::{Tracker, told};
use makerates_extraction::check_counts;
use serde_json::{Map, Value};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main::<Args>()
}

impl Tool for Args {
    const LAYER: &'static str = told::LAYER;

    fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
        look::metrics(outputs)
    }

    fn is_recorded(&self) -> bool {
        matches!(
            self.command,
            Command::Available { .. }
                | Command::Reserve { .. }
                | Command::Reset { .. }
                | Command::Check { reconcile: true }
        )
    }

    fn only_looks(&self) -> bool {
        matches!(self.command, Command::Check { reconcile: false } | Command::Health { .. } | Command::History { .. })
    }

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    fn needs_key(&self) -> bool {
        matches!(self.command, Command::Check { reconcile: true })
    }

    fn is_measured(&self) -> bool {
        !matches!(self.command, Command::Alert(_))
    }

    fn bears_broken_configuration(&self) -> bool {
        matches!(self.command, Command::Alert(_))
    }

    async fn run(self, context: Context) -> Result<Success, Failure> {
        // It tells of stores that fail, so it needs none.
        if let Command::Alert(args) = &self.command {
            return Ok(alert::run(args, &context).await);
        }
        context.check_clock_for_tables()?;
        context.tell_stores();
        let tables = Tables::connect(context.embedded_tables().as_deref()).await?;
        let result = run(self.command, &context, &tables).await;
        tables.close().await;
        result
    }
}

async fn run(command: Command, context: &Context, tables: &Tables) -> Result<Success, Failure> {
    // Who resets all has been told what that means; a reset of one source would let the others' counts go, too.
    if !matches!(command, Command::Reset { all: true, yes: true, .. }) {
        check_counts(context, tables).await?;
    }
    if let Command::Init = command {
        return manage::init(tables).await;
    }
    tables.ensure_embedded(&QUOTA_TRACKER).await?;
    let tracker = Tracker::new(tables, &context.config.quota, &context.config.circuit);
    match command {
        Command::Init => manage::init(tables).await,
        Command::Alert(args) => Ok(alert::run(&args, context).await),
        Command::Check { reconcile } => check::run(context, tracker, reconcile).await,
        Command::Available { preferred } => available::run(context, tracker, preferred).await,
        Command::Reserve { source, requests } => manage::reserve(context, tracker, source, requests).await,
        Command::Plan { source, requests } => plan::run(context, tracker, source, requests).await,
        Command::Health { days } => health::run(context, tables, tracker, days).await,
        Command::History { source, days } => history::run(context, tracker, source, days).await,
        Command::Reset { source, yes, .. } => manage::reset(context, tracker, source, yes).await,
    }
}
