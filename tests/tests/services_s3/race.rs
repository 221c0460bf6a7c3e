//! Writers at the same instant: an object is written once, and every run has its receipt.

use crate::bucket::{Bucket, CHECK, runtime, server};
use aws_sdk_s3::error::ProvideErrorMetadata;
use makerates_tests::in_case;
use makerates_tests::race::at_once;
use makerates_tests::s3_proxy::{Request, S3Proxy, Way};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const WRITERS: usize = 20;

/// A proxy that holds such requests until one of each writer is there: then they all go through at once. When one
/// never comes, the others go on after two minutes, so that the test can show how that one ended.
fn gate(is_held: impl Fn(&Request) -> bool + Send + Sync + 'static) -> S3Proxy {
    let arrived = Mutex::new(0);
    let one_more = Condvar::new();
    S3Proxy::start(server(), move |request, _| {
        if is_held(request) {
            let mut arrived = arrived.lock().expect("no holder panics");
            *arrived += 1;
            one_more.notify_all();
            drop(one_more.wait_timeout_while(arrived, Duration::from_mins(2), |arrived| *arrived < WRITERS));
        }
        Way::Through
    })
}

#[test]
fn of_twenty_extractors_with_one_answer_one_writes_it_and_each_its_receipt() {
    for (name, homes) in [("one-machine", 1), ("twenty-machines", WRITERS)] {
        let _case = in_case(name);
        let bucket = Bucket::new(name);
        let proxy = gate(|request| request.is("PUT", "answers/"));
        let started = AtomicUsize::new(0);
        let runs = at_once(WRITERS, || {
            let home = bucket.world.home().join((started.fetch_add(1, Ordering::SeqCst) % homes).to_string());
            bucket.through(&proxy, "extract-frankfurter").args("--no-panel --refresh").env("MAKERATES_HOME", home)
        });
        let new = runs.iter().filter(|run| run.expect(0)["answers_new"] == 1).count();
        assert_eq!(new, 1, "one of them tells that the answer is new");
        assert_eq!(proxy.count("PUT", "answers/"), WRITERS, "they all tried to write it");
        assert!(bucket.answers() == [bucket.body()], "what the source sent, once");
        let mut outcomes = bucket.outcomes();
        outcomes.sort();
        assert_eq!(outcomes, [vec!["new"], vec!["unchanged"; WRITERS - 1]].concat());
    }
}

#[test]
fn twenty_first_runs_make_the_bucket_once_and_all_go_on() {
    let bucket = Bucket::missing("first-runs");
    // It is not made before all of them want to make it.
    let proxy = gate(Request::is_creation);
    let runs = at_once(WRITERS, || bucket.through(&proxy, "extract-frankfurter").arg("--no-panel"));
    for run in &runs {
        run.expect(0);
    }
    let created = runs.iter().filter(|run| run.stderr.contains("the bucket first-runs was missing, and is created"));
    assert_eq!(created.count(), 1, "{runs:#?}");
    assert_eq!((bucket.objects_of("answers/").len(), bucket.objects_of("receipts/").len()), (1, WRITERS));
    assert!(bucket.objects().contains_key(CHECK));
}

/// The promise that all of this rests on is the server's.
#[test]
fn of_twenty_clients_with_different_bytes_one_wins_and_its_bytes_stay() {
    let bucket = Bucket::new("raw-clients");
    runtime().block_on(async {
        for key in ["a", "b", "c", "d", "e"].map(|name| format!("answers/{name}.json")) {
            let barrier = Arc::new(Barrier::new(WRITERS));
            let mut writers = JoinSet::new();
            for number in 0..WRITERS {
                let (key, barrier, client) = (key.clone(), Arc::clone(&barrier), server().client());
                writers.spawn(async move {
                    let bytes = number.to_string().repeat(10_000).into_bytes();
                    let request = client.put_object().bucket("raw-clients").key(key).if_none_match("*");
                    barrier.wait().await;
                    let put = request.body(bytes.clone().into()).send().await;
                    put.map(|_| bytes).map_err(|error| error.code().unwrap_or_default().to_owned())
                });
            }
            let (won, lost): (Vec<_>, Vec<_>) = writers.join_all().await.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 1, "{key}");
            let codes: Vec<_> = lost.into_iter().filter_map(Result::err).collect();
            assert!(codes.iter().all(|code| code == "PreconditionFailed"), "{codes:?}");
            let stored = server().client().get_object().bucket("raw-clients").key(&key).send().await;
            let stored = stored.expect("it is there").body.collect().await.expect("it is whole").to_vec();
            assert_eq!(Some(&stored), won[0].as_ref().ok(), "{key}");
        }
    });
    assert_eq!(bucket.objects().len(), 5);
}
