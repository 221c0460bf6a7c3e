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
    is_withdrawn: bool,
    /// Attributes that differ, as gold and as silver have them.
    attributes: Vec<(String, String, String)>,
}

/// Changes, counted as a sync counts what it did.
#[derive(Debug, Default)]
struct Would {
    write: u64,
    withdraw: u64,
    /// Those that are withdrawn, and those that go back to an older day.
    take_back: u64,
}

/// Compares the current silver with the table, as a sync would.
pub async fn run(context: &Context, tables: &Tables, args: &DiffArgs) -> Result<Success, Failure> {
    compare(context, tables, args).await.map(|(success, _)| success)
}

async fn compare(context: &Context, tables: &Tables, args: &DiffArgs) -> Result<(Success, Would), Failure> {
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let silver = Silver::open(context.silver_build(&args.wanted.build()).await?)?;
    bases::check(&silver, &context.config.gold.bases)?;
    let version = silver.version.clone();
    let writer = writer(context, &silver, true);
    let comparison = Comparison { now: writer.now.as_second(), full: false };
    let stretches = Stretches::start(context, silver, args.history, writer)?;
    let reader = Reader { client: impatient(&tables.client), consistent: true };
    let (mut same, mut counts, mut shown) = (0, BTreeMap::<&str, usize>::new(), Vec::<Difference>::new());
    let mut would = Would::default();
    let compared = stretches.compare(context, &reader, async |stretch, (published, _)| {
        let there = published.clone();
        let plan = comparison.changes(stretch, published);
        same += plan.unchanged;
        for (cause, change) in plan.changes {
            *counts.entry(word(cause)).or_default() += 1;
            let is_withdrawn = matches!(change, Change::Withdraw(..));
            would.write += u64::from(!is_withdrawn);
            would.withdraw += u64::from(is_withdrawn);
            would.take_back += u64::from(is_withdrawn || cause == Cause::Superseded);
            let (pair, sort_key) = key(&change);
            let attributes = attributes(there.get(&sort_key), &change);
            let difference = Difference { pair, sort_key, cause, is_withdrawn, attributes };
            let place = shown.partition_point(|other| other.rank() <= difference.rank());
            if place < args.limit {
                shown.insert(place, difference);
                shown.truncate(args.limit);
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
        return Ok((success.with_text(text), would));
    }
    let what = listed("pair", "not compared", &unread);
    let failure = Failure::new(Exit::Storage, what, "see the errors above, then run it again");
    Err(failure.with_outputs(success.outputs).with_text(text))
}

/// What a sync would do now: so many items would be written, and so many withdrawn, as it counts them itself. Where the fence would
/// refuse it, none.
pub async fn dry_run(context: &Context, tables: &Tables, history: bool, take_over: bool) -> Result<Success, Failure> {
    let args = DiffArgs { history, limit: DRY_RUN_SHOWN, wanted: WantedBuild::default() };
    let (mut success, would) = compare(context, tables, &args).await?;
    let version = |name: &str| success.outputs.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let passes =
        fence::may_pass(&version("published_version"), &version("silver_version"), take_over, context.clock.now())?;
    let would = if passes { would } else { Would::default() };
    let text = if passes {
        format!("{} would be written, and {} withdrawn", counted(would.write, "item"), would.withdraw)
    } else {
        "a sync would be superseded, and write nothing either".to_owned()
    };
    for (name, count) in [("write", would.write), ("withdraw", would.withdraw), ("take_back", would.take_back)] {
        success.outputs.insert(format!("would_{name}"), json!(count));
    }
    success.outputs.insert("superseded".to_owned(), json!(!passes));
    success.text = format!("nothing is written: {text}\n{}", success.text);
    Ok(success)
}

/// So many of the differences are shown; `diff --limit` shows more.
const DRY_RUN_SHOWN: usize = 10;

/// What a person reads of a cause.
fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::Missing => "missing in gold",
        Cause::Different => "different",
        Cause::Superseded => "newer in gold, no longer validated",
        Cause::Expiring => "expires too soon or too late",
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
    /// What readers lose goes first, then what they would convert with otherwise: those are what a person looks for.
    fn rank(&self) -> u8 {
        match self.cause {
            _ if self.is_withdrawn => 0,
            Cause::Superseded => 0,
            Cause::Different if self.attributes.iter().any(|(name, ..)| name == "rate") => 1,
            _ => 2,
        }
    }

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
