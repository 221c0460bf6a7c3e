//! What can be wrong with a configuration.

use std::path::PathBuf;

/// A configuration that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is none, or can't be read.
    #[error("the configuration file {path} {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A setting that does not exist, with the nearest one that does.
    #[error("unknown setting `{path}` in {origin}; the nearest known one is `{nearest}`")]
    UnknownSetting {
        /// As it was given.
        path: String,
        /// The file or variable that has it.
        origin: String,
        /// The path of the nearest setting.
        nearest: String,
    },
    /// A value that the setting can't take.
    #[error("{0}")]
    Invalid(String),
}
