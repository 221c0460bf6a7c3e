//! `diff`: where gold says something else than silver; nothing is written.

use crate::args::DiffArgs;
use crate::bases;
use crate::changes::{Cause, Change, Comparison, key};
use crate::fence;
use crate::item::{Item, canonical, differences, text_of};
use crate::patience::impatient;
use crate::published::Reader;
use crate::silver::Silver;
use crate::summary::listed;
use crate::sync::{Stretches, writer};
use makerates_core::cli::{Context, Success, WantedBuild, table};
use makerates_core::dynamodb::{CURRENCY_RATES, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::printable::counted;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// One item that is to be written or withdrawn.
#[derive(Debug)]
struct Difference {
    pair: String,
    sort_key: String,
    cause: Cause,
    /// Attributes that differ, as gold and as silver have them.
    attributes: Vec<(String, String, String)>,
}

/// Compares the current silver with the table, as a sync would.
pub async fn run(context: &Context, tables: &Tables, args: &DiffArgs) -> Result<Success, Failure> {
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let silver = Silver::open(context.silver_build(&args.wanted.build()).await?)?;
    bases::check(&silver, &context.config.gold.bases)?;
    let version = silver.version.clone();
    let writer = writer(context, &silver, true);
    let comparison = Comparison { now: writer.now.as_second(), full: false };
    let stretches = Stretches::start(context, silver, args.history, writer)?;
    let reader = Reader { client: impatient(&tables.client), consistent: true };
    let (mut same, mut counts, mut shown) = (0, BTreeMap::<&str, usize>::new(), Vec::new());
    let compared = stretches.compare(context, &reader, async |stretch, (published, _)| {
        let there = published.clone();
        let plan = comparison.changes(stretch, published);
        same += plan.unchanged;
        for (cause, change) in plan.changes {
            *counts.entry(word(cause)).or_default() += 1;
            if shown.len() < args.limit {
                let (pair, sort_key) = key(&change);
                let attributes = attributes(there.get(&sort_key), &change);
                shown.push(Difference { pair, sort_key, cause, attributes });
            }
        }
        ControlFlow::Continue(())
    });
    let unread = compared.await?;
    let total: usize = counts.values().sum();
    let published = text_of(&fence::read(&tables.client).await?.unwrap_or_default(), "silver_version");
    let reason = if published > version { "gold was published from a newer silver than this one" } else { "" };
    let success = Success::new([
        ("same", json!(same)),
        ("different", json!(total)),
        ("by_cause", json!(counts)),
        ("differences", shown.iter().map(Difference::to_json).collect()),
        ("silver_version", json!(version)),
        ("published_version", json!(published)),
        ("reason", json!(reason)),
    ]);
    let text = format!("{}\n{reason}", text(same, total, &shown));
    if unread.is_empty() {
        return Ok(success.with_text(text));
    }
    let what = listed("pair", "not compared", &unread);
    let failure = Failure::new(Exit::Storage, what, "see the errors above, then run it again").with_text(text);
    Err(Failure { outputs: Box::new(success.outputs), ..failure })
}

/// What a sync would do now: so many items would be written, and so many taken back. Where the fence would refuse it, none.
pub async fn dry_run(context: &Context, tables: &Tables, history: bool, take_over: bool) -> Result<Success, Failure> {
    let mut success =
        run(context, tables, &DiffArgs { history, limit: DRY_RUN_SHOWN, wanted: WantedBuild::default() }).await?;
    let version = |name: &str| success.outputs.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let passes =
        fence::may_pass(&version("published_version"), &version("silver_version"), take_over, context.clock.now())?;
    let taken_back: u64 =
        [Cause::Superseded, Cause::Unknown].map(|cause| counted_as(&success.outputs, cause)).iter().sum();
    let written = success.outputs.get("different").and_then(Value::as_u64).unwrap_or_default() - taken_back;
    let (written, taken_back) = if passes { (written, taken_back) } else { (0, 0) };
    success.outputs.insert("would_write".to_owned(), json!(written));
    success.outputs.insert("would_take_back".to_owned(), json!(taken_back));
    success.outputs.insert("superseded".to_owned(), json!(!passes));
    let would = match (passes, counted(written, "item")) {
        (true, of_items) => format!("{of_items} would be written, and {taken_back} taken back"),
        (false, _) => "a sync would be superseded, and write nothing either".to_owned(),
    };
    success.text = format!("nothing is written: {would}\n{}", success.text);
    Ok(success)
}

/// So many of the differences are shown; `diff --limit` shows more.
const DRY_RUN_SHOWN: usize = 10;

fn counted_as(outputs: &Map<String, Value>, cause: Cause) -> u64 {
    outputs.get("by_cause").and_then(|counts| counts.get(word(cause))).and_then(Value::as_u64).unwrap_or_default()
}

/// What a person reads of a cause.
fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::Missing => "missing in gold",
        Cause::Different => "different",
        Cause::Superseded => "newer in gold, no longer validated",
        Cause::Expiring => "about to expire",
        Cause::Same => "same",
        Cause::Unknown => "only in gold",
    }
}

fn attributes(there: Option<&Item>, change: &Change) -> Vec<(String, String, String)> {
    let (Some(there), Change::Put(item)) = (there, change) else { return Vec::new() };
    let value = |item: &Item, name: &str| item.get(name).map(|value| canonical(value).into_owned()).unwrap_or_default();
    let names = differences(there, item).into_iter().filter(|name| *name != "content_hash");
    names.map(|name| (name.to_owned(), value(there, name), value(item, name))).collect()
}

impl Difference {
    fn to_json(&self) -> Value {
        let attribute =
            |(name, gold, silver): &(String, String, String)| (name.clone(), json!({ "gold": gold, "silver": silver }));
        let attributes: Map<String, Value> = self.attributes.iter().map(attribute).collect();
        json!({ "pair": self.pair, "rate_date": self.sort_key, "cause": word(self.cause), "attributes": attributes })
    }
}

fn text(same: usize, total: usize, shown: &[Difference]) -> String {
    if total == 0 {
        return format!("gold says what silver says: {}", counted(same as u64, "item"));
    }
    let mut rows = table(&["pair", "rate date", "cause", "attribute", "gold", "silver"]);
    for difference in shown {
        let start = [&difference.pair, &difference.sort_key, word(difference.cause)].map(ToOwned::to_owned);
        let mut details = difference.attributes.clone();
        if details.is_empty() {
            details.push(<(String, String, String)>::default());
        }
        for (name, gold, silver) in details {
            rows.add_row(start.iter().cloned().chain([name, gold, silver]));
        }
    }
    let more = if total > shown.len() { format!("; {} are shown (--limit)", shown.len()) } else { String::new() };
    format!("{rows}\n{} the same in both, {total} not{more}", counted(same as u64, "item"))
}
