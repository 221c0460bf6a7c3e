//! Frankfurter v2 from what two banks recorded.

use crate::support::{DATA, Replay};
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;

/// Both recordings have data up to here; the Bank of Canada's ends with 2024.
const NEW_YEAR: &str = "2025-01-01T06:00:00Z";

fn records(replay: &Replay, parameters: &str) -> Vec<Value> {
    let answer = replay.get(&format!("/v2/rates?{parameters}"));
    assert_eq!(answer.status, 200, "{parameters}: {}", answer.body);
    answer.json().as_array().expect("a list").clone()
}

/// A bank's own digits of one currency in the answer's form, made here from the file's own text.
fn recorded(file: &str, pick: impl Fn(&BTreeMap<&str, &str>) -> Option<(String, String)>) -> Vec<(String, String)> {
    let file = File::open(format!("{DATA}/{file}.csv.gz")).expect("the recording");
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(file));
    let columns = reader.headers().expect("the columns").clone();
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.filter_map(|row| pick(&columns.iter().zip(row.iter()).collect())).collect()
}

/// The same from an answer: JSON keeps the digits of a number as they came.
fn answered(replay: &Replay, parameters: &str) -> Vec<(String, String)> {
    let answer = replay.get(&format!("/v2/rates?{parameters}"));
    let record = |text: &str| {
        let date = text.split('"').nth(3).expect("a date").to_owned();
        (date, text.rsplit_once("\"rate\":").expect("a rate").1.trim_end_matches(['}', ']']).to_owned())
    };
    answer.body.split("},{").map(record).collect()
}

#[test]
fn one_bank_alone_has_its_own_digits_from_its_first_day_on() {
    let replay = Replay::at(NEW_YEAR);
    let ecb = recorded("ecb_eur", |row| Some((row["Date"].to_owned(), row["USD"].to_owned())));
    let ecb: Vec<_> = ecb.into_iter().filter(|(date, _)| date.as_str() < "2025").collect();
    assert!(answered(&replay, "from=1999-01-01&providers=ECB&quotes=USD") == ecb, "some digits differ");
    let euro = |row: &BTreeMap<&str, &str>| {
        (row["currency"] == "EUR").then(|| (row["rate_date"].to_owned(), row["cad_per_unit"].to_owned()))
    };
    let boc = recorded("boc_cad", euro);
    assert!(answered(&replay, "from=1999-01-01&providers=BOC&quotes=CAD") == boc, "some digits differ");
}

#[test]
fn digits_are_rounded_unless_one_bank_is_asked_alone() {
    let replay = Replay::at(NEW_YEAR);
    for (providers, rate) in [("providers=ecb", "17487.21"), ("providers=ECB,XXX", "17487"), ("", "17469")] {
        let body = replay.get(&format!("/v2/rates?date=2024-06-28&quotes=IDR&{providers}")).body;
        assert!(body.ends_with(&format!("\"rate\":{rate}}}]")), "{providers}: {body}");
    }
}

#[test]
fn on_canada_day_only_the_ecb_is_new() {
    let replay = Replay::at(NEW_YEAR);
    let body = concat!(
        r#"[{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":1.0},"#,
        r#"{"date":"2024-06-28","base":"EUR","quote":"PEN","rate":4.1085,"providers":["#,
        r#"{"key":"BOC","date":"2024-06-28","rate":4.1085}]},"#,
        r#"{"date":"2024-07-01","base":"EUR","quote":"USD","rate":1.0745,"providers":["#,
        r#"{"key":"BOC","date":"2024-06-28","rate":1.071},{"key":"ECB","date":"2024-07-01","rate":1.0745}]}]"#
    );
    assert_eq!(replay.get("/v2/rates?date=2024-07-01&quotes=EUR,PEN,USD&expand=providers").body, body);
    let around = records(&replay, "from=2024-06-29&to=2024-07-02&quotes=PEN,USD");
    let dates: Vec<String> = around.iter().map(|record| format!("{} {}", record["date"], record["quote"])).collect();
    let expected = ["06-28 PEN", "06-28 USD", "07-01 USD", "07-02 PEN", "07-02 USD"];
    assert_eq!(dates.join(",").replace('"', ""), expected.map(|record| format!("2024-{record}")).join(","));
}

