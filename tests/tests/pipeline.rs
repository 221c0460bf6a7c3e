//! The main job on recorded rates: what comes in is what goes out, compared by market day, and twice is once.

use makerates_tests::gold::{Account, Gold, number};
use makerates_tests::{World, embedded, recorded};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_day_goes_from_two_sources_to_gold() {
    let world = World::at("2026-09-29T06:00:00Z");
    world.run("quota-gate").args("init").ok();
    assert_eq!(world.run("quota-gate").args("available").ok()["source"], "frankfurter");
    let ecb = world.run("extract-frankfurter").ok();
    assert_eq!(
        (&ecb["answers_new"], &ecb["last_rate_date"]),
        (&3.into(), &"2026-09-28".into()),
        "the ECB, the panel, its banks"
    );
    let market = world.run("extract-exchangerate").ok();
    assert_eq!((&market["currencies"], &market["last_rate_date"]), (&160.into(), &"2026-09-28".into()));
    let silver = world.run("transform").ok();
    assert_eq!(silver["last_rate_date"], "2026-09-28");
    let gold = world.run("sync-dynamodb").ok();
    assert_eq!(gold["written"], gold["candidates"]);

    let rate = world.run("sync-dynamodb").args("get EUR/USD").ok();
    assert_eq!(rate["rate"], "1.1378", "the ECB's own digits of 2026-09-28");
    assert_eq!((&rate["validation_status"], &rate["publisher"]), (&"consensus".into(), &"ECB".into()));
    assert_eq!((&rate["effective_date"], &rate["age_days"]), (&"2026-09-28".into(), &1.into()));
    assert_eq!((&rate["status"], &rate["is_valid_now"]), (&"current".into(), &true.into()));
}

/// The currencies that both sources quote on a morning: the ECB's of its newest day, and the feed's, whose rate for
/// the euro speaks of the dollar.
fn shared_currencies(ecb_day: &str, stamp: &str) -> BTreeSet<String> {
    let ecb = recorded::ecb();
    let market = recorded::market();
    let quoted = |currency: &str| {
        let code = if currency == "USD" { "EUR" } else { currency };
        market.contains_key(&(stamp.to_owned(), code.to_owned()))
    };
    let of_day = ecb.keys().filter(|(day, _)| day == ecb_day).map(|(_, currency)| currency.clone());
    of_day.filter(|currency| quoted(currency)).collect()
}

#[test]
fn at_six_in_the_morning_every_shared_currency_is_compared() {
    // A Tuesday, a Monday, and the day after Easter: morning, the ECB's newest day, the feed's stamp, market day.
    let mornings = [
        ("2026-09-29T06:00:00Z", "2026-09-28", "2026-09-29", "2026-09-28"),
        ("2026-09-28T06:00:00Z", "2026-09-25", "2026-09-28", "2026-09-25"),
        ("2024-04-02T06:00:00Z", "2024-03-28", "2024-04-02", "2024-04-01"),
    ];
    for (morning, ecb_day, stamp, market_day) in mornings {
        let world = World::at(morning);
        world.run("extract-frankfurter").args("--no-panel").ok();
        world.run("extract-exchangerate").ok();
        world.run("transform").ok();
        let sql = format!(
            "select currency from silver.consensus where rate_date = '{market_day}' and witness_count = 2 order by all"
        );
        let compared: BTreeSet<String> = world.query(&sql).into_iter().collect();
        assert!(compared.len() >= 29, "{morning}: {compared:?}");
        assert_eq!(compared, shared_currencies(ecb_day, stamp), "{morning}");
    }
}

#[test]
fn a_target_holiday_has_the_feeds_rates_witnessed_by_the_ecbs_last_ones() {
    let world = World::at("2024-04-02T06:00:00Z");
    world.run("extract-frankfurter").args("--no-panel").ok();
    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    let published = world.query(
        "select distinct rate_date, publisher, validation_status = 'unwitnessed' as alone from silver.validated_rates
         where currency in ('USD', 'GBP', 'JPY') order by all",
    );
    // The ECB's own last day stands by itself: the feed of Easter says nothing of it.
    assert_eq!(published, ["2024-03-28 ECB true", "2024-04-01 ExchangeRate-API false"]);
    let tolerance =
        world.query("select critical_pct from silver.consensus where currency = 'USD' and rate_date = '2024-04-01'");
    assert_eq!(tolerance, ["1.7367"], "two trading days apart: the square root of 3 times as wide, and rounding");
}

