//! One rate of an answer is wrong: the answer is kept, transform puts that rate into quarantine and publishes the
//! others.

use crate::case::{ALL, Extractor, NOW, PANEL, assert_key_is_nowhere};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A wrong rate. Each has a currency of its own, so that all of them can stand in one answer.
struct WrongRate {
    name: &'static str,
    currency: &'static str,
    fault: Value,
    /// How many rates the extractor finds suspicious.
    suspicious: u64,
    /// The rule of the quarantine.
    rule: &'static str,
}

fn wrong_rates() -> Vec<WrongRate> {
    let replaced = |name, currency, with: &str, rule| {
        let fault = json!({"kind": "replace", "currency": currency, "with": with});
        WrongRate { name, currency, fault, suspicious: 1, rule }
    };
    let added = |name, currency, suspicious, rule| {
        let fault = json!({"kind": "add", "currency": currency, "rate": "7.5"});
        WrongRate { name, currency, fault, suspicious, rule }
    };
    let duplicate = json!({"kind": "duplicate", "currency": "GBP"});
    vec![
        replaced("zero", "SEK", "0", "zero_rate"),
        replaced("zero with digits", "NOK", "0.000", "zero_rate"),
        replaced("negative", "DKK", "-7.46", "negative_rate"),
        replaced("null", "CHF", "null", "null_rate"),
        replaced("a string", "PLN", "\"4.25\"", "not_a_number"),
        replaced("NaN as a string", "CZK", "\"NaN\"", "not_a_number"),
        replaced("NaN as Python writes it", "NZD", "NaN", "not_a_number"),
        replaced("infinity as Python writes it", "THB", "-Infinity", "not_a_number"),
        replaced("nan as C writes it", "ILS", "nan", "not_a_number"),
        replaced("an object", "HUF", "{}", "not_a_number"),
        replaced("absurdly small", "JPY", "1e-12", "absurd_rate"),
        replaced("at the lower bound", "AUD", "1e-9", "absurd_rate"),
        replaced("at the upper bound", "CAD", "1e9", "absurd_rate"),
        WrongRate { name: "twice", currency: "GBP", fault: duplicate, suspicious: 2, rule: "duplicate_currency" },
        added("twice with another rate", "ZAR", 2, "duplicate_currency"),
        added("no code", "sek", 1, "malformed_currency"),
        added("an unknown code", "QQQ", 0, "unknown_currency"),
    ]
}

#[test]
fn an_answer_with_a_wrong_rate_is_kept_and_the_rate_counted() {
    let mut world = World::at(NOW);
    for extractor in ALL {
        for wrong in wrong_rates() {
            let _case = in_case(format!("{} ({})", wrong.name, extractor.endpoint));
            world.renew_home();
            set_faults(&world, extractor, &[wrong.fault]);
            let outcome = extractor.run(&world).outcome();
            let outputs = outcome.expect(0);
            assert_eq!((&outputs["answers_new"], &outputs["suspicious"]), (&json!(1), &json!(wrong.suspicious)));
            assert_eq!((&world.receipts()[0]["outcome"], &outputs["reason"]), (&json!("new"), &json!("")));
            let answers = world.files("bronze/answers");
            assert_eq!(answers[0].1, world.replay.body(&extractor.path()), "kept as it was sent");
            assert_eq!(world.files("bronze/rejected"), []);
            assert_eq!(extractor.usage(&world)["success_count"], 1, "the source did answer");
            assert_key_is_nowhere(&world, &outcome);
        }
    }
}

