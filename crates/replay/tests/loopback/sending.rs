//! Faults in how an answer is sent: elsewhere, bit by bit, endless, broken off, or in other bytes.

use crate::support::{KEY, Replay};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read as _};
use std::time::{Duration, Instant};

const ECB: &str = "/v1/latest?symbols=JPY,USD";

/// A server with one fault of Frankfurter's.
fn with(mut fault: Value) -> Replay {
    let replay = Replay::start();
    fault["source"] = "frankfurter".into();
    replay.fault(&fault);
    replay
}

/// Head and body of what came.
fn split(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    (String::from_utf8(bytes[..end].to_vec()).expect("text"), &bytes[end + 4..])
}

/// A body without the lengths of its chunks.
fn dechunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let line = body.iter().position(|&byte| byte == b'\r').expect("a chunk's length");
        let digits = std::str::from_utf8(&body[..line]).expect("digits");
        let length = usize::from_str_radix(digits, 16).expect("a number");
        if length == 0 {
            return whole;
        }
        let chunk = &body[line + 2..];
        whole.extend_from_slice(&chunk[..length]);
        body = &chunk[length + 2..];
    }
}

#[test]
fn a_redirect_leads_elsewhere_without_a_body() {
    let replay = Replay::start();
    let location = "http://127.0.0.1:1/v6/latest/USD";
    replay.fault(&json!({"source": "exchangerate", "kind": "redirect", "location": location}));
    let answer = replay.get(&format!("/v6/{KEY}/latest/USD"));
    assert_eq!((answer.status, answer.body.as_str()), (302, ""));
    assert_eq!(answer.header("location"), Some(location));
    assert_eq!(replay.requests()[0]["status"], 302);
    let permanent = with(json!({"kind": "redirect", "location": "/v1/latest", "status": 308})).get(ECB);
    assert_eq!((permanent.status, permanent.header("location")), (308, Some("/v1/latest")));
}

#[test]
fn a_trickling_answer_is_the_right_one() {
    let replay = Replay::start();
    let sound = replay.get(ECB);
    for bytes in [1, 7, 10_000] {
        replay.fault(&json!({"source": "frankfurter", "kind": "trickle", "bytes": bytes, "ms": 1}));
        assert_eq!(replay.get(ECB), sound, "{bytes} at a time");
    }
}

#[test]
fn between_two_pieces_is_a_pause_that_holds_up_nobody_else() {
    let replay = Replay::start();
    let (whole, _) = replay.receive(ECB);
    let (head, body) = split(&whole);
    replay.fault(&json!({"source": "frankfurter", "kind": "trickle", "bytes": 10, "ms": 86_400_000, "times": 1}));
    let mut slow = replay.send("GET", ECB, "", "").expect("a connection");
    let mut begun = vec![0; head.len() + "\r\n\r\n".len() + 10];
    slow.read_exact(&mut begun).expect("the first piece");
    assert_eq!(split(&begun).1, &body[..10]);
    assert_eq!(replay.get(ECB).status, 200);
    slow.set_nonblocking(true).expect("a socket");
    assert_eq!(slow.read(&mut [0]).expect_err("not in a day").kind(), ErrorKind::WouldBlock);
}

#[test]
fn so_many_pauses_take_so_long() {
    let replay = Replay::start();
    let two_pieces = replay.get(ECB).body.len().div_ceil(2);
    replay.fault(&json!({"source": "frankfurter", "kind": "trickle", "bytes": two_pieces, "ms": 300}));
    let begun = Instant::now();
    replay.get(ECB);
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[test]
fn a_cut_answer_can_trickle_too() {
    let replay = Replay::start();
    let whole = replay.get(ECB).body;
    let trickle = json!({"source": "frankfurter", "kind": "trickle", "bytes": 20, "ms": 1});
    replay.set("faults", &json!([trickle, {"source": "frankfurter", "kind": "truncated"}]).to_string());
    assert_eq!(replay.get(ECB).body, whole[..whole.len() / 2]);
}

#[test]
fn a_broken_off_answer_announces_more_than_it_sends() {
    let replay = Replay::start();
    let whole = replay.get(ECB).body;
    replay.fault(&json!({"source": "frankfurter", "kind": "broken_off", "times": 1}));
    let (bytes, end) = replay.receive(ECB);
    assert_eq!(end.expect_err("no orderly end").kind(), ErrorKind::ConnectionReset);
    let (head, body) = split(&bytes);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains(&format!("content-length: {}\r\n", whole.len())));
    assert_eq!(String::from_utf8_lossy(body), whole[..whole.len() / 2]);
    assert_eq!(replay.requests()[1]["status"], 200);
    assert_eq!(replay.get(ECB).body, whole, "the next connection works");
}

#[test]
fn half_of_a_large_answer_comes_before_it_is_broken_off() {
    let replay = Replay::start();
    let path = "/v1/1999-01-04..";
    let whole = replay.get(path).body;
    replay.fault(&json!({"source": "frankfurter", "kind": "broken_off"}));
    let (bytes, end) = replay.receive(path);
    assert_eq!(end.expect_err("no orderly end").kind(), ErrorKind::ConnectionReset);
    assert_eq!(split(&bytes).1.len(), whole.len() / 2);
}

#[test]
fn what_is_spoiled_on_the_way_is_sent_although_the_client_has_it() {
    let replay = Replay::start();
    let condition = format!("if-none-match: {}\r\n", replay.get(ECB).header("etag").expect("a tag"));
    replay.fault(&json!({"source": "frankfurter", "kind": "trickle", "bytes": 50, "ms": 1, "times": 1}));
    assert_eq!(replay.get_with(ECB, &condition).status, 200);
    assert_eq!(replay.get_with(ECB, &condition).status, 304);
}

#[test]
fn a_big_answer_is_a_json_text_of_unannounced_length() {
    let (bytes, end) = with(json!({"kind": "big", "mib": 3})).receive(ECB);
    end.expect("an orderly end");
    let (head, body) = split(&bytes);
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("content-type: application/json"), "{head}");
    assert!(!head.contains("content-length"), "{head}");
    let body = String::from_utf8(dechunked(body)).expect("text");
    assert_eq!(body.len(), 3 * 1024 * 1024 + 2);
    assert_eq!(serde_json::from_str::<Value>(&body).expect("a JSON text"), json!([]));
}

#[test]
fn a_big_answer_is_made_while_it_is_read() {
    let replay = with(json!({"kind": "big", "mib": 4_000_000_000_u32, "times": 1}));
    let mut stream = replay.send("GET", ECB, "", "").expect("a connection");
    stream.read_exact(&mut vec![0; 1 << 20]).expect("it begins at once");
    drop(stream);
    assert_eq!(replay.requests()[0]["status"], 200);
    assert_eq!(replay.get(ECB).status, 200, "who gives up ends it");
}

#[test]
fn a_body_may_be_no_utf8() {
    let text = "{\u{e9}\u{ff}";
    let (bytes, _) = with(json!({"kind": "body", "text": text, "latin1": true})).receive(ECB);
    assert_eq!(split(&bytes).1, b"{\xe9\xff");
    let (bytes, _) = with(json!({"kind": "body", "text": text})).receive(ECB);
    assert_eq!(split(&bytes).1, text.as_bytes());
}
