//! The main job on recorded rates: what comes in is what goes out, compared by market day, and twice is once.

use makerates_tests::{World, recorded};
use serde_json::Value;

#[test]
fn a_day_goes_from_two_sources_to_gold() {
    let world = World::at("2026-09-29T06:00:00Z");
    world.run("quota-gate").args("init").ok();
    assert_eq!(world.run("quota-gate").args("available").ok()["source"], "frankfurter");
    let ecb = world.run("extract-frankfurter").ok();
    assert_eq!((&ecb["answers_new"], &ecb["last_rate_date"]), (&1.into(), &"2026-09-28".into()));
    let market = world.run("extract-exchangerate").ok();
    assert_eq!((&market["currencies"], &market["last_rate_date"]), (&160.into(), &"2026-09-28".into()));
    let silver = world.run("transform").ok();
    assert_eq!(silver["last_rate_date"], "2026-09-28");
    let gold = world.run("sync-dynamodb").ok();
    assert_eq!(gold["written"], gold["candidates"]);

    let rate = world.run("sync-dynamodb").args("get EUR/USD").ok();
    assert_eq!(rate["rate"], "1.1378", "the ECB's own digits of 2026-09-28");
    assert_eq!((&rate["validation_status"], &rate["publisher"]), (&"consensus".into(), &"ECB".into()));
    assert_eq!(
        (&rate["effective_date"], &rate["status"], &rate["age_days"]),
        (&"2026-09-28".into(), &"current".into(), &1.into())
    );
}
