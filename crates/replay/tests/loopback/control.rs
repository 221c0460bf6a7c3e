//! The control endpoint: it changes all or nothing, and tells everything but the key.

use crate::support::{KEY, Replay};
use serde_json::{Value, json};

#[test]
fn begins_with_nothing_asked_and_nothing_spoiled() {
    let state = json!({
        "clock": "2026-09-29T06:00:00Z",
        "faults": [],
        "quota": {"limit": 1500, "used": 0, "plan": "free", "status": 429},
        "requests": [],
    });
    let replay = Replay::start();
    assert_eq!(replay.state(), state);
    assert_eq!(replay.get("/_control/").json(), state, "the control endpoint does not record itself");
}

#[test]
fn refuses_what_it_does_not_know_and_stays_as_it_was() {
    let replay = Replay::start();
    replay.fault(&json!({"source": "frankfurter", "kind": "html"}));
    let before = replay.state();
    for (path, body, reason) in [
        ("clock", r#"{"now": "2026-09-29T06:00:00Z", "speed": 2}"#, "unknown field `speed`"),
        ("clock", r#"{"now": "2026-09-29"}"#, "time"),
        ("clock", "{}", "missing field `now`"),
        ("clock", "", "EOF"),
        ("quota", r#"{"used": 1, "remaining": 1}"#, "unknown field `remaining`"),
        ("quota", r#"{"used": 1, "status": 500}"#, "status must be 200 or 429"),
        ("quota", r#"{"plan": "gold"}"#, "unknown variant `gold`"),
        ("quota", r#"{"used": -1}"#, "invalid value"),
        ("faults", r#"{"source": "frankfurter", "kind": "html"}"#, "expected a sequence"),
        (
            "faults",
            r#"[{"source": "frankfurter", "kind": "html"}, {"source": "ecb"}]"#,
            "fault 1: source: unknown variant `ecb`",
        ),
        (
            "faults",
            r#"[{"source": "frankfurter", "kind": "html", "often": 1}]"#,
            "fault 0: html: unknown field `often`",
        ),
        ("faults", "not json", "expected"),
    ] {
        let answer = replay.put(path, body);
        assert_eq!(answer.status, 400, "{path} {body}");
        let error = answer.json()["error"].as_str().expect("a message").to_owned();
        assert!(error.contains(reason), "{path} {body}: {error}");
        assert_eq!(replay.state(), before, "{path} {body}");
    }
}

#[test]
fn refuses_paths_and_methods_that_it_does_not_have() {
    let replay = Replay::start();
    for (method, path) in [("GET", "/_control/clock"), ("PUT", "/_control/speed"), ("POST", "/_control/faults")] {
        let answer = replay.request(method, path, "", "").expect("an answer");
        assert_eq!(answer.status, 404);
        assert_eq!(answer.json(), json!({"error": format!("there is no {method} {path}")}));
    }
}

#[test]
fn every_change_answers_with_the_new_state() {
    let replay = Replay::start();
    let answer = replay.put("clock", r#"{"now": "2024-06-10T08:00:00+02:00"}"#);
    assert_eq!(answer.json()["clock"], "2024-06-10T06:00:00Z");
    assert_eq!(answer.json(), replay.state());
}

#[test]
fn records_requests_without_the_key() {
    let replay = Replay::start();
    replay.get_with(&format!("/v6/{KEY}/latest/USD"), "user-agent: makerates/0.1\r\n");
    replay.get("/v6/somebody-elses-key/quota");
    replay.get_with(&format!("/v1/latest?base=EUR&apikey={KEY}"), &format!("user-agent: {KEY}\r\n"));
    replay.get_with("/v1/currencies", &format!("referer: http://x/{KEY}/\r\n"));
    let at = "2026-09-29T06:00:00Z";
    let record = |path: &str, query: Value, status: u16, user_agent: Value, key_seen: bool| {
        json!({
            "method": "GET", "path": path, "query": query, "status": status, "at": at,
            "user_agent": user_agent, "key_seen": key_seen,
        })
    };
    let expected = json!([
        record("/v6/<key>/latest/USD", json!(null), 200, json!("makerates/0.1"), true),
        record("/v6/<key>/quota", json!(null), 403, json!(null), false),
        record("/v1/latest", json!("base=EUR&apikey=<key>"), 422, json!("<key>"), true),
        record("/v1/currencies", json!(null), 200, json!(null), true),
    ]);
    let state = replay.get("/_control");
    assert_eq!(state.json()["requests"], expected);
    assert!(!state.body.contains(KEY) && !state.body.contains("somebody"));
    replay.delete("requests");
    assert_eq!(replay.state()["requests"], json!([]));
}

#[test]
fn records_the_clock_of_each_request() {
    let replay = Replay::start();
    replay.get("/v1/latest");
    replay.set("clock", r#"{"now": "2026-09-29T18:00:00Z"}"#);
    replay.get("/v1/latest");
    let state = replay.state();
    assert_eq!(state["requests"][0]["at"], "2026-09-29T06:00:00Z");
    assert_eq!(state["requests"][1]["at"], "2026-09-29T18:00:00Z");
}

#[test]
fn a_fault_may_carry_a_large_body() {
    let replay = Replay::start();
    let text = "x".repeat(4 << 20);
    replay.fault(&json!({"source": "frankfurter", "kind": "body", "text": text, "times": 1}));
    assert_eq!(replay.get("/v1/latest").body.len(), text.len());
}