#[test]
fn every_ecb_rate_since_1999_keeps_its_digits() {
    let account = Account { endpoint: embedded::serve(), key: "digits".to_owned() };
    let gold = Gold::at("2026-09-29T06:00:00Z", account);
    let world = &gold.world;
    world.run("extract-frankfurter").args("--from 1999-01-04 --to 2026-09-28 --no-panel").ok();
    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    let until = |rates: BTreeMap<recorded::DayAndCurrency, String>| -> BTreeMap<recorded::DayAndCurrency, String> {
        rates.into_iter().filter(|((day, _), _)| day.as_str() <= "2026-09-28").collect()
    };
    let expected = until(recorded::ecb());
    let silver =
        world.query("select rate_date, quote_currency, digits, rate from silver.observations where witness = 'ECB'");
    let mut found = BTreeMap::new();
    for row in &silver {
        let cells: Vec<&str> = row.split(' ').collect();
        assert_eq!(cells[2].parse::<Decimal>(), cells[3].parse(), "{row}");
        found.insert((cells[0].to_owned(), cells[1].to_owned()), cells[2].to_owned());
    }
    assert_eq!(silver.len(), found.len(), "no rate comes twice");
    assert!(found == expected, "silver and the recorded file differ");

    gold.sync("");
    let items = gold.items();
    for ((day, currency), digits) in expected.iter().filter(|((day, _), _)| day.as_str() >= "2026-09-22") {
        let item = items.get(&(format!("EUR/{currency}"), day.clone()));
        if currency == "MXN" && day == "2026-09-28" {
            // The two sources differ by 1.2 %: withheld.
            let withheld =
                format!("select 1 from silver.quarantine where rate_date = '{day}' and quote_currency = '{currency}'");
            assert_eq!((item, world.query(&withheld).len()), (None, 2), "both sources' rates are in quarantine");
            continue;
        }
        let rate = item.and_then(|item| number(item, "rate").parse::<Decimal>().ok());
        assert_eq!(rate, digits.parse().ok(), "EUR/{currency} on {day}");
    }
}

#[test]
fn the_whole_pipeline_twice_adds_receipts_and_nothing_else() {
    let world = World::at("2026-09-29T06:00:00Z");
    world.pipeline();
    let answers = world.files("bronze/answers");
    let receipts = world.files("bronze/receipts").len();
    let tables = ["observations", "consensus", "validated_rates", "quarantine", "latest_rates"];
    let export = || tables.map(|table| world.query(&format!("from silver.{table} order by all")));
    let silver = export();

    let gold = world.pipeline();
    assert_eq!(world.files("bronze/answers"), answers);
    assert_eq!(world.files("bronze/receipts").len(), receipts + 3, "the ECB, the panel, the feed");
    assert_eq!(export(), silver);
    assert_eq!((&gold["written"], &gold["withdrawn"]), (&0.into(), &0.into()));
    assert_eq!(gold["unchanged"], gold["candidates"]);
    let unfinished =
        world.files("").into_iter().filter(|(name, _)| name.contains("/.tmp") || name.contains(".duckdb.wal"));
    assert_eq!(unfinished.map(|(name, _)| name).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_rate_that_was_published_and_is_in_conflict_later_is_withdrawn() {
    let mut world = World::at("2026-09-25T06:00:00Z");
    world.pipeline();
    world.set_clock("2026-09-28T06:00:00Z");
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    world.run("sync-dynamodb").ok();
    let get = |arguments: &str| world.run("sync-dynamodb").args(&format!("get EUR/JPY {arguments}")).outcome();
    let before = get("--date 2026-09-25").expect(0);
    assert_eq!(before["validation_status"], "consensus", "witnessed by the feed of the day before");

    let fault =
        serde_json::json!([{ "source": "exchangerate", "kind": "multiply", "currency": "JPY", "factor": "1.05" }]);
    world.replay.set_faults(&fault);
    world.run("extract-exchangerate").ok();
    let silver = world.run("transform").ok();
    assert_eq!(silver["criticals"], 1);
    let gold = world.run("sync-dynamodb").ok();
    assert!(gold["withdrawn"].as_u64() > Some(0), "{gold}");
    assert_eq!(get("--date 2026-09-25").code, Some(2), "withdrawn");
    assert_eq!(get("").expect(0)["effective_date"], "2026-09-24", "LATEST went back to the last validated one");
    let quality = world.run("transform").args("quality").outcome();
    assert!(quality.expect(5)["reason"].as_str().is_some_and(|reason| reason.contains("EUR/JPY")));
}

#[test]
fn an_answer_that_comes_back_is_the_truth_again() {
    let mut world = World::at("2026-09-29T06:00:00Z");
    let doubled =
        serde_json::json!([{ "source": "frankfurter", "kind": "multiply", "currency": "SEK", "factor": "1.001" }]);
    let none = serde_json::json!([]);
    let mut rates = Vec::new();
    for (now, faults) in [("06:00", &none), ("07:00", &doubled), ("08:00", &none)] {
        world.set_clock(&format!("2026-09-29T{now}:00Z"));
        world.replay.set_faults(faults);
        world.run("extract-frankfurter").args("--no-panel").ok();
        world.run("transform").ok();
        rates.extend(world.query("select digits from silver.observations where currency = 'SEK'"));
    }
    assert_eq!(rates[0], rates[2]);
    assert_ne!(rates[0], rates[1]);
    assert_eq!(world.files("bronze/answers").len(), 2, "the third answer is the first one again");
    let out = world.home().join("then");
    world.run("transform").args("--as-of 2026-09-29T07:30:00Z --out").arg(&out).ok();
    assert!(out.join("makerates.duckdb").is_file());
    for table in ["observations", "receipts", "dim_currencies"] {
        assert!(out.join(format!("parquet/{table}.parquet")).is_file(), "{table}");
    }
    assert!(!out.join("parquet/moves.parquet").exists(), "a step between is in the database alone");
}
