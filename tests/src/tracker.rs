//! The items of `api_quota_tracker`, as the contract describes them: a story that makes every kind, on any store.

use crate::run::Run;
use crate::tables::Item;
use crate::world::World;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use std::collections::BTreeMap;

/// The names of an item's attributes, with their types.
type Shape = BTreeMap<String, &'static str>;

const KEYS: [&str; 2] = ["api_source", "tracking_date"];
const NUMBERS: [&str; 8] = [
    "request_count",
    "quota_limit",
    "success_count",
    "failure_count",
    "latency_ms_total",
    "ttl",
    "consecutive_failures",
    "open_count",
];
const PERIOD: [&str; 8] = [
    "request_count",
    "quota_limit",
    "success_count",
    "failure_count",
    "latency_ms_total",
    "status",
    "last_request_at",
    "ttl",
];
const OPEN: [&str; 5] = ["circuit", "consecutive_failures", "open_count", "opened_at", "retry_at"];

/// Plays a source's life through the executables, and checks after each step that the items have the attributes of the
/// contract, neither more nor fewer.
///
/// # Panics
/// When they have not.
pub fn check_items(world: &mut World, run: impl Fn(&World, &str) -> Run, scan: impl Fn(&World) -> Vec<Item>) {
    let one_failure = |world: &World, tool: &str| run(world, tool).env("MAKERATES_CIRCUIT__FAILURES_MAX", "1");
    let is = |world: &World, source: &str, key: &str, groups: &[&[&str]]| {
        assert_eq!(shape(&item(&scan(world), source, key)), expected(groups), "{source} {key}");
    };
    let (day, month) = ("2026-09-29", "2026-09-01/P1M");

    run(world, "extract-frankfurter").args("--no-panel").ok();
    run(world, "extract-exchangerate").ok();
    is(world, "frankfurter", day, &[&PERIOD]);
    is(world, "exchangerate", day, &[&PERIOD]);
    is(world, "exchangerate", month, &[&PERIOD]);
    let items = scan(world);
    assert_eq!(items.len(), 3, "no state while there is nothing to tell: {items:?}");
    for (source, key, ttl) in [("frankfurter", day, "1793232000"), ("exchangerate", month, "1793404800")] {
        let item = item(&items, source, key);
        let number = |name: &str| item[name].as_n().expect("it is a number").as_str();
        // 2026-10-29, and 30 days after the month's end on 2026-10-01.
        assert_eq!([number("request_count"), number("success_count"), number("ttl")], ["1", "1", ttl], "{key}");
    }

    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 500}]));
    one_failure(world, "extract-frankfurter").args("--no-panel").outcome().expect(4);
    is(world, "frankfurter", "STATE", &[&OPEN]);
    run(world, "quota-gate").args("available").ok();
    is(world, "frankfurter", day, &[&PERIOD, &["failover_to"]]);
    let failed_over = item(&scan(world), "frankfurter", day);
    assert_eq!(failed_over["status"], AttributeValue::S("failed_over".to_owned()));
    assert_eq!(failed_over["failover_to"], AttributeValue::S("exchangerate".to_owned()));

    let later = |world: &mut World, instant: &str| {
        let state = item(&scan(world), "frankfurter", "STATE");
        world.set_clock(state[instant].as_s().expect("an instant is text"));
    };
    later(world, "retry_at");
    run(world, "quota-gate").args("reserve --source frankfurter").ok();
    is(world, "frankfurter", "STATE", &[&OPEN, &["probe_id", "probe_lease_until"]]);
    later(world, "probe_lease_until");
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 429}]));
    run(world, "extract-frankfurter").args("--no-panel").outcome().expect(3);
    is(world, "frankfurter", "STATE", &[&OPEN, &["blocked_until", "blocked_reason"]]);

    run(world, "quota-gate").args("reset --all --yes").ok();
    is(world, "frankfurter", "STATE", &[&OPEN[..3]]);
    is(world, "frankfurter", day, &[&PERIOD, &["failover_to", "reset_by", "reset_at"]]);
    is(world, "exchangerate", month, &[&PERIOD, &["reset_by", "reset_at"]]);
}

fn item(items: &[Item], source: &str, key: &str) -> Item {
    let is = |item: &&Item| {
        item["api_source"].as_s().is_ok_and(|found| found == source)
            && item["tracking_date"].as_s().is_ok_and(|found| found == key)
    };
    items.iter().find(is).unwrap_or_else(|| panic!("no item {source} {key} in {items:?}")).clone()
}

fn shape(item: &Item) -> Shape {
    let kind = |value: &AttributeValue| match value {
        AttributeValue::S(_) => "S",
        AttributeValue::N(_) => "N",
        _ => "neither text nor number",
    };
    item.iter().map(|(name, value)| (name.clone(), kind(value))).collect()
}

fn expected(groups: &[&[&str]]) -> Shape {
    let names = groups.iter().copied().flatten().chain(&KEYS);
    names.map(|name| ((*name).to_owned(), if NUMBERS.contains(name) { "N" } else { "S" })).collect()
}
