//! A sick source is left alone, asked by one caller after a while, and trusted again when that one is answered.

use crate::support::{NOW, hanging, instant, open_circuit, sick, usage, wait_for_requests};
use makerates_tests::replay::KEY;
use makerates_tests::{Outcome, World};
use serde_json::json;

#[test]
fn the_fifth_failure_in_a_row_opens_the_circuit_and_a_probe_closes_it() {
    let mut world = World::at(NOW);
    world.replay.set_faults(&sick());
    world.run("extract-frankfurter").args("--no-panel").outcome().expect(4);
    let first = usage(&world, "frankfurter");
    assert_eq!((&first["circuit"], &first["consecutive_failures"]), (&json!("closed"), &json!(3)));

    let second = world.run("extract-frankfurter").args("--no-panel").outcome();
    assert_eq!(second.expect(4)["requests"], 2, "the circuit opened in the middle of the run");
    assert!(second.error().contains("HTTP 500") && second.stderr.contains("circuit_open"), "{}", second.stderr);
    let receipts = world.receipts();
    assert_eq!(receipts.iter().map(|receipt| receipt["attempts"].as_u64()).max(), Some(Some(3)));
    assert_eq!((receipts.len(), world.replay.requests().len()), (2, 5), "the attempts before have their receipt");

    let third = world.run("extract-frankfurter").args("--no-panel").outcome();
    let refused = third.expect(3);
    assert!(refused["reason"].as_str().is_some_and(|reason| reason.starts_with("circuit_open")), "{refused}");
    assert!(third.error().contains("wait until"), "{}", third.error());
    assert_eq!((&refused["requests"], world.replay.requests().len()), (&json!(0), 5), "nothing is sent");
    let due = refused["retry_at"].as_str().expect("it says until when").to_owned();
    let wait = instant(&refused["retry_at"]).duration_since(NOW.parse().expect("an instant"));
    assert!((48..=60).contains(&wait.as_secs()), "{wait}");

    let available = world.run("quota-gate").args("available").ok();
    assert_eq!((&available["source"], &available["failover_from"]), (&json!("exchangerate"), &json!("frankfurter")));
    assert!(available["reason"].as_str().is_some_and(|reason| reason.contains("circuit_open")), "{available}");

    world.set_clock(&due);
    let probe = world.run("extract-frankfurter").args("--no-panel").outcome();
    assert_eq!(probe.expect(4)["requests"], 1, "one probe, and not two attempts more");
    let reopened = usage(&world, "frankfurter");
    assert_eq!((&reopened["circuit"], &reopened["open_count"]), (&json!("open"), &json!(2)));
    let wait = instant(&reopened["retry_at"]).duration_since(due.parse().expect("an instant"));
    assert!((96..=120).contains(&wait.as_secs()), "{wait}");

    world.set_clock(reopened["retry_at"].as_str().expect("it says until when"));
    world.replay.set_faults(&json!([]));
    assert_eq!(world.run("extract-frankfurter").args("--no-panel").ok()["requests"], 1);
    let closed = usage(&world, "frankfurter");
    let state = ["circuit", "consecutive_failures", "open_count", "retry_at"].map(|name| &closed[name]);
    assert_eq!(state, [&json!("closed"), &json!(0), &json!(0), &json!(null)]);
}

/// Beside the probe nobody may ask: the run's own further questions wait for its answer.
#[test]
fn a_backfill_begins_with_the_probe_and_goes_on_when_that_is_answered() {
    let mut world = World::at(NOW);
    world.set_clock(&open_circuit(&world));
    let backfill = "--no-panel --from 2026-09-14 --to 2026-09-25 --mode isolated --concurrency 16";
    let outputs = world.run("extract-frankfurter").args(backfill).ok();
    assert_eq!((&outputs["answers_new"], &outputs["requests"]), (&json!(10), &json!(10)));
    assert_eq!(usage(&world, "frankfurter")["circuit"], "closed");
}

