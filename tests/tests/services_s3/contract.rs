//! What lies in a bucket after a pipeline: the keys of the contract, and no secret.

use crate::bucket::{Bucket, CHECK};
use makerates_core::bronze::{BronzeKey, sha256_hex};
use makerates_tests::replay::KEY;
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn after_a_pipeline_the_keys_are_those_of_the_contract_and_none_holds_the_api_key() {
    let bucket = Bucket::new("contract");
    let run = |tool: &str| bucket.run(tool).env("EXCHANGERATE_API_KEY", KEY);
    for (source, refresh) in [("frankfurter", "--refresh --no-panel"), ("exchangerate", "--refresh")] {
        run(&format!("extract-{source}")).ok();
        bucket.world.replay.set_faults(&json!([{"source": source, "kind": "html"}]));
        run(&format!("extract-{source}")).args(refresh).outcome().expect(4);
    }
    bucket.world.replay.set_faults(&json!([]));
    run("transform").ok();
    run("sync-dynamodb").ok();

    let objects = bucket.objects();
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for (key, bytes) in &objects {
        assert!(!holds_key(key.as_bytes()) && !holds_key(bytes), "{key} holds the API key");
        *shapes.entry(shape(key, bytes)).or_default() += 1;
    }
    let expected = [
        ("answers/exchangerate/v6/<sha256>.json", 1),
        ("answers/frankfurter/providers/<sha256>.json", 1),
        ("answers/frankfurter/v1/<sha256>.json", 1),
        ("answers/frankfurter/v2/<sha256>.json", 1),
        ("receipts/exchangerate/date=2026-09-29/<instant>-v6-latest-<random>.json", 2),
        ("receipts/frankfurter/date=2026-09-29/<instant>-providers-list-<random>.json", 1),
        ("receipts/frankfurter/date=2026-09-29/<instant>-v1-latest-<random>.json", 2),
        ("receipts/frankfurter/date=2026-09-29/<instant>-v2-latest-<random>.json", 1),
        ("rejected/exchangerate/<sha256>.bin", 1),
        ("rejected/frankfurter/<sha256>.bin", 1),
        (CHECK, 1),
    ];
    assert_eq!(shapes, expected.map(|(shape, count)| (shape.to_owned(), count)).into());
    assert!(bucket.world.files_with(KEY).is_empty(), "nor is it in a cache");
    let verified = run("transform").args("bronze verify").ok();
    assert_eq!((&verified["foreign"], &verified["damaged"]), (&json!([]), &json!([])), "the check is none of bronze");
}

#[test]
fn a_prefix_stands_before_every_key_and_keeps_others_apart() {
    let bucket = Bucket::new("prefixes");
    for location in ["s3://prefixes/here/rates/", "s3://prefixes/there"] {
        let run = bucket.run("extract-frankfurter").arg("--no-panel").env("MAKERATES_BRONZE__LOCATION", location);
        assert_eq!(run.ok()["answers_new"], 1, "{location}");
    }
    let keys: Vec<String> = bucket.objects().into_keys().collect();
    let below = |prefix: &str| -> Vec<&str> { keys.iter().filter_map(|key| key.strip_prefix(prefix)).collect() };
    for prefix in ["here/rates/", "there/"] {
        let keys = below(prefix);
        assert_eq!((keys.len(), keys.last()), (3, Some(&CHECK)), "{keys:?}");
        assert_eq!(keys.iter().filter(|key| BronzeKey::parse(key).is_some()).count(), 2, "{keys:?}");
    }
    assert_eq!(keys.len(), 6, "{keys:?}");
}

fn holds_key(bytes: &[u8]) -> bool {
    bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes())
}

/// A key with its own facts replaced by their names: the hash by what the bytes have, instant and random by position.
fn shape(key: &str, bytes: &[u8]) -> String {
    let shape = key.replace(&sha256_hex(bytes), "<sha256>").replace("2026-09-29T06:00:00.000Z", "<instant>");
    match shape.strip_suffix(".json").and_then(|shape| shape.rsplit_once('-')) {
        Some((beginning, random)) if random.len() == 8 && shape.starts_with("receipts/") => {
            assert!(random.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
            format!("{beginning}-<random>.json")
        }
        _ => shape,
    }
}
