//! The commands for a person at the table: get, convert, inspect, diff.

use makerates_tests::{World, in_case};

const NOW: &str = "2026-09-29T06:00:00Z";

fn published() -> World {
    let world = World::at(NOW);
    world.pipeline();
    world
}

#[test]
fn an_amount_is_rounded_once_to_the_minor_unit() {
    let world = published();
    let cases = [
        ("100 EUR JPY", "17850", "rate"),
        // As binary floats these are 28.444999999999997.
        ("25.00 EUR USD", "28.45", "rate"),
        ("-25.00 EUR USD", "-28.45", "rate"),
        ("1000000000000.01 EUR USD", "1137800000000.01", "rate"),
        ("100 DEM EUR", "51.13", "division by rate"),
        ("100 JPY EUR", "0.56", "division by rate"),
        ("100 EUR KWD", "35.072", "rate"),
        ("0 EUR USD", "0.00", "rate"),
        ("100 EUR USD --date 2026-09-28", "113.78", "rate"),
        ("100 eur Usd", "113.78", "rate"),
        ("100 EUR EUR", "100.00", "the same currency"),
        ("0.5 jpy jpy", "1", "the same currency"),
        // Exact, and rounded once: to 0.005 first it would be 0.01.
        ("0.0049999999999999999999999999 USD USD", "0.00", "the same currency"),
    ];
    for (arguments, converted, by) in cases {
        let _case = in_case(arguments);
        let outputs = world.run("sync-dynamodb").args(&format!("convert {arguments}")).ok();
        assert_eq!((&outputs["converted"], &outputs["by"]), (&converted.into(), &by.into()));
    }
    let text = world.run("sync-dynamodb").args("convert 100 EUR JPY --format text").outcome();
    assert_eq!(text.stdout, "100 EUR = 17850 JPY\n1 EUR = 178.5 JPY on 2026-09-28, 1 day old, current, consensus\n");
}

#[test]
fn nobody_converts_with_an_old_rate_unknowingly() {
    let mut world = published();
    let convert =
        |world: &World, arguments: &str| world.run("sync-dynamodb").args(&format!("convert {arguments}")).outcome();
    let ended = convert(&world, "100 USD SLL");
    ended.expect(2);
    assert!(ended.error().contains("is ended") && !ended.error().contains("run the pipeline"), "{}", ended.error());
    world.set_clock("2026-10-06T00:00:00Z");
    let stale = convert(&world, "100 EUR USD");
    stale.expect(2);
    for word in ["EUR/USD is stale", "of 2026-09-28", "2026-10-06T00:00:00.000Z", "--allow-stale"] {
        assert!(stale.error().contains(word), "{word}: {}", stale.error());
    }
    let allowed = convert(&world, "100 EUR USD --allow-stale").expect(0);
    assert_eq!((&allowed["converted"], &allowed["is_valid_now"]), (&"113.78".into(), &false.into()));
    // A fixed rate holds for ever.
    assert_eq!(convert(&world, "100 HRK EUR").expect(0)["converted"], "13.27");
}

#[test]
fn what_can_not_be_converted_is_told_with_a_next_step() {
    let world = published();
    let cases = [
        ("100 GBP JPY", 2, "gold.bases"),
        ("100 EUR XAU", 2, "no minor unit"),
        ("100 XAU XAU", 2, "no minor unit"),
        ("100 UDS EUR", 2, "did you mean USD?"),
        ("100 UDS UDS", 2, "there is no currency UDS"),
        ("1__0.5_0 EUR USD", 2, "write it with digits and a point"),
        ("1,000 EUR USD", 2, "write it with digits and a point"),
        ("1e3 EUR USD", 2, "write it with digits and a point"),
        ("0.00499999999999999999999999999999 USD EUR", 2, "more digits than can be kept exactly"),
        // No run of the pipeline brings a rate of the lev or of the mark.
        ("1 BGN USD", 2, "convert BGN into EUR, and then that amount into USD"),
        ("1 USD BGN", 2, "`sync-dynamodb convert AMOUNT USD EUR`"),
        ("1 DEM JPY", 2, "convert DEM into EUR"),
        ("many EUR USD", 2, "AMOUNT"),
        ("100 euro USD", 2, "three capital letters"),
        ("79228162514264337593543950335 EUR USD", 2, "too large"),
        ("100 EUR USD --date 2026-09-26", 2, "ask for Friday’s: --date 2026-09-25"),
        ("100 EUR USD --date 2026-09-25", 2, "transform explain EUR/USD --date 2026-09-25"),
    ];
    for (arguments, code, word) in cases {
        let _case = in_case(arguments);
        let outcome = world.run("sync-dynamodb").args(&format!("convert {arguments}")).outcome();
        outcome.expect(code);
        assert!(outcome.stderr.contains(word), "{}", outcome.stderr);
    }
}

