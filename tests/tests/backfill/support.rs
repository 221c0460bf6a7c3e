//! What the tests of backfills share.

use makerates_tests::{Run, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// After the last recorded day of the ECB.
pub const NOW: &str = "2026-10-31T06:00:00Z";

/// A run of Frankfurter's extractor.
pub fn frankfurter(world: &World, arguments: &str) -> Run {
    world.run("extract-frankfurter").args(arguments)
}

/// How often each question was asked: path and query of the requests that replay got.
pub fn asked(world: &World) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    for request in world.replay.requests() {
        let path = request["path"].as_str().expect("a request has a path").to_owned();
        *asked.entry(path).or_default() += 1;
    }
    asked
}

/// The questions in the order in which replay got them, each as path and query.
pub fn paths(world: &World) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let path = |request: &Value| format!("{}?{}", text(&request["path"]), text(&request["query"]));
    world.replay.requests().iter().map(path).collect()
}

/// A fault of Frankfurter's answers for a path.
pub fn fault_of(path: &str, kind: &Value) -> Value {
    let mut fault = kind.clone();
    fault["source"] = json!("frankfurter");
    fault["path_contains"] = json!(path);
    fault
}

/// The observations of the current silver, built anew.
pub fn observations(world: &World) -> Vec<String> {
    world.run("transform").ok();
    world.query(
        "select source, witness, stamp, currency, base_currency, quote_currency, digits, rate_per_eur
         from silver.observations order by all",
    )
}

/// The questions to a bank, each as its first and last day.
pub fn of_bank(world: &World, bank: &str) -> Vec<String> {
    let route = format!("/v2/providers/{bank}/rates?base=USD&from=");
    paths(world).iter().filter_map(|path| path.strip_prefix(&route)).map(|span| span.replace("&to=", "..")).collect()
}

/// What the tracker knows of Frankfurter.
pub fn count(world: &World) -> Value {
    world.run("quota-gate").args("check").ok()["sources"][0].clone()
}
