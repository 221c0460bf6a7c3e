//! What a run tells of its plan.

use super::RunSummary;
use crate::Request;
use crate::forecast::Forecast;
use makerates_core::cli::Success;
use serde_json::{Map, Value, json};

impl RunSummary {
    /// The numbers of days.
    pub(super) fn plan_outputs(&self) -> [(String, Value); 4] {
        let [days, weekends, holidays] = self.of_days.unwrap_or_default();
        [
            ("days".to_owned(), json!(days)),
            ("skipped_weekends".to_owned(), json!(weekends)),
            ("skipped_holidays".to_owned(), json!(holidays)),
            ("already_answered".to_owned(), json!(self.already_answered)),
        ]
    }

    /// The success of a dry run: the plan, and nothing else.
    pub fn plan_success<'r>(&self, requests: impl Iterator<Item = &'r Request>, forecast: &Forecast) -> Success {
        let mut outputs = Map::from_iter(self.plan_outputs());
        let questions: Vec<String> = requests.map(|request| format!("{request:?}")).collect();
        for (name, value) in [
            ("source", json!(self.source)),
            ("questions", json!(questions)),
            ("requests", json!(forecast.requests)),
            ("remaining", json!(forecast.remaining)),
            ("fits", json!((!forecast.is_open || !forecast.fits_today()).then(|| forecast.fits_today()))),
            ("retry_at", json!(forecast.retry_at())),
            ("resume_from", json!(self.resume_from)),
            ("estimated_seconds", json!(forecast.estimated_s)),
        ] {
            outputs.insert(name.to_owned(), value);
        }
        outputs.insert("reason".to_owned(), json!(self.warnings.join("; ")));
        let rest = self.rest.as_ref().map(|rest| format!("\n--up-to-quota would leave {rest}, for another run"));
        let text = format!("{}{}{}\nnothing was asked", self.days_text(), forecast.text(), rest.unwrap_or_default());
        Success { outputs, ..Success::default() }.with_text(text)
    }
}
