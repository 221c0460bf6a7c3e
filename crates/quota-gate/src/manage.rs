//! `init`, `reserve` and `reset`: what changes the tracker by hand.

use makerates_core::cli::{Context, Success};
use makerates_core::dynamodb::{QUOTA_TRACKER, RUNS, Tables, ensure};
use makerates_core::environment::variable;
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use makerates_core::quota::Tracker;
use makerates_domain::source::Source;
use serde_json::json;

pub async fn init(tables: &Tables) -> Result<Success, Failure> {
    let created = ensure(&tables.client, &QUOTA_TRACKER).await?;
    let runs_created = ensure(&tables.client, &RUNS).await?;
    let text =
        |name: &str, created| format!("the table {name} {}", if created { "created" } else { "is there already" });
    Ok(Success::new([
        ("table", json!(QUOTA_TRACKER.name)),
        ("created", json!(created)),
        ("runs_table", json!(RUNS.name)),
        ("runs_created", json!(runs_created)),
    ])
    .with_text(format!("{}\n{}", text(QUOTA_TRACKER.name, created), text(RUNS.name, runs_created))))
}

pub async fn reserve(
    context: &Context,
    tracker: Tracker<'_>,
    source: Source,
    requests: u64,
) -> Result<Success, Failure> {
    let now = context.clock.now();
    let reservation = tracker.reserve(source, requests, now).await?;
    let remaining = tracker.usage(source, now).await?.remaining();
    let text =
        format!("{} to {source} reserved on {}; {remaining} left", counted(requests, "request"), reservation.day);
    Ok(Success::new([
        ("source", json!(source)),
        ("reserved", json!(requests)),
        ("tracking_date", json!(reservation.day)),
        ("remaining", json!(remaining)),
    ])
    .with_text(text))
}

pub async fn reset(
    context: &Context,
    tracker: Tracker<'_>,
    source: Option<Source>,
    yes: bool,
) -> Result<Success, Failure> {
    if !yes {
        let what = "a reset forgets requests that were made, so a real quota can be overspent";
        return Err(Failure::new(Exit::Usage, what, "add --yes if that is meant"));
    }
    let sources = source.map_or_else(|| Source::ALL.to_vec(), |source| vec![source]);
    let by = variable("USER").unwrap_or_else(|| "unknown".to_owned());
    for source in &sources {
        tracker.reset(*source, &format!("{by}, run {}", context.run_id), context.clock.now()).await?;
        tracing::warn!("the quota of {source} was reset by {by}");
    }
    let names = sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    Ok(Success::new([("sources", json!(sources))]).with_text(format!("the quota of {names} is whole again")))
}
