//! The items: every attribute by its name and type, and every digit.

use super::gold;
use aws_sdk_dynamodb::types::AttributeValue;
use makerates_domain::rate::Rate;
use makerates_tests::gold::{number, text};
use makerates_tests::tables::Item;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Attributes of every item.
const ALWAYS: &[&str] = &[
    "currency_pair S",
    "rate_date S",
    "effective_date S",
    "base_currency S",
    "target_currency S",
    "rate N",
    "derivation S",
    "validation_status S",
    "publisher S",
    "published_at S",
    "synced_at S",
    "run_id S",
    "silver_version S",
    "content_hash S",
    "significant_digits N",
    "rate_regime S",
];

/// Attributes of those that were observed, not fixed by law.
const OBSERVED: &[&str] = &["inverse_rate N", "fetched_at S", "answers SS", "witnesses SS"];

fn kind(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => "S",
        AttributeValue::N(_) => "N",
        AttributeValue::Ss(_) => "SS",
        _ => "another",
    }
}

fn attributes(item: &Item) -> BTreeSet<String> {
    item.iter().map(|(name, value)| format!("{name} {}", kind(value))).collect()
}

#[test]
fn every_item_has_the_attributes_of_the_contract_and_no_other() {
    let gold = gold("attributes");
    gold.fetch();
    let synced = gold.sync("");
    let items = gold.items();
    assert_eq!(synced["written"].as_u64(), Some(items.len() as u64));
    for ((pair, sort_key), item) in &items {
        let mut expected: BTreeSet<String> = ALWAYS.iter().map(ToString::to_string).collect();
        let statutory = text(item, "validation_status") == "statutory";
        if !statutory {
            expected.extend(OBSERVED.iter().map(ToString::to_string));
        }
        if sort_key == "LATEST" {
            expected.extend(["status S", "valid_until S"].map(str::to_owned));
        } else {
            expected.insert("expiration_timestamp N".to_owned());
            assert_eq!(&text(item, "effective_date"), sort_key);
            // The sync's own instant and seven days.
            assert_eq!(number(item, "expiration_timestamp"), "1791266400", "{pair}");
        }
        // Where nothing was compared there is no deviation.
        let found = attributes(item);
        expected.extend(found.iter().filter(|name| *name == "deviation_pct N").cloned());
        assert_eq!(found, expected, "{pair} {sort_key}");
        assert_eq!(pair, &format!("{}/{}", text(item, "base_currency"), text(item, "target_currency")));
    }
    let compared = |item: &&Item| text(item, "validation_status") == "consensus";
    assert!(items.values().filter(compared).all(|item| !number(item, "deviation_pct").is_empty()));
}

#[test]
fn the_index_gives_all_rates_into_a_currency() {
    let gold = gold("index");
    gold.fetch();
    gold.sync("");
    let request = gold
        .client()
        .query()
        .table_name("currency_rates")
        .index_name("target_currency-rate_date-index")
        .key_condition_expression("target_currency = :currency AND rate_date = :latest")
        .expression_attribute_values(":currency", AttributeValue::S("JPY".to_owned()))
        .expression_attribute_values(":latest", AttributeValue::S("LATEST".to_owned()));
    let found = gold.wait(request.send()).expect("the index answers").items.unwrap_or_default();
    let rates: BTreeMap<String, String> =
        found.iter().map(|item| (text(item, "currency_pair"), number(item, "rate"))).collect();
    let expected = [("EUR/JPY", "178.5"), ("USD/JPY", "156.881701529")];
    assert_eq!(rates, expected.map(|(pair, rate)| (pair.to_owned(), rate.to_owned())).into());
}

/// What silver has for every item, derived here once more.
#[test]
fn every_digit_is_silvers() {
    let gold = gold("digits");
    gold.fetch();
    gold.sync("");
    let items = gold.items();
    let rows = gold.world.query(
        "select base_currency || '/' || quote_currency, if(is_latest, 'LATEST', rate_date::varchar), derivation,
             coalesce(quote_leg, 0)::varchar, coalesce(base_leg, 0)::varchar
         from silver.published_pairs(['EUR', 'USD'], '2026-09-22')",
    );
    assert_eq!(rows.len(), items.len());
    for row in rows {
        let columns: Vec<&str> = row.split(' ').collect();
        let [pair, sort_key, derivation, quote_leg, base_leg] = columns[..] else { panic!("{row}") };
        let leg = |text: &str| Rate::parse(text.trim_end_matches('0').trim_end_matches('.')).expect("a leg is a rate");
        let rate = match derivation {
            "published" => leg(quote_leg),
            "inverted" => leg(base_leg).invert().expect("it has an inverse"),
            _ => Rate::cross(leg(quote_leg), leg(base_leg)).expect("it has a cross"),
        };
        let item = &items[&(pair.to_owned(), sort_key.to_owned())];
        assert_eq!(number(item, "rate"), rate.decimal().normalize().to_string(), "{row}");
        let inverse: Option<Decimal> = number(item, "inverse_rate").parse().ok();
        let product = inverse.map(|inverse| (inverse * rate.decimal() - Decimal::ONE).abs());
        assert!(product.is_none_or(|off| off < Decimal::new(1, 11)), "{row}: {inverse:?}");
    }
}
