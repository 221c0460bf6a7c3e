//! Paths that would name another place than was meant.

use super::Config;
use crate::silver::local_folder;
use std::path::{Path, absolute};

/// Why a path can't be used as it was written; none when it can.
#[must_use]
pub fn unusable_path(path: &str) -> Option<String> {
    if path.trim().is_empty() {
        Some("the path is empty".to_owned())
    } else if path.starts_with('~') {
        Some(format!(
            "nobody expands the `~` of `{path}`: a shell does it only at the beginning of a word and outside of quotes; \
             write the folder out, or ./~ for one of that name"
        ))
    } else if path.starts_with("file:") || path.contains("://") {
        Some(format!("`{path}` is an address, and a path is needed"))
    } else {
        None
    }
}

/// The first setting that names a place which can't be used, and why.
pub(super) fn check(config: &Config) -> Result<(), (&'static str, String)> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut paths = vec![("home", text(&config.home))];
    let stores = [("bronze.location", &config.bronze.location), ("silver.location", &config.silver.location)];
    let folders = stores.into_iter().filter(|(_, location)| !location.starts_with("s3://"));
    paths.extend(folders.map(|(setting, location)| (setting, location.clone())));
    paths.extend(
        config.sources.exchangerate.key_file.as_deref().map(|file| ("sources.exchangerate.key_file", text(file))),
    );
    paths.extend(config.http.ca_file.as_deref().map(|file| ("http.ca_file", text(file))));
    for (setting, path) in paths {
        if let Some(reason) = unusable_path(&path) {
            let reason = if stores.iter().any(|(name, _)| *name == setting) {
                format!("{reason}, or s3://bucket/prefix")
            } else {
                reason
            };
            return Err((setting, reason));
        }
    }
    let silver = local_folder(&config.silver.location, &config.home);
    if has_question_mark(&silver) {
        let setting = if config.silver.location.contains('?') { "silver.location" } else { "home" };
        let reason = format!("DuckDB can't keep silver in {}: it cuts a path at its `?`", silver.display());
        return Err((setting, reason));
    }
    Ok(())
}

/// Whether DuckDB would look for its write-ahead log elsewhere: it takes what follows a `?` for the parameters of an
/// address.
#[must_use]
pub fn has_question_mark(path: &Path) -> bool {
    absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().contains('?')
}
