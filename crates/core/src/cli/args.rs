//! The arguments that every executable has.

use crate::config::{Flags, Format};
use clap::{ArgAction, Args};
use std::path::PathBuf;

/// The arguments that every executable has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub struct CommonArgs {
    /// How the result is written [default: text on a terminal, json otherwise]
    #[arg(long, value_enum, global = true)]
    pub format: Option<Format>,

    /// The configuration file [default: makerates.toml, when it is there]
    #[arg(long, value_name = "FILE", global = true, env = "MAKERATES_CONFIG")]
    pub config: Option<PathBuf>,

    /// The folder of everything that is kept locally [default: ./data]
    #[arg(long, value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,

    /// Where the logical clock stands, such as 2026-09-29T06:00:00Z, to replay a recorded day [default: the clock]
    #[arg(long, value_name = "RFC 3339", global = true)]
    pub now: Option<String>,

    /// Also send the run's metrics: `emf` (CloudWatch's lines, on standard error), or `prometheus FILE` (for a node
    /// exporter's textfile collector; of a folder, a file in it). Give it last
    #[arg(long, num_args = 1..=2, value_names = ["KIND", "FILE"], global = true, env = "MAKERATES_METRICS",
        value_delimiter = ' ')]
    pub metrics: Option<Vec<String>>,

    /// Say more in the log (-vv: everything of ours)
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,

    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print the effective configuration with the origin of each value, and end
    #[arg(long, global = true)]
    pub show_config: bool,
}

impl CommonArgs {
    /// The settings that were given as flags.
    #[must_use]
    pub fn flags(&self) -> Flags {
        let mut settings = Vec::new();
        if let Some(format) = self.format {
            settings.push(("format", format!("{format:?}").to_lowercase()));
        }
        if let Some(home) = &self.home {
            settings.push(("home", home.to_string_lossy().into_owned()));
        }
        if let Some(now) = &self.now {
            settings.push(("now", now.clone()));
        }
        Flags { config: self.config.clone(), settings }
    }
}
