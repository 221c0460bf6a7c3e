//! Disks that take no more: exit 6, nothing half-written, and no request where it can be known before.

use makerates_tests::{Outcome, World};
use serde_json::json;
use std::fs;
use std::process::Command;

/// Whether this machine lets a run have file systems of its own (Linux, where user namespaces are allowed).
fn has_mount_namespaces() -> bool {
    let unshare = Command::new("unshare").args(["--mount", "--map-root-user", "true"]).status();
    let has = unshare.is_ok_and(|status| status.success());
    if !has {
        eprintln!("left out: a run can't have a mount namespace here");
    }
    has
}

const NOW: &str = "2026-10-31T06:00:00Z";
const HISTORY: &str = "--from 1999-01-04 --to 2026-10-30 --no-panel";

/// A file that grows too large: the history of the ECB has three megabytes.
#[test]
fn an_answer_that_finds_no_room_leaves_its_receipt_and_no_half_object() {
    let world = World::at(NOW);
    let outcome = world.run("extract-frankfurter").args(HISTORY).with_files_of_at_most(2_048).outcome();
    assert_lost(&world, &outcome, "File too large");
    let again = world.run("extract-frankfurter").args(HISTORY).ok();
    assert_eq!((&again["answers_new"], &again["already_answered"]), (&json!(1), &json!(0)), "it is asked for again");
}

#[test]
fn a_full_disk_leaves_a_receipt_and_no_half_object() {
    if !has_mount_namespaces() {
        return;
    }
    let world = World::at(NOW);
    let bronze = world.home().join("bronze");
    fs::create_dir(&bronze).expect("the folder can be made");
    let out = world.home().join("seen");
    // What lies on the small disk goes with its namespace: it is copied out after the run.
    let run = world.run("extract-frankfurter").args(HISTORY);
    let copying =
        format!("set -- sh -c '\"$@\"; code=$?; cp -r {} {}; exit $code' sh \"$@\"", bronze.display(), out.display());
    let outcome = run.after(&["sh"], &copying).with_mount(&bronze, "size=1m").outcome();
    assert_ne!(outcome.code, Some(99), "no mount namespace: {}", outcome.stderr);
    fs::remove_dir(&bronze).and_then(|()| fs::rename(&out, &bronze)).expect("what was on the disk is there");
    assert_lost(&world, &outcome, "No space left on device");
}

/// The request was made and counted; of its answer nothing is left but the receipt that says why.
fn assert_lost(world: &World, outcome: &Outcome, reason: &str) {
    let outputs = outcome.expect(6);
    for word in ["bronze failed", "1999-01-04..2026-10-30", reason, "has space"] {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    assert_eq!(outcome.error().matches("bronze/answers").count(), 1, "the path once: {}", outcome.error());
    assert_eq!(outputs["requests"], 1);
    assert_eq!(world.replay.requests().len(), 1, "it is not tried again: the disk would be as full");
    assert_eq!(world.files("bronze/answers"), [], "no half object, no file left behind");
    let receipts = world.receipts();
    assert_eq!((receipts.len(), &receipts[0]["outcome"], &receipts[0]["sha256"]), (1, &json!("failed"), &json!(null)));
    assert!(receipts[0]["reason"].as_str().is_some_and(|told| told.contains(reason)), "{}", receipts[0]);
    let usage = &world.run("quota-gate").args("check").ok()["sources"][0];
    assert_eq!(
        (&usage["request_count"], &usage["consecutive_failures"]),
        (&json!(1), &json!(0)),
        "no fault of the source"
    );
}

#[test]
fn a_read_only_disk_costs_no_request() {
    if !has_mount_namespaces() {
        return;
    }
    for tool in ["extract-frankfurter", "extract-exchangerate"] {
        let world = World::at(NOW);
        let bronze = world.home().join("bronze");
        fs::create_dir(&bronze).expect("the folder can be made");
        let outcome = world.run(tool).with_mount(&bronze, "size=1m,ro").outcome();
        outcome.expect(6);
        for word in ["bronze failed", "Read-only file system", "can be written"] {
            assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
        }
        assert!(world.replay.requests().is_empty(), "{tool}: no request whose answer would be lost");
        let counted = world.run("quota-gate").args("check").ok();
        assert!(counted["sources"].as_array().expect("a list").iter().all(|usage| usage["request_count"] == 0));
    }
}
