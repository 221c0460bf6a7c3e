//! Faults hit what they name, as they say, and nothing else.

use crate::support::{KEY, Replay, split};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read as _};

const ECB: &str = "/v1/latest";
const DAY_MS: u64 = 86_400_000;

/// A server with one fault of Frankfurter's.
fn with(mut fault: Value) -> Replay {
    let replay = Replay::start();
    fault["source"] = "frankfurter".into();
    replay.fault(&fault);
    replay
}

#[test]
fn a_fault_reaches_its_own_source_and_is_gone_when_cleared() {
    let replay = Replay::start();
    let faces = [ECB, "/v1/2026-09-24..2026-09-25", "/v2/rates?expand=providers", "/v6/latest/USD"];
    let ask = || faces.map(|path| replay.get(path));
    let sound = ask();
    let kinds = json!([
        {"kind": "status", "status": 500},
        {"kind": "html"},
        {"kind": "redirect", "location": "/elsewhere"},
        {"kind": "body", "text": "{}"},
        {"kind": "truncated"},
        {"kind": "stale", "date": "2026-09-01"},
        {"kind": "multiply", "currency": "USD", "factor": "1.5"},
        {"kind": "replace", "currency": "USD", "with": "null"},
        {"kind": "drop", "currency": "USD"},
        {"kind": "add", "currency": "USD", "rate": "9"},
        {"kind": "duplicate", "currency": "USD"},
        {"kind": "empty_rates"},
        {"kind": "wrong_base", "base": "GBP"},
        {"kind": "future_date", "days": 9},
    ]);
    for kind in kinds.as_array().expect("a list") {
        for source in ["frankfurter", "exchangerate"] {
            let mut fault = kind.clone();
            fault["source"] = source.into();
            replay.fault(&fault);
            for (index, answer) in ask().iter().enumerate() {
                let is_hit = (index == 3) == (source == "exchangerate");
                assert_eq!(answer != &sound[index], is_hit, "{fault} {}", faces[index]);
            }
            replay.set("faults", &json!([]));
            assert_eq!(ask(), sound, "{fault} was left");
        }
    }
}

#[test]
fn times_path_and_order_decide_which_fault_acts() {
    let replay = Replay::start();
    let fault = |path: &str, status: u16| json!({"source": "exchangerate", "kind": "status", "status": status, "times": 1, "path_contains": path});
    replay.set("faults", &json!([fault("latest/USD", 500), fault("latest/USD", 503), fault("<key>/quota", 502)]));
    let paths = ["/v6/latest/EUR", "/v6/latest/USD", "/v6/latest/USD", "/v6/latest/USD"];
    assert_eq!(paths.map(|path| replay.get(path).status), [404, 500, 503, 200]);
    assert_eq!(replay.get(&format!("/v6/{KEY}/quota")).status, 502);
    let applied: Vec<Value> = replay.list("faults").iter().map(|fault| fault["applied"].clone()).collect();
    assert_eq!(applied, [1, 1, 1]);
}

#[test]
fn other_answers_are_what_was_asked_for() {
    let status = with(json!({"kind": "status", "status": 429, "retry_after": 30, "body": "slow down"})).get(ECB);
    assert_eq!((status.status, status.header("retry-after"), &*status.body), (429, Some("30"), "slow down"));
    let moved = with(json!({"kind": "redirect", "location": "http://127.0.0.1:1/x", "status": 308})).get(ECB);
    assert_eq!((moved.status, moved.header("location"), &*moved.body), (308, Some("http://127.0.0.1:1/x"), ""));
    let html = with(json!({"kind": "html"})).get(ECB);
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let body = json!({"kind": "body", "status": 418, "content_type": "text/plain", "text": "\u{feff}{"});
    let body = with(body).get(ECB);
    assert_eq!((body.status, body.header("content-type"), &*body.body), (418, Some("text/plain"), "\u{feff}{"));
    let (bytes, _) = with(json!({"kind": "body", "text": "{\u{e9}", "latin1": true})).receive(ECB);
    assert_eq!(split(&bytes).1, b"{\xe9");
}

