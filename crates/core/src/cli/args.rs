//! The arguments that every executable has.

use crate::config::{Flags, Format, unusable_path};
use crate::environment;
use crate::silver::Wanted;
use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args};
use makerates_domain::source::Source;
use std::ffi::OsString;
use std::path::PathBuf;

/// The arguments that every executable has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub struct CommonArgs {
    /// How the result is written [default: text on a terminal, json otherwise]
    #[arg(long, value_enum, global = true)]
    pub format: Option<Format>,

    /// Short for `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,

    /// The configuration file [default: the first that is there of makerates.toml and /etc/makerates/makerates.toml; env:
    /// `MAKERATES_CONFIG`]
    #[arg(long, value_name = "FILE", global = true, value_parser = path())]
    pub config: Option<PathBuf>,

    /// The folder of everything that is kept locally [default: ./data]
    #[arg(long, value_name = "DIR", global = true, value_parser = path())]
    pub home: Option<PathBuf>,

    /// Where the logical clock stands, such as 2026-09-29T06:00:00Z, to replay a recorded day [default: the clock]
    #[arg(long, value_name = "RFC 3339", global = true)]
    pub now: Option<String>,

    /// Also send the run's metrics: `emf` (CloudWatch's lines, on standard error), `emf FILE` (the same at the end of a file,
    /// for CloudWatch's agent), or `prometheus FILE` (for a node exporter's textfile collector; of a folder, a file in it).
    /// Give it last [env: `MAKERATES_METRICS`]
    #[arg(long, num_args = 1..=2, value_names = ["KIND", "FILE"], global = true, value_delimiter = ' ')]
    pub metrics: Option<Vec<String>>,

    /// Say more in the log (-vv: everything of ours), and show all columns
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,

    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print the effective configuration with the origin of each value, and end
    #[arg(long, global = true)]
    pub show_config: bool,
}

/// Which silver is looked into.
#[derive(Debug, Clone, Default, Args)]
pub struct WantedBuild {
    /// Look into an earlier silver: the last one that was built until a day's end or an instant, or the build of that name
    /// (`transform builds` lists those that are kept)
    #[arg(long, value_name = "DAY|RFC 3339|BUILD")]
    as_of_build: Option<Wanted>,
}

impl WantedBuild {
    /// The build that was asked for.
    #[must_use]
    pub fn build(&self) -> Wanted {
        self.as_of_build.clone().unwrap_or(Wanted::Current)
    }
}

/// Takes a path as an argument, and refuses what would name another place than was meant.
#[must_use]
pub fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(|given: OsString| {
        let text = given.into_string().map_err(|_| "it is not UTF-8, so it can't be read as text".to_owned())?;
        unusable_path(&text).map_or(Ok(PathBuf::from(text)), Err)
    })
}

/// Takes a source by its name, which help and completions list.
#[must_use]
pub fn source() -> impl TypedValueParser<Value = Source> {
    PossibleValuesParser::new(Source::ALL.map(Source::name)).try_map(|name| name.parse::<Source>())
}

impl CommonArgs {
    /// The words of `--metrics`, else of its variable.
    #[must_use]
    pub fn metrics(&self) -> Option<Vec<String>> {
        let of_variable = || environment::variable("MAKERATES_METRICS");
        let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
        self.metrics.clone().filter(|words| words[..] != [""]).or_else(|| of_variable().map(words))
    }

    /// The settings that were given as flags.
    #[must_use]
    pub fn flags(&self) -> Flags {
        let config = self.config.clone().or_else(|| environment::variable("MAKERATES_CONFIG").map(PathBuf::from));
        let mut settings = Vec::new();
        let format = if self.json { Some(Format::Json) } else { self.format };
        if let Some(format) = format {
            settings.push(("format", format!("{format:?}").to_lowercase()));
        }
        if let Some(home) = &self.home {
            settings.push(("home", home.to_string_lossy().into_owned()));
        }
        if let Some(now) = &self.now {
            settings.push(("now", now.clone()));
        }
        Flags { config, settings }
    }
}
