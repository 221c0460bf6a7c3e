//! The executables as a person, a script or Kestra meets them: arguments, configuration, formats, help, and stores
//! that can't be used.

mod arguments;
mod builds;
mod clock;
mod closed;
mod configuration;
mod environment;
mod formats;
mod generate;
mod help;
mod hostile;
mod inspect;
mod metrics;
mod show_config;
mod stores;

/// The logical clock of every test, a Tuesday.
const NOW: &str = "2026-09-29T06:00:00Z";

/// The executables that people and flows start.
const TOOLS: [&str; 5] = ["extract-frankfurter", "extract-exchangerate", "quota-gate", "transform", "sync-dynamodb"];
