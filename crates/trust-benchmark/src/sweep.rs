//! A setting of the judge and the values with which it is measured.

use crate::measure::Setting;
use makerates_judge::Settings;
use std::str::FromStr;

/// `fault_probability_max_pct=5,10,15`
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    name: String,
    values: Vec<f64>,
}

impl Sweep {
    /// The settings with each value.
    pub fn settings(&self) -> Vec<Setting> {
        let with = |value: &f64| {
            let mut settings = Settings::default();
            if let Some(field) = field(&mut settings, &self.name) {
                *field = *value;
            }
            (Some(format!("{} = {value}", self.name)), settings)
        };
        self.values.iter().map(with).collect()
    }
}

/// The limits of the judge, as the configuration has them under `validation`.
const NAMES: [&str; 4] = ["warning_pct", "critical_pct", "doubt_pct", "fault_probability_max_pct"];

fn field<'a>(settings: &'a mut Settings, name: &str) -> Option<&'a mut f64> {
    match name {
        "warning_pct" => Some(&mut settings.warning_pct),
        "critical_pct" => Some(&mut settings.critical_pct),
        "doubt_pct" => Some(&mut settings.doubt_pct),
        "fault_probability_max_pct" => Some(&mut settings.fault_probability_max_pct),
        _ => None,
    }
}

impl FromStr for Sweep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, values) = text.split_once('=').ok_or("expected a setting and values, such as doubt_pct=0.5,0.7")?;
        if field(&mut Settings::default(), name).is_none() {
            return Err(format!("`{name}` is no setting of the judge; there are {}", NAMES.join(", ")));
        }
        let number = |value: &str| value.parse::<f64>().map_err(|_| format!("`{value}` is no number"));
        let values = values.split(',').map(number).collect::<Result<Vec<f64>, String>>()?;
        Ok(Self { name: name.to_owned(), values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_a_choice_of_settings() {
        let settings = "doubt_pct=0.5,1".parse::<Sweep>().unwrap().settings();
        let told: Vec<(&str, f64)> =
            settings.iter().map(|(name, settings)| (name.as_deref().unwrap_or_default(), settings.doubt_pct)).collect();
        assert_eq!(told, [("doubt_pct = 0.5", 0.5), ("doubt_pct = 1", 1.0)]);
        for name in NAMES {
            assert!(field(&mut Settings::default(), name).is_some(), "{name}");
        }
        for wrong in ["doubt_pct", "doubt=1", "doubt_pct=x", "doubt_pct="] {
            assert!(wrong.parse::<Sweep>().is_err(), "{wrong}");
        }
    }
}
