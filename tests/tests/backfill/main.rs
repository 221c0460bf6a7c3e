//! Backfills: the plan, both modes, going on where a run ended, and what a source says of unchanged answers.

mod isolated;
mod kills;
mod modes;
mod panel;
mod plan;
mod support;
mod unchanged;
