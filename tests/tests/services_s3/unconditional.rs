//! Servers that can't write on condition: that is told at start, and each object is looked for before it is written.

use crate::bucket::{Bucket, CHECK, server};
use makerates_tests::in_case;
use makerates_tests::s3_proxy::{S3Proxy, Way};

const WARNING: &str = "the S3 server does not honour `If-None-Match`";

#[test]
fn a_server_without_the_condition_is_told_of_and_asked_before_each_write() {
    let cases = [
        ("ignores", Way::Unconditional),
        ("not-implemented", Way::Refused(501, "NotImplemented")),
        ("not-implemented-400", Way::Refused(400, "NotImplemented")),
    ];
    for (name, way) in cases {
        let _case = in_case(name);
        let bucket = Bucket::new(name);
        let proxy = S3Proxy::start(server(), move |request, _| if request.is_conditional { way } else { Way::Through });
        let run = || {
            proxy.forget();
            let outcome = bucket.through(&proxy, "extract-frankfurter").args("--no-panel --refresh").outcome();
            outcome.expect(0);
            assert!(outcome.stderr.contains("WARN") && outcome.stderr.contains(WARNING), "{}", outcome.stderr);
        };
        let of_answers = || -> Vec<String> {
            let requests = proxy.requests().into_iter().filter(|request| request.key.starts_with("answers/"));
            requests.map(|request| request.method).collect()
        };
        run();
        assert_eq!(of_answers(), ["HEAD", "PUT"]);
        assert_eq!(proxy.requests().iter().filter(|request| request.is_conditional && request.key != CHECK).count(), 0);
        let before = bucket.objects();
        assert!(before.contains_key(CHECK), "the store was tried out: {:?}", before.keys());
        run();
        assert_eq!(of_answers(), ["HEAD"], "it is there, and is not written again");
        let after = bucket.objects();
        assert_eq!(after.len(), before.len() + 1, "a receipt, and no answer");
        assert!(before.iter().all(|(key, bytes)| after.get(key) == Some(bytes)), "none is changed");
        let mut outcomes = bucket.outcomes();
        outcomes.sort();
        assert_eq!(outcomes, ["new", "unchanged"]);
    }
}

#[test]
fn a_server_with_the_condition_is_neither_warned_of_nor_asked_before() {
    let bucket = Bucket::new("honours");
    let proxy = S3Proxy::looking(server());
    let outcome = bucket.through(&proxy, "extract-frankfurter").outcome();
    outcome.expect(0);
    assert!(!outcome.stderr.contains("WARN"), "{}", outcome.stderr);
    assert_eq!(proxy.count("HEAD", ""), 0);
    assert!(proxy.requests().iter().all(|request| request.method != "PUT" || request.is_conditional));
}

/// What is tried out before a request is spent is the right to write, not the condition alone.
#[test]
fn a_bucket_that_can_not_be_written_costs_no_request() {
    let bucket = Bucket::new("read-only");
    for is_conditional in [true, false] {
        let proxy = S3Proxy::start(server(), move |request, _| match request.method.as_str() {
            "PUT" if !is_conditional && request.is_conditional => Way::Refused(501, "NotImplemented"),
            "PUT" => Way::Refused(403, "AccessDenied"),
            _ => Way::Through,
        });
        for tool in ["extract-frankfurter", "extract-exchangerate"] {
            let outcome = bucket.through(&proxy, tool).outcome();
            bucket.assert_refused(&outcome, &["writing", "AccessDenied"]);
        }
    }
    assert!(bucket.objects().is_empty());
}
