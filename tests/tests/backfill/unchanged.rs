//! An entity tag saves the body, never a fact.

use crate::support::frankfurter;
use makerates_tests::World;
use serde_json::{Value, json};

fn outcomes(world: &World) -> Vec<String> {
    let receipts = world.receipts();
    receipts.iter().map(|receipt| receipt["outcome"].as_str().unwrap_or_default().to_owned()).collect()
}

fn statuses(world: &World) -> Vec<Value> {
    world.replay.requests().iter().map(|request| request["status"].clone()).collect()
}

#[test]
fn a_source_that_has_nothing_new_sends_no_body_and_the_receipt_names_the_answer() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    let first = frankfurter(&world, "--no-panel").ok();
    world.set_clock("2026-09-29T07:00:00Z");
    let second = frankfurter(&world, "--no-panel").ok();
    assert_eq!((&second["answers_new"], &second["answers_unchanged"]), (&json!(0), &json!(1)));
    for fact in ["last_rate_date", "currencies"] {
        assert_eq!(second[fact], first[fact], "{fact} is told of the answer that still holds");
    }
    assert_eq!(
        (outcomes(&world), statuses(&world)),
        (vec!["new".into(), "not_modified".into()], vec![json!(200), json!(304)])
    );
    let receipts = world.receipts();
    assert_eq!(receipts[0]["sha256"], receipts[1]["sha256"]);
    assert_eq!(receipts[0]["etag"], receipts[1]["etag"]);
    assert_eq!((&receipts[1]["http_status"], &receipts[1]["bytes"]), (&json!(304), &json!(0)));
    world.run("transform").ok();
    let count = "select receipt_count from bronze.answers";
    assert_eq!(world.query(count), ["2"]);
}

/// Frankfurter makes its tag of the newest date alone, so that a restated rate could hide behind it for ever.
#[test]
fn a_whole_answer_is_asked_for_at_least_once_a_day_and_on_demand() {
    let mut world = World::at("2026-09-26T06:00:00Z");
    frankfurter(&world, "--no-panel").ok();
    for (now, status) in [("2026-09-26T18:00:00Z", 304), ("2026-09-27T05:59:59Z", 304), ("2026-09-27T06:00:00Z", 200)] {
        world.set_clock(now);
        frankfurter(&world, "--no-panel").ok();
        assert_eq!(statuses(&world).last(), Some(&json!(status)), "{now}");
    }
    frankfurter(&world, "--refresh --no-panel").ok();
    assert_eq!(statuses(&world).last(), Some(&json!(200)), "--refresh --no-panel");
}

#[test]
fn a_tag_is_sent_for_the_same_question_only_and_never_for_an_answer_that_is_lost() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    frankfurter(&world, "--no-panel").ok();
    frankfurter(&world, "--date 2026-09-28 --no-panel").ok();
    assert_eq!(statuses(&world), [200, 200], "another question");
    let (path, _) = world.files("bronze/answers")[0].clone();
    std::fs::remove_file(world.home().join(path)).expect("the answer can be removed");
    world.set_clock("2026-09-29T07:00:00Z");
    frankfurter(&world, "--no-panel").ok();
    assert_eq!(statuses(&world).last(), Some(&json!(200)));
    assert_eq!(world.files("bronze/answers").len(), 1, "it is there again");
}

/// An answer A, then B, then A again: silver ends in A, the receipts tell the story, and as of then it was B.
#[test]
fn an_answer_that_comes_back_is_the_truth_again_and_as_of_then_it_was_the_other() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    let other = json!([{"source": "frankfurter", "kind": "multiply", "currency": "SEK", "factor": "1.001"}]);
    for (now, faults) in [("06:00", json!([])), ("07:00", other), ("08:00", json!([]))] {
        world.set_clock(&format!("2026-09-29T{now}:00Z"));
        world.replay.set_faults(&faults);
        frankfurter(&world, "--refresh --no-panel").ok();
    }
    assert_eq!(outcomes(&world), ["new", "new", "unchanged"]);
    world.run("transform").ok();
    let krona = "select digits, is_restated from silver.observations where currency = 'SEK'";
    let now = world.query(krona);
    let receipts = world.receipts();
    assert_eq!(receipts[0]["sha256"], receipts[2]["sha256"]);
    let out = world.home().join("then");
    world.run("transform").args("--as-of 2026-09-29T07:30:00Z --out").arg(&out).ok();
    let then = world.run("transform").env("MAKERATES_SILVER__LOCATION", &out).args("inspect --sql").arg(krona).ok();
    let (digits, restated) = now[0].split_once(' ').expect("two cells");
    assert_eq!(restated, "true");
    let of_then = then["rows"][0]["digits"].as_str().expect("digits are text");
    assert_ne!(of_then, digits);
    let thousandth = |text: &str| text.parse::<rust_decimal::Decimal>().expect("a decimal");
    assert_eq!(thousandth(of_then), (thousandth(digits) * rust_decimal::Decimal::new(1_001, 3)).normalize());
}
