//! The source does not answer, or has a fault of its own: two more attempts, then exit 4.

use crate::case::{ALL, Case, EXCHANGERATE, NOW};
use makerates_tests::World;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
fn a_fault_that_goes_away_costs_attempts_and_nothing_else() {
    let reset_then_502 = json!([{"kind": "reset", "times": 1}, {"kind": "status", "status": 502, "times": 1}]);
    check_all(&[
        Case::overcome("500 once", 2, json!([{"kind": "status", "status": 500, "times": 1}])),
        Case::overcome("503 twice", 3, json!([{"kind": "status", "status": 503, "times": 2}])),
        Case::overcome("a reset, then 502", 3, reset_then_502),
        Case::overcome("408 once", 2, json!([{"kind": "status", "status": 408, "times": 1}])),
        Case::overcome("425 twice", 3, json!([{"kind": "status", "status": 425, "times": 2}])),
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
        failed("408", body(408, ""), (Some(408), "server_error: HTTP 408")),
        failed("425", body(425, page), (Some(425), "server_error: HTTP 425")),
    ];
    check_all(&cases.map(|case| Case { message: &["HTTP ", "run it again later"], ..case }));
}

/// A short pause is waited for; for a longer one the source is left alone, and so is it after the last attempt.
#[test]
fn a_server_error_that_names_an_instant_is_not_asked_again_before_it() {
    let status =
        |status: u16, retry_after: Value| json!({"kind": "status", "status": status, "retry_after": retry_after});
    let blocked = |name, fault: Value, attempts, until| Case {
        attempts,
        receipt: (
            fault["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
            "failed",
            "server_error: HTTP ",
        ),
        message: &["HTTP ", "run it again after 2026-"],
        blocked_until: Some(until),
        status: "throttled",
        ..Case::new(name, json!([fault]))
    };
    check_all(&[
        blocked("503 for an hour", status(503, json!(3600)), 1, "2026-09-29T07:00:00.000Z"),
        blocked("408 as a date", status(408, json!("Tue, 29 Sep 2026 07:00:00 GMT")), 1, "2026-09-29T07:00:00.000Z"),
        blocked("502 for 136 years", status(502, json!(4_294_967_295_u32)), 1, "2026-10-30T06:00:00.000Z"),
        blocked("503 for more seconds than that", status(503, json!("99999999999")), 1, "2026-10-30T06:00:00.000Z"),
        blocked("503 for a fraction", status(503, json!("3599.5")), 1, "2026-09-29T07:00:00.000Z"),
        failed("500 and no instant", json!([status(500, json!("soon"))]), (Some(500), "server_error: HTTP 500")),
        failed("500 and the past", json!([status(500, json!(0))]), (Some(500), "server_error: HTTP 500")),
    ]);
    // These wait in earnest: one face stands for all.
    let mut world = World::at(NOW);
    blocked("503 for a second, each time", status(503, json!(1)), 3, "2026-09-29T06:00:01.000Z")
        .check(&mut world, EXCHANGERATE);
    let once = json!([{"kind": "status", "status": 503, "retry_after": 1, "times": 1}]);
    let begun = Instant::now();
    Case::overcome("503 for a second, once", 2, once).check(&mut world, EXCHANGERATE);
    assert!(begun.elapsed() >= Duration::from_secs(1), "it was waited for");
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
            url: Some("http://127.0.0.1:1"),
            message: &["refused", "run it again later"],
            ..failed("nobody listens", json!([]), (None, ""))
        },
        Case {
            url: Some(label_longer_than_dns_allows),
            message: &["no network", "just demo"],
            ..failed("the name has no address", json!([]), (None, "no network"))
        },
        Case {
            message: &["latest", "run it again later"],
            ..failed("every answer is broken off half-way", json!([{"kind": "broken_off"}]), (None, ""))
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
