//! The SQL models and checks: in the executable, or from a folder of edited files.

use crate::error::SilverError;
use std::borrow::Cow;
use std::path::Path;

/// A file of `sql/`: its path, and its text at the time of the build.
#[derive(Debug, Clone, Copy)]
pub struct SqlFile {
    /// The path below `sql/`.
    pub path: &'static str,
    text: &'static str,
}

macro_rules! sql_files {
    ($($path:literal),* $(,)?) => {
        &[$(SqlFile { path: $path, text: include_str!(concat!("../../../sql/", $path)) }),*]
    };
}

/// The tables that are filled from bronze.
pub const LOADED: &[SqlFile] = sql_files![
    "1_bronze/settings.sql",
    "1_bronze/currencies.sql",
    "1_bronze/calendar.sql",
    "1_bronze/regimes.sql",
    "1_bronze/pegs.sql",
    "1_bronze/redenominations.sql",
    "1_bronze/decisions.sql",
    "1_bronze/banks.sql",
    "1_bronze/receipts.sql",
    "1_bronze/answers.sql",
    "1_bronze/rates.sql",
];

/// What the judge fills before anything is observed: whose date means which market day.
pub const DATED: &[SqlFile] = sql_files!["2_silver/bank_lags.sql"];

/// The models of what is observed, in the order in which they build on each other.
pub const OBSERVED: &[SqlFile] = sql_files![
    "2_silver/receipts.sql",
    "2_silver/dim_currencies.sql",
    "2_silver/observations.sql",
    "2_silver/banks.sql",
    "2_silver/restatements.sql",
    "2_silver/decided_rates.sql",
    "2_silver/witnesses.sql",
    "2_silver/percent.sql",
];

/// The tables that the judge fills from what is observed.
pub const JUDGED: &[SqlFile] = sql_files![
    "2_silver/moves.sql",
    "2_silver/broken_pegs.sql",
    "2_silver/answer_checks.sql",
    "2_silver/deviations.sql",
    "2_silver/consensus.sql",
    "2_silver/unwitnessed_rates.sql",
];

/// The models of what follows, in the order in which they build on each other.
pub const PUBLISHED: &[SqlFile] = sql_files![
    "2_silver/copies.sql",
    "2_silver/aligned.sql",
    "2_silver/unusable_rates.sql",
    "2_silver/withheld_rates.sql",
    "2_silver/quarantine.sql",
    "2_silver/validated_rates.sql",
    "2_silver/decisions.sql",
    "3_marts/latest_rates.sql",
    "3_marts/sound_legs.sql",
    "3_marts/pair_legs.sql",
    "3_marts/published_pairs.sql",
    "3_marts/currency_conversions.sql",
    "3_marts/monthly_summary.sql",
    "3_marts/rate_volatility.sql",
    "3_marts/data_quality_metrics.sql",
];

/// What lies beside the database as Parquet too: what was asked and said, what is published and what is not, and why. The
/// steps between (moves, deviations, legs of pairs) are as large as the observations, and are looked into for one rate at a
/// time: `transform explain` and `transform inspect` do that.
pub const EXPORTED: &[&str] = &[
    "answer_checks",
    "bank_lags",
    "consensus",
    "data_quality_metrics",
    "decisions",
    "dim_currencies",
    "latest_rates",
    "monthly_summary",
    "observations",
    "quarantine",
    "rate_volatility",
    "receipts",
    "restatements",
    "validated_rates",
];

/// The checks: each gives the rows that offend it.
pub const CHECKS: &[SqlFile] = sql_files![
    "tests/1_bronze/answers_are_readable.sql",
    "tests/2_silver/observations_have_one_identity.sql",
    "tests/2_silver/consensus_has_one_verdict.sql",
    "tests/2_silver/witnesses_are_recent_and_never_later.sql",
    "tests/2_silver/validated_rates_are_complete.sql",
    "tests/2_silver/validated_rates_are_observed_digits.sql",
    "tests/2_silver/conflicts_are_not_published.sql",
    "tests/2_silver/withheld_rates_are_not_validated.sql",
    "tests/2_silver/deviations_are_complete.sql",
    "tests/2_silver/quarantine_names_its_rule.sql",
    "tests/2_silver/restricted_rates_are_witnessed.sql",
    "tests/2_silver/no_conflict_of_late.sql",
    "tests/2_silver/no_suspect_answer_of_late.sql",
    "tests/2_silver/answers_are_complete.sql",
    "tests/2_silver/answers_are_usable.sql",
    "tests/2_silver/sources_are_fresh.sql",
    "tests/2_silver/days_follow_each_other.sql",
    "tests/2_silver/panel_has_answered.sql",
    "tests/2_silver/no_blame_of_late.sql",
    "tests/2_silver/no_unusual_rate_of_late.sql",
    "tests/2_silver/no_restatement_of_late.sql",
    "tests/2_silver/currencies_neither_vanish_nor_come.sql",
    "tests/2_silver/no_suspicious_rate_of_late.sql",
    "tests/3_marts/pairs_are_published_once.sql",
    "tests/3_marts/latest_rates_are_the_newest.sql",
    "tests/3_marts/rates_are_fresh.sql",
];

impl SqlFile {
    /// The name of the model or check: the file's.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let file = self.path.rsplit('/').next().unwrap_or(self.path);
        file.strip_suffix(".sql").unwrap_or(file)
    }

    /// The text: of `sql_dir` when one is given, else of the executable.
    pub fn text(&self, sql_dir: Option<&Path>) -> Result<Cow<'static, str>, SilverError> {
        let Some(folder) = sql_dir else { return Ok(Cow::Borrowed(self.text)) };
        let file = folder.join(self.path);
        std::fs::read_to_string(&file).map(Cow::Owned).map_err(|source| SilverError::ModelFile(file, source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    #[test]
    fn every_file_of_the_folder_is_run() {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql"));
        let mut found = BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "sql") {
                    found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let listed: BTreeSet<String> = [LOADED, DATED, OBSERVED, JUDGED, PUBLISHED, CHECKS]
            .concat()
            .iter()
            .map(|file| file.path.to_owned())
            .collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn a_model_makes_what_its_file_is_called() {
        for file in [DATED, OBSERVED, JUDGED, PUBLISHED].concat() {
            let name = file.name();
            let made = ["table", "view", "macro"].map(|kind| format!("create {kind} silver.{name}"));
            assert!(made.iter().any(|statement| file.text.contains(statement)), "{}", file.path);
            assert!(file.text.starts_with("-- ") && file.text.contains("-- Grain: "), "{} has no header", file.path);
        }
    }
}
