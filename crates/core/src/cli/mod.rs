//! What every executable shares: its common arguments, its context, and the one place where a result or a failure
//! becomes text and an exit code.

mod args;
mod context;
mod generate;
mod help_end;
mod logging;
mod observe;
mod output;
mod progress;
mod table;

pub use args::{CommonArgs, WantedBuild, path, source};
pub use context::Context;
pub use output::Success;
pub use progress::Progress;
pub use table::{Table, table};

use observe::{Observer, Target};

use crate::config::{self, Config, Format};
use crate::environment::{self, VariableError};
use crate::failure::{Exit, Failure};
use crate::metrics::Metric;
use clap::error::ErrorKind;
use clap::{ArgMatches, Command, Parser};
use figment::Figment;
use serde_json::{Map, Value};
use std::future::Future;
use std::process::ExitCode;
use std::time::Instant;

/// An executable: its command line and what it does.
pub trait Tool: Parser {
    /// The layer that it works on, as metrics name it: `control` (quotas), `bronze`, `silver` or `gold`.
    const LAYER: &'static str;

    /// Whether the run needs the API key: no other one reads it.
    fn needs_key(&self) -> bool {
        false
    }

    /// Whether the run goes on with the defaults when the configuration can't be used: what has to tell of such a
    /// configuration must not fail for it.
    fn bears_broken_configuration(&self) -> bool {
        false
    }

    /// Whether the result has rows for a spreadsheet.
    fn writes_csv(&self) -> bool {
        false
    }

    /// Whether the run only looks at what is kept: a home that is not there is a slip then, and nothing is made in it.
    fn only_looks(&self) -> bool {
        false
    }

    /// The arguments that every executable has.
    fn common(&self) -> &CommonArgs;

    /// Whether the run belongs into the record of runs: what changes or checks something does, a look does not.
    fn is_recorded(&self) -> bool {
        true
    }

    /// Whether the run tells of now: an audit of an earlier state would take today's place in `--metrics`.
    fn is_measured(&self) -> bool {
        true
    }

    /// The metrics among the outputs of a run, also of one that failed.
    #[must_use]
    fn metrics(_outputs: &Map<String, Value>) -> Vec<Metric> {
        Vec::new()
    }

    /// Does the work.
    fn run(self, context: Context) -> impl Future<Output = Result<Success, Failure>>;
}

/// Runs an executable from its arguments to its exit code.
#[must_use]
pub fn main<T: Tool>() -> ExitCode {
    let begun = Instant::now();
    if let Some(code) = generate::asked_for(command::<T>()) {
        return code;
    }
    let parsed =
        command::<T>().try_get_matches().and_then(|matches| Ok((step::<T>(&matches), T::from_arg_matches(&matches)?)));
    let (step, tool) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return refuse_arguments(&error),
    };
    match prepare::<T>(&tool) {
        Ok(Prepared::Run(context, target)) => {
            let (format, is_recorded) = (context.format, tool.is_recorded());
            let target = target.filter(|_| tool.is_measured());
            let version = T::command().get_version().unwrap_or_default().to_owned();
            let own = Context::clone(&context);
            let observer = Observer { context: own, step, layer: T::LAYER, version, target, is_recorded, begun };
            output::finish(format, run(tool, *context, &observer))
        }
        Ok(Prepared::Shown) => ExitCode::SUCCESS,
        Err(failure) => output::finish(output::format_of_arguments(), Err(failure)),
    }
}

/// The command line with what its help ends with.
fn command<T: Tool>() -> Command {
    let command = T::command();
    let end = help_end::of(command.get_name());
    command.after_help(end)
}

/// The name of what is run: the executable's and its subcommands', such as `transform-quality`.
fn step<T: Tool>(matches: &ArgMatches) -> String {
    let mut step = T::command().get_name().to_owned();
    let mut inner = matches.subcommand();
    while let Some((name, matches)) = inner {
        step = format!("{step}-{name}");
        inner = matches.subcommand();
    }
    step
}

enum Prepared {
    Run(Box<Context>, Option<Target>),
    Shown,
}

