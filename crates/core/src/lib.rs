//! The edges of Makerates and the shell that its executables share.
//!
//! At the bottom: [`environment`] reads variables, [`clock`] tells the time, [`failure`] is how a run ends, [`printable`] what
//! a terminal may get, [`files`] replaces one. Above it the edges: [`http`], [`objects`] and on them [`bronze`] and [`silver`],
//! [`dynamodb`], [`quota`], [`runs`], and [`watch`], which judges what they tell, with the [`runbook`]'s advice. Above them the
//! shell: [`config`], [`metrics`], [`kestra`], [`cli`], and [`unpublished`], which says why there is no rate. No edge takes the
//! shell: limits and addresses come as parameters.

pub mod aws;
pub mod backoff;
pub mod bronze;
pub mod cli;
pub mod clock;
pub mod config;
pub mod dynamodb;
pub mod environment;
pub mod failure;
pub mod files;
mod from_text;
pub mod http;
pub mod kestra;
pub mod metrics;
pub mod objects;
pub mod printable;
pub mod quota;
pub mod runbook;
pub mod runs;
pub mod secret;
pub mod silver;
pub mod unpublished;
pub mod watch;