#[test]
fn a_stale_answer_is_never_newer_than_the_clock() {
    for (day, date) in [("2026-09-20", "2026-09-18"), ("2026-10-30", "2026-09-28")] {
        assert_eq!(with(json!({"kind": "stale", "date": day})).get(ECB).json()["date"], date);
    }
}

#[test]
fn a_cut_body_has_a_right_length_and_a_broken_one_does_not() {
    let replay = Replay::start();
    let path = "/v1/1999-01-04..";
    let whole = replay.get(path).body;
    let half = &whole[..whole.len() / 2];
    replay.fault(&json!({"source": "frankfurter", "kind": "truncated", "times": 1}));
    assert!(replay.get(path).body == half);
    replay.fault(&json!({"source": "frankfurter", "kind": "broken_off", "times": 1}));
    let (bytes, end) = replay.receive(path);
    assert_eq!(end.expect_err("no orderly end").kind(), ErrorKind::ConnectionReset);
    let (head, body) = split(&bytes);
    assert!(head.contains(&format!("content-length: {}\r\n", whole.len())), "{head}");
    assert!(body == half.as_bytes());
    replay.fault(&json!({"source": "frankfurter", "kind": "reset", "times": 1}));
    let (bytes, end) = replay.receive(path);
    assert_eq!((bytes.len(), end.expect_err("no answer").kind()), (0, ErrorKind::ConnectionReset));
    let statuses: Vec<Value> = replay.list("requests").iter().map(|request| request["status"].clone()).collect();
    assert_eq!(statuses, [json!(200), json!(200), json!(200), json!(null)]);
    assert!(replay.get(path).body == whole, "the next connection works");
}

#[test]
fn a_slow_answer_is_right_and_holds_up_nobody_else() {
    let replay = Replay::start();
    let sound = replay.get(ECB);
    replay.fault(&json!({"source": "frankfurter", "kind": "trickle", "bytes": 7, "ms": 1}));
    assert_eq!(replay.get(ECB), sound);
    for (kind, begins_with) in [
        (json!({"source": "frankfurter", "kind": "trickle", "bytes": 10, "ms": DAY_MS, "times": 1}), 10),
        (json!({"source": "frankfurter", "kind": "hang", "ms": DAY_MS, "times": 1}), 0),
    ] {
        let before = replay.list("requests").len();
        replay.fault(&kind);
        let mut slow = replay.ask(ECB);
        replay.until_recorded(before + 1);
        let mut begun = Vec::new();
        while begins_with > 0 && !begun.ends_with(&sound.body.as_bytes()[..begins_with]) {
            let mut byte = [0];
            slow.read_exact(&mut byte).expect("the first piece");
            begun.extend(byte);
        }
        assert_eq!(replay.get(ECB), sound);
        slow.set_nonblocking(true).expect("a socket");
        assert_eq!(slow.read(&mut [0]).expect_err("not in a day").kind(), ErrorKind::WouldBlock, "{kind}");
    }
}

#[test]
fn a_big_answer_is_made_while_it_is_read() {
    let replay = with(json!({"kind": "big", "mib": 4_000_000_000_u32, "times": 1}));
    let mut stream = replay.ask(ECB);
    let mut begun = vec![0; 1 << 20];
    stream.read_exact(&mut begun).expect("it begins at once");
    let (head, _) = split(&begun);
    assert!(head.contains("application/json") && !head.contains("content-length"), "{head}");
    drop(stream);
    assert_eq!(replay.get(ECB).status, 200, "who gives up ends it");
}

#[test]
fn a_spoiled_body_is_sent_although_the_client_has_the_whole() {
    let replay = Replay::start();
    let condition = format!("if-none-match: {}\r\n", replay.get(ECB).header("etag").expect("a tag"));
    for kind in [json!({"kind": "truncated"}), json!({"kind": "trickle", "bytes": 500, "ms": 1})] {
        let mut fault = kind;
        (fault["source"], fault["times"]) = ("frankfurter".into(), 1.into());
        replay.fault(&fault);
        assert_eq!(replay.get_with(ECB, &condition).status, 200, "{fault}");
        assert_eq!(replay.get_with(ECB, &condition).status, 304, "{fault}");
    }
}
