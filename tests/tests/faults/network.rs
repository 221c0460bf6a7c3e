//! The source does not answer, or has a fault of its own: two more attempts, then exit 4.

use crate::case::{ALL, Case, NOW};
use makerates_tests::World;
use serde_json::{Value, json};

#[test]
fn a_fault_that_goes_away_costs_attempts_and_nothing_else() {
    let reset_then_502 = json!([{"kind": "reset", "times": 1}, {"kind": "status", "status": 502, "times": 1}]);
    check_all(&[
        Case::overcome("500 once", 2, json!([{"kind": "status", "status": 500, "times": 1}])),
        Case::overcome("503 twice", 3, json!([{"kind": "status", "status": 503, "times": 2}])),
        Case::overcome("a reset, then 502", 3, reset_then_502),
        Case::overcome("broken off half-way once", 2, json!([{"kind": "broken_off", "times": 1}])),
        Case::overcome("a trickle that ends in time", 1, json!([{"kind": "trickle", "bytes": 500, "ms": 1}])),
    ]);
}

#[test]
fn a_server_error_that_stays_ends_after_three_attempts() {
    let page = "<html><body>Bad gateway</body></html>";
    let error = r#"{"result":"error","error-type":"internal-error","message":"internal error"}"#;
    let body = |status: u16, text: &str| json!([{"kind": "body", "status": status, "text": text}]);
    let cases = [
        failed("500 without a body", body(500, ""), (Some(500), "server_error: HTTP 500")),
        failed("502 with a web page", body(502, page), (Some(502), "server_error: HTTP 502")),
        failed("503 with an error in JSON", body(503, error), (Some(503), "server_error: HTTP 503")),
        failed("504", body(504, ""), (Some(504), "server_error: HTTP 504")),
    ];
    check_all(&cases.map(|case| Case { message: &["HTTP 50", "run it again later"], ..case }));
}

#[test]
fn a_source_that_is_not_reached_ends_after_three_attempts() {
    let label_longer_than_dns_allows = "http://a234567890b234567890c234567890d234567890e234567890f234567890g234567890";
    let cases = [
        Case {
            message: &["latest", "run it again later"],
            ..failed("the connection is reset", json!([{"kind": "reset"}]), (None, ""))
        },
        Case {
            setting: Some(("url", "http://127.0.0.1:1")),
            message: &["refused", "run it again later"],
            ..failed("nobody listens", json!([]), (None, ""))
        },
        Case {
            setting: Some(("url", label_longer_than_dns_allows)),
            message: &["no network", "just demo"],
            ..failed("the name has no address", json!([]), (None, "no network"))
        },
        Case {
            setting: Some(("MAKERATES_HTTP__TOTAL_TIMEOUT_MS", "100")),
            message: &["timeout", "run it again later"],
            ..failed("no answer in time", json!([{"kind": "hang", "ms": 600_000}]), (None, "timeout"))
        },
        Case {
            message: &["latest", "run it again later"],
            ..failed("every answer is broken off half-way", json!([{"kind": "broken_off"}]), (None, ""))
        },
        Case {
            setting: Some(("MAKERATES_HTTP__TOTAL_TIMEOUT_MS", "300")),
            message: &["timeout", "run it again later"],
            ..failed(
                "a trickle that would take minutes",
                json!([{"kind": "trickle", "bytes": 1, "ms": 50}]),
                (None, "timeout"),
            )
        },
        Case {
            setting: Some(("MAKERATES_HTTP__READ_TIMEOUT_MS", "100")),
            message: &["timeout", "run it again later"],
            ..failed("silence for too long", json!([{"kind": "hang", "ms": 600_000}]), (None, "timeout"))
        },
    ];
    check_all(&cases);
}

fn failed(name: &'static str, faults: Value, (http_status, reason): (Option<u16>, &'static str)) -> Case {
    Case { attempts: 3, receipt: (http_status, "failed", reason), ..Case::new(name, faults) }
}

fn check_all(cases: &[Case]) {
    let mut world = World::at(NOW);
    for (case, extractor) in cases.iter().flat_map(|case| ALL.map(|extractor| (case, extractor))) {
        case.check(&mut world, extractor);
    }
}
