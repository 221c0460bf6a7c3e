//! Arguments that make no sense end in exit 2, before a request is sent or a file is written.

use crate::NOW;
use makerates_tests::replay::KEY;
use makerates_tests::{Outcome, World, in_case};

/// Arguments, and words of the message.
const DAYS: &[(&str, &[&str])] = &[
    ("--date 2026-13-01", &["`2026-13-01` is no day of the calendar", "YYYY-MM-DD"]),
    ("--date 2026-02-29", &["`2026-02-29` is no day of the calendar", "YYYY-MM-DD"]),
    ("--date yesterday", &["`yesterday`", "YYYY-MM-DD"]),
    ("--date 28.09.2026", &["`28.09.2026`", "YYYY-MM-DD"]),
    ("--from 2026-09-25 --to 2026-09-24", &["ends (2026-09-24) before it begins (2026-09-25)", "swap the two days"]),
    ("--date 1999-01-03", &["1999-01-03 is before the source's history", "begin on 1999-01-04 or later"]),
    ("--from 1998-12-31 --to 1999-01-05", &["1998-12-31 is before the source's history", "1999-01-04"]),
    ("--date 2026-09-30", &["2026-09-30 is in the future: today is 2026-09-29", "leave the date out"]),
    ("--from 2026-09-28 --to 2026-10-01", &["2026-10-01 is in the future", "end the range on 2026-09-29 or earlier"]),
    ("--from 2026-09-25", &["--to"]),
    ("--to 2026-09-25", &["--from"]),
    ("--date 2026-09-25 --from 2026-09-24 --to 2026-09-25", &["--date", "cannot be used with"]),
    ("--dates 2026-09-25", &["--dates", "a similar argument exists: '--date'"]),
    ("2026-09-25", &["2026-09-25"]),
];

#[test]
fn days_that_make_no_sense_are_refused_before_anything_happens() {
    let world = World::at(NOW);
    for tool in ["extract-frankfurter", "extract-exchangerate"] {
        for (arguments, words) in DAYS {
            let _case = in_case(format!("{tool} {arguments}"));
            let run = world.run(tool).args(arguments).env("EXCHANGERATE_API_KEY", KEY);
            assert_refused(&world, &run.outcome(), words);
        }
    }
}

#[test]
fn an_unknown_source_is_refused_with_the_names_of_the_known_ones() {
    let world = World::at(NOW);
    for arguments in ["available --preferred ecb", "reserve --source ecb", "reset --source ecb --yes"] {
        let _case = in_case(arguments);
        let outcome = world.run("quota-gate").args(arguments).outcome();
        assert_refused(&world, &outcome, &["'ecb'", "frankfurter, exchangerate"]);
    }
    let outcome = world.run("quota-gate").args("check").env("MAKERATES_QUOTA__ORDER", "frankfurter,ecb").outcome();
    assert_refused(&world, &outcome, &["quota.order", "MAKERATES_QUOTA__ORDER", "ecb"]);
}

#[test]
fn arguments_of_the_other_executables_are_checked_too() {
    let world = World::at(NOW);
    let cases: &[(&str, &str, &[&str])] = &[
        ("quota-gate", "", &["no command"]),
        ("quota-gate", "chekc", &["'chekc'", "'check'"]),
        ("quota-gate", "reserve --source frankfurter --requests 0", &["--requests", "0"]),
        ("quota-gate", "reserve", &["--source"]),
        ("quota-gate", "reset", &["--source", "--all"]),
        ("quota-gate", "reset --all", &["forgets requests", "--yes"]),
        ("transform", "--as-of 2026-09-29T06:00:00Z", &["--out"]),
        ("transform", "--as-of soon --out somewhere", &["--as-of", "soon"]),
        ("transform", "qualty", &["qualty", "quality"]),
        ("sync-dynamodb", "--full --incremental", &["--full", "--incremental"]),
        ("sync-dynamodb", "get", &["PAIR"]),
        ("sync-dynamodb", "get EUR/USD --date 2026-9-1", &["--date"]),
        ("transform", "--format yaml", &["yaml", "kestra"]),
        ("transform", "--quiet --verbose", &["--quiet", "--verbose"]),
        ("transform", "--now yesterday", &["`now`", "--now"]),
    ];
    for (tool, arguments, words) in cases {
        let _case = in_case(format!("{tool} {arguments}"));
        let outcome = world.run(tool).args(arguments).outcome();
        outcome.expect(2);
        for word in *words {
            assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
        }
    }
}

#[test]
fn a_pair_that_is_none_is_refused_with_an_example() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    for (tool, command) in [("transform", "explain"), ("sync-dynamodb", "get")] {
        for pair in ["EUR:USD", "EUR/", "eur/usd/chf", "EUR/EURO"] {
            let _case = in_case(format!("{tool} {command} {pair}"));
            let outcome = world.run(tool).args(command).arg(pair).outcome();
            outcome.expect(2);
            assert!(outcome.error().contains(pair) && outcome.error().contains("EUR/USD"), "{}", outcome.error());
        }
    }
}

/// A logical clock with a real source would spend real quota on the wrong day.
#[test]
fn a_logical_clock_is_refused_when_the_source_is_a_public_host() {
    let world = World::at(NOW);
    for (tool, key) in [("extract-frankfurter", ""), ("extract-exchangerate", ""), ("extract-exchangerate", KEY)] {
        let _case = in_case(format!("{tool}, {}", if key.is_empty() { "no key" } else { "a key" }));
        let run = world
            .run(tool)
            .env("EXCHANGERATE_API_KEY", key)
            .env("MAKERATES_SOURCES__FRANKFURTER__URL", "http://rates.invalid")
            .env("MAKERATES_SOURCES__EXCHANGERATE__URL", "http://rates.invalid")
            .env("MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL", "http://rates.invalid");
        assert_refused(&world, &run.outcome(), &["--now is refused", "public host", "leave --now out"]);
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    let world = World::at(NOW);
    for url in ["ftp://127.0.0.1", "127.0.0.1:80", "rates"] {
        let _case = in_case(url);
        let outcome = world.run("extract-frankfurter").env("MAKERATES_SOURCES__FRANKFURTER__URL", url).outcome();
        outcome.expect(2);
        for told in ["sources.frankfurter.url", url, "mend the setting"] {
            assert!(outcome.error().contains(told), "no `{told}` in {}", outcome.error());
        }
        assert_eq!(world.files("bronze"), [], "nothing is kept");
    }
}

fn assert_refused(world: &World, outcome: &Outcome, words: &[&str]) {
    let outputs = outcome.expect(2);
    assert!(outcome.error().starts_with("error: "), "{}", outcome.stderr);
    for word in words {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    assert_ne!(outputs["reason"], "");
    assert_eq!(world.replay.requests().len(), 0, "no request is sent");
    assert_eq!(world.files(""), [], "nothing is written");
}
