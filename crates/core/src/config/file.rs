//! The configuration file: read by us, so that what is wrong with it can be told.

use super::error::ConfigError;
use figment::providers::{Format as _, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider, Source};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// How the reader of TOML hands over a date: as a table of this one name.
const DATE: &str = "$__toml_private_datetime";

/// The settings of a file.
pub(super) struct File {
    path: PathBuf,
    settings: Dict,
}

impl File {
    /// Reads a file; none when it is not there and need not be.
    pub fn read(path: &Path, is_named: bool) -> Result<Option<Self>, ConfigError> {
        let refuse = |reason: String| Err(ConfigError::File { path: path.to_owned(), reason });
        let kind = match fs::metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return match (fs::symlink_metadata(path).is_ok(), is_named) {
                    (true, _) => refuse("is a link to nothing".to_owned()),
                    (false, true) => refuse("does not exist".to_owned()),
                    (false, false) => Ok(None),
                };
            }
            Err(error) => return refuse(format!("can't be looked at: {error}")),
        };
        if kind.is_dir() {
            return refuse("is a folder, not a file".to_owned());
        }
        // Others may never end, or never begin. The empty device says that there is nothing to read.
        if !kind.is_file() && path != Path::new("/dev/null") {
            return refuse("is a pipe, a socket or a device, not a file".to_owned());
        }
        let text = match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => return refuse("is not UTF-8, so it is no TOML".to_owned()),
            Err(error) => return refuse(format!("can't be read: {error}")),
        };
        match Toml::from_str::<Dict>(&text) {
            Ok(settings) => Ok(Some(Self { path: path.to_owned(), settings: with_dates_as_text(settings) })),
            Err(error) => refuse(format!("can't be used: {error}")),
        }
    }
}

/// A date need not stand in quotes: its text is meant either way.
fn with_dates_as_text(settings: Dict) -> Dict {
    settings.into_iter().map(|(name, value)| (name, as_text(value))).collect()
}

fn as_text(value: Value) -> Value {
    match value {
        Value::Dict(tag, mut table) => match table.remove(DATE) {
            Some(date) => date,
            None => Value::Dict(tag, with_dates_as_text(table)),
        },
        Value::Array(tag, items) => Value::Array(tag, items.into_iter().map(as_text).collect()),
        other => other,
    }
}

impl Provider for File {
    fn metadata(&self) -> Metadata {
        Metadata::from("file", Source::from(self.path.as_path()))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.settings.clone()))
    }
}
