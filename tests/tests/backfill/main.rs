//! Backfills: the plan, both modes, going on where a run ended, and what a source says of unchanged answers.

mod banks;
mod days;
mod isolated;
mod kills;
mod modes;
mod mornings;
mod panel;
mod parts;
mod plan;
mod quota;
mod scheduled;
mod support;
mod unchanged;
mod without_ecb;
