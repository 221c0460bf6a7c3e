//! Standard output and standard error that are closed, full, or read by nobody: a run keeps its exit code.

use crate::NOW;
use makerates_tests::{Outcome, World, in_case};
use std::fs;

/// Runs that end well, and badly: in an argument, in a configuration, and in their work.
const RUNS: [(&str, &str, i32); 7] = [
    ("quota-gate", "available", 0),
    ("transform", "explain EUR/USD", 0),
    ("quota-gate", "check --show-config", 0),
    ("quota-gate", "reserve --source frankfurter --requests 20000", 3),
    ("transform", "explain EUR/XXX", 2),
    ("quota-gate", "nonsense", 2),
    ("quota-gate", "check --config nowhere.toml", 2),
];

#[test]
fn a_run_keeps_its_exit_code_whatever_becomes_of_what_it_says() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    let ways = [
        "exec 2>&-",
        "exec 2>/dev/full",
        "exec >&-",
        "exec >/dev/full",
        "exec >&- 2>&-",
        "exec >/dev/full 2>/dev/full",
    ];
    for (tool, arguments, code) in RUNS {
        for format in ["text", "json", "kestra"] {
            let run = || world.run(tool).args(arguments).args("--metrics emf -v --format").arg(format);
            for way in ways {
                let _case = in_case(format!("{tool} {arguments} --format {format}, {way}"));
                let outcome = run().after(&["sh"], way).outcome();
                assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
            }
            let _case = in_case(format!("{tool} {arguments} --format {format}, and the reader goes away"));
            let mut child = run().spawn();
            drop((child.stdout.take(), child.stderr.take()));
            assert_eq!(Outcome::of(child).code, Some(code));
        }
    }
    for arguments in ["--help", "--version", "--generate bash", "--generate nonsense"] {
        let _case = in_case(arguments);
        let outcome = world.run("transform").args(arguments).after(&["sh"], "exec 2>/dev/full").outcome();
        assert_eq!(outcome.code, Some(if arguments.ends_with("nonsense") { 2 } else { 0 }));
    }
}

#[test]
fn a_result_that_is_lost_is_told_and_an_object_that_is_cut_off_is_a_failure() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    let outcome = world.run("quota-gate").args("available").after(&["sh"], "exec >/dev/full").outcome();
    assert_eq!(outcome.code, Some(0), "the work is done");
    assert!(outcome.error().starts_with("warning: the result can't be written"), "{}", outcome.stderr);

    let (answer, body) = world.files("bronze/answers").remove(0);
    let object = answer.strip_prefix("bronze/").expect("it lies in bronze");
    let cat = || world.run("transform").args("bronze cat").arg(object);
    let outcome = cat().after(&["sh"], "exec >/dev/full").outcome();
    assert_eq!(outcome.code, Some(6));
    assert!(outcome.error().contains("not written whole"), "{}", outcome.stderr);
    let copy = world.home().join("copy");
    let outcome = cat().after(&["sh"], &format!("exec >'{}'", copy.display())).outcome();
    assert_eq!(outcome.code, Some(0));
    assert_eq!(fs::read(copy).expect("it is there"), body);
}
