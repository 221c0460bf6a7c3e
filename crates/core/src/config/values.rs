//! Values that are of the right kind and can't be meant.

use super::error::ConfigError;
use super::{Config, Format, paths};
use crate::clock;
use rust_decimal::Decimal;

/// Refuses what would fail later, or never let anything happen.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let invalid = |text: String| Err(ConfigError::Invalid(text));
    if let Err((setting, reason)) = paths::check(config) {
        return invalid(format!("the setting `{setting}` can't be used: {reason}"));
    }
    if let Some(now) = config.now
        && !clock::is_plausible(now)
    {
        return invalid(format!("now ({now}) must be from 1999, when the euro began, to 2999"));
    }
    let validation = &config.validation;
    if validation.doubt_pct.is_sign_negative() {
        return invalid(format!("validation.doubt_pct ({}) must not be below 0", validation.doubt_pct));
    }
    let probability = validation.fault_probability_max_pct;
    if probability <= Decimal::ZERO || probability > Decimal::from(50) {
        return invalid(format!(
            "validation.fault_probability_max_pct ({probability}) must be above 0, and at most 50: a rate that is more \
             likely wrong than right is never published"
        ));
    }
    if validation.warning_pct.is_sign_negative() || validation.critical_pct < validation.warning_pct {
        return invalid(format!(
            "validation.critical_pct ({}) must not be below validation.warning_pct ({}), nor either below 0",
            validation.critical_pct, validation.warning_pct
        ));
    }
    if !(1..=31).contains(&config.quota.exchangerate.refresh_day_of_month) {
        return invalid("quota.exchangerate.refresh_day_of_month must be a day from 1 to 31".to_owned());
    }
    if config.circuit.failures_max == 0 {
        return invalid(
            "circuit.failures_max must be 1 or more: 0 failures would never let a source be asked".to_owned(),
        );
    }
    if config.gold.hot_days == 0 {
        return invalid(
            "gold.hot_days must be 1 or more: the window ends today, whose rates come tomorrow, so 0 days are none"
                .to_owned(),
        );
    }
    if let Some(run_id) = &config.run_id
        && !run_id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return invalid("run_id may hold letters, digits, `-` and `_` only".to_owned());
    }
    if config.format == Some(Format::Kestra) && config.home.is_relative() {
        return invalid(format!(
            "home is the relative path `{}`, but each Kestra task has its own working directory: set MAKERATES_HOME \
             to an absolute path",
            config.home.display()
        ));
    }
    Ok(())
}
