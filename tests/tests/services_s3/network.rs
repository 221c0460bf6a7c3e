//! Networks and servers that fail: for a moment, which costs attempts alone, or for ever, which ends the run.

use crate::bucket::{Bucket, CHECK, server};
use makerates_tests::in_case;
use makerates_tests::s3_proxy::{Request, S3Proxy, Way};
use serde_json::json;

/// Three megabytes: enough to be cut in the middle.
const HISTORY: &str = "--from 1999-01-04 --to 2026-09-28 --no-panel";

/// A proxy whose first answers to a write below a prefix are these.
fn at_first(prefix: &'static str, ways: &'static [Way]) -> S3Proxy {
    S3Proxy::start(server(), move |request, earlier| {
        let is_met = request.is("PUT", prefix);
        ways.get(earlier).copied().filter(|_| is_met).unwrap_or(Way::Through)
    })
}

#[test]
fn a_write_that_fails_for_a_moment_is_tried_again() {
    const BUSY: Way = Way::Refused(503, "SlowDown");
    const CONFLICT: Way = Way::Refused(409, "ConditionalRequestConflict");
    let cases: [(&str, &str, &str, &[Way]); 7] = [
        ("busy-check", CHECK, "--no-panel", &[BUSY]),
        ("busy-answer", "answers/", "--no-panel", &[BUSY]),
        ("busy-receipt", "receipts/", "--no-panel", &[BUSY]),
        ("failed-answer", "answers/", "--no-panel", &[Way::Refused(500, "InternalError"), Way::RefusedByAnother(502)]),
        ("conflicts", "answers/", "--no-panel", &[CONFLICT, CONFLICT, CONFLICT]),
        ("cut-answer", "answers/", HISTORY, &[Way::Cut]),
        ("cut-receipt", "receipts/", "--no-panel", &[Way::Cut]),
    ];
    for (name, prefix, arguments, ways) in cases {
        let _case = in_case(name);
        let bucket = Bucket::new(name);
        let proxy = at_first(prefix, ways);
        let outputs = bucket.through(&proxy, "extract-frankfurter").args(arguments).ok();
        assert_eq!((&outputs["answers_new"], &outputs["requests"]), (&json!(1), &json!(1)));
        assert!(proxy.count("PUT", prefix) > ways.len(), "it was tried again");
        assert!(bucket.answers() == [bucket.body()], "what the source sent");
        assert_eq!(bucket.outcomes(), ["new"]);
        assert_eq!(bucket.run("transform").args("bronze verify").ok()["damaged"], json!([]));
    }
}

/// The attempt after it finds the object there: to the run it is one that somebody else wrote.
#[test]
fn a_write_whose_answer_is_lost_leaves_one_object_and_ends_well() {
    // The last one: of a large body that the server does not want it reads no more, and no answer is ever heard.
    const NEVER_HEARD: &[Way] = &[Way::AnswerLost, Way::Cut, Way::Cut, Way::Cut, Way::Cut];
    let cases: [(&str, &str, &str, &[Way], &str); 5] = [
        ("lost-of-check", CHECK, "--no-panel", &[Way::AnswerLost], "new"),
        ("lost-of-answer", "answers/", "--no-panel", &[Way::AnswerLost], "unchanged"),
        ("lost-of-receipt", "receipts/", "--no-panel", &[Way::AnswerLost], "new"),
        ("lost-of-history", "answers/", HISTORY, &[Way::AnswerLost], "unchanged"),
        ("never-heard", "answers/", HISTORY, NEVER_HEARD, "unchanged"),
    ];
    for (name, prefix, arguments, ways, outcome) in cases {
        let _case = in_case(name);
        let bucket = Bucket::new(name);
        let proxy = at_first(prefix, ways);
        bucket.through(&proxy, "extract-frankfurter").args(arguments).ok();
        assert!(bucket.answers() == [bucket.body()]);
        assert_eq!(bucket.outcomes(), [outcome]);
        assert_eq!(bucket.objects().len(), 3, "with the object of the check");
        assert_eq!(bucket.run("transform").ok()["unreadable_answers"], 0);
    }
}

/// Of a large body that it does not want the server reads nothing, and closes: its answer may then never be heard.
#[test]
fn a_large_answer_that_is_there_is_not_sent_again() {
    let bucket = Bucket::new("history-again");
    bucket.run("extract-frankfurter").args(HISTORY).ok();
    let proxy = S3Proxy::looking(server());
    let again = bucket.through(&proxy, "extract-frankfurter").args(HISTORY).arg("--refresh").ok();
    assert_eq!((&again["answers_new"], &again["answers_unchanged"]), (&json!(0), &json!(1)));
    assert_eq!((proxy.count("HEAD", "answers/"), proxy.count("PUT", "answers/")), (1, 0));
    assert!(bucket.answers() == [bucket.body()]);
}

#[test]
fn a_server_that_is_never_there_ends_the_run_before_a_request() {
    let cases: [(&'static str, Way, &[&str]); 2] = [
        ("busy-for-ever", Way::Refused(503, "SlowDown"), &["SlowDown"]),
        ("a-web-page", Way::RefusedByAnother(503), &["HTTP 503"]),
    ];
    for (name, way, words) in cases {
        let _case = in_case(name);
        let bucket = Bucket::new(name);
        let proxy = S3Proxy::start(server(), move |_, _| way);
        let outcome = bucket.through(&proxy, "extract-frankfurter").arg("--no-panel").outcome();
        bucket.assert_refused(&outcome, words);
        assert_eq!(bucket.objects().len(), 0);
    }
    let bucket = Bucket::new("nobody-listens");
    let outcome = bucket.at("http://127.0.0.1:1", "extract-frankfurter").arg("--no-panel").outcome();
    bucket.assert_refused(&outcome, &["refused"]);
}

/// The request was made and counted, and what it brought found no place: that is told, and nothing is half-written.
#[test]
fn a_server_that_fails_after_the_check_leaves_nothing_half_written() {
    let only_check = |request: &Request| request.method != "PUT" || request.is("PUT", CHECK);
    let cases: [(&'static str, Way, &[&str]); 2] = [
        ("busy-later", Way::Refused(503, "SlowDown"), &["SlowDown", "answers/"]),
        ("cut-for-ever", Way::Cut, &["answers/"]),
    ];
    for (name, way, words) in cases {
        let _case = in_case(name);
        let bucket = Bucket::new(name);
        let proxy = S3Proxy::start(server(), move |request, _| if only_check(request) { Way::Through } else { way });
        let outcome = bucket.through(&proxy, "extract-frankfurter").arg("--no-panel").outcome();
        bucket.assert_storage_failed(&outcome, words);
        assert!(outcome.stderr.contains("nor was a receipt written"), "{}", outcome.stderr);
        assert_eq!(bucket.objects().into_keys().collect::<Vec<_>>(), [CHECK]);
        assert_eq!((outcome.expect(6)["requests"].as_u64(), bucket.counted()), (Some(1), 1));

        bucket.run("extract-frankfurter").arg("--no-panel").ok();
        assert_eq!(bucket.outcomes(), ["new"], "the next run has it");
    }
}
