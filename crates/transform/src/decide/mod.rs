//! `decide`: a person's word on what a source said. It admits or shuts out, and never changes a digit.

mod heard;
mod ls;
mod order;

use clap::Subcommand;
use makerates_core::bronze::Verdict;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::Failure;
pub use order::name_of_environment;

use order::Order;

/// What can be decided.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Admit what sources said of a pair, although a rule withholds it
    Accept(Order),
    /// Shut out what sources said of a pair: it is neither compared nor published
    Reject(Order),
    /// List every decision, with who made it, why, and how many rates it has an effect on
    Ls,
}

impl Command {
    /// Whether it writes.
    pub fn is_decision(&self) -> bool {
        !matches!(self, Self::Ls)
    }
}

pub async fn run(command: Command, context: &Context) -> Result<Success, Failure> {
    let bronze = context.bronze().await?;
    match command {
        Command::Accept(order) => order.run(Verdict::Accept, context, &bronze).await,
        Command::Reject(order) => order.run(Verdict::Reject, context, &bronze).await,
        Command::Ls => ls::run(context, &bronze).await,
    }
}
