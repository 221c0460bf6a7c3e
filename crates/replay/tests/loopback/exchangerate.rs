//! ExchangeRate-API from the recorded market feed.

use crate::support::{KEY, Replay};
use serde_json::{Value, json};

fn error_of(replay: &Replay, path: &str) -> (u16, Value) {
    let answer = replay.get(path);
    (answer.status, answer.json()["error-type"].clone())
}

#[test]
fn the_keyed_face_has_the_recorded_digits_the_base_first() {
    let answer = Replay::start().get(&format!("/v6/{KEY}/latest/USD"));
    let head = r#""base_code":"USD","conversion_rates":{"USD":1,"AED":3.6725,"AFN":63.98129926,"#;
    assert!(answer.body.contains(head), "{}", answer.body);
    assert!(answer.body.contains(r#""EUR":0.88022588,"#) && answer.body.ends_with(r#""ZWL":67089.1861684}}"#));
    let json = answer.json();
    assert_eq!(json["conversion_rates"].as_object().map(serde_json::Map::len), Some(160));
    assert_eq!(json["time_last_update_unix"], 1_790_640_001);
    assert_eq!(json["time_last_update_utc"], "Tue, 29 Sep 2026 00:00:01 +0000");
    let fields: Vec<&String> = json.as_object().expect("an object").keys().collect();
    let expected = [
        "result",
        "documentation",
        "terms_of_use",
        "time_last_update_unix",
        "time_last_update_utc",
        "time_next_update_unix",
        "time_next_update_utc",
        "base_code",
        "conversion_rates",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn the_feed_has_every_calendar_day_from_its_stamp_on() {
    let replay = Replay::at("2026-09-27T00:00:01Z");
    let stamp = || replay.get("/v6/latest/USD").json()["time_last_update_unix"].clone();
    assert_eq!(stamp(), 1_790_467_201, "a Sunday");
    replay.set("clock", r#"{"now": "2026-09-27T00:00:00Z"}"#);
    assert_eq!(stamp(), 1_790_380_801, "one second earlier");
    replay.set("clock", r#"{"now": "2024-03-09T12:00:00Z"}"#);
    assert_eq!(stamp(), 1_709_683_201, "the newest recorded day");
    replay.set("clock", r#"{"now": "2024-03-01T12:00:00Z"}"#);
    assert_eq!(error_of(&replay, "/v6/latest/USD"), (404, json!("no-data-available")));
}

#[test]
fn open_access_needs_no_key() {
    let json = Replay::start().get("/v6/latest/USD").json();
    let fields: Vec<&String> = json.as_object().expect("an object").keys().collect();
    let expected =
        ["result", "provider", "time_last_update_unix", "time_next_update_unix", "time_eol_unix", "base_code", "rates"];
    assert_eq!(fields, expected);
    assert_eq!(json["rates"]["JPY"].to_string(), "157.47729333");
}

#[test]
fn only_the_one_key_is_accepted() {
    let replay = Replay::start_with(&["--key", "own-key"]);
    assert_eq!(replay.get("/v6/own-key/latest/USD").status, 200);
    assert_eq!(error_of(&replay, &format!("/v6/{KEY}/latest/USD")), (403, json!("invalid-key")));
    let error = replay.get("/v6/wrong/quota").json();
    let fields: Vec<&String> = error.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["result", "documentation", "terms-of-use", "error-type"]);
}

#[test]
fn the_quota_counts_down_and_ends() {
    let replay = Replay::start();
    replay.set("quota", r#"{"limit": 3}"#);
    assert_eq!(replay.get(&format!("/v6/{KEY}/latest/USD")).status, 200);
    let quota = json!({"result": "success", "plan_quota": 3, "requests_remaining": 1, "refresh_day_of_month": 17});
    assert_eq!(replay.get(&format!("/v6/{KEY}/quota")).json(), quota);
    assert_eq!(replay.get(&format!("/v6/{KEY}/latest/USD")).status, 200);
    assert_eq!(error_of(&replay, &format!("/v6/{KEY}/latest/USD")), (429, json!("quota-reached")));
    assert_eq!(replay.get("/v6/latest/USD").status, 200, "open access has no quota");
    replay.set("quota", r#"{"status": 200}"#);
    assert_eq!(error_of(&replay, &format!("/v6/{KEY}/quota")), (200, json!("quota-reached")));
    replay.set("quota", r#"{"used": 0}"#);
    assert_eq!(replay.get(&format!("/v6/{KEY}/latest/USD")).status, 200);
    assert_eq!(replay.state()["quota"], json!({"limit": 3, "used": 1, "plan": "free", "status": 200}));
}

#[test]
fn a_request_counts_although_a_fault_takes_its_answer() {
    let replay = Replay::start();
    replay.fault(&json!({"source": "exchangerate", "kind": "status", "status": 503}));
    assert_eq!(replay.get(&format!("/v6/{KEY}/latest/USD")).status, 503);
    assert_eq!(replay.state()["quota"]["used"], 1);
}

#[test]
fn history_is_for_paid_plans() {
    let replay = Replay::start();
    let path = format!("/v6/{KEY}/history/USD/2026/9/28");
    assert_eq!(error_of(&replay, &path), (403, json!("plan-upgrade-required")));
    replay.set("quota", r#"{"plan": "pro"}"#);
    let head = r#"{"result":"success","year":2026,"month":9,"day":28,"base_code":"USD","conversion_rates":{"USD":1,"AED":3.6725,"AFN":63.48358839,"#;
    assert!(replay.get(&path).body.starts_with(head));
    for (day, status, kind) in [
        ("2026/07/13", 404, "no-data-available"),
        ("2026/10/30", 404, "no-data-available"),
        ("2026/13/1", 400, "malformed-request"),
    ] {
        assert_eq!(error_of(&replay, &format!("/v6/{KEY}/history/USD/{day}")), (status, json!(kind)), "{day}");
    }
}

#[test]
fn the_base_is_always_usd() {
    let replay = Replay::start();
    assert_eq!(error_of(&replay, &format!("/v6/{KEY}/latest/EUR")), (404, json!("unsupported-code")));
    assert_eq!(error_of(&replay, "/v6/latest/quota"), (404, json!("unsupported-code")));
}
