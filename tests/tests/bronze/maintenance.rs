//! `transform bronze verify`, `ls` and `cat`: they tell, and change nothing.

use makerates_tests::replay::KEY;
use makerates_tests::{Outcome, World};
use serde_json::{Value, json};
use std::fs;

const NOW: &str = "2026-09-29T06:00:00Z";

/// Two answers, a refused body, and a request without an answer.
fn world() -> World {
    let mut world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", KEY).ok();
    world.set_clock("2026-09-29T07:00:00Z");
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "html", "times": 1}]));
    world.run("extract-frankfurter").args("--refresh --no-panel").outcome().expect(4);
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 404}]));
    world.run("extract-frankfurter").args("--date 2026-09-25 --no-panel").outcome().expect(4);
    world
}

fn verify(world: &World) -> Outcome {
    world.run("transform").args("bronze verify").outcome()
}

fn only(world: &World, folder: &str) -> String {
    let files = world.files(folder);
    assert_eq!(files.len(), 1, "{folder}");
    files[0].0.clone()
}

#[test]
fn a_whole_bronze_is_verified_and_left_as_it_is() {
    let world = world();
    let before = world.files("bronze");
    let found = verify(&world).expect(0);
    assert_eq!((&found["answers"], &found["receipts"], &found["rejected"]), (&json!(2), &json!(4), &json!(1)));
    for name in ["damaged", "receipts_without_answer", "answers_without_receipt", "foreign", "unfinished"] {
        assert_eq!(found[name], json!([]), "{name}");
    }
    assert_eq!(world.files("bronze"), before, "nothing is changed");
}

#[test]
fn rot_is_found_by_the_hash_in_answers_and_in_refused_bodies() {
    for folder in ["bronze/answers/frankfurter", "bronze/rejected"] {
        let world = world();
        let path = only(&world, folder);
        let mut bytes = fs::read(world.home().join(&path)).expect("it can be read");
        bytes[10] ^= 1;
        fs::write(world.home().join(&path), bytes).expect("it can be written");
        let outcome = verify(&world);
        let found = outcome.expect(6);
        let key = path.strip_prefix("bronze/").expect("it lies in bronze");
        assert_eq!(found["damaged"], json!([key]));
        assert!(outcome.error().contains(key) && outcome.error().contains("backup"), "{}", outcome.error());
        let is_of_answers = outcome.error().contains("`transform` builds no new silver until then");
        assert_eq!(is_of_answers, folder.contains("answers"), "{}", outcome.error());
    }
}

