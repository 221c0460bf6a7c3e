//! A full or damaged bucket, and a server that does not keep the promise that all of this rests on.

use crate::world::{Workers, at_minute, server};
use makerates_tests::in_case;
use makerates_tests::s3_proxy::{S3Proxy, Way};

#[test]
fn a_bucket_that_takes_nothing_more_leaves_the_old_silver() {
    let workers = Workers::of_a_morning("full");
    workers.build("one", 0).ok();
    let before = workers.read_whole("reader");
    for part in ["builds/", "tables/quarantine/", "commits/"] {
        let _case = in_case(part);
        let proxy = S3Proxy::start(server(), move |request, _| {
            if request.is("PUT", part) { Way::Refused(507, "InsufficientStorage") } else { Way::Through }
        });
        let failed = workers.at(&proxy.url, "two", "transform").env("MAKERATES_NOW", at_minute(1)).outcome();
        failed.expect(6);
        for word in ["silver failed", "InsufficientStorage", "s3://full/silver/", "check the bucket"] {
            assert!(failed.error().contains(word), "no `{word}` in {}", failed.error());
        }
        assert_eq!(workers.read_whole("reader"), before);
    }
    assert_eq!(workers.build("two", 2).ok()["superseded"], false);
}

#[test]
fn what_cannot_be_removed_is_told_and_harms_nobody() {
    let workers = Workers::of_a_morning("undeletable");
    for minute in 0..3 {
        workers.build("one", minute).ok();
    }
    let proxy = S3Proxy::start(server(), |request, _| {
        if request.method == "POST" { Way::Refused(403, "AccessDenied") } else { Way::Through }
    });
    let built = workers.at(&proxy.url, "one", "transform").env("MAKERATES_NOW", at_minute(3)).outcome();
    assert_eq!(built.expect(0)["superseded"], false);
    assert!(built.stderr.contains("earlier builds of silver were not removed"), "{}", built.stderr);
    assert_eq!(workers.names("commits").len(), 4);
    workers.build("one", 4).ok();
    assert_eq!((workers.names("commits").len(), workers.names("builds").len()), (3, 3), "a later build removes it");
}

#[test]
fn a_server_without_the_condition_is_refused() {
    let workers = Workers::of_a_morning("unconditional");
    for (name, way) in [("ignores", Way::Unconditional), ("not-implemented", Way::Refused(501, "NotImplemented"))] {
        let _case = in_case(name);
        let proxy = S3Proxy::start(server(), move |request, _| if request.is_conditional { way } else { Way::Through });
        let refused = workers.at(&proxy.url, "one", "transform").outcome();
        refused.expect(6);
        assert!(refused.error().contains("does not honour `If-None-Match`"), "{}", refused.error());
        assert!(workers.names("commits").is_empty() && workers.names("builds").is_empty());
        assert!(!workers.home("one").join("silver/builds").exists(), "it is told before a build is made");
    }
}

#[test]
fn a_bucket_that_takes_no_builds_is_told_before_one_is_made() {
    let workers = Workers::of_a_morning("read-only");
    let proxy = S3Proxy::start(server(), |request, _| {
        if request.method == "PUT" { Way::Refused(403, "AccessDenied") } else { Way::Through }
    });
    let refused = workers.at(&proxy.url, "one", "transform").outcome();
    refused.expect(6);
    for word in ["AccessDenied", "s3://read-only/silver/"] {
        assert!(refused.error().contains(word), "no `{word}` in {}", refused.error());
    }
    assert!(!workers.home("one").join("silver/builds").exists());
}

#[test]
fn a_damaged_object_is_no_silver() {
    let workers = Workers::of_a_morning("damaged");
    let folder = workers.on("one", "transform").ok();
    assert_eq!(folder["superseded"], false);
    let build = workers.names("builds").pop().expect("one build");
    let key = format!("silver/builds/{build}/makerates.duckdb.000");
    let mut bytes = std::fs::read(server().bucket(workers.bucket).join(&key)).expect("it can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    overwrite(&workers, &key, bytes);
    for command in ["explain EUR/USD", "inspect", "quality"] {
        let failed = workers.on("two", "transform").args(command).outcome();
        failed.expect(6);
        assert!(failed.error().contains("does not have the SHA-256 that its commit says"), "{}", failed.error());
    }
    let unsynced = workers.on("two", "sync-dynamodb").outcome();
    unsynced.expect(6);
    let copies = std::fs::read_dir(workers.home("two").join("silver/fetched")).expect("the folder is there");
    assert_eq!(copies.count(), 0, "nothing half-fetched stays");
    // Who made it has it still.
    workers.on("one", "transform").args("inspect").ok();
}

fn overwrite(workers: &Workers, key: &str, bytes: Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let request = server().client().put_object().bucket(workers.bucket).key(key).body(bytes.into());
    runtime.block_on(request.send()).expect("it can be written");
}

#[test]
fn a_commit_that_cannot_be_read_is_named() {
    let workers = Workers::of_a_morning("unreadable");
    workers.build("one", 0).ok();
    std::fs::write(workers.silver().join("commits/00000000000000000002.json"), "{").expect("it can be written");
    for (tool, arguments) in [("transform", "inspect"), ("transform", "builds"), ("transform", "")] {
        let failed = workers.on("two", tool).args(arguments).outcome();
        failed.expect(6);
        assert!(failed.error().contains("commits/00000000000000000002.json can't be read"), "{}", failed.error());
    }
}
