//! Stores that can't be used: exit 6 with the place and a next step, and no request whose answer would be lost.
//!
//! Something stands in the way instead of a missing permission, because a superuser is refused nothing.

use crate::NOW;
use makerates_tests::{Outcome, World, in_case};
use serde_json::{Value, json};
use std::fs;

const EXTRACTORS: [(&str, &str); 2] =
    [("extract-frankfurter", "frankfurter"), ("extract-exchangerate", "exchangerate")];

#[test]
fn a_file_in_place_of_bronze_costs_no_request() {
    for (tool, source) in EXTRACTORS {
        let _case = in_case(tool);
        let world = World::at(NOW);
        put_in_the_way(&world, "bronze");
        assert_fails(&world.run(tool).outcome(), &["bronze failed", "bronze", "can be written"]);
        assert_eq!(world.replay.requests().len(), 0, "no request is sent");
        assert_eq!(request_count(&world, source), 0, "no quota is spent");
        assert_eq!(world.files("bronze"), [], "nor is the file touched");
        let there = fs::read_to_string(world.home().join("bronze")).expect("it is still a file");
        assert_eq!(there, "in the way");
    }
}

/// A slip in `--home` would find nothing, and look like an answer; and it would leave an empty home behind.
#[test]
fn whoever_looks_into_a_home_that_is_not_there_is_told_the_nearest_one() {
    let world = World::at(NOW);
    fs::create_dir(world.home().join("rates")).expect("the folder can be made");
    let missing = world.home().join("raets");
    for (tool, arguments) in [
        ("quota-gate", "check"),
        ("quota-gate", "health"),
        ("quota-gate", "history"),
        ("transform", "inspect"),
        ("transform", "bronze ls"),
        ("transform", "decide ls"),
        ("sync-dynamodb", "get EUR/USD"),
        ("sync-dynamodb", "--dry-run"),
    ] {
        let _case = in_case(format!("{tool} {arguments}"));
        let outcome = world.run(tool).args(arguments).env("MAKERATES_HOME", &missing).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains("there is no home at"), "{}", outcome.stderr);
        assert!(outcome.error().ends_with("rates?") && outcome.error().contains("did you mean"), "{}", outcome.stderr);
        assert!(!missing.exists(), "nothing is made");
    }
    let far = world.run("transform").args("inspect").env("MAKERATES_HOME", world.home().join("elsewhere")).outcome();
    assert!(far.error().contains("give the home that the pipeline writes to"), "{}", far.stderr);
    world.run("quota-gate").args("available").env("MAKERATES_HOME", &missing).ok();
}

/// A person at a terminal asked for a rate, and not for paths; who reads a log later needs them.
#[test]
fn the_stores_are_told_in_a_log_and_to_a_person_who_asks_for_more() {
    let world = World::at(NOW);
    let told =
        |arguments: &str| world.run("quota-gate").args(arguments).outcome().stderr.contains("embedded tables in");
    assert!(!told("check --format text"));
    assert!(told("check --format text -v") && told("check --format json"));
}

#[test]
fn a_file_in_place_of_home_costs_no_request() {
    let world = World::at(NOW);
    let file = world.home().join("file");
    fs::write(&file, "in the way").expect("the file can be written");
    for (tool, _) in EXTRACTORS {
        let _case = in_case(tool);
        assert_fails(&world.run(tool).env("MAKERATES_HOME", &file).outcome(), &["file"]);
        assert_eq!(world.replay.requests().len(), 0, "no request is sent");
    }
}

#[test]
fn a_folder_in_place_of_the_tables_costs_no_request() {
    for (tool, _) in EXTRACTORS {
        let _case = in_case(tool);
        let world = World::at(NOW);
        fs::create_dir(world.home().join("dynamodb.sqlite")).expect("the folder can be made");
        assert_fails(&world.run(tool).outcome(), &["tables", "dynamodb.sqlite", "home"]);
        assert_eq!(world.replay.requests().len(), 0, "no request is sent");
        assert_eq!(world.receipts(), [Value::Null; 0]);
    }
}

#[test]
fn a_file_that_is_no_database_in_place_of_the_tables_costs_no_request() {
    for (tool, _) in EXTRACTORS {
        let _case = in_case(tool);
        let world = World::at(NOW);
        put_in_the_way(&world, "dynamodb.sqlite");
        assert_fails(&world.run(tool).outcome(), &["tables", "dynamodb.sqlite"]);
        assert_eq!(world.replay.requests().len(), 0, "no request is sent");
        let there = fs::read_to_string(world.home().join("dynamodb.sqlite")).expect("it is still a file");
        assert_eq!(there, "in the way");
    }
}

#[test]
fn the_tables_in_the_way_stop_every_command_that_needs_them() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    fs::remove_file(world.home().join("dynamodb.sqlite")).expect("the tables can be removed");
    fs::create_dir(world.home().join("dynamodb.sqlite")).expect("the folder can be made");
    let commands = [
        ("quota-gate", "init"),
        ("quota-gate", "check"),
        ("quota-gate", "available"),
        ("quota-gate", "reserve --source frankfurter"),
        ("sync-dynamodb", "init"),
        ("sync-dynamodb", ""),
        ("sync-dynamodb", "get EUR/USD"),
    ];
    for (tool, arguments) in commands {
        let _case = in_case(format!("{tool} {arguments}"));
        assert_fails(&world.run(tool).args(arguments).outcome(), &["tables", "dynamodb.sqlite"]);
    }
}

#[test]
fn a_file_in_place_of_silver_stops_transform_and_leaves_bronze_alone() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    let bronze = world.files("bronze");
    put_in_the_way(&world, "silver");
    assert_fails(&world.run("transform").outcome(), &["silver failed", "silver", "can be written"]);
    assert_eq!(world.files("bronze"), bronze);
}

