//! A setting of the judge and the values with which it is measured.

use crate::measure::Setting;
use makerates_judge::Settings;
use std::str::FromStr;

/// `fault_probability_max_pct=5,10,15`: the settings with each value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep(pub Vec<Setting>);

type Limit = (&'static str, fn(&mut Settings) -> &mut f64);

/// The limits of the judge, as the configuration has them under `validation`.
const LIMITS: [Limit; 4] = [
    ("warning_pct", |settings| &mut settings.warning_pct),
    ("critical_pct", |settings| &mut settings.critical_pct),
    ("doubt_pct", |settings| &mut settings.doubt_pct),
    ("fault_probability_max_pct", |settings| &mut settings.fault_probability_max_pct),
];

impl FromStr for Sweep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, values) = text.split_once('=').ok_or("expected a setting and values, such as doubt_pct=0.5,0.7")?;
        let limit = LIMITS.iter().find(|(limit, _)| *limit == name).map(|(_, limit)| limit);
        let limit = limit.ok_or_else(|| {
            let names = LIMITS.map(|(name, _)| name).join(", ");
            format!("`{name}` is no setting of the judge; there are {names}")
        })?;
        let with = |value: &str| {
            let mut settings = Settings::default();
            let number = value.parse::<f64>().map_err(|_| format!("`{value}` is no number"))?;
            *limit(&mut settings) = number;
            Ok((Some(format!("{name} = {number}")), settings))
        };
        values.split(',').map(with).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_a_choice_of_settings() {
        let Sweep(settings) = "doubt_pct=0.5,1".parse().unwrap();
        let told: Vec<(&str, f64)> =
            settings.iter().map(|(name, settings)| (name.as_deref().unwrap_or_default(), settings.doubt_pct)).collect();
        assert_eq!(told, [("doubt_pct = 0.5", 0.5), ("doubt_pct = 1", 1.0)]);
        for wrong in ["doubt_pct", "doubt=1", "doubt_pct=x", "doubt_pct="] {
            assert!(wrong.parse::<Sweep>().is_err(), "{wrong}");
        }
    }
}
