//! Each fault with its row of the table.

use super::*;
use crate::Scope;
use makerates_core::failure::Exit;
use makerates_domain::source::Endpoint;

#[test]
fn exits_retries_and_circuit_are_those_of_the_table() {
    let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
    let request = Request::latest(Endpoint::V6, "latest", String::new());
    let fault = |status: u16, body: Option<AnswerFault>| {
        let answer = HttpAnswer { status, ..HttpAnswer::default() };
        Fault::of_answer(&request, &answer, body, now)
    };
    let named = |kind: &str| Some(AnswerFault::SourceError(kind.to_owned()));
    let day = "2026-09-28".parse().unwrap();
    let (none, failure) = (CallOutcome::Neutral, CallOutcome::SourceFailure);
    let no_answer = |error: fn(String) -> HttpError| Fault::NoAnswer(error(String::new()));
    let cases = [
        (no_answer(HttpError::Unreachable), Exit::Source, true, failure),
        (fault(500, None), Exit::Source, true, failure),
        (fault(503, named("something-new")), Exit::Source, true, failure),
        (fault(429, None), Exit::NoSource, false, none),
        (fault(429, named("something-new")), Exit::NoSource, false, none),
        (fault(200, named("quota-reached")), Exit::NoSource, false, none),
        (fault(429, named("invalid-key")), Exit::NoSource, false, none),
        (fault(429, named("malformed-request")), Exit::NoSource, false, none),
        (fault(403, named("invalid-key")), Exit::Usage, false, none),
        (fault(200, named("inactive-account")), Exit::Usage, false, none),
        (fault(401, None), Exit::Source, false, failure),
        (fault(403, Some(AnswerFault::NotJson(String::new()))), Exit::Source, false, failure),
        (fault(403, named("something-new")), Exit::Usage, false, none),
        (fault(304, None), Exit::Source, false, failure),
        (fault(408, None), Exit::Source, true, failure),
        (fault(425, named("something-new")), Exit::Source, true, failure),
        (fault(200, Some(AnswerFault::NoUsableRate)), Exit::Source, false, failure),
        (fault(200, Some(AnswerFault::NotDaily(3))), Exit::Source, false, failure),
        (fault(200, Some(AnswerFault::OtherDays(day, day))), Exit::Source, false, failure),
        (fault(404, None), Exit::Source, false, none),
        (fault(404, named("unsupported-code")), Exit::Source, false, none),
        (fault(200, named("plan-upgrade-required")), Exit::Source, false, none),
        (fault(404, named("no-data-available")), Exit::Source, false, none),
        (fault(302, None), Exit::Source, false, failure),
        (fault(200, named("something-new")), Exit::Source, false, failure),
        (fault(200, Some(AnswerFault::EmptyRates)), Exit::Source, false, failure),
        (Fault::TooLong(1), Exit::Source, false, failure),
        (Fault::EchoesKey, Exit::Source, false, failure),
        (no_answer(HttpError::NoNetwork), Exit::Source, true, none),
        (no_answer(HttpError::Address), Exit::Usage, false, none),
        (
            Fault::NoAnswer(HttpError::Proxy { variable: "HTTPS_PROXY", reason: String::new() }),
            Exit::Usage,
            false,
            none,
        ),
        (no_answer(HttpError::NotWritten), Exit::Storage, false, none),
    ];
    assert!(matches!(fault(429, named("quota-reached")), Fault::QuotaReached));
    for (fault, exit, retryable, outcome) in cases {
        assert_eq!(fault.failure(&request).exit, exit, "{fault}");
        assert_eq!(fault.is_retryable(), retryable, "{fault}");
        assert_eq!(fault.call_outcome(), outcome, "{fault}");
    }
}

/// Of a morning the run has asked them already, and past days of theirs may be left.
#[test]
fn the_central_banks_are_the_next_step_after_the_ecb_s_past_days_alone() {
    let day = ["2024-06-28".parse().unwrap()];
    let scope = Scope::of_days(&day, &[]);
    let next = |request: &Request| Fault::ServerError { status: 503, retry_at: None }.failure(request).next;
    let past = |endpoint| next(&Request::of_days(endpoint, &scope, &day, String::new()));
    let names_panel = |next: &str| next.contains("extract-frankfurter --panel");
    assert!(names_panel(&past(Endpoint::V1)));
    for endpoint in [Endpoint::V1, Endpoint::V2, Endpoint::V6] {
        let next = next(&Request::latest(endpoint, "latest", String::new()));
        assert_eq!(next, "run it again later, or ask the other source", "{endpoint}");
    }
    assert!(!names_panel(&past(Endpoint::V2)));
}
