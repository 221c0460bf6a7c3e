//! The control endpoint changes all or nothing, and tells everything but the key; the process ends with its parent.

use crate::support::{KEY, Replay};
use serde_json::{Value, json};

#[test]
fn refuses_what_it_does_not_know_and_stays_as_it_was() {
    let replay = Replay::start();
    replay.fault(&json!({"source": "frankfurter", "kind": "html"}));
    let before = replay.state();
    for (path, body, reason) in [
        ("clock", r#"{"now": "2026-09-29T06:00:00Z", "speed": 2}"#, "unknown field `speed`"),
        ("clock", r#"{"now": "2026-09-29"}"#, "time"),
        ("quota", r#"{"used": 1, "remaining": 1}"#, "unknown field `remaining`"),
        ("quota", r#"{"used": 1, "status": 500}"#, "status must be 200 or 429"),
        ("faults", r#"[{"source": "frankfurter", "kind": "html"}, {"source": "ecb"}]"#, "fault 1: source: unknown"),
        ("faults", r#"[{"source": "frankfurter", "kind": "html", "often": 1}]"#, "html: unknown field `often`"),
    ] {
        let answer = replay.put(path, body);
        assert_eq!(answer.status, 400, "{path} {body}");
        assert!(answer.body.contains(reason), "{path} {body}: {}", answer.body);
        assert_eq!(replay.state(), before, "{path} {body}");
    }
    assert_eq!(replay.put("speed", "{}").status, 404);
}

#[test]
fn records_each_request_with_the_clock_and_without_the_key() {
    let replay = Replay::start();
    replay.get_with(&format!("/v6/{KEY}/latest/USD"), "user-agent: makerates/0.1\r\n");
    replay.get("/v6/somebody-elses-key/quota");
    replay.get_with(&format!("/v1/latest?base=EUR&apikey={KEY}"), &format!("user-agent: {KEY}\r\n"));
    replay.set("clock", &json!({"now": "2026-09-29T18:00:00Z"}));
    replay.get_with("/v1/latest", &format!("referer: http://x/{KEY}/\r\n"));
    let (morning, evening) = ("2026-09-29T06:00:00Z", "2026-09-29T18:00:00Z");
    let record = |at: &str, path: &str, query: Value, status: u16, user_agent: Value, key_seen: bool| {
        json!({
            "method": "GET", "path": path, "query": query, "status": status, "at": at,
            "user_agent": user_agent, "key_seen": key_seen,
        })
    };
    let expected = json!([
        record(morning, "/v6/<key>/latest/USD", json!(null), 200, json!("makerates/0.1"), true),
        record(morning, "/v6/<key>/quota", json!(null), 403, json!(null), false),
        record(morning, "/v1/latest", json!("base=EUR&apikey=<key>"), 422, json!("<key>"), true),
        record(evening, "/v1/latest", json!(null), 200, json!(null), true),
    ]);
    let state = replay.get("/_control");
    assert_eq!(state.json()["requests"], expected);
    assert!(!state.body.contains(KEY) && !state.body.contains("somebody"));
}

#[test]
fn ends_with_its_parent_even_while_an_answer_hangs() {
    let mut replay = Replay::start();
    replay.fault(&json!({"source": "frankfurter", "kind": "hang", "ms": 86_400_000}));
    let _hanging = replay.ask("/v1/latest");
    replay.until_recorded(1);
    drop(replay.child.stdin.take());
    assert_eq!(replay.child.wait().expect("an end").code(), Some(0));
}