/// What is wrong in a way that only another source, or the day before, can tell is no matter of the extractor.
#[test]
fn a_rate_that_may_be_right_is_kept_and_not_suspicious() {
    let mut world = World::at(NOW);
    let multiply = |factor: &str| json!({"kind": "multiply", "currency": "SEK", "factor": factor});
    let replace = |currency: &str, with: &str| json!({"kind": "replace", "currency": currency, "with": with});
    let cases: [(&str, Vec<Value>); 6] = [
        ("ten times too much", vec![multiply("10")]),
        ("inverted", vec![replace("SEK", "0.0911")]),
        ("two swapped", vec![replace("SEK", "178.5"), replace("JPY", "10.978")]),
        ("small, with an exponent", vec![replace("SEK", "1e-7")]),
        ("yesterday's answer", vec![json!({"kind": "stale", "date": "2026-09-25"})]),
        ("a new currency", vec![json!({"kind": "add", "currency": "XTS", "rate": "7.5"})]),
    ];
    for extractor in ALL {
        for (name, faults) in &cases {
            let _case = in_case(format!("{name} ({})", extractor.endpoint));
            world.renew_home();
            set_faults(&world, extractor, faults);
            let outputs = extractor.run(&world).ok();
            assert_eq!((&outputs["answers_new"], &outputs["suspicious"]), (&json!(1), &json!(0)));
            assert_eq!(world.files("bronze/answers")[0].1, world.replay.body(&extractor.path()), "kept as it was sent");
        }
    }
}

#[test]
fn wrong_rates_go_to_quarantine_under_their_rule_and_cost_no_other_rate() {
    let mut world = World::at(NOW);
    for extractor in ALL {
        let _case = in_case(extractor.endpoint);
        let mut expected = published(&mut world, extractor, &[]);
        let wrong_rates = wrong_rates();
        let faults: Vec<Value> = wrong_rates.iter().map(|wrong| wrong.fault.clone()).collect();
        for wrong in wrong_rates.iter().filter(|wrong| !matches!(wrong.currency, "sek" | "QQQ")) {
            assert!(expected.remove(wrong.currency), "{} is published when it is right", wrong.currency);
        }
        assert_eq!(published(&mut world, extractor, &faults), expected, "every other currency is published");
        let rules = world
            .query("select distinct quote_currency, rule from silver.quarantine where rule <> 'restricted_regime'");
        let rules: BTreeMap<&str, &str> = rules.iter().filter_map(|row| row.split_once(' ')).collect();
        assert_eq!(rules, wrong_rates.iter().map(|wrong| (wrong.currency, wrong.rule)).collect());
        assert_eq!(
            world.query("select distinct source from silver.quarantine where rule <> 'restricted_regime'"),
            [extractor.source]
        );
    }
}

#[test]
fn a_missing_currency_is_no_fault_of_the_answer() {
    let mut world = World::at(NOW);
    for extractor in ALL {
        let _case = in_case(extractor.endpoint);
        let mut expected = published(&mut world, extractor, &[]);
        assert!(expected.remove("SEK"));
        let missing = json!({"kind": "drop", "currency": "SEK"});
        assert_eq!(published(&mut world, extractor, &[missing]), expected);
        assert_eq!(world.query("select rule from silver.quarantine where rule <> 'restricted_regime'"), [""; 0]);
    }
}

#[test]
fn the_other_source_stands_for_a_wrong_rate() {
    let world = World::at(NOW);
    let zero = json!([{"source": "frankfurter", "kind": "replace", "currency": "SEK", "with": "0"}]);
    world.replay.set_faults(&zero);
    world.pipeline();
    let row = world.query(
        "select publisher, validation_status from silver.validated_rates \
         where base_currency = 'USD' and quote_currency = 'SEK'",
    );
    assert_eq!(row, ["ExchangeRate-API unwitnessed"]);
    let zero = world.query("select source, base_currency from silver.quarantine where rule = 'zero_rate' order by all");
    assert_eq!(zero, ["frankfurter EUR", "frankfurter USD"], "by the ECB's face, and by the panel");
}

