//! Buckets larger than a page of a listing, and the cache: what was written or read once is not fetched again.

use crate::bucket::{Bucket, server};
use makerates_tests::s3_proxy::S3Proxy;
use serde_json::json;
use std::collections::BTreeSet;

/// A listing has a thousand keys a page.
const MANY: usize = 1_100;

/// The keys that were fetched; none twice.
fn fetched(proxy: &S3Proxy) -> BTreeSet<String> {
    let requests = proxy.requests().into_iter();
    let keys: Vec<String> = requests
        .filter(|request| request.method == "GET" && !request.is_listing())
        .map(|request| request.key)
        .collect();
    let distinct: BTreeSet<String> = keys.iter().cloned().collect();
    assert_eq!(keys.len(), distinct.len(), "an object is fetched once: {keys:?}");
    distinct
}

/// Receipts of as many further requests, each a second later, that got the answer of the one there is.
fn add_receipts(bucket: &Bucket) -> BTreeSet<String> {
    let receipts = bucket.objects_of("receipts/");
    let (_, receipt) = receipts.first_key_value().expect("a run has a receipt");
    let receipt = std::str::from_utf8(receipt).expect("a receipt is text");
    let (instant, before) = ("2026-09-29T06:00:00.000Z", "2026-09-29T05:00:00Z".parse::<jiff::Timestamp>());
    let before = before.expect("it is an instant");
    let folder = "receipts/frankfurter/date=2026-09-29";
    let add = |number: usize| {
        let later = before + jiff::SignedDuration::from_secs(i64::try_from(number).expect("it is small"));
        let later = format!("{later:.3}");
        let key = format!("{folder}/{later}-v1-latest-{number:08x}.json");
        assert!(receipt.contains(instant), "{receipt}");
        let content = receipt.replace(instant, &later).replace(r#""new""#, r#""unchanged""#);
        std::fs::write(server().bucket(bucket.name).join(&key), content).expect("to the server an object is a file");
        key
    };
    (0..MANY).map(add).collect()
}

#[test]
fn of_more_than_a_thousand_receipts_each_is_seen_and_fetched_once() {
    let bucket = Bucket::new("many-receipts");
    let proxy = S3Proxy::looking(server());
    bucket.through(&proxy, "extract-frankfurter").arg("--no-panel").ok();
    bucket.through(&proxy, "transform").ok();
    assert_eq!(fetched(&proxy), BTreeSet::new(), "what this machine wrote it need not fetch");

    let added = add_receipts(&bucket);
    let listed = bucket.through(&proxy, "transform").args("bronze ls").ok();
    assert_eq!(listed["rows"][0]["requests"], (MANY + 1).to_string());
    assert_eq!(fetched(&proxy), BTreeSet::new(), "the names tell");
    bucket.through(&proxy, "transform").ok();
    assert_eq!(fetched(&proxy), added);
    assert!(proxy.requests().iter().any(|request| request.query.contains("continuation-token")), "a second page");
    let count = |table: &str| bucket.world.query(table);
    assert_eq!(count("select count(*) from bronze.receipts"), [(MANY + 1).to_string()]);
    assert_eq!(count("select receipt_count from bronze.answers"), [(MANY + 1).to_string()]);

    proxy.forget();
    let again = bucket.through(&proxy, "transform").ok();
    assert_eq!(fetched(&proxy), BTreeSet::new(), "nothing is fetched twice");
    assert_eq!(again["unreadable_receipts"], json!(0));
}

#[test]
fn another_machine_fetches_each_object_once() {
    let mut bucket = Bucket::new("another-machine");
    bucket.run("extract-frankfurter").ok();
    bucket.run("extract-exchangerate").ok();
    let silver = bucket.run("transform").ok();

    bucket.world.renew_home();
    let proxy = S3Proxy::looking(server());
    assert_eq!(bucket.through(&proxy, "transform").ok(), silver);
    let mut expected: BTreeSet<String> = bucket.objects().into_keys().collect();
    expected.remove(crate::bucket::CHECK);
    assert_eq!(fetched(&proxy), expected);
    proxy.forget();
    bucket.through(&proxy, "transform").ok();
    assert_eq!(fetched(&proxy), BTreeSet::new());
}
