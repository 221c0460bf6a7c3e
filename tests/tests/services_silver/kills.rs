//! A builder that dies at any instant of its publication leaves the old silver, or the new one.

use crate::world::{Workers, at_minute, is_current, rounds, server};
use makerates_tests::s3_proxy::{S3Proxy, Way};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

#[test]
fn after_a_kill_readers_have_a_whole_silver_and_the_next_build_goes_on() {
    let workers = Workers::of_a_morning("kills");
    for minute in 0..3 {
        workers.build("one", minute).ok();
    }
    let looking = S3Proxy::looking(server());
    workers.at(&looking.url, "one", "transform").env("MAKERATES_NOW", at_minute(3)).ok();
    let requests = looking.requests().len();
    let kills = 2 * rounds();
    assert!(requests > 20, "one request after the other is a place to die at: {requests}");
    let mut version = workers.read_whole("reader");
    for kill in 0..kills {
        let place = kill * requests / kills;
        kill_at(&workers, place, at_minute(4 + kill));
        let now = workers.read_whole("reader");
        assert!(now >= version, "killed at request {place} of {requests}: {version}, then {now}");
        version = now;
    }
    assert!(is_current(&workers.build("two", 4 + kills).outcome()));
    assert!(workers.read_whole("reader").ends_with(&at_minute(4 + kills).replace('Z', ".000Z")));
    assert_eq!(workers.names("commits").len(), 3);
    // What they left is in nobody's way, and young enough to be somebody's who still works.
    assert!(workers.names("builds").len() > 3);
}

/// Kills a builder when it makes its request of this number.
fn kill_at(workers: &Workers, place: usize, now: String) {
    let (arrived, arrival) = channel();
    let arrived = Mutex::new(arrived);
    let count = Arc::new(AtomicUsize::new(0));
    let proxy = S3Proxy::start(server(), move |_, _| {
        if count.fetch_add(1, Ordering::SeqCst) == place {
            let _ = arrived.lock().expect("no holder panics").send(());
        }
        Way::Through
    });
    let mut builder = workers.at(&proxy.url, "killed", "transform").env("MAKERATES_NOW", now).spawn();
    arrival.recv().expect("it came so far");
    builder.kill().expect("a child can be killed");
    builder.wait().expect("a child can be waited for");
}
