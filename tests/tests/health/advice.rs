//! What `quota-gate health` advises to do about a finding.

use crate::{CALM, morning};
use makerates_tests::World;
use serde_json::json;

/// What to do about the finding that names a step or source.
fn next_step(world: &World, of: &str) -> String {
    let health = world.run("quota-gate").args("health").outcome().expect(5);
    let findings = health["findings"].as_array().expect("findings are a list");
    let place = findings.iter().position(|finding| finding.as_str().is_some_and(|text| text.contains(of)));
    let place = place.unwrap_or_else(|| panic!("no `{of}` in {findings:?}"));
    health["next_steps"][place].as_str().expect("a text").to_owned()
}

#[test]
fn a_source_that_asks_to_be_left_alone_is_no_matter_of_the_quota() {
    let world = World::at(CALM);
    morning(&world);
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "status", "status": 503, "retry_after": 600 }]));
    world.run("extract-frankfurter").outcome().expect(4);
    let next = next_step(&world, "must not be asked until 2026-09-24T06:10:00.000Z: throttled");
    assert!(next.contains("wait until then") && !next.contains("history"), "{next}");
}

#[test]
fn a_refusal_of_frankfurter_sends_nobody_to_the_key_of_the_other_source() {
    let world = World::at(CALM);
    morning(&world);
    let refusal =
        json!([{ "source": "frankfurter", "kind": "body", "status": 403, "text": r#"{"message":"forbidden"}"# }]);
    world.replay.set_faults(&refusal);
    world.run("extract-frankfurter").outcome().expect(2);
    let next = next_step(&world, "extract-frankfurter: the last run failed (misconfigured)");
    assert!(next.contains("sources.frankfurter.url") && !next.contains("KEY"), "{next}");
}

#[test]
fn a_decision_that_is_damaged_is_restored_and_no_fault_of_ours() {
    let world = World::at(CALM);
    morning(&world);
    world.run("transform").args("decide reject EUR/SEK --from 2026-09-23 --reason wrong --who ann").ok();
    let (path, _) = world.files("bronze/decisions")[0].clone();
    std::fs::write(world.home().join(path), "{").expect("it can be written");
    world.run("transform").outcome().expect(6);
    let next = next_step(&world, "transform: the last run failed (storage)");
    assert!(next.starts_with("restore the object that the message names from a backup"), "{next}");
}
