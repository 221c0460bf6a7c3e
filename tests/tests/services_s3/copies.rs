//! A bucket is the same bronze as a folder, and what lies locally of it is no more than a copy.

use crate::bucket::{Bucket, CHECK, NOW};
use makerates_tests::World;
use makerates_tests::replay::KEY;
use serde_json::json;
use std::fs;

/// Receipts' names differ in their random parts only.
fn shape(keys: impl Iterator<Item = String>) -> Vec<String> {
    let plain = |key: String| {
        let is_receipt = key.starts_with("receipts/");
        key.rsplit_once('-').filter(|_| is_receipt).map_or(key.clone(), |(name, _)| name.to_owned())
    };
    let mut shape: Vec<String> = keys.filter(|key| key != CHECK).map(plain).collect();
    shape.sort();
    shape
}

#[test]
fn a_backfill_leaves_the_same_objects_in_a_folder_and_in_a_bucket() {
    let bucket = Bucket::new("same-as-folder");
    let folder = World::at(NOW);
    let month = "--from 2024-06-03 --to 2024-06-28 --mode isolated";
    for run in [bucket.run("extract-frankfurter"), folder.run("extract-frankfurter")] {
        let outputs = run.args(month).ok();
        assert_eq!((&outputs["requests"], &outputs["failed_dates"]), (&json!(26), &json!([])));
    }
    for run in [bucket.run("extract-exchangerate"), folder.run("extract-exchangerate")] {
        run.env("EXCHANGERATE_API_KEY", KEY).ok();
    }
    let of_folder = folder.files("bronze").into_iter();
    let of_folder = of_folder.map(|(path, _)| path.trim_start_matches("bronze/").to_owned());
    assert_eq!(shape(bucket.objects().into_keys()), shape(of_folder));
    let again = bucket.run("extract-frankfurter").args(month).ok();
    assert_eq!((&again["requests"], &again["already_answered"]), (&json!(0), &json!(120)), "the receipts tell");
    bucket.run("transform").ok();
    folder.run("transform").ok();
    let observations = "select * from silver.observations order by all";
    assert_eq!(bucket.world.query(observations), folder.query(observations));
}

/// When a copy is damaged the object is fetched again.
#[test]
fn a_damaged_copy_costs_no_rate() {
    let bucket = Bucket::new("damaged-copy");
    bucket.run("extract-frankfurter").ok();
    bucket.run("transform").ok();
    let rates = bucket.world.query("select count(*) from silver.validated_rates");
    let copies = || -> Vec<(String, Vec<u8>)> {
        bucket.world.files("cache").into_iter().filter(|(path, _)| path.contains("/answers/")).collect()
    };
    let whole = copies();
    assert_eq!(whole.len(), 3, "of the ECB, of the panel, and of who the banks are");
    for (copy, bytes) in &whole {
        fs::write(bucket.world.home().join(copy), &bytes[..bytes.len() / 2]).expect("it can be written");
    }
    let outcome = bucket.run("transform").outcome();
    assert_eq!(outcome.expect(0)["unreadable_answers"], 0);
    assert_eq!(outcome.stderr.matches("is fetched again").count(), 3, "{}", outcome.stderr);
    assert_eq!(bucket.world.query("select count(*) from silver.validated_rates"), rates);
    assert_eq!(copies(), whole, "the copies are whole again");
}
