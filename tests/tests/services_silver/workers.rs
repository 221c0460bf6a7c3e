//! A worker with an empty disk explains, shows and publishes what another one has built.

use crate::world::{Workers, server};
use makerates_tests::s3_proxy::S3Proxy;
use serde_json::Value;
use std::fs::File;
use std::time::{Duration, SystemTime};

/// What two workers say of the same silver, without what is each one's own.
fn answers(workers: &Workers, worker: &str) -> Vec<(String, Value)> {
    let mut answers = Vec::new();
    for arguments in ["explain EUR/MXN", "explain USD/KES", "quality", "inspect", "builds"] {
        let outcome = workers.on(worker, "transform").args(arguments).outcome();
        assert!(matches!(outcome.code, Some(0 | 5)), "{arguments}: {outcome:?}");
        answers.push((arguments.to_owned(), outcome.expect(outcome.code.unwrap_or_default())));
    }
    let synced = workers.on(worker, "sync-dynamodb").ok();
    for name in ["candidates", "written", "silver_version"] {
        answers.push((name.to_owned(), synced[name].clone()));
    }
    for pair in ["EUR/USD", "USD/SEK"] {
        let mut rate = workers.on(worker, "sync-dynamodb").args(&format!("get {pair}")).ok();
        let item = rate.as_object_mut().expect("outputs are an object");
        item.retain(|name, _| !["run_id"].contains(&name.as_str()));
        answers.push((pair.to_owned(), rate));
    }
    answers
}

#[test]
fn a_worker_with_an_empty_disk_says_the_same_and_fetches_once() {
    let workers = Workers::of_a_morning("workers");
    let missing = workers.on("second", "transform").args("explain EUR/USD").outcome();
    missing.expect(2);
    assert!(missing.error().contains("there is no silver at s3://workers/silver"), "{}", missing.error());

    let built = workers.on("first", "transform").ok();
    assert_eq!(built["superseded"], false);
    let proxy = S3Proxy::looking(server());
    let first = answers(&workers, "first");
    assert!(!workers.home("first").join("silver/fetched").exists(), "what was built here is not fetched");
    let second = answers(&workers, "second");
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one, other);
    }
    let again = workers.at(&proxy.url, "second", "transform").args("inspect").ok();
    assert_eq!(again["silver_version"], built["silver_version"]);
    assert_eq!(proxy.count("GET", "builds/"), 0, "it is there already");

    let report = workers.on("third", "transform").args("report").ok();
    assert_eq!(report["silver_version"], built["silver_version"]);
    let page = std::fs::read_to_string(workers.home("third").join("report.html")).expect("the page is there");
    assert!(page.contains("2026-09-28"));
}

#[test]
fn an_earlier_build_is_looked_into_while_it_is_kept() {
    let workers = Workers::of_a_morning("earlier");
    for minute in 0..4 {
        workers.build("first", minute).ok();
    }
    let builds = workers.builds();
    let built_at: Vec<&str> = builds.iter().map(|build| build["built_at"].as_str().expect("text")).collect();
    assert_eq!(built_at, ["2026-09-29T07:03:00.000Z", "2026-09-29T07:02:00.000Z", "2026-09-29T07:01:00.000Z"]);
    assert_eq!((workers.names("commits").len(), workers.names("builds").len()), (3, 3));
    assert_eq!(workers.names("tables/validated_rates").len(), 3);

    let look = |tool, command: &str, wanted: &str| workers.on("second", tool).args(command).arg(wanted).outcome();
    let of = |wanted| look("transform", "inspect --as-of-build", wanted);
    assert_eq!(of("2026-09-29T07:02:30Z").expect(0)["silver_version"], builds[1]["silver_version"]);
    assert_eq!(of(builds[2]["build"].as_str().expect("text")).expect(0)["silver_version"], builds[2]["silver_version"]);
    let explained = look("transform", "explain EUR/USD --as-of-build", "2026-09-29T07:01:00Z").expect(0);
    assert_eq!(explained["silver_version"], builds[2]["silver_version"]);
    let gone = of("2026-09-28");
    gone.expect(2);
    assert!(gone.error().contains("`transform --as-of 2026-09-28T23:59:59.999Z --out DIR`"), "{}", gone.error());

    workers.on("second", "sync-dynamodb").ok();
    let differences = look("sync-dynamodb", "diff --as-of-build", "2026-09-29T07:01:00Z").expect(0);
    assert_eq!(differences["different"], 0, "the same answers were known then");
    assert_eq!(differences["silver_version"], builds[2]["silver_version"]);
    assert_eq!(differences["reason"], "gold was published from a newer silver than this one");
    // Copies of builds that are gone go too.
    for minute in 4..8 {
        workers.build("first", minute).ok();
    }
    workers.on("second", "transform").args("inspect").ok();
    let copies = std::fs::read_dir(workers.home("second").join("silver/fetched")).expect("copies");
    assert_eq!(copies.count(), 1);
}

#[test]
fn what_a_reader_left_that_was_killed_is_removed_after_a_day() {
    let workers = Workers::of_a_morning("abandoned");
    workers.build("first", 0).ok();
    let copies = workers.home("second").join("silver/fetched");
    let [abandoned, fetching] = [".abandoned", ".fetching"].map(|name| copies.join(name));
    for folder in [&abandoned, &fetching] {
        std::fs::create_dir_all(folder).expect("a folder");
        std::fs::write(folder.join("makerates.duckdb"), "half").expect("half a copy");
    }
    let two_days_ago = SystemTime::now() - Duration::from_hours(48);
    File::open(&abandoned).and_then(|folder| folder.set_modified(two_days_ago)).expect("the folder's age");

    workers.on("second", "transform").args("inspect").ok();
    assert!(!abandoned.exists());
    assert!(fetching.exists(), "another reader may be at it");
}
