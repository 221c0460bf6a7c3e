//! What is told of a run beside its result: its metrics, and its record. Both are best effort: a run whose work is
//! done does not fail because nobody can be told.

use super::Context;
use super::output;
use super::output::Success;
use crate::config::{Format, unusable_path};
use crate::dynamodb::{TableError, Tables};
use crate::failure::{Exit, Failure};
use crate::files;
use crate::metrics::{Kind, Metric, Tags, emf_lines, prometheus_text};
use crate::quota::MISCONFIGURED;
use crate::runs::RunRecord;
use serde_json::{Map, Number, Value};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The record may take so long; then the run ends without it.
const RECORD_MAX: Duration = Duration::from_secs(3);

/// Where metrics go, beside Kestra.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// CloudWatch's lines on standard error.
    Emf,
    /// The same at the end of a file, which CloudWatch's agent follows.
    EmfFile(PathBuf),
    /// A file for a node exporter's textfile collector, or a folder that gets one a step.
    Prometheus(PathBuf),
}

impl Target {
    /// From the words behind `--metrics`.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        match words {
            [kind] if kind == "emf" => Ok(Self::Emf),
            [kind, file] if kind == "prometheus" => usable(file).map(Self::Prometheus),
            [kind] if kind == "prometheus" => Err("prometheus needs a file, or a folder".to_owned()),
            // A subcommand behind it is none.
            [kind, file] if kind == "emf" && file.contains(['/', '.']) => usable(file).map(Self::EmfFile),
            [kind, other] if kind == "emf" => Err(format!("`{other}` is no path of a file; put --metrics last")),
            _ => Err("emf, emf with a file, or prometheus with a file".to_owned()),
        }
    }
}

fn usable(file: &str) -> Result<PathBuf, String> {
    unusable_path(file).or_else(|| missing_folder(file)).map_or_else(|| Ok(file.into()), Err)
}

/// A folder that is not there would cost the metrics of every run, and nobody would miss them.
fn missing_folder(file: &str) -> Option<String> {
    let path = Path::new(file);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty())?;
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    let missing = format!("there is no folder {} ({} is there): make it", folder.display(), there.display());
    (there != folder).then_some(missing)
}

/// A run while it is under way.
#[derive(Debug)]
pub(super) struct Observer {
    pub context: Context,
    pub step: String,
    pub layer: &'static str,
    pub version: String,
    pub target: Option<Target>,
    pub is_recorded: bool,
    pub begun: Instant,
}

impl Observer {
    /// Tells of a run that has ended; `measured` are its metrics.
    pub async fn tell(&self, result: &Result<Success, Failure>, mut measured: Vec<Metric>) {
        let elapsed = self.begun.elapsed();
        measured.extend(self.of_every_run(elapsed, result.is_err()));
        if self.is_recorded
            && !is_refusal(result)
            && let Err(error) = self.record(result, &measured, elapsed).await
        {
            tracing::warn!("this run is not recorded: {error}");
        }
        if self.context.format == Format::Kestra {
            output::write_metrics(&measured);
        }
        if let Some(target) = &self.target
            && let Err(error) = self.send(target, &measured)
        {
            tracing::warn!("the metrics of this run are lost: {error}");
        }
    }

    fn of_every_run(&self, elapsed: Duration, has_failed: bool) -> [Metric; 2] {
        let tags = Tags::from([("layer", self.layer.to_owned()), ("step", self.step.clone())]);
        // To the millisecond.
        let seconds = Number::from_f64((elapsed.as_secs_f64() * 1e3).round() / 1e3).unwrap_or_else(|| Number::from(0));
        [
            Metric { name: "duration", kind: Kind::Timer, value: seconds, tags: tags.clone() },
            Metric { name: "run_failed", kind: Kind::Counter, value: u8::from(has_failed).into(), tags },
        ]
    }

    fn send(&self, target: &Target, metrics: &[Metric]) -> std::io::Result<()> {
        match target {
            Target::Emf => {
                let mut stderr = std::io::stderr().lock();
                emf_lines(metrics, self.context.clock.now()).iter().try_for_each(|line| writeln!(stderr, "{line}"))
            }
            Target::EmfFile(path) => append(path, &emf_lines(metrics, self.context.clock.now())),
            Target::Prometheus(path) if path.is_dir() => {
                let file = path.join(format!("makerates-{}.prom", self.step));
                files::replace(&file, prometheus_text(metrics, &self.step).as_bytes())
            }
            Target::Prometheus(path) => files::replace(path, prometheus_text(metrics, &self.step).as_bytes()),
        }
    }

