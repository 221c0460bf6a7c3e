//! `scripts/kestra` against a server that answers as Kestra's API does, and the entrypoint of Kestra's image.

mod deploy;
mod entrypoint;
mod fake;
mod run;
mod stack;
