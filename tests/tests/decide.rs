//! What one source alone says wrongly for days stays withheld, and a person's word on it is kept like everything else.

use makerates_tests::World;
use serde_json::{Value, json};

/// A world in which the feed has known the shilling for two weeks, and then sends it a hundred times too small.
fn shilling() -> World {
    let mut world = World::at("2026-09-11T06:00:00Z");
    for day in ["11", "14", "15", "16", "17", "18", "21", "22"] {
        world.set_clock(&format!("2026-09-{day}T06:00:00Z"));
        world.run("extract-exchangerate").ok();
        world.run("extract-frankfurter").ok();
    }
    let fault = json!({ "source": "exchangerate", "kind": "multiply", "currency": "KES", "factor": "0.01" });
    world.replay.set_faults(&json!([fault]));
    world
}

/// A morning of all steps; gives what `quality` says: nothing on a calm one.
fn morning(world: &mut World, day: &str) -> String {
    world.set_clock(&format!("2026-09-{day}T06:00:00Z"));
    world.run("extract-frankfurter").ok();
    world.run("extract-exchangerate").ok();
    to_gold(world)
}

fn to_gold(world: &World) -> String {
    world.run("transform").ok();
    let quality = world.run("transform").args("quality").outcome();
    world.run("sync-dynamodb").ok();
    let of_shilling = |text: &&str| text.contains("EUR/KES");
    quality.error().split("; ").filter(of_shilling).collect()
}

fn latest(world: &World) -> Value {
    world.run("sync-dynamodb").args("get USD/KES").ok()
}

fn decide(world: &World, arguments: &str) -> Value {
    let run = world.run("transform").args("decide").args(arguments);
    run.arg("--reason").arg("the central bank's page of that day").arg("--who").arg("ann").ok()
}

#[test]
fn a_lasting_error_of_one_source_is_never_published_and_calls_a_person_every_day() {
    let mut world = shilling();
    for day in ["23", "24", "25", "28"] {
        let quality = morning(&mut world, day);
        assert!(quality.contains("divided by 100"), "{day}: {quality}");
        let rate = latest(&world);
        assert_eq!((&rate["effective_date"], &rate["rate"]), (&"2026-09-21".into(), &"129.5225224".into()), "{day}");
    }
    let health = world.run("quota-gate").args("health").outcome().expect(5);
    assert!(health["findings"].to_string().contains("EUR/KES"), "{health}");
    let report = world.run("transform").args("report").ok();
    assert_eq!(report["light"], "red");
    assert!(report["signals"].to_string().contains("USD/KES of ExchangeRate-API (unconfirmed_level)"), "{report}");
    world.set_clock("2026-09-29T12:00:00Z");
    assert_eq!(latest(&world)["is_valid_now"], false, "it says that it is old");
    // The feed is right again: so is the table, at once.
    world.replay.set_faults(&json!([]));
    assert_eq!(morning(&mut world, "29"), "");
    assert_eq!(latest(&world)["effective_date"], "2026-09-28");
}

#[test]
fn what_a_person_accepted_is_published_with_the_sources_own_digits_until_it_is_revoked() {
    let mut world = shilling();
    morning(&mut world, "23");
    morning(&mut world, "24");
    let before = world.files("bronze");
    let decision = decide(&world, "accept EUR/KES --from 2026-09-22");
    assert_eq!((&decision["verdict"], &decision["to"]), (&"accept".into(), &"2026-09-22".into()));
    assert_eq!(to_gold(&world), "", "one day of the new level confirms those after it");
    let rate = latest(&world);
    assert_eq!((&rate["effective_date"], &rate["validation_status"]), (&"2026-09-23".into(), &"unwitnessed".into()));
    assert!(rate["rate"].as_str().is_some_and(|rate| rate.starts_with("1.29")), "{rate}");

    let listed = world.run("transform").args("decide ls").ok();
    let listed = &listed["decisions"][0];
    assert_eq!((&listed["who"], &listed["rates"], &listed["revoked_at"]), (&"ann".into(), &1.into(), &Value::Null));
    let story = world.run("transform").args("explain EUR/KES --date 2026-09-22").ok().to_string();
    assert!(story.contains("ann") && story.contains("the central bank's page of that day"), "{story}");
    let page = world.run("transform").args("report").ok();
    let page = std::fs::read_to_string(page["file"].as_str().expect("a file")).expect("the page is there");
    assert!(
        page.contains("the central bank’s page")
            || page.contains("the central bank&#39;s page")
            || page.contains("ann"),
        "the page shows it"
    );

    world.set_clock("2026-09-24T07:00:00Z");
    decide(&world, "accept EUR/KES --from 2026-09-22 --revoke");
    assert!(to_gold(&world).contains("EUR/KES"));
    assert_eq!(latest(&world)["effective_date"], "2026-09-21", "what was withdrawn is withdrawn");
    let kept = world.files("bronze");
    assert!(before.iter().all(|object| kept.contains(object)), "nothing of bronze was changed");
    assert_eq!(kept.len(), before.len() + 2, "a decision and its revocation");
    assert_eq!(world.run("transform").args("bronze verify").ok()["decisions"], 2);
    let nothing =
        world.run("transform").args("decide accept EUR/KES --from 2026-09-22 --revoke --reason x --who ann").outcome();
    nothing.expect(2);
    assert!(nothing.error().contains("no such decision is in force"), "{}", nothing.error());
}