/// A person admits the rate of a money with official and parallel rates: it is published, and says what it is.
#[test]
fn an_official_rate_is_converted_with_only_by_whoever_asks_for_it() {
    let world = published();
    world.run("transform").args("decide accept USD/CUP --from 2026-09-28 --reason page --who ann").ok();
    world.run("transform").ok();
    world.run("sync-dynamodb").ok();
    let refused = world.run("sync-dynamodb").args("convert 100 USD CUP").outcome();
    refused.expect(2);
    assert!(refused.error().contains("USD/CUP is an official one: others may be traded at"), "{}", refused.error());
    let asked = world.run("sync-dynamodb").args("convert 100 USD CUP --allow-official").ok();
    assert_eq!(asked["rate_regime"], "official");
    let (conclusion, next) = {
        let story = world.run("transform").args("explain USD/CUP").ok();
        (story["conclusion"].to_string(), story["next_step"].clone())
    };
    assert!(conclusion.contains("ann accepted what ExchangeRate-API says of CUP on 2026-09-28: page"), "{conclusion}");
    assert!(!conclusion.contains("withheld") && next.is_null(), "{conclusion} {next}");
}

#[test]
fn get_shows_why_a_rate_is_trusted() {
    let world = published();
    let text = world.run("sync-dynamodb").args("get EUR/USD --latest --format text").outcome().stdout;
    for line in [
        "1 EUR = 1.1378 USD on 2026-09-28, 1 day old, current",
        "consensus: published by ECB; 2 witnesses, and those that agree are within 0.15187 %",
        "valid until     2026-10-06T00:00:00.000Z",
        "witnesses       ECB, ExchangeRate-API",
        "silver          2026-09-29T06:00:00.000Z#00000004#2026-09-29T06:00:00.000Z",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    let answers = world.run("sync-dynamodb").args("get EUR/USD").ok()["answers"].as_array().map(Vec::len);
    assert_eq!(answers, Some(2));
    assert_eq!(text.lines().filter(|line| line.starts_with("answer ")).count(), 2);
}

/// Nobody knows without a look whether silver has a day that was never asked for.
#[test]
fn a_day_that_has_left_the_window_is_told_with_how_to_have_it() {
    let world = published();
    let missing = world.run("sync-dynamodb").args("get EUR/USD --date 2019-12-31").outcome();
    missing.expect(2);
    for told in ["may have it", "`extract-frankfurter --date 2019-12-31`"] {
        assert!(missing.error().contains(told), "{}", missing.error());
    }
}

#[test]
fn a_pair_is_read_as_people_write_it_by_every_command() {
    let world = published();
    for pair in ["eur/usd", "EURUSD", "EUR-USD"] {
        let _case = in_case(pair);
        assert_eq!(world.run("sync-dynamodb").args(&format!("get {pair}")).ok()["currency_pair"], "EUR/USD");
        assert_eq!(world.run("transform").args(&format!("explain {pair}")).ok()["pair"], "EUR/USD");
    }
    for (pair, word) in [("EUR:USD", "write it like EUR/USD"), ("EUR/EUR", "the same currency twice")] {
        for (tool, command) in [("sync-dynamodb", "get"), ("transform", "explain")] {
            let outcome = world.run(tool).args(&format!("{command} {pair}")).outcome();
            outcome.expect(2);
            assert!(outcome.error().contains(word), "{}", outcome.error());
        }
    }
}

#[test]
fn inspect_counts_what_readers_meet_by_now() {
    let mut world = published();
    let inspect = |world: &World| world.run("sync-dynamodb").args("inspect").ok();
    let counts = inspect(&world);
    let synced = world.run("sync-dynamodb").ok();
    assert_eq!((&counts["items"], &counts["expired"]), (&synced["candidates"], &0.into()));
    assert_eq!((&counts["newest_rate_date"], &counts["never_expiring"]), (&"2026-09-28".into(), &0.into()));
    let latest =
        world.query("select count(*) from silver.published_pairs(['EUR', 'USD'], '2026-09-22') where is_latest");
    assert_eq!(counts["pairs"].to_string(), latest[0]);
    assert_eq!(counts["published_by"]["silver_version"], synced["silver_version"]);
    assert!(counts["latest_by_state"]["current"].as_u64() > Some(250), "{counts}");
    world.set_clock("2026-10-06T06:00:01Z");
    let later = inspect(&world);
    assert_eq!(later["items"], later["pairs"], "the days' items have expired");
    assert_eq!(later["latest_by_state"]["stale"], counts["latest_by_state"]["current"]);
    let text = world.run("sync-dynamodb").args("inspect --format text").outcome().stdout;
    assert!(text.contains("oldest LATEST that has not ended") && text.contains("2026-09-28"), "{text}");
}

#[test]
fn diff_shows_what_a_sync_would_do_and_does_nothing() {
    let mut world = published();
    let diff = |world: &World| world.run("sync-dynamodb").args("diff --limit 3").ok();
    assert_eq!(diff(&world)["different"], 0);
    world.set_clock("2026-10-06T06:00:00Z");
    let stale = diff(&world);
    assert_eq!(stale, diff(&world), "nothing was written");
    assert_eq!(stale["differences"].as_array().map(Vec::len), Some(3));
    let first = &stale["differences"][0];
    assert_eq!((&first["pair"], &first["rate_date"]), (&"EUR/AED".into(), &"LATEST".into()));
    assert_eq!(first["attributes"]["status"]["gold"], "current");
    assert_eq!(first["attributes"]["status"]["silver"], "stale");
    let synced = world.run("sync-dynamodb").ok();
    assert_eq!(stale["by_cause"]["different"], synced["written"]);
    assert_eq!(diff(&world)["different"], 0);
}

#[test]
fn a_dry_run_says_what_would_be_written_and_taken_back_and_writes_nothing() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--no-panel --from 2026-09-25 --to 2026-09-28").ok();
    world.run("transform").ok();
    let first = world.run("sync-dynamodb").args("--dry-run").ok();
    assert!(first["would_write"].as_u64() > Some(50) && first["would_take_back"] == 0, "{first}");
    let inspect = world.run("sync-dynamodb").args("inspect").ok();
    assert_eq!(inspect["items"].as_u64().unwrap_or_default(), 0, "{inspect}");
    let synced = world.run("sync-dynamodb").ok();
    assert_eq!(synced["written"], first["would_write"]);
    let second = world.run("sync-dynamodb").args("--dry-run --format text").outcome();
    assert!(
        second.stdout.starts_with("nothing is written: 0 items would be written, and 0 withdrawn\n"),
        "{}",
        second.stdout
    );
    world.run("transform").args("decide reject EUR/SEK --from 2026-09-28 --reason wrong --who ann").ok();
    world.run("transform").ok();
    let third = world.run("sync-dynamodb").args("--dry-run").ok();
    assert!(third["would_take_back"].as_u64() > Some(0), "{third}");
    assert!(third["would_write"].as_u64() > Some(0), "LATEST goes back to the day before: {third}");
    assert_eq!(third["differences"][0]["pair"], "EUR/SEK", "what readers lose goes first: {third}");
    assert_eq!(world.run("sync-dynamodb").args("get EUR/SEK").ok()["rate"], "11.3205", "it is there still");
    let synced = world.run("sync-dynamodb").ok();
    assert_eq!((&synced["written"], &synced["withdrawn"]), (&third["would_write"], &third["would_withdraw"]));
    assert_eq!(synced["taken_back"].as_array().map(|keys| keys.len() as u64), third["would_take_back"].as_u64());
}
