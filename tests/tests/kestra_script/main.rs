//! `scripts/kestra` against a server that answers as Kestra's API does.

mod deploy;
mod fake;
mod run;
mod stack;
