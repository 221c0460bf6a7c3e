//! The pipeline under measurement: the built `transform`, as everybody runs it.

use crate::bronze;
use crate::error::BenchError;
use crate::silver::Silver;
use crate::witness::Witness;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A home with a bronze of its own, from which silver is built.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    now: Timestamp,
}

/// Where the executable is when no other is named: beside this one.
pub fn default_transform() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    own.with_file_name(format!("transform{}", std::env::consts::EXE_SUFFIX))
}

impl Home {
    /// A new home whose bronze holds all that the witnesses say.
    pub fn of(witnesses: &[Witness]) -> Result<Self, BenchError> {
        let folder = tempfile::Builder::new()
            .prefix("bench-trust-")
            .tempdir()
            .map_err(BenchError::file("creating a folder in", std::env::temp_dir()))?;
        let now = bronze::write(&folder.path().join("bronze"), witnesses)?;
        Ok(Self { folder, now })
    }

    /// Builds silver, with further settings as environment variables, and reads it.
    pub fn silver(&self, transform: &Path, settings: &[(&str, String)]) -> Result<Silver, BenchError> {
        let failed = |reason: String| BenchError::Transform { path: transform.to_owned(), reason };
        let home = self.folder.path();
        let mut command = Command::new(transform);
        // Nothing of the machine's own configuration: neither variables, nor a file in the current folder.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MAKERATES_")) {
            command.env_remove(name);
        }
        command.current_dir(home).env("MAKERATES_HOME", home).envs(settings.iter().map(|(name, value)| (name, value)));
        command.args(["--quiet", "--format", "text", "--now", &self.now.to_string()]);
        let output = command.output().map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            return Err(failed(format!("{}, {}", output.status, String::from_utf8_lossy(&output.stderr).trim())));
        }
        Silver::read(&home.join("silver/makerates.duckdb"))
    }
}