#[test]
fn an_audit_knows_only_what_was_decided_until_then() {
    let mut world = shilling();
    morning(&mut world, "23");
    world.set_clock("2026-09-23T09:00:00Z");
    decide(&world, "accept EUR/KES --from 2026-09-22");
    for (as_of, published) in [("2026-09-23T08:59:59Z", 0), ("2026-09-23T09:00:00Z", 1)] {
        let out = world.home().join(format!("audit-{published}"));
        let run = world.run("transform").arg("--as-of").arg(as_of).arg("--out").arg(&out);
        run.ok();
        let query =
            "select count(*) as n from silver.validated_rates where currency = 'KES' and rate_date = '2026-09-22'";
        let silver =
            world.run("transform").args("inspect --sql").arg(query).env("MAKERATES_SILVER__LOCATION", &out).ok();
        assert_eq!(silver["rows"][0]["n"], published, "{as_of}");
    }
}

#[test]
fn a_bank_that_a_person_rejected_is_no_witness_and_is_named_with_the_reason() {
    let mut world = shilling();
    world.replay.set_faults(&json!([]));
    morning(&mut world, "23");
    decide(&world, "reject all --witness ExchangeRate-API --from 2026-09-22 --to 2026-09-25");
    to_gold(&world);
    let witnesses = "select distinct witness from silver.witnesses where rate_date = '2026-09-22'";
    assert_eq!(world.query(witnesses), ["ECB"]);
    let why =
        "select distinct rule, evidence from silver.quarantine where rate_date = '2026-09-22' and layer = 'decision'";
    assert_eq!(world.query(why), ["rejected rejected by ann: the central bank's page of that day"]);
}

#[test]
fn a_decision_that_can_mean_nothing_is_refused_and_nothing_is_written() {
    let mut world = shilling();
    morning(&mut world, "23");
    let before = world.files("bronze");
    for (arguments, why) in [
        ("accept EUR/KES --from 2026-09-22 --to 2026-09-21 --reason x --who ann", "swap them"),
        ("accept EUR/KES --from 2026-09-24 --reason x --who ann", "what nobody has said yet"),
        ("accept EUR/KES --from 2026-09-20 --reason x --who ann", "silver has no rate of EUR/KES"),
        ("accept EUR/MXN --from 2026-09-22 --reason x --who ann", "several have a rate: ECB, ExchangeRate-API"),
        ("accept GBP/KES --from 2026-09-22 --reason x --who ann", "decide on EUR/GBP or on EUR/KES"),
        ("accept EUR/BGN --from 2026-09-22 --reason x --who ann", "the euro replaced BGN"),
        ("accept EUR/KSE --from 2026-09-22 --reason x --who ann", "KSE is no currency that is known"),
        ("accept all --from 2026-09-22 --reason x --who ann", "rejecting what one witness says"),
        ("reject EUR/KES --witness ECP --from 2026-09-22 --reason x --who ann", "one of ECB, ExchangeRate-API"),
        ("reject EUR/KES --from 2026-09-22 --who ann", "--reason"),
    ] {
        let outcome = world.run("transform").args("decide").args(arguments).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains(why) || outcome.stderr.contains(why), "{arguments}: {}", outcome.stderr);
    }
    assert_eq!(world.files("bronze"), before);
}