#[test]
fn on_easter_monday_only_the_bank_of_canada_is_new() {
    let body = concat!(
        r#"[{"date":"2024-04-01","base":"EUR","quote":"USD","rate":1.075,"providers":["#,
        r#"{"key":"BOC","date":"2024-04-01","rate":1.075},{"key":"ECB","date":"2024-03-28","rate":1.0811}]}]"#
    );
    assert_eq!(Replay::at(NEW_YEAR).get("/v2/rates?date=2024-04-01&quotes=USD&expand=providers").body, body);
}

#[test]
fn in_a_range_too_a_bank_that_fell_silent_is_carried_for_fourteen_days() {
    let replay = Replay::at(NEW_YEAR);
    let rouble = records(&replay, "from=2022-03-01&to=2022-03-17&quotes=RUB&expand=providers");
    let ecb = |date: &str| {
        let record = rouble.iter().find(|record| record["date"] == date).expect("a record of that day");
        let entries = record["providers"].as_array().expect("entries");
        entries.iter().find(|entry| entry["key"] == "ECB").map(|entry| entry["date"].clone())
    };
    assert_eq!(ecb("2022-03-15"), Some(json!("2022-03-01")));
    assert_eq!(ecb("2022-03-16"), None);
}

#[test]
fn two_banks_may_be_far_apart() {
    let replay = Replay::at(NEW_YEAR);
    let lira = &records(&replay, "date=2021-12-20&quotes=TRY&expand=providers")[0];
    let entries = json!([
        {"key": "BOC", "date": "2021-12-20", "rate": 19.0456},
        {"key": "ECB", "date": "2021-12-20", "rate": 20.043},
    ]);
    assert_eq!(lira["providers"], entries);
    assert_eq!(lira["rate"].to_string(), "19.5445");
    assert_eq!(records(&replay, "date=2021-12-20&quotes=TRY&providers=ECB")[0]["rate"].to_string(), "20.0434");
    assert_eq!(records(&replay, "date=2021-12-20&quotes=TRY&providers=BOC")[0]["rate"].to_string(), "19.0456");
}

#[test]
fn a_range_is_what_its_days_say_each_record_once() {
    let replay = Replay::at(NEW_YEAR);
    for selection in ["expand=providers", "providers=BOC", "quotes=EUR,PEN,USD"] {
        let mut by_day = BTreeMap::new();
        for day in (23..=30).map(|day| format!("2024-03-{day}")).chain((1..=9).map(|day| format!("2024-04-0{day}"))) {
            for record in records(&replay, &format!("date={day}&{selection}")) {
                let key = (record["date"].to_string(), record["quote"].to_string());
                by_day.entry(key).or_insert(record);
            }
        }
        let range = records(&replay, &format!("from=2024-03-23&to=2024-04-09&{selection}"));
        assert!(range.len() > 15, "{selection}");
        assert_eq!(range, by_day.into_values().collect::<Vec<_>>(), "{selection}");
    }
}

#[test]
fn five_years_are_answered_and_not_a_day_more() {
    let replay = Replay::at(NEW_YEAR);
    let range = "/v2/rates?from=2019-12-31&expand=providers&to=";
    assert_eq!(replay.get(&format!("{range}2024-12-31")).status, 200);
    let refused = replay.get(&format!("{range}2025-01-01"));
    assert_eq!((refused.status, &refused.json()["status"]), (422, &json!(422)));
    let message = refused.json()["message"].as_str().expect("a message").to_owned();
    assert!(message.starts_with("date range exceeds 5 years at daily granularity; "), "{message}");
    let named = "/v2/rates?from=1999-01-04&expand=providers&providers=ECB,BOC&quotes=USD";
    assert_eq!(replay.get(named).status, 200);
}

