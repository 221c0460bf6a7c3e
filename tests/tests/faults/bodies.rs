//! Bodies that are no answer: set aside as they came, with a receipt that says why.

use crate::case::{ALL, Case, EXCHANGERATE, Extractor, FRANKFURTER, KeptBody, NOW, OPEN, PANEL};
use makerates_tests::{World, in_case};
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
        rejected("another base", json!({"kind": "wrong_base", "base": "XOF"}), "rejected: wrong_base"),
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
        let case = Case { kept: KeptBody::Answer, ..Case::overcome("a wrong content type", 1, fault) };
        case.check(&mut world, extractor);
        world.replay.set_faults(&json!([]));
    }
}

#[test]
fn of_a_hundred_megabytes_the_beginning_is_kept() {
    let case = Case {
        kept: KeptBody::FirstMebibyte,
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

/// With one usable rate it would be an answer that is short of others; without any it is none, on every face.
#[test]
fn an_answer_without_one_usable_rate_is_set_aside() {
    let mut world = World::at(NOW);
    let rates = r#""USD":"1.1","JPY":0,"GBP":null,"CHF":{},"sek":11.2,"PLN":NaN"#;
    let of_feed = rates.replace(r#""USD":"1.1""#, r#""USD":1,"EUR":-0.9"#);
    let feed = r#"{"result":"success","time_last_update_unix":1790640001,"base_code":"USD","#;
    let record = |quote, rate| {
        let day = r#""date":"2026-09-28""#;
        format!(
            r#"{{{day},"base":"EUR","quote":"{quote}","rate":1.1,"providers":[{{"key":"ECB",{day},"rate":{rate}}}]}}"#
        )
    };
    for (extractor, text) in [
        (FRANKFURTER, format!(r#"{{"amount":1.0,"base":"EUR","date":"2026-09-28","rates":{{{rates}}}}}"#)),
        (PANEL, format!("[{},{},{}]", record("USD", "\"1.1\""), record("JPY", "0"), record("GBP", "NaN"))),
        (EXCHANGERATE, format!("{feed}\"conversion_rates\":{{{of_feed}}}}}")),
        (OPEN, format!("{feed}\"rates\":{{{of_feed}}}}}")),
    ] {
        let fault = json!({"kind": "body", "text": text});
        rejected("nothing usable", fault.clone(), "rejected: no_usable_rate").check(&mut world, extractor);
        let mut fault = fault;
        fault["source"] = json!(extractor.source);
        world.replay.set_faults(&json!([fault]));
        extractor.run(&world).outcome().expect(4);
        assert_eq!(extractor.usage(&world)["consecutive_failures"], 1, "the circuit counts it");
        assert_eq!(world.run("transform").ok()["recovered_answers"], 0, "nor is it one when it is read again");
    }
}

/// An old copy answers a long range with one entry a week, dated with a Monday: an average that no market had.
#[test]
fn averages_of_weeks_are_no_answer_to_a_question_for_days() {
    let mut world = World::at(NOW);
    let mondays = ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22", "2024-01-29"];
    let of_v1 = mondays.map(|day| format!(r#""{day}":{{"USD":1.1427}}"#)).join(",");
    let of_v1 = format!(
        r#"{{"amount":1.0,"base":"EUR","start_date":"2024-01-01","end_date":"2024-01-31","rates":{{{of_v1}}}}}"#
    );
    let of_v2 = mondays.map(|day| format!(r#"{{"date":"{day}","base":"USD","quote":"SEK","rate":10.1427}}"#));
    for (face, text) in [("--no-panel", of_v1), ("--providers ECB", format!("[{}]", of_v2.join(",")))] {
        let _case = in_case(face);
        world.renew_home();
        world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "body", "text": text}]));
        let ask = || world.run("extract-frankfurter").args("--from 2024-01-01 --to 2024-01-31").args(face).outcome();
        let outcome = ask();
        assert_eq!(outcome.expect(4)["answers_new"], 0);
        assert!(outcome.error().contains("rejected: not_daily"), "{}", outcome.error());
        assert_eq!(world.receipts()[0]["outcome"], "rejected");
        assert_eq!(world.files("bronze/rejected")[0].1, text.as_bytes());
        assert_eq!(FRANKFURTER.usage(&world)["consecutive_failures"], 1);
        let silver = world.run("transform").ok();
        assert_eq!((&silver["recovered_answers"], world.query("select 1 from bronze.rates").len()), (&json!(0), 0));
        // A copy that was mended is asked again, for the same days.
        world.replay.set_faults(&json!([]));
        assert_eq!(ask().expect(0)["answers_new"], 1);
    }
}

fn rejected(name: &'static str, fault: Value, reason: &'static str) -> Case {
    let faults = Value::Array(vec![fault]);
    Case {
        receipt: (Some(200), "rejected", reason),
        kept: KeptBody::Rejected,
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
