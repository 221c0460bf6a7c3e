//! The builds that are kept, and looking into an earlier one: what did we believe on Monday?

use crate::NOW;
use makerates_tests::{World, in_case};
use serde_json::Value;

fn builds(world: &World) -> Vec<Value> {
    world.run("transform").args("builds").ok()["builds"].as_array().expect("a list").clone()
}

#[test]
fn what_was_believed_on_an_earlier_day_is_one_command_while_it_is_kept() {
    let mut world = World::at("2026-09-25T06:00:00Z");
    for day in 25..=28 {
        world.set_clock(&format!("2026-09-{day}T06:00:00Z"));
        world.run("extract-frankfurter").args("--no-panel").ok();
        world.run("transform").ok();
    }
    world.run("sync-dynamodb").ok();
    let kept = builds(&world);
    let built_at: Vec<&str> = kept.iter().map(|build| build["built_at"].as_str().expect("text")).collect();
    assert_eq!(built_at, ["2026-09-28T06:00:00.000Z", "2026-09-27T06:00:00.000Z", "2026-09-26T06:00:00.000Z"]);

    let newest = |wanted: &str| -> Value {
        let sql = "select max(rate_date) as day from validated_rates";
        let run = world.run("transform").args("inspect --as-of-build").arg(wanted).arg("--sql").arg(sql);
        run.ok()["rows"][0]["day"].clone()
    };
    // A Saturday, then a Monday: the market days before them.
    assert_eq!([newest("2026-09-26"), newest("2026-09-28")], ["2026-09-25", "2026-09-25"].map(Value::from));
    let name = kept[2]["build"].as_str().expect("text");
    let explained = world.run("transform").args("explain EUR/USD --as-of-build").arg(name).ok();
    assert_eq!(explained["silver_version"], kept[2]["silver_version"]);

    let gone = world.run("transform").args("explain EUR/USD --as-of-build 2026-09-25").outcome();
    gone.expect(2);
    assert!(gone.error().contains("no build of 2026-09-25T23:59:59.999Z or before is kept"), "{}", gone.error());
    // What it says to do gives what was known then.
    let aside = world.home().join("then");
    world.run("transform").args("--as-of 2026-09-25T23:59:59.999Z --out").arg(&aside).ok();
    let then = world.run("transform").env("MAKERATES_SILVER__LOCATION", &aside).args("explain EUR/USD").ok();
    assert_eq!(then["rate_date"], "2026-09-24");

    let differences = world.run("sync-dynamodb").args("diff --as-of-build 2026-09-26").ok();
    assert!(differences["different"].as_u64() > Some(0) || differences["same"].as_u64() > Some(0), "{differences}");
    assert_eq!(differences["silver_version"], kept[2]["silver_version"]);
}

#[test]
fn how_many_are_kept_is_a_setting() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    for kept in [1, 2, 4] {
        let _case = in_case(kept.to_string());
        for _ in 0..5 {
            world.run("transform").env("MAKERATES_SILVER__BUILDS_KEPT", kept.to_string()).ok();
        }
        assert_eq!(builds(&world).len(), kept);
    }
    let none = world.run("transform").env("MAKERATES_SILVER__BUILDS_KEPT", "0").outcome();
    none.expect(2);
    assert!(none.error().contains("silver.builds_kept"), "{}", none.error());
}

#[test]
fn a_silver_that_is_not_there_is_told_by_every_command_that_reads_it() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    for (tool, arguments) in [
        ("transform", "inspect"),
        ("transform", "explain EUR/USD"),
        ("transform", "quality"),
        ("transform", "report"),
        ("transform", "builds"),
        ("transform", "inspect --as-of-build 2026-09-28"),
        ("sync-dynamodb", ""),
        ("sync-dynamodb", "diff"),
    ] {
        let _case = in_case(format!("{tool} {arguments}"));
        let outcome = world.run(tool).args(arguments).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains("there is no silver at"), "{}", outcome.error());
        assert!(outcome.error().contains("run `transform` first"), "{}", outcome.error());
    }
    world.run("transform").args("decide ls").ok();
}

/// The link that leads readers to a build is swapped first: what fails after it must not remove what it leads to.
#[test]
fn a_publication_that_fails_half_way_leaves_readers_the_new_silver() {
    let mut world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    world.run("transform").ok();
    let link = world.home().join("silver/parquet");
    std::fs::remove_file(&link).expect("it can be removed");
    std::fs::create_dir_all(link.join("in the way")).expect("a folder can be made");

    world.set_clock("2026-09-29T07:00:00Z");
    let failed = world.run("transform").outcome();
    failed.expect(6);
    assert!(failed.error().contains(&format!("swapping {}", link.display())), "{}", failed.error());
    let read = world.run("transform").args("explain EUR/USD").ok();
    assert_eq!(read["silver_version"], builds(&world)[0]["silver_version"]);
    assert_eq!(builds(&world)[0]["built_at"], "2026-09-29T07:00:00.000Z");

    std::fs::remove_dir_all(&link).expect("it can be removed");
    world.run("transform").ok();
    assert!(link.is_symlink());
}

#[test]
fn an_address_that_is_no_bucket_is_refused() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    for (location, word) in [
        ("s3://", "silver.location `s3://` is neither a folder nor s3://bucket/prefix"),
        ("s3:///silver", "silver.location `s3:///silver` is neither"),
        ("gs://rates/silver", "silver.location"),
    ] {
        let _case = in_case(location);
        let outcome = world.run("transform").env("MAKERATES_SILVER__LOCATION", location).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains(word), "{}", outcome.error());
    }
}

#[test]
fn a_silver_that_is_damaged_is_built_anew() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel").ok();
    world.run("transform").ok();
    let database = std::fs::canonicalize(world.silver()).expect("silver is there");
    std::fs::write(&database, "x".repeat(50_000)).expect("it can be written");
    for command in ["quality", "explain EUR/USD"] {
        let outcome = world.run("transform").args(command).outcome();
        outcome.expect(6);
        assert!(outcome.error().contains("next: run `transform` (again)"), "{}", outcome.error());
    }
    world.run("transform").ok();
    world.run("transform").args("explain EUR/USD").ok();
}
