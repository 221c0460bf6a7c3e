//! A morning on which the ECB's rates can't be had: the panel of central banks is asked all the same, and each question once.

use crate::support::{fault_of, frankfurter, paths};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

/// A morning on which the banks of the panel are recorded.
const NOW: &str = "2024-07-02T06:00:00Z";
const ECB: &str = "/v1/latest?base=EUR";
const PANEL: &str = "/v2/rates?base=USD&expand=providers";
const BANKS: &str = "/v2/providers?";

fn status(path: &str, status: u16) -> Value {
    fault_of(path, &json!({"kind": "status", "status": status}))
}

/// The ECB's question so many times, and then these.
fn after_the_ecb(attempts: usize, others: &[&str]) -> Vec<String> {
    [ECB].repeat(attempts).iter().chain(others).map(|path| (*path).to_owned()).collect()
}

/// What the tracker says of Frankfurter: its circuit, failures in a row, requests.
fn tracked(world: &World) -> [Value; 3] {
    let usage = &world.run("quota-gate").args("check").ok()["sources"][0];
    ["circuit", "consecutive_failures", "request_count"].map(|name| usage[name].clone())
}

#[test]
fn without_the_ecb_the_panel_is_asked_and_kept_and_the_run_fails_all_the_same() {
    let world = &mut World::at(NOW);
    for (fault, why, attempts) in [
        (json!({"kind": "status", "status": 503}), "server_error: HTTP 503", 3),
        (json!({"kind": "reset"}), "connection", 3),
        (json!({"kind": "html"}), "rejected: not_json", 1),
        (json!({"kind": "status", "status": 404}), "refused: HTTP 404", 1),
    ] {
        let _case = in_case(why);
        world.renew_home();
        world.replay.set_faults(&json!([fault_of("/v1/", &fault)]));
        let before = paths(world).len();
        let outcome = frankfurter(world, "").outcome();
        let outputs = outcome.expect(4);
        let reason = outputs["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("frankfurter did not answer latest") && reason.contains(why), "{reason}");
        assert!(outcome.error().contains(reason), "{}", outcome.error());
        assert!(!outcome.error().contains("--panel"), "it was asked: {}", outcome.error());
        assert_eq!(paths(world)[before..], after_the_ecb(attempts, &[PANEL, BANKS]));
        let counts = ["answered", "answers_new", "requests", "receipts"].map(|name| &outputs[name]);
        assert_eq!(counts, [&json!(1), &json!(2), &json!(attempts + 2), &json!(3)]);
        assert_eq!((&outputs["witnesses"], &outputs["last_rate_date"]), (&json!(6), &Value::Null));
        let kept = |face: &str| world.files(&format!("bronze/answers/frankfurter/{face}")).len();
        assert_eq!((kept("v1"), kept("v2")), (0, 1));
        assert_eq!(tracked(world), [json!("closed"), json!(0), json!(attempts + 2)]);
    }
}

#[test]
fn the_panel_s_answer_has_the_ecb_s_day_and_nobody_is_told_that_its_rates_are_old() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([status("/v1/", 503)]));
    let outcome = frankfurter(&world, "--format text").outcome();
    assert_eq!(outcome.code, Some(4), "{}", outcome.stderr);
    assert!(outcome.stdout.contains(", market day 2024-07-01 by the panel, "), "{}", outcome.stdout);
    assert_eq!(frankfurter(&world, "").outcome().expect(4)["newest_rate_age_days"], 1);
    let health = world.run("quota-gate").args("health").outcome().expect(5)["findings"].to_string();
    assert!(health.contains("exchangerate: it has no rate of late, 2024-07-01 is due"), "{health}");
    assert!(!health.contains("frankfurter: it"), "{health}");
}

#[test]
fn what_fails_after_the_ecb_is_asked_once_and_the_ecb_s_failure_is_told() {
    let world = &mut World::at(NOW);
    let ecb = status("/v1/", 503);
    for (name, fault, asked, answered, failures) in [
        ("the panel", status("/v2/", 500), &[PANEL][..], 0, 3),
        ("its list of banks", status("/v2/providers", 500), &[PANEL, BANKS], 1, 0),
    ] {
        let _case = in_case(name);
        world.renew_home();
        world.replay.set_faults(&json!([ecb, fault]));
        let before = paths(world).len();
        let outcome = frankfurter(world, "").outcome();
        let outputs = outcome.expect(4);
        assert!(outcome.error().contains("HTTP 503") && !outcome.error().contains("500"), "{}", outcome.error());
        assert!(outcome.stderr.contains("without the ") && outcome.stderr.contains("HTTP 500"), "{}", outcome.stderr);
        assert_eq!(paths(world)[before..], after_the_ecb(3, asked));
        assert_eq!(outputs["answered"], answered);
        assert_eq!(tracked(world), [json!("closed"), json!(failures), json!(3 + asked.len())]);
    }
}

#[test]
fn banks_that_are_only_named_are_asked_once_each() {
    let world = World::at(NOW);
    let codes = fault_of("/v2/", &json!({"kind": "provider_codes"}));
    world.replay.set_faults(&json!([status("/v1/", 503), codes, status("/FED/", 500)]));
    let outputs = frankfurter(&world, "").outcome().expect(4);
    assert_eq!((&outputs["answered"], &outputs["requests"]), (&json!(5), &json!(3 + 2 + 5)));
    assert!(outputs["reason"].as_str().unwrap_or_default().contains("HTTP 503"), "{}", outputs["reason"]);
    assert_eq!(paths(&world).iter().filter(|path| path.contains("/FED/")).count(), 1);
    assert_eq!(outputs["newest_rate_age_days"], 1, "as new as the newest of them");
}

#[test]
fn what_must_not_be_asked_is_not_asked_for_the_panel_either() {
    let world = &mut World::at(NOW);
    let body = |status: u16, text: &str| json!({"kind": "body", "status": status, "text": text});
    let sick = json!({"kind": "status", "status": 503});
    for (name, fault, setting, exit, attempts) in [
        ("429", json!({"kind": "status", "status": 429}), None, 3, 1),
        ("to be left alone", json!({"kind": "status", "status": 503, "retry_after": 3600}), None, 4, 1),
        ("an account that is refused", body(403, r#"{"message":"forbidden"}"#), None, 2, 1),
        ("no quota", sick.clone(), Some(("MAKERATES_QUOTA__FRANKFURTER__DAILY", "0")), 3, 0),
        ("no quota any more", sick.clone(), Some(("MAKERATES_QUOTA__FRANKFURTER__DAILY", "2")), 4, 2),
        ("an open circuit", sick, Some(("MAKERATES_CIRCUIT__FAILURES_MAX", "3")), 4, 3),
    ] {
        let _case = in_case(name);
        world.renew_home();
        world.replay.set_faults(&json!([fault_of("/v1/", &fault)]));
        let before = paths(world).len();
        let run = frankfurter(world, "");
        let run = if let Some((name, value)) = setting { run.env(name, value) } else { run };
        assert_eq!(run.outcome().expect(exit)["answered"], 0);
        assert_eq!(paths(world)[before..], after_the_ecb(attempts, &[]));
    }
}
