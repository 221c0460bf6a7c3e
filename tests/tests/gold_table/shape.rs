//! `init`: the table as the contract has it, and none other.

use super::{NOW, account};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, TableDescription,
};
use makerates_tests::gold::Gold;
use makerates_tests::in_case;

const TABLE: &str = "currency_rates";
const INDEX: &str = "target_currency-rate_date-index";

fn described(gold: &Gold) -> TableDescription {
    let answer = gold.wait(gold.client().describe_table().table_name(TABLE).send()).expect("the table is there");
    answer.table.expect("a table is described")
}

fn keys(schema: &[KeySchemaElement]) -> Vec<(&str, &KeyType)> {
    schema.iter().map(|key| (key.attribute_name(), key.key_type())).collect()
}

#[test]
fn init_makes_the_table_once() {
    let gold = Gold::without_tables(NOW, account("init"));
    assert_eq!(gold.run("sync-dynamodb").args("init").ok()["created"], true);
    assert_eq!(gold.run("sync-dynamodb").args("init").ok()["created"], false);

    let table = described(&gold);
    assert_eq!(keys(table.key_schema()), [("currency_pair", &KeyType::Hash), ("rate_date", &KeyType::Range)]);
    let [index] = table.global_secondary_indexes() else { panic!("one index: {table:?}") };
    assert_eq!(index.index_name(), Some(INDEX));
    assert_eq!(keys(index.key_schema()), [("target_currency", &KeyType::Hash), ("rate_date", &KeyType::Range)]);
    let projection = index.projection().and_then(Projection::projection_type);
    assert_eq!(projection, Some(&ProjectionType::All));
    let kinds = table.attribute_definitions().iter().map(AttributeDefinition::attribute_type);
    assert!(kinds.eq([&ScalarAttributeType::S; 3]));
    let billing = table.billing_mode_summary().and_then(|billing| billing.billing_mode());
    assert_eq!(billing, Some(&BillingMode::PayPerRequest));
    let ttl = gold.wait(gold.client().describe_time_to_live().table_name(TABLE).send()).expect("it is described");
    let ttl = ttl.time_to_live_description.and_then(|ttl| ttl.attribute_name);
    assert_eq!(ttl.as_deref(), Some("expiration_timestamp"));
}

/// The case's name, the keys of the table and of its index, and words of the message.
type Case<'a> = (&'a str, [&'a str; 2], Option<[&'a str; 2]>, &'a [&'a str]);

#[test]
fn a_table_of_another_shape_is_refused_with_the_difference() {
    let cases: [Case<'_>; 4] = [
        ("otherkey", ["pair", "rate_date"], None, &["pair (S) HASH", "currency_pair (S) HASH, rate_date (S) RANGE"]),
        ("othersort", ["currency_pair", "day"], None, &["day (S) RANGE", "rate_date (S) RANGE"]),
        ("noindex", ["currency_pair", "rate_date"], None, &["no index", INDEX]),
        (
            "otherindex",
            ["currency_pair", "rate_date"],
            Some(["base_currency", "rate_date"]),
            &["base_currency (S) HASH", "target_currency (S) HASH"],
        ),
    ];
    for (name, table_keys, index_keys, words) in cases {
        let _case = in_case(name);
        let gold = Gold::without_tables(NOW, account(name));
        create(&gold, table_keys, index_keys);
        let outcome = gold.run("sync-dynamodb").args("init").outcome();
        outcome.expect(6);
        for word in words {
            assert!(outcome.error().contains(word), "{word}: {}", outcome.error());
        }
    }
}

fn create(gold: &Gold, table_keys: [&str; 2], index_keys: Option<[&str; 2]>) {
    let schema = |[partition, sort]: [&str; 2]| {
        [(partition, KeyType::Hash), (sort, KeyType::Range)].map(|(name, kind)| {
            KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("name and kind are given")
        })
    };
    let mut names: Vec<&str> = table_keys.into_iter().chain(index_keys.into_iter().flatten()).collect();
    names.sort_unstable();
    names.dedup();
    let attributes = names.into_iter().map(|name| {
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        attribute.build().expect("name and type are given")
    });
    let index = index_keys.map(|keys| {
        let all = Projection::builder().projection_type(ProjectionType::All).build();
        let index = GlobalSecondaryIndex::builder().index_name(INDEX).projection(all);
        vec![index.set_key_schema(Some(schema(keys).to_vec())).build().expect("name and keys are given")]
    });
    let request = gold
        .client()
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(schema(table_keys).to_vec()))
        .set_attribute_definitions(Some(attributes.collect()))
        .set_global_secondary_indexes(index);
    gold.wait(request.send()).expect("a table can be made");
}

#[test]
fn a_table_that_is_not_there_is_told_with_the_command_that_makes_it() {
    let gold = Gold::without_tables(NOW, account("notable"));
    gold.fetch();
    let outcome = gold.run("sync-dynamodb").outcome();
    outcome.expect(6);
    assert!(outcome.error().contains("sync-dynamodb init"), "{}", outcome.error());
}
