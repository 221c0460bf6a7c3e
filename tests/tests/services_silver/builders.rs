//! Several builders: whoever is last, the newest silver is the current one.

use crate::world::{Workers, at_minute, is_current, rounds, server};
use makerates_tests::Outcome;
use makerates_tests::race::at_once;
use makerates_tests::s3_proxy::{Request, S3Proxy, Way};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// A proxy that holds the first request of a kind until it is let go, and tells when it has come.
fn holding(is_held: impl Fn(&Request) -> bool + Send + Sync + 'static) -> (S3Proxy, Receiver<()>, Sender<()>) {
    let ((arrived, arrival), (let_go, release)) = (channel(), channel());
    let release = Mutex::new(Some(release));
    let proxy = S3Proxy::start(server(), move |request, _| {
        if is_held(request)
            && let Some(release) = release.lock().expect("no holder panics").take()
        {
            arrived.send(()).expect("the test waits");
            // Also when the test has ended otherwise.
            let _ = release.recv();
        }
        Way::Through
    });
    (proxy, arrival, let_go)
}

#[test]
fn of_two_builders_at_once_the_newer_one_stays_and_readers_see_one_whole_silver() {
    let workers = Workers::of_a_morning("race");
    workers.build("one", 0).ok();
    let versions = Arc::new(Mutex::new(vec![workers.read_whole("reader")]));
    for round in 0..rounds() {
        let is_over = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                while is_over.load(Ordering::SeqCst) == 0 {
                    versions.lock().expect("no reader panics").push(workers.read_whole("reader"));
                }
            });
            let started = AtomicUsize::new(0);
            let outcomes = at_once(2, || {
                let number = started.fetch_add(1, Ordering::SeqCst);
                workers.build(["one", "two"][number], 1 + 2 * round + number)
            });
            is_over.store(1, Ordering::SeqCst);
            reader.join().expect("the reader saw nothing wrong");
            assert!(is_current(&outcomes[1]), "the newer one became the current one: {outcomes:#?}");
        });
        let newest = at_minute(2 + 2 * round).replace('Z', ".000Z");
        let current = workers.read_whole("reader");
        assert!(current.ends_with(&newest), "{current} in round {round}");
        versions.lock().expect("no reader panics").push(current);
    }
    let versions = versions.lock().expect("no reader panics");
    assert!(versions.is_sorted(), "never an older one after a newer one: {versions:#?}");
    // Each number was taken once, and the last three are kept.
    assert_eq!(workers.names("commits").len(), 3);
}

#[test]
fn a_builder_that_stood_still_in_the_middle_leaves_the_newer_silver_alone() {
    let workers = Workers::of_a_morning("paused");
    workers.build("one", 0).ok();
    let (proxy, arrival, let_go) = holding(|request| request.is("PUT", "tables/observations/"));
    let late = workers.at(&proxy.url, "late", "transform").env("MAKERATES_NOW", at_minute(1)).spawn();
    arrival.recv().expect("it came so far");
    let before = workers.read_whole("reader");
    assert!(is_current(&workers.build("two", 2).outcome()));
    let_go.send(()).expect("it is held");
    let late = Outcome::of(late);
    assert!(!is_current(&late), "{late:?}");
    let after = workers.read_whole("reader");
    assert!(before < after && after.ends_with("07:02:00.000Z"), "{before}, {after}");
    let text = workers.on("late", "transform").args("--format text").env("MAKERATES_NOW", at_minute(1)).outcome();
    assert!(text.stdout.contains("not published: s3://paused/silver has a newer silver already"), "{}", text.stdout);
}

/// The number that it had read as the last one was removed meanwhile, so the next one is free once more.
#[test]
fn a_number_that_is_free_again_makes_nobody_the_current_one() {
    let workers = Workers::of_a_morning("overtaken");
    workers.build("one", 0).ok();
    let (proxy, arrival, let_go) = holding(|request| request.is("PUT", "commits/"));
    let late = workers.at(&proxy.url, "late", "transform").env("MAKERATES_NOW", at_minute(59)).spawn();
    arrival.recv().expect("it came so far");
    for minute in 1..=4 {
        assert!(is_current(&workers.build("two", minute).outcome()));
    }
    let commits = workers.names("commits");
    let_go.send(()).expect("it is held");
    let late = Outcome::of(late);
    late.expect(6);
    assert!(late.error().contains("were published at s3://overtaken/silver while this one stood still"), "{late:?}");
    assert_eq!(workers.names("commits"), commits, "what it took is given back");
    assert!(workers.read_whole("reader").ends_with("07:04:00.000Z"));
    assert!(is_current(&workers.build("late", 60).outcome()), "run again it becomes the current one");
}

#[test]
fn a_commit_whose_answer_was_lost_counts_once() {
    let workers = Workers::of_a_morning("answer-lost");
    let proxy = S3Proxy::start(server(), |request, earlier| {
        if request.is("PUT", "commits/") && earlier == 0 { Way::AnswerLost } else { Way::Through }
    });
    let built = workers.at(&proxy.url, "one", "transform").outcome();
    assert!(is_current(&built), "{built:?}");
    assert_eq!(workers.names("commits"), ["00000000000000000001.json"]);
}
