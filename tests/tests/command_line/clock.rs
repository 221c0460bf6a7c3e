//! A logical clock at the ends of the calendar: refused, or reckoned with, and never a panic.

use makerates_tests::{World, in_case};
use serde_json::json;

const COMMANDS: [(&str, &str); 21] = [
    ("extract-frankfurter", ""),
    ("extract-frankfurter", "--from 1999-01-04 --to 1999-01-04 --dry-run"),
    ("extract-exchangerate", ""),
    ("quota-gate", "init"),
    ("quota-gate", "available"),
    ("quota-gate", "check"),
    ("quota-gate", "health --days 90"),
    ("quota-gate", "history --days 366"),
    ("quota-gate", "plan --source exchangerate --requests 100000000"),
    ("quota-gate", "reserve --source exchangerate"),
    ("quota-gate", "reset --all --yes"),
    ("transform", ""),
    ("transform", "quality"),
    ("transform", "report"),
    ("transform", "explain EUR/USD"),
    ("sync-dynamodb", ""),
    ("sync-dynamodb", "--full"),
    ("sync-dynamodb", "get EUR/USD"),
    ("sync-dynamodb", "inspect"),
    ("sync-dynamodb", "diff"),
    ("sync-dynamodb", "convert 1 EUR USD"),
];

#[test]
fn a_clock_outside_of_the_euro_s_time_is_refused() {
    let world = World::at("2026-09-29T06:00:00Z");
    for now in [
        "9999-12-30T22:00:00Z",
        "3000-01-01T00:00:00Z",
        "1998-12-31T23:59:59Z",
        "1970-01-05T00:00:00Z",
        "-009999-01-03T00:00:00Z",
    ] {
        for (tool, arguments) in COMMANDS {
            let _case = in_case(format!("{tool} {arguments} --now {now}"));
            let outcome = world.run(tool).args(arguments).arg(format!("--now={now}")).outcome();
            outcome.expect(2);
            assert!(outcome.error().contains("from 1999"), "{}", outcome.stderr);
        }
    }
    assert_eq!(world.files(""), [], "nothing is written");
}

#[test]
fn a_clock_at_the_ends_of_that_time_is_reckoned_with() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    for now in ["1999-01-01T00:00:00Z", "2999-12-31T23:59:59Z"] {
        world.set_clock("2026-09-29T06:00:00Z");
        world.replay.set_faults(&json!([]));
        for (tool, arguments) in COMMANDS {
            let _case = in_case(format!("{tool} {arguments} --now {now}"));
            let outcome = world.run(tool).args(arguments).args("--now").arg(now).outcome();
            let code = outcome.code.expect("it ends by itself");
            assert!(matches!(code, 0 | 2..=6) && !outcome.stderr.contains("panicked"), "{code}: {}", outcome.stderr);
        }
    }
    for day in ["0000-01-01", "0001-01-01", "9999-12-31"] {
        for (tool, arguments) in [
            ("transform", "explain EUR/USD"),
            ("sync-dynamodb", "get EUR/USD"),
            ("sync-dynamodb", "convert 1 EUR USD"),
            ("extract-frankfurter", ""),
        ] {
            let _case = in_case(format!("{tool} {arguments} --date {day}"));
            let outcome = world.run(tool).args(arguments).args("--date").arg(day).outcome();
            assert!(matches!(outcome.code, Some(0 | 2)), "{}", outcome.stderr);
        }
    }
}
