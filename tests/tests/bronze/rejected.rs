//! What was refused is evidence: it never reaches silver, unless a later parser understands it.

use makerates_tests::{World, in_case};
use serde_json::json;
use std::fs;

const NOW: &str = "2026-09-29T06:00:00Z";

#[test]
fn a_refused_body_never_reaches_silver() {
    let mut world = World::at(NOW);
    let faults = [
        json!({"kind": "wrong_base", "base": "GBP"}),
        json!({"kind": "future_date", "days": 1}),
        json!({"kind": "truncated"}),
        json!({"kind": "empty_rates"}),
    ];
    for fault in faults {
        let _case = in_case(fault.to_string());
        world.renew_home();
        world.replay.set_faults(&json!([]));
        world.run("extract-exchangerate").ok();
        let mut fault = fault;
        fault["source"] = json!("frankfurter");
        world.replay.set_faults(&json!([fault]));
        world.run("extract-frankfurter").args("--no-panel").outcome().expect(4);
        assert_eq!(world.files("bronze/rejected").len(), 1);
        let silver = world.run("transform").ok();
        assert_eq!(silver["recovered_answers"], 0);
        assert_eq!(world.query("select count(*) from silver.observations where source = 'frankfurter'"), ["0"]);
    }
}

/// A bank's answer says its base itself, so nothing in it tells that another one was asked for.
#[test]
fn an_answer_of_the_panel_in_another_base_than_was_asked_for_never_reaches_silver() {
    let of_a_bank = "--providers BOC --from 2024-06-03 --to 2024-06-28";
    for (path, days, endpoint, exit) in [("/v2/providers/BOC", of_a_bank, "bank", 4), ("/v2/rates", "", "v2", 0)] {
        let _case = in_case(path);
        let world = World::at(NOW);
        world.run("extract-exchangerate").ok();
        world.replay.set_faults(&json!([
            {"source": "frankfurter", "kind": "wrong_base", "base": "KES", "path_contains": path}
        ]));
        world.run("extract-frankfurter").args(days).outcome().expect(exit);
        assert_eq!(world.files("bronze/rejected").len(), 1);
        let refused = |receipt: &serde_json::Value| {
            receipt["endpoint"] == endpoint && receipt["reason"] == "rejected: wrong_base: KES instead of USD"
        };
        assert!(world.receipts().iter().any(refused), "{:?}", world.receipts());
        assert_eq!(world.run("transform").ok()["recovered_answers"], 0);
        assert_eq!(world.query("select count(*) from silver.observations where witness = 'BOC'"), ["0"]);
    }
}

/// Whatever a parser makes of it: what comes with a refusal is no answer.
#[test]
fn a_refusal_whose_body_looks_like_an_answer_never_reaches_silver() {
    let world = World::at(NOW);
    world.run("extract-exchangerate").ok();
    let answer = String::from_utf8(world.replay.body("/v1/latest?base=EUR")).expect("an answer is text");
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "body", "status": 403, "text": answer}]));
    world.run("extract-frankfurter").outcome().expect(4);
    assert_eq!(world.files("bronze/rejected").len(), 1);
    assert_eq!(world.run("transform").ok()["recovered_answers"], 0);
    assert_eq!(world.query("select count(*) from silver.observations where source = 'frankfurter'"), ["0"]);
}

/// The refusal of an earlier version is made by hand: its receipt says `rejected`, and its body is one that we can read.
#[test]
fn a_body_that_a_later_parser_understands_is_read_again() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    let (answer, body) = world.files("bronze/answers")[0].clone();
    let (receipt, text) = world.files("bronze/receipts")[0].clone();
    let name = answer.rsplit('/').next().expect("it has a name").replace(".json", ".bin");
    fs::create_dir_all(world.home().join("bronze/rejected/frankfurter")).expect("the folder can be made");
    fs::write(world.home().join("bronze/rejected/frankfurter").join(name), body).expect("it can be written");
    fs::remove_file(world.home().join(&answer)).expect("it can be removed");
    let text = String::from_utf8(text).expect("a receipt is text");
    let rejected =
        text.replace(r#""outcome":"new","reason":"""#, r#""outcome":"rejected","reason":"rejected: wrong_shape""#);
    assert_ne!(rejected, text);
    fs::write(world.home().join(&receipt), rejected).expect("it can be written");

    let silver = world.run("transform").ok();
    assert_eq!(silver["recovered_answers"], 1);
    assert_eq!(world.query("select digits from silver.observations where currency = 'USD'"), ["1.1378"]);
    assert_eq!(world.run("transform").args("bronze verify").ok()["damaged"], json!([]));
}