/// A bank that dates its rates with a day of next month costs its own witness, and no other's.
#[test]
fn one_bank_of_a_panel_with_an_impossible_day_costs_no_other_bank() {
    let mut world = World::at("2024-07-02T06:00:00Z");
    let published = |world: &mut World, faults: Value| {
        world.renew_home();
        world.replay.set_faults(&faults);
        let outputs = PANEL.run(world).ok();
        world.run("transform").ok();
        let ecb = world
            .query("select rate_date, currency, digits from silver.observations where witness = 'ECB' order by all");
        let others =
            world.query("select distinct witness from silver.observations where witness <> 'ECB' order by all");
        (outputs["suspicious"].as_u64().expect("a number"), ecb, others)
    };
    let (_, ecb, others) = published(&mut world, json!([]));
    assert_eq!(
        (ecb.is_empty(), others.as_slice()),
        (false, ["BNB", "BOC", "CBC", "FED", "NBP"].map(str::to_owned).as_slice())
    );
    let fault = json!([{"source": "frankfurter", "kind": "future_date", "days": 30, "provider": "BOC"}]);
    let (suspicious, without, others) = published(&mut world, fault);
    assert_eq!((without, others), (ecb, ["BNB", "CBC", "FED", "NBP"].map(str::to_owned).to_vec()));
    let quarantined = world.query("select witness, evidence from silver.quarantine where rule = 'impossible_date'");
    assert_eq!((quarantined.len() as u64, suspicious > 0), (suspicious, true));
    assert!(quarantined.iter().all(|row| row.starts_with("BOC ") && row.ends_with("2024-08-01")), "{quarantined:?}");
}

/// Whoever is named is heard; what nobody is named with, and what has no currency, is set aside.
#[test]
fn an_entry_of_nobody_and_a_record_without_a_day_or_currency_cost_no_bank() {
    let world = World::at("2024-07-02T06:00:00Z");
    let of = |quote: &str, date: &str, entries: &str| {
        format!(r#"{{"date":"{date}","base":"USD","quote":{quote},"rate":1.1,"providers":[{entries}]}}"#)
    };
    let said = |rate: &str| format!(r#"{{"key":"BOC","date":"2024-06-28","rate":{rate}}}"#);
    let nobody = r#"{"date":"2024-06-28","rate":9.9}"#;
    let records = [
        of(r#""CAD""#, "2024-06-31", &said("1.3687")),
        of(r#""EUR""#, "2024-07-01", &format!("{},{nobody}", said("0.9335"))),
        of("null", "2024-07-01", &said("7.7")),
    ];
    let text = format!("[{}]", records.join(","));
    let fault = json!({"source": "frankfurter", "path_contains": "/v2/rates", "kind": "body", "text": text});
    world.replay.set_faults(&json!([fault]));
    let outputs = world.run("extract-frankfurter").args("--panel").ok();
    assert_eq!((&outputs["suspicious"], &outputs["answers_new"]), (&json!(2), &json!(1)));
    assert_eq!(world.run("transform").ok()["unreadable_answers"], 0);
    let said = world.query("select witness, currency, digits from silver.observations order by all");
    assert_eq!(said, ["BOC CAD 1.3687", "BOC USD 0.9335"]);
    let set_aside = world.query("select witness, rule, evidence from silver.quarantine order by all");
    let expected = [
        "BOC malformed_currency the source wrote 7.7 for null",
        r#"unnamed unnamed_bank no bank is named with {"date":"2024-06-28","rate":9.9} for EUR"#,
    ];
    assert_eq!(set_aside, expected);
}

fn set_faults(world: &World, extractor: Extractor, faults: &[Value]) {
    let with_source = |fault: &Value| {
        let mut fault = fault.clone();
        fault["source"] = json!(extractor.source);
        fault
    };
    world.replay.set_faults(&faults.iter().map(with_source).collect());
}

/// The currencies that are published of one source's answer alone, in a home of its own.
fn published(world: &mut World, extractor: Extractor, faults: &[Value]) -> BTreeSet<String> {
    world.renew_home();
    set_faults(world, extractor, faults);
    extractor.run(world).ok();
    world.run("transform").ok();
    let rows = world.query("select distinct quote_currency from silver.validated_rates");
    rows.into_iter().collect()
}
