//! How far a long run is: a bar on a terminal, else a line of the log every ten seconds.

use crate::config::Format;
use crate::printable;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Without a terminal, a line is written this often: enough to see that a run is alive.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// The bar that is on the terminal now: lines of the log go above it.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// How far a run of so many steps is.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    unit: String,
    bar: Option<ProgressBar>,
    total: usize,
    done: usize,
    started: Instant,
    told: Instant,
}

impl Progress {
    /// Begins. A single step has no progress to show.
    #[must_use]
    pub fn start(format: Format, total: usize, what: &'static str, unit: &'static str) -> Self {
        let is_seen = format == Format::Text && io::stderr().is_terminal() && tracing::enabled!(tracing::Level::INFO);
        let bar = (is_seen && total > 1).then(|| new_bar(total, what, unit));
        set_bar(bar.clone());
        let now = Instant::now();
        Self { what, unit: unit.to_owned(), bar, total, done: 0, started: now, told: now }
    }

    /// One step is done.
    pub fn advance(&mut self) {
        self.done += 1;
        match &self.bar {
            Some(bar) => bar.inc(1),
            None => {
                if let Some(line) = self.line(Instant::now()) {
                    tracing::info!("{line}");
                }
            }
        }
    }

    /// Says something else of the steps from now on.
    pub fn tell(&mut self, unit: &str) {
        let unit = printable::line(unit).into_owned();
        if let Some(bar) = &self.bar {
            bar.set_message(unit.clone());
        }
        self.unit = unit;
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        set_bar(None);
    }

    /// The line to write now, if one is due.
    fn line(&mut self, now: Instant) -> Option<String> {
        if now.duration_since(self.told) < LINE_EVERY || self.done == self.total {
            return None;
        }
        self.told = now;
        let elapsed_s = now.duration_since(self.started).as_secs().max(1);
        let (done, total) = (self.done as u64, self.total as u64);
        let left_s = (total - done).saturating_mul(elapsed_s) / done.max(1);
        let (what, unit, pace) = (self.what, &self.unit, done / elapsed_s);
        Some(format!("{what}: {done} of {total} {unit}, {pace} a second, about {left_s} s left"))
    }
}

const TEMPLATE: &str = "{prefix} [{wide_bar}] {pos}/{len} {msg}, {per_sec:.1}, {eta} left";

fn new_bar(total: usize, what: &'static str, unit: &'static str) -> ProgressBar {
    // The template is a constant, and a test reads it.
    let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total as u64).with_style(style).with_prefix(what).with_message(unit)
}

fn set_bar(bar: Option<ProgressBar>) {
    *BAR.lock().unwrap_or_else(PoisonError::into_inner) = bar;
}

/// Standard error for the log: a bar steps aside for each line.
#[derive(Debug, Default)]
pub(super) struct LogWriter;

impl Write for LogWriter {
    /// A run does not fail because nobody reads its log.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bar = BAR.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let write = || drop(io::stderr().write_all(bytes));
        match bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_a_line_comes_every_ten_seconds() {
        let mut progress = Progress::start(Format::Json, 100, "frankfurter", "requests");
        assert!(progress.bar.is_none());
        let at = |seconds| Duration::from_secs(seconds);
        progress.done = 20;
        let begun = progress.started;
        assert_eq!(progress.line(begun + at(9)), None);
        let line = progress.line(begun + at(10)).unwrap();
        assert_eq!(line, "frankfurter: 20 of 100 requests, 2 a second, about 40 s left");
        assert_eq!(progress.line(begun + at(19)), None);
        assert!(progress.line(begun + at(20)).is_some());
        progress.done = 100;
        assert_eq!(progress.line(begun + at(40)), None, "the report follows at once");
    }

    #[test]
    fn the_bar_has_a_style_of_its_own() {
        assert_eq!(new_bar(2, "x", "requests").length(), Some(2));
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
