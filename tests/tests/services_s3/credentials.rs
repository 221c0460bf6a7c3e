//! Credentials and buckets that are wrong or missing: found out before a request is spent.

use crate::bucket::{Bucket, CHECK, server};
use makerates_tests::in_case;
use makerates_tests::s3_proxy::{S3Proxy, Way};

#[test]
fn wrong_credentials_cost_no_request() {
    let bucket = Bucket::new("credentials");
    for (variable, value, reason) in [
        ("AWS_SECRET_ACCESS_KEY", "wrong", "SignatureDoesNotMatch"),
        ("AWS_ACCESS_KEY_ID", "nobody", "access key"),
        ("AWS_REGION", "us-west-2", "AuthorizationHeaderMalformed"),
    ] {
        for arguments in ["", "--refresh", "--from 2026-09-21 --to 2026-09-25"] {
            let _case = in_case(format!("{variable} {arguments}"));
            let run = bucket.run("extract-frankfurter").args(arguments);
            let outcome = run.env(variable, value).outcome();
            bucket.assert_refused(&outcome, &[reason]);
            assert!(!outcome.stderr.contains(&server().secret_key), "{}", outcome.stderr);
        }
        let outcome = bucket.run("transform").env(variable, value).outcome();
        bucket.assert_storage_failed(&outcome, &[reason]);
    }
    assert!(bucket.objects().is_empty());
}

#[test]
fn a_missing_bucket_that_may_not_be_created_costs_no_request() {
    let bucket = Bucket::missing("not-mine");
    let proxy =
        S3Proxy::start(
            server(),
            |request, _| {
                if request.is_creation() { Way::Refused(403, "AccessDenied") } else { Way::Through }
            },
        );
    for arguments in ["", "--refresh", "--from 2026-09-21 --to 2026-09-25"] {
        let _case = in_case(arguments);
        let outcome = bucket.through(&proxy, "extract-frankfurter").args(arguments).outcome();
        bucket.assert_says(&outcome, &["it can't be made", "AccessDenied", "make it (`aws s3 mb s3://not-mine`)"]);
        bucket.assert_nothing_asked();
    }
    assert!(!bucket.is_there());
}

#[test]
fn a_missing_bucket_is_created_and_the_run_goes_on() {
    for (name, tool, arguments) in [
        ("made-for-ecb", "extract-frankfurter", "--no-panel"),
        ("made-for-days", "extract-frankfurter", "--from 2026-09-21 --to 2026-09-25 --no-panel"),
        ("made-for-feed", "extract-exchangerate", ""),
    ] {
        let _case = in_case(name);
        let bucket = Bucket::missing(name);
        let outcome = bucket.run(tool).args(arguments).outcome();
        assert_eq!(outcome.expect(0)["answers_new"], 1);
        assert!(
            outcome.stderr.contains(&format!("the bucket {name} was missing, and is created")),
            "{}",
            outcome.stderr
        );
        let objects = bucket.objects();
        assert_eq!((objects.len(), objects.contains_key(CHECK)), (3, true), "{:?}", objects.keys());
        bucket.run("transform").ok();
    }
}

/// A name that is spelled wrong must not look like a bronze without faults, nor become a bucket.
#[test]
fn what_only_reads_says_that_the_bucket_is_missing_and_creates_none() {
    let bucket = Bucket::missing("not-there");
    for arguments in ["", "bronze verify", "bronze ls"] {
        let _case = in_case(arguments);
        let outcome = bucket.run("transform").args(arguments).outcome();
        bucket.assert_storage_failed(&outcome, &["NoSuchBucket"]);
        assert!(!bucket.is_there());
    }
}
