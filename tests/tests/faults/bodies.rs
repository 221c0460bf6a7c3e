//! Bodies that are no answer: set aside as they came, with a receipt that says why.

use crate::case::{ALL, Case, EXCHANGERATE, Extractor, FRANKFURTER, Kept, NOW};
use makerates_tests::World;
use serde_json::{Value, json};

#[test]
fn a_body_that_is_no_answer_is_set_aside_as_it_came() {
    let text = |text: &str| json!({"kind": "body", "text": text});
    let cases = [
        rejected("a web page", json!({"kind": "html"}), "rejected: not_json"),
        rejected("truncated", json!({"kind": "truncated"}), "rejected: not_json"),
        rejected("an empty body", text(""), "rejected: not_json"),
        rejected("a byte order mark", text("\u{feff}{\"base\":\"EUR\"}"), "rejected: not_json"),
        rejected("null", text("null"), "rejected: "),
        rejected("a list", text("[]"), "rejected: "),
        rejected("another object", text(r#"{"hello":"world"}"#), "rejected: wrong_shape"),
        rejected("empty rates", json!({"kind": "empty_rates"}), "rejected: empty_rates"),
        rejected("a base that is no currency", json!({"kind": "wrong_base", "base": "???"}), "rejected: wrong_base"),
        rejected("another base", json!({"kind": "wrong_base", "base": "GBP"}), "rejected: wrong_base"),
        rejected("a date after tomorrow", json!({"kind": "future_date", "days": 2}), "rejected: future_date"),
        rejected("another character set", in_latin1(), "rejected: not_json"),
    ];
    check_all(&cases, &ALL);
    // Some banks of the panel date a rate with the day on which it will hold.
    let tomorrow = rejected("tomorrow's date", json!({"kind": "future_date", "days": 1}), "rejected: future_date");
    check_all(&[tomorrow], &[FRANKFURTER, EXCHANGERATE]);
}

/// Letters that are single bytes, and no UTF-8.
fn in_latin1() -> Value {
    json!({"kind": "body", "latin1": true, "text": "{\"café\": 1}"})
}

/// What counts is the body: a proxy may well have lost the type.
#[test]
fn a_wrong_content_type_is_no_fault_of_the_answer() {
    let mut world = World::at(NOW);
    for extractor in ALL {
        let body = String::from_utf8(world.replay.body(&extractor.path())).expect("an answer is text");
        let fault = json!([{"kind": "body", "text": body, "content_type": "text/html"}]);
        let case = Case { kept: Kept::Answer, ..Case::overcome("a wrong content type", 1, fault) };
        case.check(&mut world, extractor);
        world.replay.set_faults(&json!([]));
    }
}

#[test]
fn of_a_hundred_megabytes_the_beginning_is_kept() {
    let case = Case {
        kept: Kept::FirstMebibyte,
        message: &["longer than 33554432 bytes", "rejected/"],
        ..rejected("a body of a hundred megabytes", json!({"kind": "big", "mib": 100}), "rejected: ")
    };
    check_all(&[case], &[FRANKFURTER, EXCHANGERATE]);
}

#[test]
fn a_body_of_another_shape_of_the_same_source_is_set_aside() {
    let text = |text: &str| json!({"kind": "body", "text": text});
    let no_date = text(r#"{"amount":1.0,"base":"EUR","rates":{"USD":1.1}}"#);
    let of_a_hundred = text(r#"{"amount":100.0,"base":"EUR","date":"2026-09-28","rates":{"USD":110}}"#);
    let frankfurter = [
        rejected("no date", no_date, "rejected: missing_date"),
        rejected("another amount", of_a_hundred, "rejected: wrong_shape"),
        rejected("an error with status 200", text(r#"{"message":"not found"}"#), "rejected: source_error"),
    ];
    check_all(&frankfurter, &[FRANKFURTER]);
    let no_stamp = text(r#"{"result":"success","base_code":"USD","conversion_rates":{"USD":1,"EUR":0.9}}"#);
    let unknown_error = text(r#"{"result":"error","error-type":"something-new"}"#);
    let two_dollars = json!({"kind": "replace", "currency": "USD", "with": "2"});
    let exchangerate = [
        rejected("no stamp", no_stamp, "rejected: missing_date"),
        rejected("neither success nor error", text(r#"{"result":"maybe"}"#), "rejected: wrong_shape"),
        rejected("an error of an unknown kind", unknown_error, "rejected: source_error: something-new"),
        rejected("a dollar of two dollars", two_dollars, "rejected: base_is_not_one"),
    ];
    check_all(&exchangerate, &[EXCHANGERATE]);
}

#[test]
fn of_a_body_beyond_the_limit_the_beginning_is_kept() {
    let case = Case {
        setting: Some(("length", "100")),
        kept: Kept::Beginning,
        message: &["longer than 100 bytes", "rejected/"],
        ..rejected("longer than the limit", json!({"kind": "stale", "date": "2026-09-28"}), "rejected: ")
    };
    check_all(&[case], &ALL);
}

fn rejected(name: &'static str, fault: Value, reason: &'static str) -> Case {
    let faults = Value::Array(vec![fault]);
    Case {
        receipt: (Some(200), "rejected", reason),
        kept: Kept::Rejected,
        message: &["latest", "rejected/", "run again"],
        ..Case::new(name, faults)
    }
}

fn check_all(cases: &[Case], extractors: &[Extractor]) {
    let mut world = World::at(NOW);
    for (case, extractor) in cases.iter().flat_map(|case| extractors.iter().map(move |extractor| (case, *extractor))) {
        case.check(&mut world, extractor);
    }
}
