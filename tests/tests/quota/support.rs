//! What the tests of quotas share.

use makerates_tests::World;
use makerates_tests::race::wait_for;
use serde_json::{Value, json};

/// A Tuesday morning.
pub const NOW: &str = "2026-09-29T06:00:00Z";

/// One failure opens a circuit.
pub const AT_ONCE: (&str, &str) = ("MAKERATES_CIRCUIT__FAILURES_MAX", "1");

/// What `quota-gate check` tells of a source.
pub fn usage(world: &World, source: &str) -> Value {
    let outputs = world.run("quota-gate").args("check").ok();
    let sources = outputs["sources"].as_array().expect("sources are a list");
    sources.iter().find(|usage| usage["source"] == source).expect("every source is told").clone()
}

/// Every answer of Frankfurter is an error of its own.
pub fn sick() -> Value {
    json!([{"source": "frankfurter", "kind": "status", "status": 500}])
}

/// Frankfurter does not answer while the test lasts.
pub fn hanging() -> Value {
    json!([{"source": "frankfurter", "kind": "hang", "ms": 600_000}])
}

/// Waits until the sources were asked so many times.
pub fn wait_for_requests(world: &World, count: usize) {
    wait_for("a request", || (world.replay.requests().len() >= count).then_some(()));
}

/// An output that is an instant.
pub fn instant(value: &Value) -> jiff::Timestamp {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no instant: {value}"))
}

/// Opens Frankfurter's circuit with one failure, and gives the instant when a probe is due.
pub fn open_circuit(world: &World) -> String {
    world.replay.set_faults(&sick());
    world.run("extract-frankfurter").args("--no-panel").env(AT_ONCE.0, AT_ONCE.1).outcome().expect(4);
    world.replay.set_faults(&json!([]));
    let usage = usage(world, "frankfurter");
    assert_eq!((&usage["circuit"], &usage["verdict"]), (&json!("open"), &json!("circuit_open")));
    usage["retry_at"].as_str().expect("an open circuit says until when").to_owned()
}
