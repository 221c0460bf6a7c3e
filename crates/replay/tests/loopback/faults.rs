//! Every kind of fault, on every face that it concerns, and nothing of it afterwards.

use crate::support::{Answer, KEY, Replay};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read as _};

const ECB: &str = "/v1/latest?symbols=JPY,USD";
const ECB_RATES: &str = r#""rates":{"JPY":178.5,"USD":1.1378}}"#;

/// What `kind` makes of an answer.
fn spoiled(source: &str, mut kind: Value, path: &str) -> Answer {
    let replay = Replay::start();
    kind["source"] = source.into();
    replay.fault(&kind);
    let answer = replay.get(path);
    assert_eq!(replay.state()["faults"][0]["applied"], 1, "{kind}");
    answer
}

fn spoiled_ecb(kind: Value) -> Answer {
    spoiled("frankfurter", kind, ECB)
}

#[test]
fn changes_of_rates() {
    for (kind, rates) in [
        (json!({"kind": "multiply", "currency": "USD", "factor": "0.1"}), r#"{"JPY":178.5,"USD":0.11378}"#),
        (json!({"kind": "multiply", "currency": "USD", "factor": "-1"}), r#"{"JPY":178.5,"USD":-1.1378}"#),
        (json!({"kind": "replace", "currency": "USD", "with": "0"}), r#"{"JPY":178.5,"USD":0}"#),
        (json!({"kind": "replace", "currency": "USD", "with": "\"1.08\""}), r#"{"JPY":178.5,"USD":"1.08"}"#),
        (json!({"kind": "replace", "currency": "USD", "with": "1e-12"}), r#"{"JPY":178.5,"USD":1e-12}"#),
        (json!({"kind": "replace", "currency": "USD", "with": "NaN"}), r#"{"JPY":178.5,"USD":NaN}"#),
        (json!({"kind": "drop", "currency": "JPY"}), r#"{"USD":1.1378}"#),
        (json!({"kind": "add", "currency": "ZZZ", "rate": "7.5"}), r#"{"JPY":178.5,"USD":1.1378,"ZZZ":7.5}"#),
        (json!({"kind": "duplicate", "currency": "JPY"}), r#"{"JPY":178.5,"JPY":178.5,"USD":1.1378}"#),
        (json!({"kind": "empty_rates"}), "{}"),
    ] {
        let answer = spoiled_ecb(kind.clone());
        assert!(answer.body.ends_with(&format!("\"rates\":{rates}}}")), "{kind}: {}", answer.body);
        assert_eq!(answer.status, 200);
    }
}

#[test]
fn changes_of_rates_on_the_keyed_face() {
    let keyed = format!("/v6/{KEY}/latest/USD");
    let answer = spoiled("exchangerate", json!({"kind": "multiply", "currency": "AED", "factor": "1.02"}), &keyed);
    assert!(answer.body.contains(r#"{"USD":1,"AED":3.74595,"AFN":63.98129926,"#), "{}", answer.body);
    let answer = spoiled("exchangerate", json!({"kind": "empty_rates"}), &keyed);
    assert!(answer.body.ends_with(r#""conversion_rates":{}}"#));
}

#[test]
fn changes_of_base_and_date() {
    assert!(spoiled_ecb(json!({"kind": "wrong_base", "base": "USD"})).body.contains(r#""base":"USD""#));
    assert!(spoiled_ecb(json!({"kind": "future_date", "days": 2})).body.contains(r#""date":"2026-10-01""#));
    let stamp = spoiled("exchangerate", json!({"kind": "future_date", "days": 2}), "/v6/latest/USD").json();
    assert_eq!(stamp["time_last_update_unix"], 1_790_812_801, "2026-10-01");
    let base = spoiled("exchangerate", json!({"kind": "wrong_base", "base": "EUR"}), "/v6/latest/USD").json();
    assert_eq!(base["base_code"], "EUR");
}

#[test]
fn a_range_is_changed_on_every_day_or_on_one() {
    let range = "/v1/2026-09-24..2026-09-25?symbols=USD";
    let everywhere = spoiled("frankfurter", json!({"kind": "replace", "currency": "USD", "with": "null"}), range);
    assert!(everywhere.body.ends_with(r#"{"2026-09-24":{"USD":null},"2026-09-25":{"USD":null}}}"#));
    let once = json!({"kind": "replace", "currency": "USD", "with": "null", "date": "2026-09-24"});
    let once = spoiled("frankfurter", once, range);
    assert!(once.body.ends_with(r#"{"2026-09-24":{"USD":null},"2026-09-25":{"USD":1.1403}}}"#));
    let empty = spoiled("frankfurter", json!({"kind": "empty_rates"}), range);
    assert!(empty.body.ends_with(r#""start_date":"2026-09-24","end_date":"2026-09-25","rates":{}}"#));
}

#[test]
fn other_answers() {
    let html = spoiled_ecb(json!({"kind": "html"}));
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(html.body.starts_with("<!doctype html>"));

    let seconds = spoiled_ecb(json!({"kind": "status", "status": 429, "retry_after": 30, "body": "slow down"}));
    assert_eq!((seconds.status, seconds.header("retry-after")), (429, Some("30")));
    assert_eq!(seconds.body, "slow down");

    let date = "Tue, 29 Sep 2026 07:00:00 GMT";
    let until = spoiled_ecb(json!({"kind": "status", "status": 503, "retry_after": date}));
    assert_eq!((until.status, until.header("retry-after"), until.body.as_str()), (503, Some(date), ""));

    let verbatim =
        json!({"kind": "body", "status": 418, "content_type": "text/plain; charset=latin1", "text": "\u{feff}{"});
    let verbatim = spoiled_ecb(verbatim);
    assert_eq!((verbatim.status, verbatim.body.as_str()), (418, "\u{feff}{"));
    assert_eq!(verbatim.header("content-type"), Some("text/plain; charset=latin1"));
}

#[test]
fn a_truncated_body_has_a_correct_length() {
    let whole = Replay::start().get(ECB).body;
    let cut = spoiled_ecb(json!({"kind": "truncated"}));
    assert_eq!(cut.body, whole[..whole.len() / 2]);
}

#[test]
fn a_truncated_body_is_sent_although_the_client_has_the_whole() {
    let replay = Replay::start();
    let condition = format!("if-none-match: {}\r\n", replay.get(ECB).header("etag").expect("a tag"));
    replay.fault(&json!({"source": "frankfurter", "kind": "truncated", "times": 1}));
    assert_eq!(replay.get_with(ECB, &condition).status, 200);
    assert_eq!(replay.get_with(ECB, &condition).status, 304);
}

#[test]
fn a_stale_answer_is_that_evenings() {
    let stale = json!({"kind": "stale", "date": "2026-09-23"});
    assert!(spoiled_ecb(stale.clone()).body.contains(r#""date":"2026-09-23""#));
    let weekend = json!({"kind": "stale", "date": "2026-09-20"});
    assert!(spoiled_ecb(weekend).body.contains(r#""date":"2026-09-18""#));
    let stamp = spoiled("exchangerate", stale, "/v6/latest/USD").json();
    assert_eq!(stamp["time_last_update_unix"], 1_790_121_601, "2026-09-23");
    let future = json!({"kind": "stale", "date": "2026-10-30"});
    assert!(spoiled_ecb(future).body.contains(r#""date":"2026-09-28""#), "never newer than the clock");
}

#[test]
fn a_reset_connection_brings_nothing() {
    let replay = Replay::start();
    replay.fault(&json!({"source": "frankfurter", "kind": "reset", "times": 1}));
    let error = replay.try_get(ECB).expect_err("no answer");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(replay.get(ECB).body.ends_with(ECB_RATES), "the next connection works");
    let statuses: Vec<Value> = replay.requests().iter().map(|request| request["status"].clone()).collect();
    assert_eq!(statuses, [json!(null), json!(200)]);
}

#[test]
fn a_hanging_answer_is_recorded_and_holds_up_nobody_else() {
    let replay = Replay::start();
    replay.fault(&json!({"source": "frankfurter", "kind": "hang", "ms": 86_400_000, "times": 1}));
    let mut hanging = replay.send("GET", ECB, "", "").expect("a connection");
    replay.until_recorded(1);
    hanging.set_nonblocking(true).expect("a socket");
    assert_eq!(hanging.read(&mut [0]).expect_err("not in a day").kind(), ErrorKind::WouldBlock);
    drop(hanging);
    assert!(replay.get(ECB).body.ends_with(ECB_RATES));
    assert_eq!(replay.requests().len(), 2);
}

#[test]
fn a_short_wait_ends_in_the_usual_answer() {
    assert!(spoiled_ecb(json!({"kind": "hang", "ms": 1})).body.ends_with(ECB_RATES));
}

#[test]
fn times_and_path_limit_a_fault() {
    let replay = Replay::start();
    replay.fault(
        &json!({"source": "exchangerate", "kind": "status", "status": 500, "times": 2, "path_contains": "latest/USD"}),
    );
    let statuses =
        ["/v6/latest/EUR", "/v6/latest/USD", "/v6/latest/USD", "/v6/latest/USD"].map(|path| replay.get(path).status);
    assert_eq!(statuses, [404, 500, 500, 200]);
    replay.fault(&json!({"source": "exchangerate", "kind": "html", "path_contains": "<key>/quota"}));
    assert_eq!(replay.get(&format!("/v6/{KEY}/quota")).header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn faults_play_in_the_order_given() {
    let replay = Replay::start();
    let list = json!([
        {"source": "frankfurter", "kind": "status", "status": 500, "times": 1},
        {"source": "frankfurter", "kind": "html", "times": 1},
        {"source": "frankfurter", "kind": "drop", "currency": "JPY"},
        {"source": "frankfurter", "kind": "multiply", "currency": "USD", "factor": "2"},
    ]);
    replay.set("faults", &list.to_string());
    let answers = [(); 3].map(|()| replay.get(ECB));
    assert_eq!(answers.each_ref().map(|answer| answer.status), [500, 200, 200]);
    assert!(answers[1].body.starts_with("<!doctype"));
    assert!(answers[2].body.ends_with(r#""rates":{"USD":2.2756}}"#), "{}", answers[2].body);
}

#[test]
fn nothing_of_a_fault_is_left_when_it_is_cleared() {
    let replay = Replay::start();
    let range = "/v1/2026-09-24..2026-09-25";
    let faces = [ECB, range, "/v6/latest/USD"];
    let sound = faces.map(|path| replay.get(path));
    let kinds = json!([
        {"kind": "status", "status": 500},
        {"kind": "html"},
        {"kind": "redirect", "location": "/elsewhere"},
        {"kind": "truncated"},
        {"kind": "multiply", "currency": "USD", "factor": "1.5"},
        {"kind": "replace", "currency": "USD", "with": "null"},
        {"kind": "drop", "currency": "USD"},
        {"kind": "add", "currency": "USD", "rate": "9"},
        {"kind": "duplicate", "currency": "USD"},
        {"kind": "empty_rates"},
        {"kind": "wrong_base", "base": "GBP"},
        {"kind": "future_date", "days": 9},
        {"kind": "body", "text": "{}"},
        {"kind": "stale", "date": "2026-09-01"},
    ]);
    for kind in kinds.as_array().expect("a list") {
        for (source, own) in [("frankfurter", 0), ("exchangerate", 2)] {
            let mut fault = kind.clone();
            fault["source"] = source.into();
            replay.fault(&fault);
            let other = 2 - own;
            assert_ne!(replay.get(faces[own]), sound[own], "{fault}");
            assert_eq!(replay.get(faces[other]), sound[other], "{fault} reached the other source");
            replay.delete("faults");
            assert_eq!(faces.map(|path| replay.get(path)), sound, "{fault} was left");
        }
    }
}
