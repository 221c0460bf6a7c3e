//! `transform explain`: the conclusion first, no dead ends, and the same way out as `sync-dynamodb get` and `convert`.

use makerates_tests::{World, in_case};

const NOW: &str = "2026-09-29T06:00:00Z";

/// Two mornings of both sources: of the feed's currencies some moved more than may be in between.
fn world() -> World {
    let mut world = World::at("2026-09-25T06:00:00Z");
    for now in ["2026-09-25T06:00:00Z", "2026-09-26T06:00:00Z", NOW] {
        world.set_clock(now);
        world.pipeline();
    }
    world
}

fn explain(world: &World, arguments: &str) -> (String, String) {
    let outputs = world.run("transform").args(&format!("explain {arguments}")).ok();
    let text = |name: &str| outputs[name].as_str().unwrap_or_default().to_owned();
    (text("conclusion"), text("next_step"))
}

#[test]
fn it_begins_with_the_rate_who_says_so_and_who_disagrees() {
    let world = world();
    for (pair, lines) in [
        (
            "EUR/USD",
            &["1 EUR = 1.1378 USD on 2026-09-28: the rate of ECB, consensus: ExchangeRate-API agrees within 0.16 %"][..],
        ),
        ("USD/SEK", &["made of EUR/SEK 11.3205 and EUR/USD 1.1378: the rate of ECB"]),
        ("USD/KES", &["the rate of ExchangeRate-API, unwitnessed: nobody else speaks of that day"]),
        (
            "EUR/MXN",
            &[
                "EUR/MXN has no rate on 2026-09-28: what was said of it is withheld",
                "withheld: ECB said EUR/MXN 20.2133 (cross_source_deviation: -1.18 % off ExchangeRate-API, usual are 0.25 %",
                "withheld: ExchangeRate-API said USD/MXN 18.00541451",
                "the last validated one is EUR/MXN 20.1816 of 2026-09-25",
            ],
        ),
    ] {
        let (conclusion, _) = explain(&world, pair);
        for line in lines {
            assert!(conclusion.contains(line), "{pair}: {conclusion}");
        }
        let text = world.run("transform").args(&format!("explain {pair} --format text")).outcome().stdout;
        assert!(text.starts_with(&conclusion), "{text}");
        assert!(text.contains("\n\nWitnesses of "), "the evidence is below: {text}");
    }
}

#[test]
fn a_table_has_six_columns_at_most_and_all_with_v() {
    let world = world();
    let columns = |arguments: &str| {
        let text = world.run("transform").args(&format!("explain EUR/USD {arguments} --format text")).outcome().stdout;
        text.lines().filter(|line| line.starts_with('│')).map(|line| line.matches('┆').count() + 1).max()
    };
    assert!(columns("").is_some_and(|columns| columns <= 6), "{:?}", columns(""));
    assert!(columns("-v").is_some_and(|columns| columns > 6), "{:?}", columns("-v"));
}

#[test]
fn no_question_ends_without_a_next_step() {
    let world = world();
    for (arguments, conclusion, next) in [
        ("GBP/JPY", "it is not published: pairs are published for the bases EUR, USD alone", "add GBP to gold.bases"),
        (
            "EUR/USD --date 2026-09-27",
            "2026-09-27 is a Sunday: there is no market",
            "ask for Friday’s: --date 2026-09-25",
        ),
        ("EUR/USD --date 2026-09-27", "the last validated one is EUR/USD 1.1403 of 2026-09-25", "Friday"),
        ("EUR/USD --date 2026-09-29", "2026-09-29 is not due yet", "ask for Monday’s: --date 2026-09-28"),
        ("EUR/DEM", "the euro replaced DEM: EUR/DEM is fixed, 1.95583", "`sync-dynamodb get EUR/DEM`"),
        (
            "USD/BGN",
            "the euro replaced BGN: EUR/BGN is fixed, 1.95583",
            "convert USD into EUR, and then that amount into BGN",
        ),
        (
            "EUR/ARS",
            "EUR/ARS has no rate on 2026-09-28: what was said of it is withheld",
            "decide accept USD/ARS --witness ExchangeRate-API",
        ),
        ("EUR/ARS", "(restricted_regime: there are other rates beside the official one", "waiting changes nothing"),
        (
            "EUR/USD --date 2020-01-02",
            "EUR/USD has no rate on 2020-01-02: bronze has no answer of the ECB for that day",
            "`extract-frankfurter --no-panel --date 2020-01-02` asks for that day, then `transform`",
        ),
        (
            "EUR/KES --date 2020-01-02",
            "EUR/KES has no rate on 2020-01-02: no source has one",
            "`transform inspect --sql",
        ),
    ] {
        let _case = in_case(arguments);
        let (is_conclusion, is_next) = explain(&world, arguments);
        assert!(is_conclusion.contains(conclusion) && is_next.contains(next), "{is_conclusion}\n{is_next}");
    }
}