#[test]
fn a_file_in_place_of_a_silver_table_folder_leaves_the_old_silver() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    let rates = world.query("select count(*) from silver.validated_rates");
    fs::rename(world.home().join("silver/builds"), world.home().join("silver/kept")).expect("it can be moved");
    put_in_the_way(&world, "silver/builds");
    assert_fails(&world.run("transform").outcome(), &["silver failed", "builds"]);
    fs::remove_file(world.home().join("silver/builds")).expect("it can be removed");
    fs::rename(world.home().join("silver/kept"), world.home().join("silver/builds")).expect("it can be moved");
    assert_eq!(world.query("select count(*) from silver.validated_rates"), rates);
}

/// The answer was paid for: it is whole or absent, and the next run takes it up. With `--refresh` nobody looks at the
/// receipts before.
#[test]
fn receipts_that_cannot_be_written_leave_a_whole_answer_that_the_next_run_adopts() {
    for (tool, source) in EXTRACTORS {
        let _case = in_case(tool);
        let world = World::at(NOW);
        fs::create_dir(world.home().join("bronze")).expect("the folder can be made");
        put_in_the_way(&world, "bronze/receipts");
        assert_fails(&world.run(tool).outcome(), &["bronze failed", "receipts"]);
        assert_eq!(request_count(&world, source), 0, "whoever looks at the receipts first spends no request");
        assert_fails(&world.run(tool).args("--refresh").outcome(), &["bronze failed", "receipts"]);
        assert_eq!(request_count(&world, source), 1, "the request was made");
        let answers = world.files("bronze/answers");
        assert_eq!(answers.len(), 1);

        fs::remove_file(world.home().join("bronze/receipts")).expect("it can be removed");
        let outputs = world.run(tool).ok();
        // The panel and its banks, which the run before did not come to, are new.
        let of_panel = if source == "frankfurter" { 2 } else { 0 };
        assert_eq!((&outputs["answers_new"], &outputs["answers_unchanged"]), (&json!(of_panel), &json!(1)));
        let now = world.files("bronze/answers");
        assert!(now.contains(&answers[0]) && now.len() == 1 + of_panel, "{now:?}");
        assert_eq!(world.receipts().len(), 1 + of_panel);
    }
}

#[test]
fn a_429_blocks_the_source_even_when_its_receipt_cannot_be_written() {
    let world = World::at(NOW);
    fs::create_dir(world.home().join("bronze")).expect("the folder can be made");
    put_in_the_way(&world, "bronze/receipts");
    world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 429}]));
    let run = || world.run("extract-frankfurter").args("--refresh").outcome();
    assert_fails(&run(), &["bronze failed", "receipts"]);
    run().expect(3);
    assert_eq!(world.replay.requests().len(), 1, "a blocked source is not asked");
}

/// A machine outside of AWS mostly has its credentials from a program: IAM Roles Anywhere, or a person's own sign-in.
#[test]
fn credentials_come_from_the_program_of_a_profile() {
    let world = World::at(NOW);
    let (profile, program) = (world.home().join("aws.ini"), world.home().join("credentials"));
    // What it says of itself is told: that nobody is signed in, say.
    fs::write(&program, "echo 'sign in first' >&2; exit 1").expect("it can be written");
    let text = format!("[default]\nregion = eu-central-1\ncredential_process = sh {}\n", program.display());
    fs::write(&profile, text).expect("it can be written");
    let run = world.run("sync-dynamodb").args("get EUR/USD").env("AWS_CONFIG_FILE", &profile);
    let run = run.env("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9").env("AWS_EC2_METADATA_DISABLED", "true");
    let outcome = run.env("MAKERATES_DYNAMODB__LOCATION", "aws").outcome();
    assert_fails(&outcome, &["tables failed", "sign in first"]);
}

fn put_in_the_way(world: &World, path: &str) {
    fs::write(world.home().join(path), "in the way").expect("the file can be written");
}

fn request_count(world: &World, source: &str) -> u64 {
    let outputs = world.run("quota-gate").args("check").ok();
    let mut usages = outputs["sources"].as_array().expect("sources are a list").iter();
    let usage = usages.find(|usage| usage["source"] == source).expect("every source is told");
    usage["request_count"].as_u64().expect("a count is a number")
}

fn assert_fails(outcome: &Outcome, words: &[&str]) {
    let outputs = outcome.expect(6);
    assert_ne!(outputs["reason"], "");
    assert!(outcome.error().starts_with("error: ") && outcome.error().contains("; "), "{}", outcome.stderr);
    for word in words {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
}

/// The SDK would say so of the first request, after it looked for a region on the network.
#[test]
fn without_a_region_it_is_told_how_to_set_one() {
    let world = World::at(NOW);
    for (tool, arguments, name, value) in [
        ("quota-gate", "check", "MAKERATES_DYNAMODB__LOCATION", "aws"),
        ("transform", "bronze ls", "MAKERATES_BRONZE__LOCATION", "s3://no-such-bucket"),
    ] {
        let _case = in_case(tool);
        let run = world.run(tool).args(arguments).env(name, value).env("AWS_EC2_METADATA_DISABLED", "true");
        let outcome = run.without("AWS_REGION").without("AWS_DEFAULT_REGION").without("MAKERATES_NOW").outcome();
        outcome.expect(2);
        assert!(outcome.error().contains("no region is set"), "{}", outcome.error());
        assert!(outcome.error().contains("set AWS_REGION (such as"), "{}", outcome.error());
    }
}
