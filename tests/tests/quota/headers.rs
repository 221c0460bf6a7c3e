//! What the source's own headers say, and what the clock says.

use crate::support::{NOW, usage};
use makerates_tests::stub::Stub;
use makerates_tests::{Outcome, World};
use serde_json::json;

#[test]
fn no_requests_left_blocks_the_source_until_its_window_ends_and_keeps_the_answer() {
    let mut world = World::at(NOW);
    let stub = Stub::start();
    let run = world
        .run("extract-frankfurter")
        .args("--no-panel")
        .env("MAKERATES_SOURCES__FRANKFURTER__URL", &stub.url)
        .spawn();
    let headers = [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "90")];
    stub.request().answer(&headers, &world.replay.body("/v1/latest?base=EUR"));
    assert_eq!(Outcome::of(run).expect(0)["answers_new"], 1);

    let asked = world.replay.requests().len();
    let refused = world.run("extract-frankfurter").args("--no-panel").outcome().expect(3);
    assert_eq!((&refused["retry_at"], &refused["requests"]), (&json!("2026-09-29T06:01:30.000Z"), &json!(0)));
    assert_eq!(usage(&world, "frankfurter")["status"], "throttled");
    assert_eq!(world.replay.requests().len(), asked);
    world.set_clock("2026-09-29T06:01:30Z");
    world.run("extract-frankfurter").args("--no-panel").ok();
}

#[test]
fn a_clock_more_than_a_day_off_the_tables_newest_entry_is_told() {
    let mut world = World::at(NOW);
    let check = |world: &World| {
        let outcome = world.run("quota-gate").args("check").outcome();
        outcome.expect(0);
        outcome.stderr
    };
    assert!(!check(&world).contains("the clock"), "an empty table knows no better");
    world.run("extract-frankfurter").args("--no-panel").ok();
    for near in ["2026-09-28T00:00:00Z", NOW, "2026-09-30T23:59:59Z"] {
        world.set_clock(near);
        assert!(!check(&world).contains("the clock"), "{near}");
    }
    world.set_clock("2026-09-27T23:59:59Z");
    assert!(check(&world).contains("2 days later: this machine's clock is behind"), "{}", check(&world));
    let available = world.run("quota-gate").args("available").outcome();
    assert!(available.code == Some(0) && available.stderr.contains("clock is behind"), "{}", available.stderr);
    world.set_clock("2026-10-01T00:00:00Z");
    assert!(check(&world).contains("2 days after"), "{}", check(&world));
    world.run("quota-gate").args("reset --all --yes").ok();
    assert!(!check(&world).contains("the clock"), "a reset is an entry of today: {}", check(&world));
}