/// Two tools that answer one question in two ways would send a person round in circles.
#[test]
fn get_and_convert_say_the_same_with_the_same_next_step() {
    let world = world();
    for (pair, date) in
        [("GBP/JPY", ""), ("USD/BGN", ""), ("EUR/USD", "--date 2026-09-27"), ("EUR/USD", "--date 2026-09-29")]
    {
        let _case = in_case(format!("{pair} {date}"));
        let (_, next) = explain(&world, &format!("{pair} {date}"));
        let amount = pair.replace('/', " ");
        for command in [format!("get {pair} {date}"), format!("convert 1 {amount} {date}")] {
            let outputs = world.run("sync-dynamodb").args(&command).outcome().expect(2);
            assert_eq!(outputs["next_step"], next.as_str(), "{command}");
        }
    }
    let withheld = world.run("sync-dynamodb").args("get EUR/ARS").outcome();
    withheld.expect(2);
    assert!(withheld.error().ends_with("see why with `transform explain EUR/ARS`"), "{}", withheld.error());
    let old = world.run("sync-dynamodb").args("get EUR/USD --date 2026-09-01").outcome();
    old.expect(2);
    assert!(old.error().contains("the last 7 days alone are (gold.hot_days)"), "{}", old.error());
    // Turned round it is published, and only withheld.
    let turned = world.run("sync-dynamodb").args("convert 1 ARS USD").outcome();
    turned.expect(2);
    assert!(turned.error().ends_with("`transform explain USD/ARS`"), "{}", turned.error());
}

/// The dirham's rate stands, but not what ties its source to the euro: that it is which has to be looked at.
#[test]
fn what_is_missing_of_a_cross_is_named_and_what_stands_is_not_called_the_last() {
    let mut world = world();
    let (conclusion, _) = explain(&world, "USD/ARS");
    assert!(conclusion.contains("withheld: ExchangeRate-API said USD/ARS"), "{conclusion}");
    assert!(!conclusion.contains("the last validated one is EUR/USD"), "that of the day stands: {conclusion}");
    world.set_clock("2026-09-29T07:00:00Z");
    let reject = "decide reject USD/EUR --witness ExchangeRate-API --from 2026-09-28 --reason doubted --who ann";
    world.run("transform").args(reject).ok();
    world.run("transform").ok();
    let (conclusion, next) = explain(&world, "EUR/AED");
    for part in [
        "withheld: ExchangeRate-API said USD/EUR",
        "rejected by ann: doubted",
        "USD/AED 3.6725 of ExchangeRate-API stands",
    ] {
        assert!(conclusion.contains(part), "{part}: {conclusion}");
    }
    assert!(!conclusion.contains("the last validated one") && next.contains("--revoke"), "{conclusion}\n{next}");
}

/// Its sources go on to send it.
#[test]
fn a_currency_that_was_withdrawn_is_called_so_by_every_command() {
    let world = world();
    let (conclusion, next) = explain(&world, "EUR/ANG");
    assert!(conclusion.contains("it has ended: ANG was withdrawn, 2025-03-30 was its last day"), "{conclusion}");
    assert!(next.contains("--allow-stale"), "{next}");
    let convert = world.run("sync-dynamodb").args("convert 100 EUR ANG").outcome();
    convert.expect(2);
    assert!(convert.error().contains("ANG was withdrawn, 2025-03-30 was its last day"), "{}", convert.error());
}

#[test]
fn an_old_rate_is_called_old() {
    let mut world = world();
    world.set_clock("2026-09-30T07:00:00Z");
    let (conclusion, next) = explain(&world, "EUR/USD");
    assert!(conclusion.ends_with("there is no newer one yet, and 2026-09-29 is due"), "{conclusion}");
    assert!(next.contains("`quota-gate health`"), "{next}");
    world.set_clock("2026-10-06T07:00:00Z");
    let (conclusion, _) = explain(&world, "EUR/USD");
    assert!(conclusion.ends_with("it is stale: 2026-10-05 is due"), "{conclusion}");
    let (conclusion, next) = explain(&world, "EUR/SLL");
    assert!(conclusion.contains("it has ended: SLL was withdrawn"), "{conclusion}");
    assert!(next.contains("--allow-stale"), "{next}");
}

/// A person at a terminal has a name, who works inside of a container has none.
#[test]
fn the_command_that_is_advised_can_be_run_as_it_stands() {
    let world = world();
    let told = |user: &str| {
        let outcome = world.run("transform").args("explain EUR/ARS --format text").env("USER", user).outcome();
        outcome.stdout
    };
    assert!(told("").contains("--reason TEXT --who NAME`"), "{}", told(""));
    assert!(told("ann").contains("--reason TEXT`"), "{}", told("ann"));
}
