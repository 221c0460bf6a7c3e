//! The layers of the configuration, and their errors: which setting, from where, and which name was meant.

use super::error::ConfigError;
use super::file::File;
use super::links::is_service_link;
use super::paths::unusable_path;
use super::{Config, values, words};
use crate::environment::PREFIX;
use figment::error::Kind;
use figment::providers::Serialized;
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use std::path::{Path, PathBuf};

/// Where a file is looked for when none is named: the working directory's own goes before that of an installed package.
const DEFAULT_FILES: [&str; 2] = ["makerates.toml", "/etc/makerates/makerates.toml"];

/// Settings given as flags: the last word.
#[derive(Debug, Default, Clone)]
pub struct Flags {
    /// `--config`: the file, which must then exist.
    pub config: Option<PathBuf>,
    /// Settings by path, with the flag that gave each.
    pub settings: Vec<(&'static str, String)>,
}

/// The configuration from all layers, and the layers themselves for `--show-config`.
pub fn load(flags: &Flags, environment: &[(String, String)]) -> Result<(Config, Figment), ConfigError> {
    let file = match &flags.config {
        Some(path) => named_file(path)?,
        None => first_file(&DEFAULT_FILES.map(PathBuf::from))?,
    };
    combine(file, flags, environment)
}

/// The file that a person named: it must be there.
fn named_file(path: &Path) -> Result<Option<File>, ConfigError> {
    if let Some(reason) = unusable_path(&path.to_string_lossy()) {
        return Err(ConfigError::Invalid(format!("the configuration file can't be used: {reason}")));
    }
    File::read(path, true)
}

/// The first file that is there. The later ones are not even looked at: settings of two files at once nobody expects.
fn first_file(places: &[PathBuf]) -> Result<Option<File>, ConfigError> {
    for path in places {
        if let Some(file) = File::read(path, false)? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

fn combine(
    file: Option<File>,
    flags: &Flags,
    environment: &[(String, String)],
) -> Result<(Config, Figment), ConfigError> {
    let mut figment = Figment::from(Defaults);
    if let Some(file) = file {
        figment = figment.merge(file);
    }
    for (name, value) in environment {
        if let Some(path) = setting_of(name, value) {
            check_known(&path, &format!("the environment variable {name}"))?;
            figment = figment.merge(Text { origin: format!("environment {name}"), path, value: value.clone() });
        }
    }
    for (path, value) in &flags.settings {
        let origin = format!("flag --{}", path.replace('.', "-"));
        figment = figment.merge(Text { origin, path: (*path).to_owned(), value: value.clone() });
    }
    let config = figment.extract().map_err(explain)?;
    values::check(&config)?;
    Ok((config, figment))
}

/// Variables that stand for flags which are no settings: where the file is, and where metrics go.
const NO_SETTINGS: [&str; 2] = ["CONFIG", "METRICS"];

/// The setting that an environment variable is for.
fn setting_of(name: &str, value: &str) -> Option<String> {
    let path = name.strip_prefix(PREFIX).filter(|path| !NO_SETTINGS.contains(path))?;
    (!is_service_link(name, value)).then(|| path.to_lowercase().replace("__", "."))
}

/// The variables that are passed by, because they tell of a service of our name.
pub fn service_links(environment: &[(String, String)]) -> impl Iterator<Item = &str> {
    environment.iter().filter(|(name, value)| is_service_link(name, value)).map(|(name, _)| name.as_str())
}

/// Every path that a setting has, sorted.
pub fn known_paths() -> Vec<String> {
    fn collect(value: &serde_json::Value, path: &str, paths: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(table) => {
                for (name, value) in table {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    collect(value, &path, paths);
                }
            }
            _ => paths.push(path.to_owned()),
        }
    }
    let mut paths = Vec::new();
    collect(&serde_json::to_value(Config::default()).unwrap_or_default(), "", &mut paths);
    paths.sort();
    paths
}

fn nearest(path: &str) -> String {
    let distance = |known: &String| strsim::damerau_levenshtein(known, path);
    known_paths().into_iter().min_by_key(distance).unwrap_or_default()
}

fn check_known(path: &str, origin: &str) -> Result<(), ConfigError> {
    if known_paths().iter().any(|known| known == path) {
        return Ok(());
    }
    Err(ConfigError::UnknownSetting { path: path.to_owned(), origin: origin.to_owned(), nearest: nearest(path) })
}

fn explain(error: figment::Error) -> ConfigError {
    // One error at a time: the first is the one to mend.
    let Some(first) = error.into_iter().next() else { return ConfigError::Invalid("unreadable".to_owned()) };
    let origin = first.metadata.as_ref().map_or_else(|| "the configuration".to_owned(), origin_of);
    let mut path = first.path.join(".");
    if let Kind::UnknownField(name, _) = &first.kind {
        if !path.is_empty() && !path.ends_with(name.as_str()) {
            path = format!("{path}.{name}");
        } else if path.is_empty() {
            path.clone_from(name);
        }
        return ConfigError::UnknownSetting { nearest: nearest(&path), path, origin };
    }
    let what = if path.is_empty() { origin } else { format!("the setting `{path}` from {origin}") };
    ConfigError::Invalid(format!("{what} can't be used: {}", words::of(&first.kind)))
}

/// Where a value came from, for a person.
pub(super) fn origin_of(metadata: &Metadata) -> String {
    match metadata.source.as_ref().and_then(|source| source.file_path()) {
        Some(path) => path.display().to_string(),
        None => metadata.name.to_string(),
    }
}

/// The defaults, named as such in `--show-config`.
struct Defaults;

impl Provider for Defaults {
    fn metadata(&self) -> Metadata {
        Metadata::named("default")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Serialized::defaults(Config::default()).data()
    }
}

/// One setting as text, from the environment or a flag.
struct Text {
    origin: String,
    path: String,
    value: String,
}

impl Provider for Text {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let nested = figment::util::nest(&self.path, Value::from(self.value.clone()));
        Ok(Profile::Default.collect(nested.into_dict().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Bases;
    use rust_decimal::Decimal;

    fn with(environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let environment: Vec<_> = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        // No file: what this machine has installed is none of a test's business.
        combine(None, &Flags::default(), &environment).map(|(config, _)| config)
    }

    #[test]
    fn the_first_file_that_is_there_is_read_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let places = ["here.toml", "installed.toml"].map(|name| folder.path().join(name));
        let home = || {
            let file = first_file(&places)?;
            combine(file, &Flags::default(), &[]).map(|(config, _)| config.home)
        };
        assert_eq!(home().unwrap(), PathBuf::from("./data"), "neither is there");
        std::fs::write(&places[1], "home = \"/var/lib/makerates\"\n").unwrap();
        assert_eq!(home().unwrap(), PathBuf::from("/var/lib/makerates"));
        std::fs::write(&places[0], "[gold]\nhot_days = 3\n").unwrap();
        assert_eq!(home().unwrap(), PathBuf::from("./data"), "of the second one nothing is left");
        std::fs::write(&places[0], "hoem = 1\n").unwrap();
        let error = home().unwrap_err().to_string();
        assert!(error.contains("here.toml"), "a broken one is not passed by: {error}");
    }

    #[test]
    fn the_environment_overrides_the_defaults_and_keeps_text_as_text() {
        let config = with(&[
            ("MAKERATES_QUOTA__EXCHANGERATE__DAILY", "7"),
            ("MAKERATES_GOLD__BASES", "EUR, CHF"),
            ("MAKERATES_VALIDATION__WARNING_PCT", "0.25"),
            ("MAKERATES_RUN_ID", "007"),
            ("MAKERATES_HOME", "2026"),
            ("UNRELATED", "x"),
        ])
        .unwrap();
        assert_eq!(config.quota.exchangerate.daily, 7);
        let bases = ["EUR", "CHF"].map(|code| code.parse().unwrap());
        assert_eq!(config.gold.bases, Bases::Listed(bases.to_vec()));
        assert_eq!(config.validation.warning_pct, Decimal::new(25, 2));
        assert_eq!(config.run_id.as_deref(), Some("007"));
        assert_eq!(config.home, PathBuf::from("2026"));
    }

    #[test]
    fn an_unknown_setting_names_the_nearest_one() {
        let error = with(&[("MAKERATES_GOLD__HOT_DAY", "3")]).unwrap_err().to_string();
        assert!(error.contains("`gold.hot_days`") && error.contains("MAKERATES_GOLD__HOT_DAY"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_names_setting_and_origin() {
        let error = with(&[("MAKERATES_GOLD__HOT_DAYS", "many")]).unwrap_err().to_string();
        assert!(error.contains("gold.hot_days") && error.contains("MAKERATES_GOLD__HOT_DAYS"), "{error}");
        let error = with(&[("MAKERATES_GOLD__BASES", "euro")]).unwrap_err().to_string();
        assert!(error.contains("gold.bases"), "{error}");
    }

    #[test]
    fn values_that_contradict_each_other_are_refused() {
        assert!(with(&[("MAKERATES_VALIDATION__CRITICAL_PCT", "0.1")]).is_err());
        assert!(with(&[("MAKERATES_FORMAT", "kestra")]).unwrap_err().to_string().contains("MAKERATES_HOME"));
        assert!(with(&[("MAKERATES_RUN_ID", "a/b")]).is_err());
        assert!(with(&[("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "32")]).is_err());
        assert!(with(&[("MAKERATES_CIRCUIT__FAILURES_MAX", "0")]).is_err());
        assert!(with(&[("MAKERATES_GOLD__HOT_DAYS", "0")]).unwrap_err().to_string().contains("1 or more"));
    }

    #[test]
    fn the_file_says_what_the_code_says() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../makerates.toml");
        let flags = Flags { config: Some(PathBuf::from(file)), ..Flags::default() };
        let (config, figment) = load(&flags, &[]).unwrap();
        assert_eq!(
            serde_json::to_value(&config).unwrap(),
            serde_json::to_value(Config::default()).unwrap(),
            "makerates.toml and the defaults in code differ"
        );
        let documented = std::fs::read_to_string(file).unwrap();
        for path in known_paths() {
            let name = path.rsplit('.').next().unwrap();
            assert!(documented.contains(&format!("{name} =")), "{path} is not in makerates.toml");
            drop(figment.find_value(&path));
        }
    }
}
