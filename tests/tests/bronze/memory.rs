//! A large answer goes to the disk as it comes: memory does not grow with it. The peak is the kernel's own (Linux).
#![cfg(target_os = "linux")]

use makerates_tests::stub::Stub;
use makerates_tests::{Outcome, Run, World};
use serde_json::json;
use std::fmt::Write as _;
use std::fs;
use std::thread;
use std::time::Duration;

/// The exit code of a run, and the peak of its memory in KiB: the kernel keeps the peak, so that it is enough to look
/// now and then until the process has ended.
fn peak_kib(world: &World, arguments: &str) -> (Option<i32>, u64) {
    peak_kib_of(world.run("extract-frankfurter").args(arguments))
}

fn peak_kib_of(run: Run) -> (Option<i32>, u64) {
    let mut process = run.arg("--quiet").spawn();
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

/// More than Frankfurter has: so many banks and quotes.
const BANKS: u32 = 110;
const QUOTES: u32 = 220;

/// An answer of the whole panel, of so many days.
fn panel(days: u32) -> String {
    let code = |number: u32, first: char| {
        let letter = |place: u32| char::from(b'A' + u8::try_from(place % 26).expect("a letter"));
        format!("{first}{}{}", letter(number / 26), letter(number))
    };
    let mut body = String::from("[");
    for (day, quote) in (1..=days).flat_map(|day| (0..QUOTES).map(move |quote| (day, quote))) {
        let date = format!("2026-08-{day:02}");
        let separator = if body.len() > 1 { "," } else { "" };
        // The last of a day: its quotes are in alphabetical order.
        let quote = if quote == 0 { "EUR".to_owned() } else { code(quote, 'Q') };
        let rate = |bank: u32| 8_500 + (day * 7 + bank * 13) % 100;
        let entry = |bank: u32| format!(r#"{{"key":"{}","date":"{date}","rate":0.{}}}"#, code(bank, 'B'), rate(bank));
        let providers = (0..BANKS).map(entry).collect::<Vec<_>>().join(",");
        let said = format!(r#""date":"{date}","base":"USD","quote":"{quote}","rate":0.{}"#, rate(0));
        write!(body, r#"{separator}{{{said},"providers":[{providers}]}}"#).expect("a text takes all");
    }
    body + "]"
}

/// The whole panel is asked for where nobody tells who its banks are.
#[test]
fn twelve_days_of_the_whole_panel_take_little_more_than_three() {
    let peak_kib_of_days = |days: u32| {
        let (world, stub) = (World::at("2026-10-31T06:00:00Z"), Stub::start());
        let arguments = format!("--panel --from 2026-08-01 --to 2026-08-{days:02}");
        let run =
            world.run("extract-frankfurter").args(&arguments).env("MAKERATES_SOURCES__FRANKFURTER__URL", &stub.url);
        let body = panel(days);
        let (code, peak) = thread::scope(|scope| {
            scope.spawn(|| {
                stub.request().answer_with(404, &[], b"{}");
                stub.request().answer(&[("Content-Type", "application/json")], body.as_bytes());
            });
            peak_kib_of(run)
        });
        let answers = world.files("bronze/answers/frankfurter/v2");
        assert_eq!((code, answers.len(), answers[0].1.len()), (Some(0), 1, body.len()));
        (peak, body.len() / 1024)
    };
    let ((three, small), (twelve, large)) = (peak_kib_of_days(3), peak_kib_of_days(12));
    assert!(twelve < three + 4 * 1024, "{three} KiB for {small} KiB of answer, {twelve} KiB for {large}");
}
