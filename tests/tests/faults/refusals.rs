//! The source answers, and refuses: no further attempt, and a block where it asks for one.

use crate::case::{ALL, Case, EXCHANGERATE, FRANKFURTER, KeptBody, NOW, PANEL, assert_key_is_nowhere};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

#[test]
fn a_429_blocks_the_source_until_the_instant_that_it_names_or_for_20_minutes() {
    let error = r#"{"result":"error","error-type":"too-many-requests","message":"too many requests"}"#;
    let throttled = |name, fault: Value, until| Case {
        exit: 3,
        receipt: (Some(429), "failed", "throttled: HTTP 429"),
        message: &["429", "wait until 2026-09-29T"],
        blocked_until: Some(until),
        status: "throttled",
        ..Case::new(name, json!([fault]))
    };
    let status = |retry_after: Value| json!({"kind": "status", "status": 429, "retry_after": retry_after});
    let (in_20_minutes, at_7) = ("2026-09-29T06:20:00.000Z", "2026-09-29T07:00:00.000Z");
    let cases = [
        throttled("Retry-After in seconds", status(json!(3600)), at_7),
        throttled("Retry-After as a date", status(json!("Tue, 29 Sep 2026 07:00:00 GMT")), at_7),
        throttled("Retry-After that can't be read", status(json!("soon")), in_20_minutes),
        throttled("no Retry-After", json!({"kind": "status", "status": 429}), in_20_minutes),
        throttled("an error in JSON", json!({"kind": "body", "status": 429, "text": error}), in_20_minutes),
    ];
    let mut world = World::at(NOW);
    for (case, extractor) in cases.iter().flat_map(|case| ALL.map(|extractor| (case, extractor))) {
        case.check(&mut world, extractor);
    }
}

#[test]
fn a_blocked_source_is_asked_again_when_the_block_ends() {
    let mut world = World::at(NOW);
    for extractor in ALL {
        let _case = in_case(extractor.endpoint);
        let fault =
            json!([{"source": extractor.source, "kind": "status", "status": 429, "retry_after": 60, "times": 1}]);
        world.renew_home();
        world.set_clock(NOW);
        world.replay.set_faults(&fault);
        extractor.run(&world).outcome().expect(3);
        world.set_clock("2026-09-29T06:00:59.999Z");
        extractor.run(&world).outcome().expect(3);
        world.set_clock("2026-09-29T06:01:00Z");
        assert_eq!(extractor.run(&world).ok()["answers_new"], 1);
    }
}

