//! What a sync writes: what is new or changed, and nothing else.

use super::{account, gold, restate};
use aws_sdk_dynamodb::types::AttributeValue;
use makerates_tests::gold::{Gold, number};
use makerates_tests::in_case;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of which the item says something else than before, or is new or gone.
fn changed(gold: &Gold, said: &BTreeMap<(String, String), String>) -> BTreeSet<(String, String)> {
    let now = gold.said();
    let keys = now.keys().chain(said.keys());
    keys.filter(|key| now.get(*key) != said.get(*key)).cloned().collect()
}

#[test]
fn a_second_sync_writes_nothing() {
    let gold = gold("twice");
    gold.fetch();
    let first = gold.sync("");
    assert_eq!(first["written"], first["candidates"]);
    let items = gold.items();
    let second = gold.sync("");
    assert_eq!((&second["written"], &second["unchanged"]), (&0.into(), &first["candidates"]));
    assert_eq!((&second["withdrawn"], &second["failed"]), (&0.into(), &0.into()));
    assert_eq!(gold.items(), items, "not even who wrote them");
    for name in ["consumed_rcu", "consumed_wcu", "duration_ms"] {
        assert!(second[name].is_number(), "{name}: {second}");
    }
    assert_eq!(second["latest_rate_date"], "2026-09-28");
    let full = gold.sync("--full");
    assert_eq!((&full["written"], &full["unchanged"]), (&first["candidates"], &0.into()));
    gold.assert_equal_to_silver("");
}

#[test]
fn a_morning_with_nothing_to_do_reads_at_most_one_unit_a_pair() {
    // A whole window of both sources.
    let mut gold = Gold::at("2026-09-22T06:00:00Z", account("quiet"));
    for day in ["22", "23", "24", "25", "28", "29"] {
        gold.world.set_clock(&format!("2026-09-{day}T06:00:00Z"));
        gold.world.run("extract-frankfurter").ok();
        gold.world.run("extract-exchangerate").ok();
    }
    gold.world.run("transform").ok();
    gold.sync("");
    let at_once = gold.sync("")["consumed_rcu"].as_f64().expect("units are a number");
    gold.world.set_clock("2026-09-29T07:00:00Z");
    let watching = gold.proxy(|_, _| makerates_tests::proxy::Way::Through);
    let later = gold.through(&watching, "sync-dynamodb").ok();
    assert_eq!(later["written"], 0);
    let items = gold.items();
    let pairs = items.keys().map(|(pair, _)| pair).collect::<BTreeSet<_>>().len();
    assert!(items.keys().filter(|(pair, _)| pair == "EUR/USD").count() >= 6, "a window has five market days");
    let units = later["consumed_rcu"].as_f64().expect("units are a number");
    let pairs_by_units = f64::from(u32::try_from(pairs).expect("it is small"));
    assert!(units > 0.0 && units <= pairs_by_units, "{units} units for {pairs} pairs");
    assert!(at_once >= 1.9 * units, "{at_once} units: a young write is read consistently, for twice as much");
    let queries: Vec<_> = watching.calls().into_iter().filter(|call| call.operation == "Query").collect();
    assert!(queries.iter().all(|call| call.arguments["ConsistentRead"] == false), "{queries:?}");
    assert_eq!(watching.count("TransactWriteItems"), 0);
}

/// Exactly the items in which the rate has a part: the pair, its inverse, the crosses, and each one's LATEST; those that
/// are made of the other source's rate say how far the two are apart.
#[test]
fn one_changed_rate_changes_the_items_that_are_made_of_it() {
    let mut gold = gold("changed");
    let sync = |gold: &Gold| gold.run("sync-dynamodb").env("MAKERATES_GOLD__BASES", "EUR,USD,SEK").ok();
    gold.fetch();
    sync(&gold);
    let before = gold.said();
    restate(&mut gold, "1.001");
    let synced = sync(&gold);
    let changed = changed(&gold, &before);
    assert_eq!(synced["written"].as_u64(), Some(changed.len() as u64), "{synced}");
    assert_eq!(synced["withdrawn"], 0);
    let pairs: BTreeSet<&str> = changed.iter().map(|(pair, _)| pair.as_str()).collect();
    assert!(pairs.is_superset(&["EUR/SEK", "SEK/EUR", "USD/SEK", "SEK/USD", "SEK/JPY"].into()), "{pairs:?}");
    for pair in &pairs {
        let _case = in_case(*pair);
        assert!(pair.contains("SEK"));
        for sort_key in ["2026-09-28", "LATEST"] {
            assert!(changed.contains(&((*pair).to_owned(), sort_key.to_owned())), "{sort_key}");
        }
    }
    assert!(changed.iter().all(|(_, key)| key == "2026-09-28" || key == "LATEST"), "{changed:?}");
    assert_eq!(sync(&gold)["written"], 0);
}

