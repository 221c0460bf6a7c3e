//! Recorded digits, the clock, entity tags and the account.

use crate::support::{DATA, KEY, Replay};
use flate2::read::MultiGzDecoder;
use serde_json::json;
use std::fs::File;

/// The recording's rows with their columns' names, read here once more.
fn rows(name: &str) -> Vec<Vec<(String, String)>> {
    let file = File::open(format!("{DATA}/{name}.csv.gz")).expect("the recording");
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(file));
    let columns = reader.headers().expect("the columns").clone();
    let named =
        |row: csv::StringRecord| columns.iter().zip(&row).map(|(name, text)| (name.into(), text.into())).collect();
    reader.records().map(|row| named(row.expect("a row"))).collect()
}

#[test]
fn the_ecbs_whole_history_arrives_with_its_digits() {
    let day = |row: &Vec<(String, String)>| {
        let quoted = row.iter().skip(1).filter(|(_, digits)| !digits.is_empty());
        let mut rates: Vec<String> = quoted.map(|(code, digits)| format!("\"{code}\":{digits}")).collect();
        rates.sort();
        format!("\"{}\":{{{}}}", row[0].1, rates.join(","))
    };
    let days: Vec<String> = rows("ecb_eur").iter().map(day).collect();
    let head = r#"{"amount":1.0,"base":"EUR","start_date":"1999-01-04","end_date":"2026-10-30","rates":{"#;
    let replay = Replay::at("2026-10-31T06:00:00Z");
    assert!(replay.get("/v1/1999-01-04..").body == format!("{head}{}}}}}", days.join(",")), "some digits differ");
}

#[test]
fn a_bank_of_the_panel_has_its_own_digits() {
    let replay = Replay::at("2025-01-01T06:00:00Z");
    let record = |date: &str, digits: &str| format!(r#""date":"{date}","base":"EUR","quote":"CAD","rate":{digits}"#);
    let rows = rows("boc_cad").into_iter().filter(|row| row[1].1 == "EUR");
    let records: Vec<String> = rows.map(|row| record(&row[0].1, &row[2].1)).collect();
    let body = replay.get("/v2/rates?from=2017-01-01&providers=BOC&quotes=CAD").body;
    assert!(body == format!("[{{{}}}]", records.join("},{")), "some digits differ");
}

#[test]
fn the_feed_has_its_own_digits_on_both_faces() {
    let replay = Replay::start();
    let rows = rows("market_usd").into_iter().filter(|row| row[0].1 == "2026-09-29" && row[1].1 != "USD");
    let mut rates: Vec<String> = rows.map(|row| format!("\"{}\":{}", row[1].1, row[2].1)).collect();
    rates.sort();
    let rates = format!("{{\"USD\":1,{}}}}}", rates.join(","));
    for path in ["/v6/latest/USD", &format!("/v6/{KEY}/latest/USD")] {
        assert!(replay.get(path).body.ends_with(&rates), "{path}");
    }
}

#[test]
fn each_source_knows_a_day_from_its_publication_on() {
    let replay = Replay::start();
    for (path, before, then, old, new) in [
        ("/v1/latest", "2026-09-29T15:59:59+02:00", "2026-09-29T16:00:00+02:00", "2026-09-28", "2026-09-29"),
        (
            "/v6/latest/USD",
            "2026-09-29T00:00:00Z",
            "2026-09-29T00:00:01Z",
            "last_update_unix\":1790553601",
            "last_update_unix\":1790640001",
        ),
        (
            "/v2/rates?quotes=USD&providers=BOC",
            "2024-07-02T16:29:59-04:00",
            "2024-07-02T16:30:00-04:00",
            "2024-06-28",
            "2024-07-02",
        ),
    ] {
        for (now, newest, other) in [(before, old, new), (then, new, old)] {
            replay.set("clock", &json!({ "now": now }));
            let body = replay.get(path).body;
            assert!(body.contains(newest) && !body.contains(other), "{path} at {now}: {body}");
        }
    }
}

#[test]
fn an_unchanged_answer_is_a_304_and_a_changed_one_is_not() {
    let replay = Replay::start();
    for path in ["/v1/latest?base=EUR", "/v2/rates?base=EUR&expand=providers"] {
        let first = replay.get(path);
        let condition = format!("if-none-match: {}\r\n", first.header("etag").expect("a tag"));
        let again = || replay.get_with(path, &condition);
        assert_eq!((again().status, again().body.as_str()), (304, ""), "{path}");
        replay.fault(&json!({"source": "frankfurter", "kind": "multiply", "currency": "USD", "factor": "1.01"}));
        assert_eq!(again().status, 200, "{path}: a rate differs");
        replay.set("faults", &json!([]));
        replay.set("clock", &json!({"now": "2026-09-29T18:00:00Z"}));
        assert_eq!(again().status, 200, "{path}: a new day");
        replay.set("clock", &json!({"now": "2026-09-29T06:00:00Z"}));
    }
}

#[test]
fn the_account_counts_what_the_key_lets_in() {
    let replay = Replay::start();
    let keyed = format!("/v6/{KEY}/latest/USD");
    let error = |path: &str| {
        let answer = replay.get(path);
        (answer.status, answer.json()["error-type"].clone())
    };
    replay.set("quota", &json!({"limit": 4}));
    replay.fault(&json!({"source": "exchangerate", "kind": "status", "status": 503, "times": 1}));
    assert_eq!(replay.get(&keyed).status, 503, "it counts although a fault takes its answer");
    assert_eq!(replay.get(&format!("/v6/{KEY}/quota")).json()["requests_remaining"], 2);
    assert_eq!(error("/v6/wrong/latest/USD"), (403, json!("invalid-key")));
    assert_eq!(error(&format!("/v6/{KEY}/history/USD/2026/9/28")), (403, json!("plan-upgrade-required")));
    assert_eq!(replay.get(&keyed).status, 200);
    assert_eq!(error(&keyed), (429, json!("quota-reached")));
    assert_eq!(replay.get("/v6/latest/USD").status, 200, "open access has no quota");
    replay.set("quota", &json!({"status": 200}));
    assert_eq!(error(&keyed), (200, json!("quota-reached")));
    replay.set("quota", &json!({"used": 0, "plan": "pro"}));
    assert_eq!(replay.get(&format!("/v6/{KEY}/history/USD/2026/9/28")).json()["day"], 28);
    assert_eq!(replay.state()["quota"]["used"], 1);
}