    async fn record(
        &self,
        result: &Result<Success, Failure>,
        metrics: &[Metric],
        elapsed: Duration,
    ) -> Result<(), Untold> {
        self.context.check_clock_for_tables().map_err(|failure| Untold::Clock(failure.reason()))?;
        let record = self.record_of(result, metrics, elapsed);
        let write = async {
            let tables = Tables::connect(self.context.embedded_tables().as_deref()).await?;
            let written = record.write(&tables).await;
            tables.close().await;
            written
        };
        tokio::time::timeout(RECORD_MAX, write).await.map_err(|_| Untold::Late)?.map_err(Untold::Table)
    }

    fn record_of(&self, result: &Result<Success, Failure>, metrics: &[Metric], elapsed: Duration) -> RunRecord {
        let (outputs, outcome, exit_code, error) = match result {
            Ok(success) => (&success.outputs, "ok", 0, String::new()),
            Err(failure) => (&*failure.outputs, failure.exit.name(), failure.exit as u8, failure.reason()),
        };
        RunRecord {
            at: self.context.clock.now(),
            run_id: self.context.run_id.clone(),
            step: self.step.clone(),
            outcome: outcome.to_owned(),
            exit_code,
            counts: metrics.iter().filter_map(count).collect(),
            duration_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            error,
            tool_version: self.version.clone(),
            silver_version: word(outputs, "silver_version"),
        }
    }
}

/// A run that was refused before it did anything leaves nothing, not even a record: it was a slip of whoever called. What is
/// misconfigured fails again every morning.
fn is_refusal(result: &Result<Success, Failure>) -> bool {
    let is_slip = |failure: &Failure| failure.outputs.is_empty() && !failure.what.contains(MISCONFIGURED);
    result.as_ref().is_err_and(|failure| failure.exit == Exit::Usage && is_slip(failure))
}

/// A metric as a count of the record: layer and step stand in it already.
fn count(metric: &Metric) -> Option<(String, f64)> {
    let apart =
        metric.tags.iter().filter(|(name, _)| !["layer", "step"].contains(name)).map(|(_, value)| value.as_str());
    // The source goes before the period.
    let mut parts: Vec<&str> = apart.collect();
    parts.reverse();
    let name = std::iter::once(metric.name).chain(parts).collect::<Vec<_>>().join(".");
    (metric.kind != Kind::Timer).then_some((name, metric.value.as_f64()?))
}

fn word(outputs: &Map<String, Value>, name: &str) -> String {
    outputs.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Adds whole lines by one write at the end: those of runs at the same time do not mix.
fn append(path: &Path, lines: &[String]) -> std::io::Result<()> {
    let text = lines.iter().fold(String::new(), |text, line| text + line + "\n");
    std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())
}

/// Why a run is not recorded.
#[derive(Debug, thiserror::Error)]
enum Untold {
    #[error("{0}")]
    Clock(String),
    #[error("the table did not answer within {} s", RECORD_MAX.as_secs())]
    Late,
    #[error(transparent)]
    Table(TableError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_metrics_are_a_target_or_say_what_is_missing() {
        let parse = |words: &str| Target::parse(&words.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parse("emf"), Ok(Target::Emf));
        assert_eq!(parse("prometheus /x.prom"), Ok(Target::Prometheus("/x.prom".into())));
        assert_eq!(parse("prometheus x.prom"), Ok(Target::Prometheus("x.prom".into())), "beside the caller");
        let refusal = |words| parse(words).unwrap_err();
        assert!(refusal("prometheus").contains("file"));
        assert!(refusal("prometheus ~/x.prom").contains("shell"));
        assert_eq!(parse("emf ./x.emf"), Ok(Target::EmfFile("./x.emf".into())));
        assert!(refusal("emf get").contains("put --metrics last"));
        assert!(refusal("emf /nowhere/at/all.emf").contains("there is no folder /nowhere/at"));
        assert!(refusal("statsd").contains("emf, emf with a file, or prometheus"));
    }

    #[test]
    fn a_count_names_source_and_period() {
        let tags = Tags::from([
            ("layer", "control".to_owned()),
            ("period", "day".to_owned()),
            ("source", "frankfurter".to_owned()),
        ]);
        let metric = Metric { name: "quota_used", kind: Kind::Gauge, value: 3.into(), tags };
        assert_eq!(count(&metric), Some(("quota_used.frankfurter.day".to_owned(), 3.0)));
    }
}