fn prepare<T: Tool>(tool: &T) -> Result<Prepared, Failure> {
    let common = tool.common();
    let settings = environment::settings();
    let mut unusable = None;
    let bears_broken = tool.bears_broken_configuration() && !common.show_config;
    let (config, layers) = match configuration(common, &settings) {
        Err(error) if bears_broken => {
            unusable = Some(error);
            (Config::default(), Figment::new())
        }
        loaded => loaded?,
    };
    if common.show_config {
        let key = context::find_key(&config)?;
        output::write_text(&config::show(&config, &layers, key.as_ref()));
        return Ok(Prepared::Shown);
    }
    let target = match target(common) {
        Err(_) if bears_broken => None,
        parsed => parsed?,
    };
    let format = config.format.unwrap_or_else(output::format_of_arguments);
    if format == Format::Csv && !tool.writes_csv() {
        let what = "--format csv is for rows: those of `transform inspect` and `transform explain`";
        return Err(Failure::new(Exit::Usage, what, "use --format json, or text"));
    }
    logging::start(format, common.verbose, common.quiet);
    if let Some(error) = unusable {
        tracing::debug!("the defaults are used, because the configuration can't be: {}", error.reason());
    }
    for name in config::service_links(&settings) {
        tracing::debug!(
            "{name} is passed by: it is no setting, but what a container is told of a service of that name"
        );
    }
    let context = Context::new(config, format, common.verbose > 0);
    if tool.only_looks() {
        context.check_home()?;
    }
    Ok(Prepared::Run(Box::new(context), target))
}

fn configuration(common: &CommonArgs, settings: &[(String, String)]) -> Result<(Config, Figment), Failure> {
    environment::check()?;
    Ok(config::load(&common.flags(), settings)?)
}

/// Where the metrics go, beside the caller.
fn target(common: &CommonArgs) -> Result<Option<Target>, Failure> {
    common.metrics().as_deref().map(Target::parse).transpose().map_err(|error| {
        let next = "such as `--metrics emf` or `--metrics prometheus FILE`";
        Failure::new(Exit::Usage, format!("--metrics: {error}"), next)
    })
}

fn run<T: Tool>(tool: T, context: Context, observer: &Observer) -> Result<Success, Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
            Failure::new(Exit::Fault, "the asynchronous runtime did not start", "check the limits of the machine")
                .because(error)
        })?;
    let result = runtime.block_on(async {
        // Only here, where a run is told of: a key that is broken every morning must not look like a run that never was.
        let context = if tool.needs_key() { context.with_key() } else { Ok(context) };
        let result = match context {
            Ok(context) => tool.run(context).await,
            Err(failure) => Err(failure),
        };
        let outputs = result.as_ref().map_or_else(|failure| &*failure.outputs, |success| &success.outputs);
        observer.tell(&result, T::metrics(outputs)).await;
        result
    });
    // A blocking call still under way must not hold up the end of a run whose result stands.
    runtime.shutdown_background();
    result
}

/// Help and version go out as clap writes them; a wrong argument is also told to the caller who reads outputs.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A closed pipe on --help is no failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    // Whoever reads the environment for an argument does not say which variable it was.
    if let Err(error) = environment::check() {
        return output::finish(output::format_of_arguments(), Err(error.into()));
    }
    match output::format_of_arguments() {
        Format::Text | Format::Csv => {
            let _ = error.print();
            ExitCode::from(Exit::Usage as u8)
        }
        format => {
            let text = error.render().to_string();
            let what = match error.kind() {
                // Then the text is the whole help.
                ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "no command is given".to_owned(),
                _ => text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" "),
            };
            let what = what.trim_start_matches("error: ").to_owned();
            let tip = text.lines().find_map(|line| line.trim().strip_prefix("tip: "));
            let next = tip.map_or_else(|| "see --help".to_owned(), |tip| format!("{tip}, see --help"));
            output::finish(format, Err(Failure::new(Exit::Usage, what, next)))
        }
    }
}

impl From<config::ConfigError> for Failure {
    fn from(error: config::ConfigError) -> Self {
        Failure::new(
            Exit::Usage,
            error.to_string(),
            "mend the setting; --show-config shows where each value comes from",
        )
    }
}

impl From<VariableError> for Failure {
    fn from(error: VariableError) -> Self {
        let next = match error {
            VariableError::NotText(_) => "set it to text in UTF-8, or leave it out",
            VariableError::NoAddress(_) => "write it such as http://localhost:8000, or leave it out",
        };
        Failure::new(Exit::Usage, error.to_string(), next)
    }
}