#[test]
fn a_call_that_is_refused_ends_at_once_with_the_reason() {
    let status = |status: u16| json!([{"kind": "status", "status": status}]);
    let body = |status: u16, text: &str| json!([{"kind": "body", "status": status, "text": text}]);
    let refused = |name, faults, status, reason| Case {
        receipt: (Some(status), "failed", reason),
        message: &["latest", "check sources."],
        ..Case::new(name, faults)
    };
    let cases = [
        refused("404", body(404, r#"{"message":"not found"}"#), 404, "refused: HTTP 404"),
        refused("422", body(422, r#"{"message":"bad base"}"#), 422, "refused: HTTP 422"),
        refused("204 without a body", status(204), 204, "refused: HTTP 204"),
        refused("a redirect", status(302), 302, "redirect: HTTP 302"),
        Case {
            message: &["HTTP 304", "cache"],
            ..refused("304 to no condition", status(304), 304, "not_modified: HTTP 304")
        },
    ];
    let mut world = World::at(NOW);
    for (case, extractor) in cases.iter().flat_map(|case| ALL.map(|extractor| (case, extractor))) {
        case.check(&mut world, extractor);
    }
}

/// What the API itself says of us is our configuration.
#[test]
fn a_401_or_403_in_the_api_s_own_words_is_a_matter_of_our_account() {
    let mut world = World::at(NOW);
    for (extractor, text, message) in [
        (FRANKFURTER, r#"{"message":"forbidden"}"#, &["HTTP 40", "check sources.frankfurter.url"] as &[&str]),
        (PANEL, r#"{"status":403,"message":"forbidden"}"#, &["HTTP 40", "check sources.frankfurter.url"]),
        (
            EXCHANGERATE,
            r#"{"result":"error","error-type":"something-new"}"#,
            &["HTTP 40", "check EXCHANGERATE_API_KEY"],
        ),
    ] {
        for status in [401, 403] {
            let case = Case {
                exit: 2,
                receipt: (Some(status), "failed", "misconfigured: HTTP 40"),
                message,
                status: "misconfigured",
                ..Case::new("the API's own words", json!([{"kind": "body", "status": status, "text": text}]))
            };
            case.check(&mut world, extractor);
        }
    }
}

/// What stands before the source knows nothing of our account.
#[test]
fn a_401_or_403_in_any_other_words_is_the_source_s_and_its_body_is_kept() {
    let mut world = World::at(NOW);
    let problem = r#"{"title":"Error 1010: Access denied","status":403,"error_code":1010}"#;
    let page = "<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>";
    for extractor in ALL {
        for (status, text) in [
            (403, "error code: 1010"),
            (403, page),
            (401, page),
            (403, problem),
            (403, ""),
            (403, r#"{"result":"error"}"#),
        ] {
            let case = Case {
                receipt: (Some(status), "rejected", "rejected: HTTP 40"),
                kept: KeptBody::Rejected,
                message: &["HTTP 40", "content network", "rejected/"],
                ..Case::new("a content network", json!([{"kind": "body", "status": status, "text": text}]))
            };
            case.check(&mut world, extractor);
            world
                .replay
                .set_faults(&json!([{"source": extractor.source, "kind": "body", "status": status, "text": text}]));
            extractor.run(&world).outcome().expect(4);
            assert_eq!(extractor.usage(&world)["consecutive_failures"], 1, "the circuit counts it");
        }
    }
}

#[test]
fn the_error_type_of_exchangerate_api_decides_whatever_the_status() {
    let mut world = World::at(NOW);
    for status in [200_u16, 403] {
        let error = |kind: &str| json!([{"kind": "body", "status": status, "text": format!(r#"{{"result":"error","error-type":"{kind}"}}"#)}]);
        let misconfigured = |name| Case {
            exit: 2,
            receipt: (Some(status), "failed", "misconfigured"),
            message: &["EXCHANGERATE_API_KEY", "account"],
            status: "misconfigured",
            ..Case::new(name, error(name))
        };
        let refused = |name, reason, message| Case {
            receipt: (Some(status), "failed", reason),
            message,
            ..Case::new(name, error(name))
        };
        let cases = [
            misconfigured("invalid-key"),
            misconfigured("inactive-account"),
            refused("unsupported-code", "refused: unsupported-code", &["unsupported-code", "check sources."]),
            refused("malformed-request", "refused: malformed-request", &["malformed-request", "check sources."]),
            refused("no-data-available", "no-data-available", &["no-data-available", "Frankfurter"]),
            refused("plan-upgrade-required", "plan-upgrade-required", &["plan", "Frankfurter"]),
            Case {
                exit: 3,
                receipt: (Some(status), "failed", "quota_reached"),
                message: &["quota", "billing month"],
                blocked_until: Some("2026-10-01T00:00:00.000Z"),
                status: "exhausted",
                ..Case::new("quota-reached", error("quota-reached"))
            },
        ];
        for case in cases {
            let _status = in_case(format!("HTTP {status}"));
            case.check(&mut world, EXCHANGERATE);
        }
    }
}

#[test]
fn a_used_up_account_is_blocked_until_its_next_billing_month() {
    let world = World::at(NOW);
    world.replay.set_quota(&json!({"limit": 1500, "used": 1500, "status": 200}));
    let run = || EXCHANGERATE.run(&world).env("MAKERATES_QUOTA__EXCHANGERATE__REFRESH_DAY_OF_MONTH", "17");
    let until = "2026-10-17T00:00:00.000Z";
    assert_eq!(run().outcome().expect(3)["retry_at"], until);
    let asked = world.replay.requests().len();
    assert_eq!(run().outcome().expect(3)["retry_at"], until);
    assert_eq!(world.replay.requests().len(), asked, "the account is not asked again");
    let usage = world.run("quota-gate").args("available --preferred exchangerate").ok();
    assert_eq!((&usage["source"], &usage["failover_from"]), (&json!("frankfurter"), &json!("exchangerate")));
}

#[test]
fn a_wrong_key_is_a_matter_of_configuration_and_stays_unseen() {
    let world = World::at(NOW);
    let wrong = "wrong-key-77aa";
    let outcome = EXCHANGERATE.run(&world).env("EXCHANGERATE_API_KEY", wrong).outcome();
    assert_eq!(outcome.expect(2)["requests"], 1);
    assert!(outcome.error().contains("invalid-key") && outcome.error().contains("EXCHANGERATE_API_KEY"));
    let receipts = world.receipts();
    assert_eq!((&receipts[0]["http_status"], &receipts[0]["outcome"]), (&json!(403), &json!("failed")));
    assert_eq!(EXCHANGERATE.usage(&world)["status"], "misconfigured");
    assert!(!outcome.stdout.contains(wrong) && !outcome.stderr.contains(wrong));
    assert_eq!(world.files_with(wrong), [""; 0]);
}

#[test]
fn a_past_day_needs_a_plan_that_has_history() {
    let world = World::at(NOW);
    let outcome = EXCHANGERATE.run(&world).args("--date 2026-09-25").outcome();
    assert_eq!(outcome.expect(4)["requests"], 1);
    for word in ["2026-09-25", "plan-upgrade-required", "ask Frankfurter", "upgrade the plan"] {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    let receipt = &world.receipts()[0];
    assert_eq!((&receipt["endpoint"], &receipt["parameters"]), (&json!("history"), &json!("2026-09-25")));
    assert_eq!(EXCHANGERATE.usage(&world)["request_count"], 1);
    assert_key_is_nowhere(&world, &outcome);
}

#[test]
fn without_a_key_a_past_day_is_refused_before_a_request() {
    let world = World::at(NOW);
    let outcome = world.run("extract-exchangerate").args("--date 2026-09-25").outcome();
    outcome.expect(2);
    assert!(outcome.error().contains("EXCHANGERATE_API_KEY") && outcome.error().contains("Frankfurter"));
    assert_eq!(world.replay.requests(), [Value::Null; 0]);
}
