//! A large answer goes to the disk as it comes: memory does not grow with it. The peak is the kernel's own (Linux).
#![cfg(target_os = "linux")]

use makerates_tests::{Outcome, World};
use serde_json::json;
use std::fs;
use std::thread;
use std::time::Duration;

/// The exit code of a run, and the peak of its memory in KiB: the kernel keeps the peak, so that it is enough to look
/// now and then until the process has ended.
fn peak_kib(world: &World, arguments: &str) -> (Option<i32>, u64) {
    let mut process = world.run("extract-frankfurter").args(arguments).arg("--quiet").spawn();
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    while process.try_wait().expect("a child can be waited for").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|kib| kib.parse().ok());
        peak = peak.max(kib.unwrap_or_default());
        thread::sleep(Duration::from_millis(1));
    }
    (Outcome::of(process).code, peak)
}

#[test]
fn a_body_of_a_hundred_megabytes_is_refused_without_being_held() {
    let world = World::at("2026-10-31T06:00:00Z");
    let (code, small) = peak_kib(&world, "");
    assert!(code == Some(0) && small > 0, "{code:?}, {small} KiB");
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "big", "mib": 100}]));
    let (code, large) = peak_kib(&world, "--refresh");
    assert_eq!(code, Some(4));
    assert!(large < small + 16 * 1024, "{small} KiB for one day, {large} KiB for a hundred megabytes");
    let rejected = world.files("bronze/rejected");
    assert_eq!((rejected.len(), rejected[0].1.len()), (1, 1024 * 1024), "its first MiB is kept");
}

#[test]
fn the_whole_history_takes_little_more_than_a_day() {
    let world = World::at("2026-10-31T06:00:00Z");
    let (_, day) = peak_kib(&world, "");
    let (code, history) = peak_kib(&world, "--from 1999-01-04 --to 2026-10-30 --concurrency 1");
    assert_eq!(code, Some(0));
    assert!(history < day + 8 * 1024, "{day} KiB for a day, {history} KiB for the history and its panel");
}
