//! What a run tells of its plan.

use super::RunSummary;
use crate::Request;
use crate::forecast::Forecast;
use makerates_core::cli::Success;
use serde_json::{Value, json};

impl RunSummary {
    /// The numbers of days.
    pub(super) fn plan_outputs(&self) -> [(&'static str, Value); 4] {
        let [days, weekends, holidays] = self.of_days.unwrap_or_default();
        [
            ("days", json!(days)),
            ("skipped_weekends", json!(weekends)),
            ("skipped_holidays", json!(holidays)),
            ("already_answered", json!(self.already_answered)),
        ]
    }

    /// The success of a dry run: the plan, and nothing else.
    pub fn plan_success<'r>(&self, requests: impl Iterator<Item = &'r Request>, forecast: &Forecast) -> Success {
        let questions: Vec<String> = requests.map(|request| format!("{request:?}")).collect();
        let outputs = [
            ("source", json!(self.source)),
            ("questions", json!(questions)),
            ("requests", json!(forecast.requests)),
            ("remaining", json!(forecast.remaining)),
            ("fits", json!((!forecast.is_open || !forecast.fits_today()).then(|| forecast.fits_today()))),
            ("retry_at", json!(forecast.retry_at())),
            ("resume_from", json!(self.resume_from)),
            ("estimated_seconds", json!(forecast.estimated_s)),
            ("reason", json!(self.warnings.join("; "))),
        ];
        let rest = self.rest.as_ref().map(|rest| format!("\n--up-to-quota would leave {rest}, for another run"));
        let text = format!("{}{}{}\nnothing was asked", self.days_text(), forecast.text(), rest.unwrap_or_default());
        Success::new(self.plan_outputs().into_iter().chain(outputs)).with_text(text)
    }
}
