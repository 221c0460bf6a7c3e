//! Publishes silver's validated rates to DynamoDB.

mod args;
mod bases;
mod changes;
mod convert;
mod derive;
mod diff;
mod error;
mod fence;
mod get;
mod inspect;
mod item;
mod money;
mod patience;
mod published;
mod published_rate;
mod publisher;
mod row;
mod scope;
mod silver;
mod stretch;
mod summary;
mod sync;

use args::{Args, Command};
use makerates_core::cli::{self, CommonArgs, Context, Success, Tool};
use makerates_core::dynamodb::{CURRENCY_RATES, Tables, ensure};
use makerates_core::failure::{Exit, Failure};
use makerates_core::metrics::Metric;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main::<Args>()
}

impl Tool for Args {
    const LAYER: &'static str = "gold";

    fn metrics(outputs: &Map<String, Value>) -> Vec<Metric> {
        summary::metrics(outputs, Self::LAYER)
    }

    fn is_recorded(&self) -> bool {
        self.command.is_none() && !self.sync.dry_run
    }

    fn is_measured(&self) -> bool {
        !self.sync.dry_run
    }

    fn only_looks(&self) -> bool {
        self.sync.dry_run || !matches!(self.command, None | Some(Command::Init))
    }

    fn common(&self) -> &CommonArgs {
        &self.common
    }

    async fn run(self, context: Context) -> Result<Success, Failure> {
        if self.command.is_some() && self.sync.is_given() {
            let what =
                "--incremental, --full, --history, --no-ttl, --take-over and --dry-run belong to the sync itself";
            return Err(Failure::new(Exit::Usage, what, "leave them out of its subcommands"));
        }
        context.check_clock_for_tables()?;
        context.tell_stores();
        let tables = Tables::connect(context.embedded_tables().as_deref()).await?;
        let result = match self.command {
            Some(Command::Init) => init(&tables).await,
            Some(Command::Get { pair, date, latest: _ }) => get::run(&context, &tables, &pair, date).await,
            Some(Command::Convert(args)) => convert::run(&context, &tables, &args).await,
            Some(Command::Inspect) => inspect::run(&context, &tables).await,
            Some(Command::Diff(args)) => diff::run(&context, &tables, &args).await,
            None if self.sync.dry_run => diff::dry_run(&context, &tables, self.sync.history, self.sync.take_over).await,
            None => sync::run(&context, &tables, &self.sync).await,
        };
        tables.close().await;
        result
    }
}

async fn init(tables: &Tables) -> Result<Success, Failure> {
    let created = ensure(&tables.client, &CURRENCY_RATES).await?;
    let text = if created { "created" } else { "is there already" };
    Ok(Success::new([("table", json!(CURRENCY_RATES.name)), ("created", json!(created))])
        .with_text(format!("the table {} {text}", CURRENCY_RATES.name)))
}
