//! Every kind of fault on an answer of Frankfurter v2.

use crate::support::{Answer, Replay};
use serde_json::{Value, json};
use std::io::ErrorKind;

/// A Tuesday; on Monday Canada rested.
const CLOCK: &str = "2024-07-02T06:00:00Z";
const MONDAY: &str = "/v2/rates?quotes=EUR,USD&expand=providers";
const RANGE: &str = "/v2/rates?from=2024-06-28&quotes=USD&expand=providers";

/// What `kind` alone makes of an answer.
fn spoiled(replay: &Replay, path: &str, mut kind: Value) -> Answer {
    kind["source"] = "frankfurter".into();
    replay.fault(&kind);
    let answer = replay.get(path);
    assert_eq!(replay.state()["faults"][0]["applied"], 1, "{kind}");
    answer
}

/// A short form of an answer's records.
fn short(answer: &Answer) -> String {
    let text =
        answer.body.replace(r#"{"date":"2024-"#, "").replace(r#""date":"2024-"#, "").replace(['"', '}', ']'], "");
    text.replace(",base:EUR,quote:", " ").replace("{key:", "").trim_start_matches('[').to_owned()
}

#[test]
fn a_sound_answer_for_comparison() {
    let replay = Replay::at(CLOCK);
    let usd = "07-01 USD,rate:1.0745,providers:[BOC,06-28,rate:1.071,ECB,07-01,rate:1.0745";
    assert_eq!(short(&replay.get(MONDAY)), format!("07-01 EUR,rate:1.0,{usd}"));
    let friday = "06-28 USD,rate:1.0708,providers:[BOC,06-28,rate:1.071,ECB,06-28,rate:1.0705";
    assert_eq!(short(&replay.get(RANGE)), format!("{friday},{usd}"));
}

#[test]
fn changes_of_rates() {
    let replay = Replay::at(CLOCK);
    let euro = "07-01 EUR,rate:1.0";
    let usd = "07-01 USD,rate:1.0745,providers:[BOC,06-28,rate:1.071,ECB,07-01,rate:1.0745";
    for (kind, records) in [
        (
            json!({"kind": "multiply", "currency": "USD", "factor": "2"}),
            format!("{euro},07-01 USD,rate:2.149,providers:[BOC,06-28,rate:2.142,ECB,07-01,rate:2.149"),
        ),
        (
            json!({"kind": "multiply", "currency": "USD", "factor": "2", "provider": "BOC"}),
            format!("{euro},07-01 USD,rate:1.0745,providers:[BOC,06-28,rate:2.142,ECB,07-01,rate:1.0745"),
        ),
        (
            json!({"kind": "replace", "currency": "USD", "with": "0"}),
            format!("{euro},07-01 USD,rate:0,providers:[BOC,06-28,rate:0,ECB,07-01,rate:0"),
        ),
        (
            json!({"kind": "replace", "currency": "USD", "with": "1e-12", "provider": "ECB"}),
            format!("{euro},07-01 USD,rate:1.0745,providers:[BOC,06-28,rate:1.071,ECB,07-01,rate:1e-12"),
        ),
        (json!({"kind": "replace", "currency": "EUR", "with": "1.1"}), format!("07-01 EUR,rate:1.1,{usd}")),
        (json!({"kind": "drop", "currency": "USD"}), euro.to_owned()),
        (
            json!({"kind": "add", "currency": "ZZZ", "rate": "7.5"}),
            format!("{euro},{usd},07-01 ZZZ,rate:7.5,providers:[ECB,07-01,rate:7.5"),
        ),
        (json!({"kind": "duplicate", "currency": "USD"}), format!("{euro},{usd},{usd}")),
        (json!({"kind": "empty_rates"}), String::new()),
        (json!({"kind": "future_date", "days": 3}), format!("07-05 EUR,rate:1.0,{}", usd.replace("07-01", "07-05"))),
    ] {
        let answer = spoiled(&replay, MONDAY, kind.clone());
        assert_eq!((answer.status, short(&answer)), (200, records), "{kind}");
    }
    assert_eq!(spoiled(&replay, MONDAY, json!({"kind": "empty_rates"})).body, "[]");
}

#[test]
fn a_range_is_changed_on_every_day_or_on_one() {
    let replay = Replay::at(CLOCK);
    let rates = |kind: Value| {
        let answer = spoiled(&replay, RANGE, kind).json();
        answer.as_array().expect("a list").iter().map(|record| record["rate"].to_string()).collect::<Vec<_>>()
    };
    let replace = json!({"kind": "replace", "currency": "USD", "with": "7"});
    assert_eq!(rates(replace.clone()), ["7", "7"]);
    let mut once = replace;
    once["date"] = "2024-06-28".into();
    assert_eq!(rates(once), ["7", "1.0745"]);
    assert_eq!(spoiled(&replay, RANGE, json!({"kind": "empty_rates"})).body, "[]");
    assert_eq!(rates(json!({"kind": "empty_rates", "date": "2024-07-01"})), ["1.0708"]);
}

#[test]
fn the_future_moves_only_what_is_newest() {
    let replay = Replay::at(CLOCK);
    let answer = spoiled(&replay, RANGE, json!({"kind": "future_date", "days": 1}));
    let friday = "06-28 USD,rate:1.0708,providers:[BOC,06-28,rate:1.071,ECB,06-28,rate:1.0705";
    let moved = "07-03 USD,rate:1.0745,providers:[BOC,06-28,rate:1.071,ECB,07-03,rate:1.0745";
    assert_eq!(short(&answer), format!("{friday},{moved}"));
}

#[test]
fn a_wrong_base_is_named_in_every_record() {
    let replay = Replay::at(CLOCK);
    let answer = spoiled(&replay, MONDAY, json!({"kind": "wrong_base", "base": "USD"}));
    assert_eq!(answer.body.matches(r#""base":"USD","quote":"#).count(), 2);
    assert!(!answer.body.contains(r#""base":"EUR""#));
}

#[test]
fn a_stale_answer_is_that_evenings() {
    let replay = Replay::at(CLOCK);
    let evening = spoiled(&replay, MONDAY, json!({"kind": "stale", "date": "2024-06-28"}));
    let usd = "06-28 USD,rate:1.0708,providers:[BOC,06-28,rate:1.071,ECB,06-28,rate:1.0705";
    assert_eq!(short(&evening), format!("06-28 EUR,rate:1.0,{usd}"));
    let future = spoiled(&replay, MONDAY, json!({"kind": "stale", "date": "2024-07-31"}));
    assert_eq!(future.json()[0]["date"], "2024-07-01", "never newer than the clock");
}

#[test]
fn changes_reach_lines_as_well() {
    let replay = Replay::at(CLOCK);
    replay.fault(&json!({"source": "frankfurter", "kind": "multiply", "currency": "USD", "factor": "2"}));
    let lines = replay.get_with(MONDAY, "accept: application/x-ndjson\r\n");
    assert!(lines.body.ends_with("\"rate\":2.149}]}\n"), "{}", lines.body);
}

#[test]
fn other_answers() {
    let replay = Replay::at(CLOCK);
    assert!(spoiled(&replay, MONDAY, json!({"kind": "html"})).body.starts_with("<!doctype html>"));
    assert_eq!(
        spoiled(&replay, MONDAY, json!({"kind": "status", "status": 503, "retry_after": 9})).header("retry-after"),
        Some("9")
    );
    assert_eq!(spoiled(&replay, MONDAY, json!({"kind": "body", "text": "[]"})).body, "[]");
    assert_eq!(spoiled(&replay, MONDAY, json!({"kind": "redirect", "location": "/x"})).header("location"), Some("/x"));
}

#[test]
fn what_happens_on_the_way() {
    let replay = Replay::at(CLOCK);
    let sound = replay.get(MONDAY);
    assert_eq!(spoiled(&replay, MONDAY, json!({"kind": "hang", "ms": 1})), sound);
    assert_eq!(spoiled(&replay, MONDAY, json!({"kind": "trickle", "bytes": 100, "ms": 1})), sound);
    let half = &sound.body[..sound.body.len() / 2];
    assert_eq!(spoiled(&replay, MONDAY, json!({"kind": "truncated"})).body, half);
    for (kind, received) in [("reset", ""), ("broken_off", half)] {
        replay.fault(&json!({"source": "frankfurter", "kind": kind}));
        let (bytes, end) = replay.receive(MONDAY);
        assert_eq!(end.expect_err("no orderly end").kind(), ErrorKind::ConnectionReset, "{kind}");
        assert!(String::from_utf8_lossy(&bytes).ends_with(received), "{kind}");
    }
    replay.fault(&json!({"source": "frankfurter", "kind": "big", "mib": 1}));
    assert!(replay.receive(MONDAY).0.len() > 1024 * 1024);
}

#[test]
fn a_fault_that_finds_nothing_is_not_used_up() {
    let replay = Replay::at(CLOCK);
    for (path, kind) in [
        ("/v2/rates?providers=BOE", json!({"kind": "wrong_base", "base": "USD"})),
        ("/v2/rates?quotes=USD", json!({"kind": "multiply", "currency": "USD", "factor": "2", "provider": "ECB"})),
        (MONDAY, json!({"kind": "replace", "currency": "USD", "with": "0", "provider": "BOE"})),
        (MONDAY, json!({"kind": "drop", "currency": "JPY"})),
    ] {
        let sound = replay.get(path);
        let mut fault = kind.clone();
        fault["source"] = "frankfurter".into();
        replay.fault(&fault);
        assert_eq!(replay.get(path), sound, "{kind}");
        assert_eq!(replay.state()["faults"][0]["applied"], 0, "{kind}");
        replay.delete("faults");
    }
}
