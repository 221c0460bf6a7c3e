//! What an earlier version wrote is read by this one, and goes on: nothing is asked twice, counted anew or forgotten.
//! `tests/data/homes/2026-11-26.tar.gz` is the home of the version of that day after three mornings and a backfill.

use makerates_tests::World;
use makerates_tests::executables::root;
use serde_json::{Value, json};
use std::process::Command;

/// The morning after those of the home.
const NOW: &str = "2026-09-28T06:00:00Z";

fn upgraded() -> World {
    let world = World::at(NOW);
    let home = root().join("tests/data/homes/2026-11-26.tar.gz");
    let unpacked = Command::new("tar").arg("-xzf").arg(home).arg("-C").arg(world.home()).status().expect("tar starts");
    assert!(unpacked.success(), "the home can be unpacked");
    world
}

fn get(world: &World, arguments: &str) -> Value {
    world.run("sync-dynamodb").args("get").args(arguments).ok()
}

/// Before anything is written: silver, gold, quotas and the record of runs say what they said.
#[test]
fn what_the_version_before_wrote_can_be_read() {
    let world = upgraded();
    let rate = get(&world, "EUR/USD");
    assert_eq!(
        (&rate["effective_date"], &rate["rate"], &rate["is_valid_now"]),
        (&json!("2026-09-24"), &json!("1.1367"), &json!(true))
    );
    assert_eq!(get(&world, "USD/KES --date 2026-09-23")["publisher"], "ExchangeRate-API");
    let check = world.run("quota-gate").args("check").ok();
    let feed = check["sources"].as_array().and_then(|all| all.iter().find(|source| source["source"] == "exchangerate"));
    assert_eq!(feed.map(|feed| &feed["month_request_count"]), Some(&json!(3)), "{check}");
    assert_eq!(world.query("select count(*) from silver.validated_rates where rate_date = '2026-09-24'").len(), 1);
    assert_eq!(world.run("transform").args("builds").ok()["builds"][0]["built_at"], "2026-09-25T06:00:00.000Z");
    assert_eq!(world.run("transform").args("bronze verify").ok()["answers"], 7);
    let health = world.run("quota-gate").args("health").outcome().stdout;
    assert!(health.contains("\"step\": \"sync-dynamodb\""), "{health}");
}

#[test]
fn the_next_morning_goes_on_where_the_version_before_ended() {
    let world = upgraded();
    let asked = world.run("extract-frankfurter").args("--from 2024-12-02 --to 2024-12-13 --providers BOC").ok();
    assert_eq!(asked["requests"], 0, "its days were answered against the euro, and are not asked for again");
    world.pipeline();
    let rate = get(&world, "EUR/USD");
    assert_eq!((&rate["effective_date"], &rate["publisher"]), (&json!("2026-09-25"), &json!("ECB")));
    let of_boc = "select count(*) > 0, bool_and(base_currency = 'EUR') from silver.observations where witness = 'BOC'";
    assert_eq!(world.query(of_boc), ["true true"]);
    assert_eq!(get(&world, "EUR/USD --date 2026-09-23")["publisher"], "ECB", "what is in the window stays");
    let check = world.run("quota-gate").args("check").ok();
    let feed = check["sources"].as_array().and_then(|all| all.iter().find(|source| source["source"] == "exchangerate"));
    assert_eq!(feed.map(|feed| &feed["month_request_count"]), Some(&json!(4)), "the month is counted on");
    assert_eq!(world.run("sync-dynamodb").ok()["written"], 0, "and a second sync has nothing to do");
}
