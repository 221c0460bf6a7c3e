//! Frankfurter v1 from the ECB's recorded rates.

use crate::support::{DATA, Replay};
use flate2::read::MultiGzDecoder;
use std::fs::File;

/// The whole recording as the range answer should write it, made here from the file's own text.
fn whole_history() -> String {
    let file = File::open(format!("{DATA}/ecb_eur.csv.gz")).expect("the recording");
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(file));
    let codes = reader.headers().expect("the columns").clone();
    let day = |row: csv::StringRecord| {
        let fields = codes.iter().zip(row.iter()).skip(1).filter(|(_, digits)| !digits.is_empty());
        let mut rates: Vec<String> = fields.map(|(code, digits)| format!("\"{code}\":{digits}")).collect();
        rates.sort();
        format!("\"{}\":{{{}}}", &row[0], rates.join(","))
    };
    reader.records().map(|row| day(row.expect("a row"))).collect::<Vec<_>>().join(",")
}

#[test]
fn the_whole_history_has_the_recorded_digits() {
    let replay = Replay::at("2026-10-31T06:00:00Z");
    let head = r#"{"amount":1.0,"base":"EUR","start_date":"1999-01-04","end_date":"2026-10-30","rates":{"#;
    let answer = replay.get("/v1/1999-01-04..");
    assert_eq!(answer.status, 200);
    assert!(answer.body == format!("{head}{}}}}}", whole_history()), "some digits differ");
}

#[test]
fn knows_the_digits_of_single_days() {
    let replay = Replay::start();
    for (day, rates) in [
        ("1999-01-04", r#"{"GBP":0.7111,"JPY":133.73,"USD":1.1789}"#),
        ("2024-01-02", r#"{"GBP":0.86645,"JPY":155.68,"USD":1.0956}"#),
        ("2026-09-28", r#"{"GBP":0.85785,"JPY":178.5,"USD":1.1378}"#),
    ] {
        let body = format!(r#"{{"amount":1.0,"base":"EUR","date":"{day}","rates":{rates}}}"#);
        assert_eq!(replay.get(&format!("/v1/{day}?symbols=USD,GBP,JPY")).body, body);
    }
}

#[test]
fn in_the_morning_latest_is_the_previous_working_day() {
    let replay = Replay::start();
    let latest = || replay.get("/v1/latest?symbols=USD").body;
    assert!(latest().contains(r#""date":"2026-09-28","rates":{"USD":1.1378}"#));
    replay.set("clock", r#"{"now": "2026-09-29T16:30:00+02:00"}"#);
    assert!(latest().contains(r#""date":"2026-09-29","rates":{"USD":1.1355}"#));
    replay.set("clock", r#"{"now": "2026-09-29T15:59:59+02:00"}"#);
    assert!(latest().contains("2026-09-28"), "one second before");
}

#[test]
fn in_winter_the_rates_come_an_hour_later_in_utc() {
    let replay = Replay::at("2026-10-30T14:59:59Z");
    assert!(replay.get("/v1/latest").body.contains("2026-10-29"));
    replay.set("clock", r#"{"now": "2026-10-30T15:00:00Z"}"#);
    assert!(replay.get("/v1/latest").body.contains("2026-10-30"));
}

#[test]
fn a_weekend_answers_friday_and_the_future_answers_the_latest() {
    let replay = Replay::start();
    for (asked, date) in [("2026-09-26", "2026-09-25"), ("2026-09-27", "2026-09-25"), ("2026-10-12", "2026-09-28")] {
        assert_eq!(replay.get(&format!("/v1/{asked}")).json()["date"], date, "{asked}");
    }
}

#[test]
fn a_range_has_its_own_shape() {
    let replay = Replay::start();
    let body = concat!(
        r#"{"amount":1.0,"base":"EUR","start_date":"2024-01-05","end_date":"2024-01-08","#,
        r#""rates":{"2024-01-05":{"USD":1.0921},"2024-01-08":{"USD":1.0946}}}"#
    );
    assert_eq!(replay.get("/v1/2024-01-06..2024-01-08?symbols=USD").body, body);
    let open = replay.get("/v1/2026-09-21..").json();
    assert_eq!((&open["start_date"], &open["end_date"]), (&"2026-09-21".into(), &"2026-09-28".into()));
}

#[test]
fn tells_what_it_cannot_answer() {
    let replay = Replay::start();
    let not_found = ["/v1/1999-01-03", "/v1/latest?symbols=XXX", "/v1/nothing", "/", "/v1/2026-10-01.."];
    for path in not_found {
        let answer = replay.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (404, r#"{"message":"not found"}"#), "{path}");
        assert_eq!(answer.header("etag"), None);
    }
    let answer = replay.get("/v1/2024-02-30");
    assert_eq!((answer.status, answer.body.as_str()), (422, r#"{"message":"invalid date"}"#));
    assert_eq!(replay.request("POST", "/v1/latest", "", "").expect("an answer").status, 405);
}

#[test]
fn another_base_is_computed_and_rounded() {
    let replay = Replay::start();
    // 1 / 1.1403, 179.7 / 1.1403 and 20411.37 / 1.1403, whose size decides the decimals.
    let rates = replay.get("/v1/2026-09-25?base=usd&symbols=EUR,JPY").body;
    assert!(rates.ends_with(r#""base":"USD","date":"2026-09-25","rates":{"EUR":0.87696,"JPY":157.59}}"#), "{rates}");
}

#[test]
fn an_unchanged_answer_is_not_sent_again() {
    let replay = Replay::start();
    let first = replay.get("/v1/latest");
    assert_eq!(first.header("cache-control"), Some("public, max-age=86400"));
    let condition = format!("if-none-match: {}\r\n", first.header("etag").expect("a tag"));
    let second = replay.get_with("/v1/latest", &condition);
    assert_eq!((second.status, second.body.as_str()), (304, ""));
    assert_eq!(second.header("etag"), first.header("etag"));
    replay.set("clock", r#"{"now": "2026-09-29T18:00:00Z"}"#);
    assert_eq!(replay.get_with("/v1/latest", &condition).status, 200, "a new day has a new tag");
}

#[test]
fn currencies_are_those_quoted_now() {
    let names = Replay::start().get("/v1/currencies").json();
    assert_eq!(names["AUD"], "Australian Dollar");
    assert_eq!(names["EUR"], "Euro");
    assert!(names.get("HRK").is_none(), "ended");
    assert!(Replay::at("2022-06-01T06:00:00Z").get("/v1/currencies").json().get("HRK").is_some(), "not yet ended");
}
