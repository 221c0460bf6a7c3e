//! `history`: what was asked in the last days, with the peak and where the billing month is heading.

use jiff::Timestamp;
use makerates_core::cli::{Context, Success, table};
use makerates_core::failure::Failure;
use makerates_core::printable::counted;
use makerates_core::quota::{DayUsage, Period, Tracker, Usage, UsedPeriod};
use makerates_domain::dates::utc_day;
use makerates_domain::source::Source;
use serde_json::{Value, json};

/// The width of a full bar, in characters.
const BAR_WIDTH: u64 = 20;

pub async fn run(
    context: &Context,
    tracker: Tracker<'_>,
    source: Option<Source>,
    days: u16,
) -> Result<Success, Failure> {
    let now = context.clock.now();
    let today = utc_day(now);
    let first = today.plus_days(1 - i32::from(days)).unwrap_or(today);
    let sources = source.map_or_else(|| context.config.quota.order.clone(), |source| vec![source]);
    let (mut outputs, mut text) = (Vec::new(), String::new());
    for source in sources {
        let history = tracker.history(source, first, today).await?;
        let usage = tracker.usage(source, now).await?;
        let summary = SourceHistory::of(&history, &usage, now);
        outputs.push(summary.outputs(source, &history));
        text.push_str(&summary.text(source, &history, first));
    }
    Ok(Success::new([("days", json!(days)), ("sources", json!(outputs))]).with_text(text))
}

/// What the days of a source come to.
struct SourceHistory {
    requests: u64,
    failures: u64,
    /// The day with the most requests.
    peak: Option<DayUsage>,
    /// The billing month's count, its limit, and the count that it will have at its end if it goes on like this.
    month: Option<(UsedPeriod, u64)>,
}

impl SourceHistory {
    fn of(history: &[DayUsage], usage: &Usage, now: Timestamp) -> Self {
        let month = usage.periods.iter().find(|used| matches!(used.limit.period, Period::Month(..)));
        Self {
            requests: history.iter().map(|day| day.requests).sum(),
            failures: history.iter().map(|day| day.failures).sum(),
            // Of days alike the latest.
            peak: history.iter().max_by_key(|day| day.requests).cloned(),
            month: month.map(|used| (*used, projected(used, now))),
        }
    }

    fn outputs(&self, source: Source, history: &[DayUsage]) -> Value {
        let days: Vec<Value> = history
            .iter()
            .map(|day| {
                json!({
                    "date": day.date,
                    "requests": day.requests,
                    "quota_limit": day.limit,
                    "failures": day.failures,
                    "status": day.status,
                })
            })
            .collect();
        json!({
            "source": source,
            "requests": self.requests,
            "failures": self.failures,
            "peak_date": self.peak.as_ref().map(|day| day.date),
            "peak_requests": self.peak.as_ref().map_or(0, |day| day.requests),
            "month_requests": self.month.map(|(used, _)| used.used),
            "month_limit": self.month.map(|(used, _)| used.limit.requests),
            "month_end_projected": self.month.map(|(_, projected)| projected),
            "history": days,
        })
    }

    fn text(&self, source: Source, history: &[DayUsage], first: makerates_domain::dates::RateDate) -> String {
        if history.is_empty() {
            return format!("{source}: nothing was asked since {first}\n");
        }
        let mut shown = table(&["day", "requests", "limit", "failed", "status", "use"]);
        for day in history {
            let numbers = [day.requests, day.limit, day.failures].map(|number| number.to_string());
            let [requests, limit, failures] = numbers;
            shown.add_row([day.date.to_string(), requests, limit, failures, day.status.clone(), bar(day)]);
        }
        let month = self.month.map_or_else(String::new, |(used, projected)| {
            format!("; {} of {} of {}, {projected} at its end", used.used, used.limit.requests, used.limit.period)
        });
        let peak =
            self.peak.as_ref().map_or_else(String::new, |day| format!(", {} at most (on {})", day.requests, day.date));
        format!(
            "{source}: {} since {first}, {} failed{peak}{month}\n{shown}\n",
            counted(self.requests, "request"),
            self.failures
        )
    }
}

/// The count at the end of a period that goes on as it began: rounded up, so that a limit is not missed by rounding.
fn projected(used: &UsedPeriod, now: Timestamp) -> u64 {
    let Period::Month(start, next) = used.limit.period else { return used.used };
    let elapsed = u64::try_from(utc_day(now).days_since(start) + 1).unwrap_or(1);
    let length = u64::try_from(next.days_since(start)).unwrap_or(1);
    (used.used * length).div_ceil(elapsed.max(1))
}

/// A day's use of its limit; whoever asked at all sees at least a sliver.
fn bar(day: &DayUsage) -> String {
    let filled = (day.requests * BAR_WIDTH).div_ceil(day.limit.max(1)).min(BAR_WIDTH);
    "█".repeat(usize::try_from(filled).unwrap_or_default())
}