#[test]
fn a_rate_that_fell_into_quarantine_is_withdrawn_and_latest_goes_back() {
    let mut gold = gold("withdrawn");
    gold.world.run("extract-frankfurter").args("--from 2026-09-25 --to 2026-09-28 --no-panel").ok();
    gold.world.run("extract-exchangerate").ok();
    gold.world.run("transform").ok();
    gold.sync("");
    let key = |sort_key: &str| ("EUR/SEK".to_owned(), sort_key.to_owned());
    let older = number(&gold.items()[&key("2026-09-25")], "rate");
    restate(&mut gold, "1.05");
    let run = gold.run("sync-dynamodb").outcome();
    let synced = run.expect(0);
    let items = gold.items();
    assert!(!items.contains_key(&key("2026-09-28")), "{synced}");
    assert_eq!(number(&items[&key("LATEST")], "rate"), older, "the last validated one");
    let taken_back = synced["taken_back"].as_array().expect("keys are a list");
    for told in ["EUR/SEK 2026-09-28", "EUR/SEK LATEST"] {
        assert!(taken_back.contains(&told.into()) && run.stderr.contains(told), "{told}: {taken_back:?}");
    }
    gold.assert_equal_to_silver("");
}

#[test]
fn a_table_that_was_wiped_or_edited_by_hand_heals() {
    let gold = gold("healed");
    gold.fetch();
    gold.sync("");
    let (before, said) = (gold.items(), gold.said());
    let item = |pair: &str, sort_key: &str| before[&(pair.to_owned(), sort_key.to_owned())].clone();
    // A wrong rate under the old hash, an attribute too few, one too many, an item gone, one that nobody published, and
    // a LATEST that would vanish.
    let mut wrong = item("EUR/USD", "LATEST");
    wrong.insert("rate".to_owned(), AttributeValue::N("11.378".to_owned()));
    let mut less = item("EUR/JPY", "2026-09-28");
    less.remove("validation_status");
    let mut more = item("EUR/GBP", "2026-09-28");
    more.insert("note".to_owned(), AttributeValue::S("by hand".to_owned()));
    let mut alien = item("EUR/CHF", "2026-09-28");
    alien.insert("rate_date".to_owned(), AttributeValue::S("2026-09-26".to_owned()));
    let mut vanishing = item("EUR/SEK", "LATEST");
    vanishing.insert("expiration_timestamp".to_owned(), AttributeValue::N("1791000000".to_owned()));
    // A click in the console: text, which no reader of numbers takes.
    let mut retyped = item("USD/GBP", "2026-09-28");
    let digits = number(&retyped, "rate");
    retyped.insert("rate".to_owned(), AttributeValue::S(digits));
    for item in [wrong, less, more, alien, vanishing, retyped] {
        gold.put(item);
    }
    gold.delete("USD/JPY", "LATEST");
    let diff = gold.run("sync-dynamodb").args("diff").ok();
    assert_eq!(diff["different"], 7, "{diff:#}");
    let synced = gold.sync("");
    assert_eq!((&synced["written"], &synced["withdrawn"]), (&6.into(), &1.into()));
    assert_eq!(gold.said(), said);
    assert_eq!(number(&gold.items()[&("EUR/USD".to_owned(), "LATEST".to_owned())], "rate"), "1.1378");

    gold.wipe();
    let synced = gold.sync("");
    assert_eq!(synced["written"], synced["candidates"]);
    assert_eq!(gold.said(), said);
}

#[test]
fn the_history_is_published_whole_and_for_good_when_asked_for() {
    let gold = gold("history");
    let run = |arguments: &str| gold.run("sync-dynamodb").args(arguments).env("MAKERATES_GOLD__BASES", "EUR").ok();
    gold.world.run("extract-frankfurter").args("--from 2026-06-01 --to 2026-09-28 --no-panel").ok();
    gold.world.run("transform").ok();
    let hot = run("")["candidates"].as_u64().expect("a count is a number");
    let whole = run("--history --no-ttl");
    assert!(whole["candidates"].as_u64() > Some(2_400), "{whole}");
    assert!(gold.items().values().all(|item| !item.contains_key("expiration_timestamp")));
    assert_eq!(run("--history --no-ttl")["written"], 0);
    // The daily sync leaves it alone.
    let daily = run("");
    assert_eq!((&daily["unchanged"], &daily["withdrawn"]), (&hot.into(), &0.into()));
    assert_eq!(gold.items().len() as u64, whole["candidates"].as_u64().expect("a count is a number"));
}

/// `all`: every pair, in small letters; `ALL` is the lek.
#[test]
fn every_pair_is_published_when_asked_for() {
    let gold = gold("allpairs");
    gold.world.run("extract-frankfurter").args("--date 2026-09-28 --no-panel").ok();
    gold.world.run("transform").ok();
    let synced = gold.run("sync-dynamodb").env("MAKERATES_GOLD__BASES", "all").ok();
    let pairs: BTreeSet<String> = gold.items().into_keys().map(|(pair, _)| pair).collect();
    // 28 other currencies of the ECB and the euro, and the fixed rates of those that it replaced.
    let observed = pairs.iter().filter(|pair| pair.starts_with("GBP/")).count();
    assert_eq!(observed, 29, "{synced}");
    assert!(pairs.contains("SEK/NOK") && pairs.contains("EUR/DEM"));
    assert!(!pairs.contains("DEM/EUR"), "a fixed rate has no inverse");
    gold.run("sync-dynamodb").args("diff").env("MAKERATES_GOLD__BASES", "all").ok();
}
