//! What readers of the table meet, over days and with other settings.

use makerates_tests::World;
use serde_json::{Value, json};

fn get(world: &World, arguments: &str) -> (Option<i32>, Value) {
    let outcome = world.run("sync-dynamodb").args(&format!("get {arguments}")).outcome();
    let code = outcome.code;
    (code, outcome.expect(code.unwrap_or(-1)))
}

#[test]
fn a_rate_that_left_the_window_is_still_withdrawn_while_it_can_be_read() {
    let mut world = World::at("2026-09-21T06:00:00Z");
    world.pipeline();
    let day = "EUR/SEK --date 2026-09-18";
    // Written again by a full sync on a later day, so that it outlives the window of seven days.
    world.set_clock("2026-09-25T06:00:00Z");
    world.run("sync-dynamodb").args("--full").ok();
    world.set_clock("2026-09-29T06:00:00Z");
    assert_eq!(get(&world, day).0, Some(0));

    let fault = json!([{ "source": "frankfurter", "kind": "multiply", "currency": "SEK", "factor": "1.05", "date": "2026-09-18" }]);
    world.replay.set_faults(&fault);
    world.run("extract-frankfurter").args("--date 2026-09-18").ok();
    world.run("transform").ok();
    let gold = world.run("sync-dynamodb").ok();
    assert!(gold["withdrawn"].as_u64() > Some(0), "{gold}");
    assert_eq!(get(&world, day).0, Some(2), "it contradicts the feed now");
}

#[test]
fn a_window_of_any_length_stays_readable() {
    let mut world = World::at("2026-09-18T06:00:00Z");
    // More market days than one BatchGetItem takes keys.
    let long =
        |run: makerates_tests::Run| run.env("MAKERATES_GOLD__HOT_DAYS", "160").env("MAKERATES_GOLD__BASES", "EUR");
    let sync = |world: &World| long(world.run("sync-dynamodb")).ok();
    world.run("extract-frankfurter").args("--from 2026-06-01 --to 2026-09-17").ok();
    world.run("transform").ok();
    assert_eq!(sync(&world)["failed"], 0);
    // The items live for seven days; a sync on the sixth renews them.
    world.set_clock("2026-09-24T06:00:00Z");
    let latest = world.query("select count(*) from silver.published_pairs(['EUR'], '2026-09-17') where is_latest");
    let renewed = sync(&world);
    assert_eq!(renewed["unchanged"].to_string(), latest[0], "only LATEST items never expire: {renewed}");
    world.set_clock("2026-09-29T06:00:00Z");
    assert_eq!(get(&world, "EUR/USD --date 2026-06-01").0, Some(0));
    // By now every LATEST item is stale and was noted as such; the days themselves are not renewed again.
    let noted = sync(&world);
    assert!(noted["written"].as_u64() <= latest[0].parse().ok(), "{noted}");
    assert_eq!(sync(&world)["written"], 0);
}

#[test]
fn a_currency_that_the_euro_replaced_has_its_fixed_rate_and_no_inverse() {
    let world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    let (_, rate) = get(&world, "EUR/HRK");
    assert_eq!((&rate["rate"], &rate["status"]), (&"7.5345".into(), &"fixed_conversion".into()));
    assert_eq!((&rate["validation_status"], &rate["is_valid_now"]), (&"statutory".into(), &true.into()));
    assert_eq!(rate["inverse_rate"], Value::Null, "it must never be inverted");
    assert_eq!(get(&world, "HRK/EUR").0, Some(2));
}

#[test]
fn a_rate_without_a_new_market_day_goes_stale_by_the_readers_own_clock() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    let (_, fresh) = get(&world, "EUR/USD");
    // The fifth TARGET day after Monday the 28th is Monday the 5th.
    assert_eq!((&fresh["valid_until"], &fresh["is_valid_now"]), (&"2026-10-06T00:00:00.000Z".into(), &true.into()));
    world.set_clock("2026-10-06T00:00:00Z");
    let (_, late) = get(&world, "EUR/USD");
    assert_eq!(
        (&late["status"], &late["is_valid_now"]),
        (&"current".into(), &false.into()),
        "the item was not touched"
    );
    world.run("sync-dynamodb").ok();
    assert_eq!(get(&world, "EUR/USD").1["status"], "stale", "a sync notes it");
}

/// The market may have moved: then the older rate is not today's, however long it would hold.
#[test]
fn a_rate_that_all_newer_ones_are_far_from_is_stale_at_once() {
    let mut world = World::at("2026-09-28T06:00:00Z");
    world.pipeline();
    world.set_clock("2026-09-29T06:00:00Z");
    let fault = |source: &str, factor: &str| json!({ "source": source, "kind": "multiply", "currency": "SEK", "factor": factor });
    world.replay.set_faults(&json!([fault("frankfurter", "1.05"), fault("exchangerate", "1.12")]));
    world.pipeline();
    let (_, krona) = get(&world, "EUR/SEK");
    assert_eq!((&krona["effective_date"], &krona["status"]), (&"2026-09-25".into(), &"stale".into()), "{krona}");
    assert_eq!(get(&world, "EUR/NOK").1["status"], "current");
    let refused = world.run("sync-dynamodb").args("convert 100 USD SEK").outcome();
    refused.expect(2);
    let why = "what is known of a newer day is far from it, and makes no rate";
    assert!(refused.error().contains(why) && !refused.error().contains("run the pipeline"), "{}", refused.error());
    let explained = world.run("transform").args("explain USD/SEK").ok();
    let told =
        explained["conclusion"].as_str().is_some_and(|told| told.contains("stale: all that is newer is withheld"));
    assert!(told, "{explained}");
}