#[test]
fn an_answer_in_between_begins_the_row_anew() {
    let world = World::at(NOW);
    for _ in 0..2 {
        world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "reset", "times": 3}]));
        world.run("extract-frankfurter").args("--no-panel").outcome().expect(4);
        assert_eq!(usage(&world, "frankfurter")["consecutive_failures"], 3);
        world.run("extract-frankfurter").args("--no-panel").ok();
        assert_eq!(usage(&world, "frankfurter")["consecutive_failures"], 0);
    }
}

#[test]
fn what_does_not_speak_of_the_source_opens_no_circuit() {
    let world = World::at(NOW);
    let extract = || world.run("extract-exchangerate");
    for _ in 0..6 {
        extract().env("EXCHANGERATE_API_KEY", "wrong-key").outcome().expect(2);
    }
    for _ in 0..2 {
        // Longer than a name may be: it has no address.
        let nowhere = format!("http://{}", "a".repeat(70));
        extract().env("MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL", nowhere).outcome().expect(4);
    }
    let usage = usage(&world, "exchangerate");
    assert_eq!((&usage["circuit"], &usage["consecutive_failures"]), (&json!("closed"), &json!(0)));
    assert_eq!((&usage["failure_count"], &usage["verdict"]), (&json!(12), &json!("within_quota")));
    extract().env("EXCHANGERATE_API_KEY", KEY).ok();
}

#[test]
fn a_probe_that_is_told_to_wait_leaves_its_place_to_the_next_caller() {
    let mut world = World::at(NOW);
    let due = open_circuit(&world);
    world.set_clock(&due);
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 429, "retry_after": 600}]));
    let throttled = world.run("extract-frankfurter").args("--no-panel").outcome().expect(3);
    let blocked_until = throttled["retry_at"].as_str().expect("it says until when").to_owned();
    let usage_then = usage(&world, "frankfurter");
    assert_eq!((&usage_then["circuit"], &usage_then["verdict"]), (&json!("open"), &json!("throttled_until")));
    world.replay.set_faults(&json!([]));
    assert_eq!(
        world.run("extract-frankfurter").args("--no-panel").outcome().expect(3)["requests"],
        0,
        "the block holds"
    );

    world.set_clock(&blocked_until);
    world.run("extract-frankfurter").args("--no-panel").ok();
    assert_eq!(usage(&world, "frankfurter")["circuit"], "closed");
}

#[test]
fn an_ordinary_answer_that_was_asked_for_before_the_circuit_opened_does_not_close_it() {
    let world = World::at(NOW);
    let slow = makerates_tests::stub::Stub::start();
    let early = world
        .run("extract-frankfurter")
        .args("--no-panel")
        .env("MAKERATES_SOURCES__FRANKFURTER__URL", &slow.url)
        .spawn();
    let held = slow.request();
    let due = open_circuit(&world);
    held.answer(&[], &world.replay.body("/v1/latest?base=EUR"));
    Outcome::of(early).expect(0);
    let usage = usage(&world, "frankfurter");
    assert_eq!((&usage["circuit"], &usage["retry_at"]), (&json!("open"), &json!(due)));
}

#[test]
fn a_reset_closes_the_circuit_also_under_a_probe() {
    let mut world = World::at(NOW);
    world.set_clock(&open_circuit(&world));
    world.replay.set_faults(&hanging());
    let mut probe = world.run("extract-frankfurter").args("--no-panel").spawn();
    wait_for_requests(&world, 2);
    world.run("quota-gate").args("reset --source frankfurter --yes").ok();
    let usage = usage(&world, "frankfurter");
    let state =
        ["circuit", "consecutive_failures", "open_count", "request_count", "failure_count"].map(|name| &usage[name]);
    assert_eq!(state, [&json!("closed"), &json!(0), &json!(0), &json!(0), &json!(0)]);
    world.replay.set_faults(&json!([]));
    world.run("extract-frankfurter").args("--no-panel").ok();
    probe.kill().expect("a child can be killed");
    assert_eq!(Outcome::of(probe).code, None, "it was killed");
}
