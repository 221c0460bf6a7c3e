//! A process may die at any instant: what was counted stays counted, and the next run goes on.

use crate::support::{AT_ONCE, NOW, hanging, instant, open_circuit, usage, wait_for_requests};
use makerates_tests::race::wait_for;
use makerates_tests::stub::Stub;
use makerates_tests::{Outcome, World};
use serde_json::json;

#[test]
fn killed_after_the_reservation_and_before_the_source_has_the_request() {
    let world = World::at(NOW);
    // A backlog that nobody takes connections from: the source has not seen the request.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", deaf.local_addr().expect("it has an address"));
    let mut run =
        world.run("extract-frankfurter").args("--no-panel").env("MAKERATES_SOURCES__FRANKFURTER__URL", url).spawn();
    wait_for("the reservation", || (usage(&world, "frankfurter")["request_count"] == 1).then_some(()));
    run.kill().expect("a child can be killed");
    assert_eq!(Outcome::of(run).code, None, "it was killed");

    assert_eq!(usage(&world, "frankfurter")["request_count"], 1, "counted and not sent: never the other way round");
    assert_eq!(world.run("extract-frankfurter").args("--no-panel").ok()["answers_new"], 1);
    assert_eq!(usage(&world, "frankfurter")["request_count"], 2);
    assert_eq!(world.replay.requests().len(), 1);
}

#[test]
fn killed_between_the_call_and_its_outcome() {
    let world = World::at(NOW);
    world.replay.set_faults(&hanging());
    let mut run = world.run("extract-frankfurter").args("--no-panel").spawn();
    wait_for_requests(&world, 1);
    run.kill().expect("a child can be killed");
    assert_eq!(Outcome::of(run).code, None, "it was killed");

    let after = usage(&world, "frankfurter");
    let counts = ["request_count", "success_count", "failure_count"].map(|name| &after[name]);
    assert_eq!(counts, [&json!(1), &json!(0), &json!(0)], "sent and counted, its outcome unknown");
    assert_eq!(world.files("bronze/receipts").len(), 0);
    world.replay.set_faults(&json!([]));
    assert_eq!(world.run("extract-frankfurter").args("--no-panel").ok()["answers_new"], 1);
    let usage = usage(&world, "frankfurter");
    assert_eq!((&usage["request_count"], &usage["success_count"]), (&json!(2), &json!(1)));
    assert_eq!(world.replay.requests().len(), 2);
}

#[test]
fn the_lease_of_a_dead_probe_runs_out() {
    let mut world = World::at(NOW);
    world.set_clock(&open_circuit(&world));
    world.replay.set_faults(&hanging());
    let mut probe = world.run("extract-frankfurter").args("--no-panel").spawn();
    wait_for_requests(&world, 2);
    probe.kill().expect("a child can be killed");
    assert_eq!(Outcome::of(probe).code, None, "it was killed");
    world.replay.set_faults(&json!([]));

    let waiting = world.run("extract-frankfurter").args("--no-panel").outcome().expect(3);
    assert_eq!(waiting["requests"], 0, "the dead probe's lease still holds");
    let available = world.run("quota-gate").args("available").ok();
    assert_eq!(available["source"], "exchangerate");

    let lease_ends = waiting["retry_at"].as_str().expect("it says until when").to_owned();
    world.set_clock(&lease_ends);
    assert_eq!(world.run("quota-gate").args("available").ok()["source"], "frankfurter", "the next probe is due");
    assert_eq!(world.run("extract-frankfurter").args("--no-panel").ok()["answers_new"], 1);
    let usage = usage(&world, "frankfurter");
    assert_eq!((&usage["circuit"], &usage["consecutive_failures"]), (&json!("closed"), &json!(0)));
    assert_eq!(usage["request_count"], 3);
    assert_eq!(world.replay.requests().len(), 3);
}

#[test]
fn an_answer_that_comes_after_its_lease_changes_nothing() {
    let mut world = World::at(NOW);
    world.set_clock(&open_circuit(&world));
    let slow = Stub::start();
    let late = world
        .run("extract-frankfurter")
        .args("--no-panel")
        .env("MAKERATES_SOURCES__FRANKFURTER__URL", &slow.url)
        .spawn();
    let held = slow.request();
    let lease_ends = usage(&world, "frankfurter")["retry_at"].as_str().expect("a lease ends").to_owned();

    // Another caller is the probe now, and fails.
    world.set_clock(&lease_ends);
    world.replay.set_faults(&crate::support::sick());
    world.run("extract-frankfurter").args("--no-panel").env(AT_ONCE.0, AT_ONCE.1).outcome().expect(4);
    world.replay.set_faults(&json!([]));
    let open = usage(&world, "frankfurter");
    assert_eq!((&open["circuit"], &open["open_count"]), (&json!("open"), &json!(2)));
    let wait = instant(&open["retry_at"]).duration_since(lease_ends.parse().expect("an instant"));
    assert!((96..=120).contains(&wait.as_secs()), "twice as long as the first time: {wait}");

    held.answer(&[], &world.replay.body("/v1/latest?base=EUR"));
    let late = Outcome::of(late);
    assert_eq!(late.expect(0)["answers_new"], 1, "the answer itself is kept");
    assert!(late.stderr.contains("after its lease"), "{}", late.stderr);
    let after = usage(&world, "frankfurter");
    for name in ["circuit", "open_count", "retry_at", "consecutive_failures"] {
        assert_eq!(after[name], open[name], "{name}");
    }
}