/// A machine whose clock has stopped would else take any rate for a fresh one.
#[test]
fn a_rate_of_a_day_that_has_not_come_by_our_clock_is_not_converted_with() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    world.set_clock("2020-01-01T06:00:00Z");
    let ahead = get(&world, "EUR/USD").1;
    assert_eq!((&ahead["is_valid_now"], &ahead["age_days"]), (&false.into(), &(-2462).into()));
    let refused = world.run("sync-dynamodb").args("convert 100 EUR USD").outcome();
    refused.expect(2);
    for word in ["EUR/USD is ahead of the clock", "2026-09-28", "mend the clock"] {
        assert!(refused.error().contains(word), "{word}: {}", refused.error());
    }
}

#[test]
fn an_older_silver_never_replaces_a_newer_one() {
    let mut world = World::at("2026-09-28T06:00:00Z");
    world.pipeline();
    let older = std::fs::canonicalize(world.home().join("silver/current")).expect("silver is there");
    world.set_clock("2026-09-29T06:00:00Z");
    world.pipeline();
    let newest = get(&world, "EUR/USD").1;
    // As a sync would that was paused for a day: it publishes the silver that was current then.
    let link = world.home().join("silver/current");
    std::fs::remove_file(&link).expect("it is a link");
    std::os::unix::fs::symlink(older, &link).expect("links can be made");
    let plan = world.run("sync-dynamodb").args("--dry-run").ok();
    let planned = (&plan["superseded"], &plan["would_write"], &plan["would_take_back"]);
    assert_eq!(planned, (&true.into(), &0.into(), &0.into()));
    let late = world.run("sync-dynamodb").args("--full").ok();
    assert_eq!((&late["superseded"], &late["written"]), (&true.into(), &0.into()));
    assert!(late["reason"].as_str().is_some_and(|reason| reason.contains("superseded")));
    assert_eq!(get(&world, "EUR/USD").1, newest);
    let diff = world.run("sync-dynamodb").args("diff").ok();
    assert_eq!(diff["reason"], "gold was published from a newer silver than this one", "{diff}");
}

/// Of the same receipts, with another configuration: it withholds what nobody confirms.
#[test]
fn of_two_silvers_of_the_same_receipts_the_later_build_is_the_newer_one() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    let earlier = std::fs::canonicalize(world.home().join("silver/current")).expect("silver is there");
    assert_eq!(get(&world, "EUR/AED").0, Some(0));
    world.set_clock("2026-09-29T07:00:00Z");
    world.run("transform").env("MAKERATES_VALIDATION__UNWITNESSED", "withhold").ok();
    let later = world.run("sync-dynamodb").ok();
    assert!(later["withdrawn"].as_u64() > Some(0), "{later}");
    assert_eq!(get(&world, "EUR/AED").0, Some(2));
    let link = world.home().join("silver/current");
    std::fs::remove_file(&link).expect("it is a link");
    std::os::unix::fs::symlink(earlier, &link).expect("links can be made");
    let late = world.run("sync-dynamodb").ok();
    assert_eq!((&late["superseded"], &late["written"]), (&true.into(), &0.into()));
    assert_eq!(get(&world, "EUR/AED").0, Some(2));
}

/// A company in Dubai: only the feed has its currency, and the ECB publishes most of the others.
#[test]
fn a_base_that_one_source_has_is_published_against_every_currency() {
    let world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    world.run("sync-dynamodb").env("MAKERATES_GOLD__BASES", "aed, EUR").ok();
    for pair in ["AED/EUR", "AED/GBP", "AED/JPY", "AED/USD", "AED/KWD"] {
        let (code, rate) = get(&world, pair);
        assert_eq!((code, &rate["publisher"]), (Some(0), &"ExchangeRate-API".into()), "{pair}");
    }
}

#[test]
fn bases_that_have_no_rates_are_told() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    let sync = |world: &World, bases: &str| world.run("sync-dynamodb").env("MAKERATES_GOLD__BASES", bases).outcome();
    let said = get(&world, "EUR/USD").1;
    for (bases, words) in [
        ("EUR,UDS", ["UDS", "did you mean USD?"]),
        ("BTC", ["BTC", "did you mean BTN?"]),
        ("XAU", ["gold.bases has XAU", "Nothing was written"]),
        ("EUR,EUR0", ["EUR0", "no currency code"]),
    ] {
        let outcome = sync(&world, bases);
        outcome.expect(2);
        assert!(words.iter().all(|word| outcome.stderr.contains(word)), "{bases}: {}", outcome.stderr);
    }
    assert_eq!(get(&world, "EUR/USD").1, said, "nothing was written");
    assert_eq!(sync(&world, "EUR,USD").expect(0)["silent_bases"], json!([]));
    world.set_clock("2026-10-09T06:00:00Z");
    let late = sync(&world, "EUR,USD");
    assert_eq!(late.expect(0)["silent_bases"], json!(["EUR", "USD"]));
    assert!(late.stderr.contains("none of gold.bases has a new rate any more"), "{}", late.stderr);
    assert!(!late.stderr.contains("EUR/EUR"), "{}", late.stderr);
}
