//! A world of its own for a test: an empty home and a replay server.

use crate::replay::Replay;
use crate::run::Run;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A home folder and a replay server whose clock, like the executables', stands at one instant.
#[derive(Debug)]
pub struct World {
    /// The server of both sources.
    pub replay: Replay,
    home: TempDir,
    now: String,
}

impl World {
    /// An empty home at an instant such as `2026-09-29T06:00:00Z`.
    ///
    /// # Panics
    /// When there is no temporary folder, or replay does not start.
    #[must_use]
    pub fn at(now: &str) -> Self {
        let home = tempfile::tempdir().expect("there is a temporary folder");
        Self { replay: Replay::start(now), home, now: now.to_owned() }
    }

    /// Moves both clocks.
    pub fn set_clock(&mut self, now: &str) {
        self.replay.set_clock(now);
        now.clone_into(&mut self.now);
    }

    /// Goes on with an empty home and the same server: cheaper than a world for each case of a table.
    ///
    /// # Panics
    /// When there is no temporary folder.
    pub fn renew_home(&mut self) {
        self.home = tempfile::tempdir().expect("there is a temporary folder");
    }

    /// The home folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The current silver's database.
    #[must_use]
    pub fn silver(&self) -> PathBuf {
        self.home().join("silver/makerates.duckdb")
    }

    /// A run of an executable in this world, with JSON on standard output.
    #[must_use]
    pub fn run(&self, tool: &str) -> Run {
        Run::new(tool)
            .env("MAKERATES_HOME", self.home())
            .env("MAKERATES_NOW", &self.now)
            .env("MAKERATES_SOURCES__FRANKFURTER__URL", &self.replay.url)
            .env("MAKERATES_SOURCES__EXCHANGERATE__URL", &self.replay.url)
            .env("MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL", &self.replay.url)
            // The waits between attempts are random: short ones keep the tests quick.
            .env("MAKERATES_HTTP__RETRY_DELAY_MS", "5")
            .current_dir(self.home())
    }

    /// Both sources' latest answers, silver, gold.
    #[allow(clippy::must_use_candidate)] // it is often run for what it does
    pub fn pipeline(&self) -> Value {
        self.run("extract-frankfurter").ok();
        self.run("extract-exchangerate").ok();
        self.run("transform").ok();
        self.run("sync-dynamodb").ok()
    }

    /// The result of a query over the current silver, each row as text joined by spaces.
    ///
    /// # Panics
    /// When silver is not there, or the query fails.
    #[must_use]
    pub fn query(&self, sql: &str) -> Vec<String> {
        let outputs = self.run("transform").args("inspect --limit 1000000 --sql").arg(sql).ok();
        let row = |row: &Value| -> String {
            let text = |cell: &Value| match cell {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            row.as_object().expect("a row is an object").values().map(text).collect::<Vec<_>>().join(" ")
        };
        outputs["rows"].as_array().expect("rows are a list").iter().map(row).collect()
    }

    /// Every file below a folder of home, as path and content, sorted.
    ///
    /// # Panics
    /// When a file can't be read.
    #[must_use]
    pub fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.home().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.expect("the folder can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.home()).expect("it lies in home").display().to_string();
                    files.push((name, std::fs::read(&path).expect("the file can be read")));
                }
            }
        }
        files.sort();
        files
    }
}
