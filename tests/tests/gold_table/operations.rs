//! Which operations are asked for: no more than the policies in `deploy/iam` allow, and all that they allow.

use super::{gold, restate};
use makerates_tests::executables::root;
use makerates_tests::gold::Gold;
use makerates_tests::proxy::{Call, Way};
use serde_json::Value;
use std::collections::BTreeSet;

/// The actions on the table that a policy allows.
fn allowed(policy: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(format!("deploy/iam/{policy}.json"))).expect("the policy is there");
    let policy: Value = serde_json::from_str(&text).expect("a policy is JSON");
    let statements = policy["Statement"].as_array().expect("statements are a list");
    let on_table = statements.iter().filter(|statement| {
        let resource = statement["Resource"].to_string();
        statement["Effect"] == "Allow" && resource.contains("table/currency_rates\"")
    });
    let actions = on_table.flat_map(|statement| match &statement["Action"] {
        Value::Array(actions) => actions.clone(),
        action => vec![action.clone()],
    });
    let name = |action: Value| action.as_str().and_then(|action| action.strip_prefix("dynamodb:").map(str::to_owned));
    actions.filter_map(name).collect()
}

/// What a request needs to be allowed. DynamoDB authorizes a transaction by each of its actions.
fn needed(call: &Call) -> Vec<String> {
    if call.operation != "TransactWriteItems" {
        return vec![call.operation.clone()];
    }
    let action = |action: &Value| match action.as_object().and_then(|action| action.keys().next()).map(String::as_str) {
        Some("ConditionCheck") => "ConditionCheckItem".to_owned(),
        Some(name) => format!("{name}Item"),
        None => "nothing".to_owned(),
    };
    call.arguments["TransactItems"].as_array().into_iter().flatten().map(action).collect()
}

#[test]
fn the_policies_allow_what_is_asked_for_and_no_more() {
    let mut gold = gold("policies");
    gold.fetch();
    let asked = |gold: &Gold, arguments: &[&str]| -> BTreeSet<String> {
        let proxy = gold.proxy(|_, _| Way::Through);
        for arguments in arguments {
            gold.through(&proxy, "sync-dynamodb").args(arguments).ok();
        }
        proxy.calls().iter().flat_map(needed).collect()
    };
    let mut writer = asked(&gold, &["", "--full", "diff", "inspect"]);
    restate(&mut gold, "1.05");
    writer.extend(asked(&gold, &[""]));
    assert_eq!(allowed("writer"), writer);
    assert!(allowed("pipeline").is_superset(&writer));

    let reader = asked(&gold, &["get EUR/USD", "convert 100 EUR JPY", "get EUR/USD --date 2026-09-28"]);
    assert!(allowed("reader").is_superset(&reader), "{reader:?}");
    assert!(allowed("reader").is_disjoint(&["PutItem", "UpdateItem", "DeleteItem", "Scan"].map(str::to_owned).into()));
}
