#![doc = include_str!("../README.md")]

mod answer;
mod app;
mod args;
mod clock;
mod connection;
mod control;
mod data;
mod exchangerate;
mod faults;
mod frankfurter;
mod ready;
mod reply;
mod sending;
mod server;
mod service;
mod state;

use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match server::run(args::Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => server::report(&error),
    }
}