#[test]
fn a_receipt_that_does_not_agree_with_its_name_is_damaged() {
    for damage in ["{", r#"{"schema_version":1}"#] {
        let world = world();
        let (path, _) = world.files("bronze/receipts/exchangerate")[0].clone();
        fs::write(world.home().join(&path), damage).expect("it can be written");
        assert_eq!(verify(&world).expect(6)["damaged"].as_array().map(Vec::len), Some(1), "{damage}");
    }
    let world = world();
    let (path, bytes) = world.files("bronze/receipts/exchangerate")[0].clone();
    let other = String::from_utf8(bytes).expect("it is text").replace("latest", "2026-09-25");
    fs::write(world.home().join(&path), other).expect("it can be written");
    assert_eq!(verify(&world).expect(6)["damaged"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_missing_on_either_side_is_told_apart() {
    let world = world();
    let answer = only(&world, "bronze/answers/exchangerate");
    let receipt = only(&world, "bronze/receipts/exchangerate");
    let content = fs::read(world.home().join(&receipt)).expect("it can be read");
    let key = |path: &str| json!([path.strip_prefix("bronze/").expect("it lies in bronze")]);

    fs::remove_file(world.home().join(&receipt)).expect("it can be removed");
    let found = verify(&world).expect(0);
    assert_eq!(found["answers_without_receipt"], key(&answer), "a run died in between: nothing is lost");

    fs::write(world.home().join(&receipt), content).expect("it can be written");
    fs::remove_file(world.home().join(&answer)).expect("it can be removed");
    let outcome = verify(&world);
    assert_eq!(outcome.expect(6)["receipts_without_answer"], key(&receipt));
    let missing = format!("{} is missing", answer.strip_prefix("bronze/").expect("it lies in bronze"));
    assert!(outcome.error().contains(&missing), "{}", outcome.error());
}

/// Without it silver would be smaller, and what was rightly published be taken back: the old silver stays until a person has
/// restored it or goes on without it. Then it costs its own rates alone, and the check says so.
#[test]
fn an_answer_that_is_lost_or_damaged_keeps_the_old_silver_until_a_person_goes_on() {
    for damage in ["", "{}"] {
        let world = world();
        world.run("transform").ok();
        let path = world.home().join(only(&world, "bronze/answers/exchangerate"));
        if damage.is_empty() {
            fs::remove_file(&path).expect("it can be removed");
        } else {
            fs::write(&path, damage).expect("it can be written");
        }
        let version = world.query("select known_until from bronze.settings");
        let refused = world.run("transform").arg("-q").outcome();
        refused.expect(6);
        let key = path.strip_prefix(world.home().join("bronze")).expect("it lies in bronze");
        let asked = "(exchangerate v6 latest, asked on 2026-09-29)";
        let key = key.to_str().expect("it is text");
        for told in ["bronze has lost 1 answer", key, asked, "--refresh", "--without-lost"] {
            assert!(refused.error().contains(told), "{told} in {}", refused.error());
        }
        assert_eq!(world.query("select known_until from bronze.settings"), version, "the old silver stays");
        let outcome = world.run("transform").arg("--without-lost").outcome();
        assert_eq!(outcome.expect(0)["unreadable_answers"], 1);
        assert!(outcome.stderr.contains("is set aside"), "{}", outcome.stderr);
        assert_eq!(world.query("select distinct source from silver.observations"), ["frankfurter"]);
        assert_eq!(world.run("transform").ok()["unreadable_answers"], 1, "it was given up");
        let checks = world.run("transform").args("quality").outcome();
        assert!(checks.stdout.contains("answers_are_readable"), "{}", checks.stdout);
    }
}

/// Nobody would know of its answer any more: what that one contradicts would stand alone, and what it alone has be taken back.
#[test]
fn a_receipt_that_is_lost_or_damaged_keeps_the_old_silver_until_a_person_goes_on() {
    for damage in ["", "{"] {
        let mut world = world();
        world.run("transform").ok();
        let path = world.home().join(only(&world, "bronze/receipts/exchangerate"));
        if damage.is_empty() {
            fs::remove_file(&path).expect("it can be removed");
        } else {
            fs::write(&path, damage).expect("it can be written");
        }
        // Newer and older ones make up for the number.
        world.replay.set_faults(&json!([]));
        world.run("extract-frankfurter").args("--no-panel --refresh").env("MAKERATES_NOW", "2026-09-29T05:59:00Z").ok();
        world.set_clock("2026-09-29T08:00:00Z");
        world.replay.set_faults(&json!([]));
        world.run("extract-frankfurter").args("--no-panel --refresh").ok();
        let version = world.query("select known_until from bronze.settings");
        let transform = |flag: &str| world.run("transform").arg(flag).outcome();
        let refused = transform("-q");
        refused.expect(6);
        let key = path.strip_prefix(world.home().join("bronze")).expect("it lies in bronze");
        for told in ["bronze has lost 1 receipt", key.to_str().expect("it is text"), "--without-lost"] {
            assert!(refused.error().contains(told), "{told} in {}", refused.error());
        }
        assert_eq!(world.query("select known_until from bronze.settings"), version, "the old silver stays");
        assert_eq!(transform("--without-lost").expect(0)["unreadable_receipts"], u8::from(!damage.is_empty()));
        assert_eq!(world.query("select distinct source from silver.observations"), ["frankfurter"]);
        transform("-q").expect(0);
    }
}

/// A silver of fewer receipts is no older one, nor another bronze's.
#[test]
fn what_is_given_up_keeps_no_later_sync_from_publishing() {
    let mut world = world();
    world.replay.set_faults(&json!([]));
    world.run("transform").ok();
    world.run("sync-dynamodb").ok();
    fs::remove_file(world.home().join(only(&world, "bronze/receipts/exchangerate"))).expect("it can be removed");
    world.set_clock("2026-09-29T08:00:00Z");
    world.run("transform").outcome().expect(6);
    world.run("transform").arg("--without-lost").ok();
    assert_eq!(world.run("sync-dynamodb").ok()["superseded"], false);
    world.set_clock("2026-09-30T06:00:00Z");
    world.run("extract-frankfurter").args("--no-panel").ok();
    world.run("transform").ok();
    assert_eq!(world.run("sync-dynamodb").ok()["superseded"], false);
}

/// Also where the silver that knew of it can't be opened: its manifest tells how many there were.
#[test]
fn a_lost_receipt_is_noticed_beside_a_silver_that_can_t_be_read() {
    let world = world();
    world.run("transform").ok();
    fs::remove_file(world.home().join(only(&world, "bronze/receipts/exchangerate"))).expect("it can be removed");
    let database = world.home().join("silver/current/makerates.duckdb");
    fs::write(&database, "no database").expect("it can be written");
    let refused = world.run("transform").outcome();
    refused.expect(6);
    assert!(refused.error().contains("bronze has lost 1 receipt"), "{}", refused.error());
}

/// What a person shut out would be published again.
#[test]
fn a_decision_or_its_revocation_that_is_lost_keeps_the_old_silver() {
    let world = world();
    for pair in ["EUR/SEK", "EUR/NOK", "EUR/NOK --revoke"] {
        let decision = format!("decide reject {pair} --from 2026-09-28 --who ann --reason wrong");
        world.run("transform").args(&decision).ok();
    }
    world.run("transform").ok();
    for (path, bytes) in world.files("bronze/decisions") {
        let path = world.home().join(path);
        fs::remove_file(&path).expect("it can be removed");
        let refused = world.run("transform").outcome();
        refused.expect(6);
        let error = refused.error();
        assert!(error.contains("bronze has lost") && error.contains("decision"), "{error}");
        fs::write(&path, bytes).expect("it can be written");
    }
    world.run("transform").ok();
}

/// They are all there: nobody should look for a backup.
#[test]
fn a_decision_of_a_time_to_come_is_not_called_lost() {
    let mut world = world();
    world.set_clock("2026-09-29T08:00:00Z");
    world.run("transform").args("decide reject EUR/SEK --from 2026-09-28 --who ann --reason wrong").ok();
    world.run("transform").ok();
    world.set_clock("2026-09-29T07:59:00Z");
    let refused = world.run("transform").outcome();
    refused.expect(6);
    let error = refused.error();
    assert!(error.contains("was built at 2026-09-29T08:00") && error.contains("mend the clock"), "{error}");
    assert!(!error.contains("lost"), "{error}");
}

/// Also where the source would say that nothing has changed: a tag of what is damaged is not sent.
#[test]
fn an_answer_that_is_damaged_is_made_whole_when_the_source_gives_it_again() {
    for arguments in ["--no-panel --refresh", "--no-panel"] {
        let world = World::at(NOW);
        world.run("extract-frankfurter").args("--no-panel").ok();
        let path = only(&world, "bronze/answers/frankfurter");
        let whole = fs::read(world.home().join(&path)).expect("it can be read");
        fs::write(world.home().join(&path), &whole[..whole.len() / 2]).expect("it can be written");
        let outcome = world.run("extract-frankfurter").args(arguments).outcome();
        assert_eq!(outcome.expect(0)["answers_unchanged"], 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("is whole again"), "{}", outcome.stderr);
        assert_eq!(fs::read(world.home().join(&path)).expect("it can be read"), whole);
        verify(&world).expect(0);
    }
}

#[test]
fn what_is_no_object_is_told_and_left_alone() {
    let world = world();
    for (path, name) in [("bronze/notes.txt", "foreign"), ("bronze/answers/frankfurter/v1/.left", "unfinished")] {
        fs::write(world.home().join(path), "x").expect("it can be written");
        let key = path.strip_prefix("bronze/").expect("it lies in bronze");
        assert_eq!(verify(&world).expect(0)[name], json!([key]));
        assert!(world.home().join(path).is_file());
    }
    world.run("transform").ok();
}

#[test]
fn requests_are_listed_by_source_and_day_and_one_by_one() {
    let world = world();
    let rows = |arguments: &str| {
        let outputs = world.run("transform").args("bronze ls").args(arguments).ok();
        outputs["rows"].as_array().expect("rows are a list").clone()
    };
    let of_days = |rows: Vec<Value>| -> Vec<String> {
        rows.iter()
            .map(|row| format!("{} {} {}", row["source"], row["day"], row["requests"]).replace('"', ""))
            .collect()
    };
    assert_eq!(of_days(rows("")), ["exchangerate 2026-09-29 1", "frankfurter 2026-09-29 3"]);
    assert_eq!(of_days(rows("--source exchangerate")), ["exchangerate 2026-09-29 1"]);
    let of_day = rows("--source frankfurter --date 2026-09-29");
    let told = |row: &Value| format!("{} {} {}", row["parameters"], row["outcome"], row["status"]).replace('"', "");
    let told: Vec<String> = of_day.iter().map(told).collect();
    assert_eq!(told.len(), 3);
    for expected in ["latest new 200", "latest rejected 200", "2026-09-25 failed 404"] {
        assert!(told.contains(&expected.to_owned()), "no `{expected}` in {told:?}");
    }
    assert!(rows("--date 2026-09-28").is_empty());
}

#[test]
fn an_object_is_shown_as_it_was_received() {
    let world = world();
    let path = only(&world, "bronze/answers/frankfurter");
    let key = path.strip_prefix("bronze/").expect("it lies in bronze");
    let bytes = fs::read(world.home().join(&path)).expect("it can be read");
    let hash = key.rsplit('/').next().and_then(|name| name.strip_suffix(".json")).expect("it is named by its hash");
    for object in [key, hash, &hash[..8]] {
        let outcome = world.run("transform").args("bronze cat").arg(object).outcome();
        assert_eq!((outcome.code, outcome.stdout.as_bytes()), (Some(0), bytes.as_slice()), "{object}");
    }
    let json = world.run("transform").args("--format json bronze cat").arg(hash).ok();
    assert_eq!((&json["object"], &json["bytes"]), (&json!(key), &json!(bytes.len())));
    for unknown in ["0123456789abcdef", &hash[..5], "answers/nothing"] {
        let outcome = world.run("transform").args("bronze cat").arg(unknown).outcome();
        assert_eq!(outcome.code, Some(2), "{unknown}");
        assert!(outcome.error().contains("bronze ls"), "{}", outcome.error());
    }
}