#[test]
fn lines_and_list_have_the_same_records() {
    let replay = Replay::at(NEW_YEAR);
    let path = "/v2/rates?from=2024-01-01&expand=providers";
    let lines = replay.get_with(path, "accept: application/x-ndjson\r\n");
    assert_eq!((lines.header("content-type"), lines.header("vary")), (Some("application/x-ndjson"), Some("accept")));
    let read = |line: &str| serde_json::from_str::<Value>(line).expect("a record");
    let lines: Vec<Value> = lines.body.lines().map(read).collect();
    assert!(lines.len() > 8000);
    assert!(lines == *replay.get(path).json().as_array().expect("a list"), "some records differ");
}

#[test]
fn each_bank_publishes_by_its_own_clock() {
    let replay = Replay::at("2024-07-02T16:29:59-04:00");
    let entries = || records(&replay, "quotes=USD&expand=providers")[0]["providers"].clone();
    let ecb = json!({"key": "ECB", "date": "2024-07-02", "rate": 1.0729});
    assert_eq!(entries(), json!([{"key": "BOC", "date": "2024-06-28", "rate": 1.071}, ecb]));
    replay.set("clock", r#"{"now": "2024-07-02T16:30:00-04:00"}"#);
    assert_eq!(entries(), json!([{"key": "BOC", "date": "2024-07-02", "rate": 1.0736}, ecb]));
}

#[test]
fn providers_are_told_as_known_at_the_clock() {
    let replay = Replay::at(NEW_YEAR);
    let providers = || replay.get("/v2/providers").json();
    let told = providers();
    assert_eq!(
        (&told[0]["key"], &told[0]["start_date"], &told[0]["end_date"]),
        (&json!("BOC"), &json!("2017-01-03"), &json!("2024-12-31"))
    );
    assert_eq!(
        (&told[1]["key"], &told[1]["start_date"], &told[1]["end_date"]),
        (&json!("ECB"), &json!("1999-01-04"), &json!("2024-12-31"))
    );
    assert_eq!([&told[0], &told[1]].map(|bank| bank["currencies"].as_array().map(Vec::len)), [Some(27), Some(42)]);
    replay.set("clock", r#"{"now": "2017-01-03T12:00:00Z"}"#);
    assert_eq!(providers().as_array().map(Vec::len), Some(1), "the Bank of Canada has not yet begun");
}

#[test]
fn an_unchanged_answer_is_not_sent_again() {
    let replay = Replay::at(NEW_YEAR);
    for path in ["/v2/rates", "/v2/rates?from=2024-12-01", "/v2/providers"] {
        let first = replay.get(path);
        assert_eq!(first.header("cache-control"), Some("public, max-age=86400"), "{path}");
        let condition = format!("if-none-match: {}\r\n", first.header("etag").expect("a tag"));
        assert_eq!(replay.get_with(path, &condition).status, 304, "{path}");
        let lines = format!("{condition}accept: application/x-ndjson\r\n");
        assert_eq!(replay.get_with(path, &lines).status, if path == "/v2/providers" { 304 } else { 200 }, "{path}");
    }
}

#[test]
fn tells_what_it_cannot_answer() {
    let replay = Replay::at(NEW_YEAR);
    for (path, status, message) in [
        ("/v2/rates?symbols=USD", 422, "unknown parameter: symbols"),
        ("/v2/rates?date=2024-02-30", 422, "invalid date"),
        ("/v2/rates?date=2024-02-01&to=2024-02-02", 422, "conflicting params"),
        ("/v2/rates?expand=days", 422, "invalid expand: days"),
        ("/v2/rates?base=USD", 422, "only base EUR is replayed"),
        ("/v2/rates?from=2024-02-01&group=week", 422, "group is not replayed"),
        ("/v2/rate/EUR/USD", 404, "not found"),
        ("/v2", 404, "not found"),
    ] {
        let answer = replay.get(path);
        assert_eq!((answer.status, answer.json()), (status, json!({"status": status, "message": message})), "{path}");
        assert_eq!(answer.header("etag"), None);
    }
    assert_eq!(replay.get("/v2/rates?providers=BOE").body, "[]");
}
