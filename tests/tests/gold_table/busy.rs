//! A table that takes less than it is sent, and a network that fails: nothing is lost, and the end is clear.

use super::gold;
use makerates_tests::gold::Gold;
use makerates_tests::proxy::{Call, Way};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const WRITE: &str = "TransactWriteItems";
const THROTTLED: &str = "ProvisionedThroughputExceededException";

/// Keys of the items that a transaction puts, behind its check of the fence.
fn puts(call: &Call) -> Vec<String> {
    let text = |item: &Value, name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    let items = call.arguments["TransactItems"].as_array().cloned().unwrap_or_default();
    let put = |action: &Value| {
        let item = &action["Put"]["Item"];
        format!("{} {}", text(item, "currency_pair"), text(item, "rate_date"))
    };
    items.iter().skip(1).map(put).collect()
}

/// The codes of a cancelled transaction of which one action is to blame.
fn blamed(call: &Call, index: usize, code: &str) -> Way {
    let mut codes = vec!["None"; puts(call).len() + 1];
    codes[index] = code;
    Way::cancelled(&codes)
}

fn assert_complete(gold: &Gold, synced: &Value) {
    assert_eq!((&synced["written"], &synced["failed"]), (&synced["candidates"], &0.into()), "{synced}");
    assert_eq!(gold.items().len() as u64, synced["candidates"].as_u64().expect("a count is a number"));
    gold.assert_equal_to_silver("");
}

#[test]
fn nothing_is_lost_before_a_table_that_refuses_and_a_network_that_fails() {
    let gold = gold("faults");
    gold.fetch();
    let (reads, writes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let proxy = gold.proxy(move |call, _| match call.operation.as_str() {
        "Query" => match reads.fetch_add(1, Ordering::SeqCst) % 40 {
            3 => Way::refused(THROTTLED),
            7 => Way::Refused(500, Value::Null),
            11 => Way::Cut,
            _ => Way::Through,
        },
        WRITE => match writes.fetch_add(1, Ordering::SeqCst) {
            0 => Way::refused(THROTTLED),
            2 => blamed(call, 1, "ThrottlingError"),
            3 => blamed(call, 2, "ProvisionedThroughputExceeded"),
            5 => blamed(call, 1, "TransactionConflict"),
            6 => Way::Refused(500, Value::Null),
            8 => Way::Refused(503, Value::Null),
            9 => Way::Cut,
            11 => Way::AnswerLost,
            13 => Way::refused("TransactionInProgressException"),
            1 | 4 => Way::Late(Duration::from_secs(2)),
            _ => Way::Through,
        },
        _ => Way::Through,
    });
    let synced = gold.through(&proxy, "sync-dynamodb").ok();
    assert!(proxy.bent() > 12, "{}", proxy.bent());
    assert_complete(&gold, &synced);
}

/// A transaction counts as a whole: one that needs more than the table ever has would never be taken.
#[test]
fn a_table_that_takes_little_at_once_is_sent_little_at_once() {
    let gold = gold("small");
    gold.fetch();
    let proxy = gold.proxy(|call, _| {
        if call.operation == WRITE && puts(call).len() > 12 { Way::refused(THROTTLED) } else { Way::Through }
    });
    let synced = gold.through(&proxy, "sync-dynamodb").ok();
    assert_complete(&gold, &synced);
    let written = synced["written"].as_u64().expect("a count is a number");
    let count = proxy.count(WRITE) as u64;
    assert!(count <= written / 4, "{count} transactions for {written} items");
}

#[test]
fn a_table_that_takes_nothing_ends_the_sync_with_the_keys_that_failed() {
    let gold = gold("hopeless");
    gold.fetch();
    let proxy = gold.proxy(|call, _| if call.operation == WRITE { Way::refused(THROTTLED) } else { Way::Through });
    let outcome = gold.through(&proxy, "sync-dynamodb").outcome();
    let outputs = outcome.expect(6);
    assert_eq!((&outputs["failed"], &outputs["written"]), (&outputs["candidates"], &0.into()));
    let keys = outputs["failed_keys"].as_array().expect("keys are a list");
    assert!(keys.contains(&"EUR/USD LATEST".into()) && keys.len() as u64 == outputs["failed"].as_u64().unwrap_or(0));
    assert!(outcome.error().contains("run it again"), "{}", outcome.error());
    assert!(outcome.stderr.contains("takes nothing any more: publishing: Provisioned"), "{}", outcome.stderr);
    assert!(proxy.count(WRITE) <= 16, "{} attempts", proxy.count(WRITE));
    assert!(gold.items().is_empty());
    assert_complete(&gold, &gold.sync(""));
}

#[test]
fn a_table_that_can_not_be_read_is_not_written() {
    let gold = gold("unreadable");
    gold.fetch();
    let proxy =
        gold.proxy(|call, _| if call.operation == "Query" { Way::Refused(500, Value::Null) } else { Way::Through });
    let outcome = gold.through(&proxy, "sync-dynamodb").outcome();
    assert_eq!(outcome.expect(6)["written"], 0);
    assert!(outcome.error().contains("reading what is published: HTTP 500"), "{}", outcome.error());
    assert!(gold.items().is_empty());
}

/// The pairs after it are compared and written, and its own items stay as they are.
#[test]
fn a_pair_that_can_not_be_read_costs_no_other_one() {
    for (name, refusal) in
        [("unreadpair", Way::Refused(500, Value::Null)), ("unfitpair", Way::refused("ValidationException"))]
    {
        let gold = gold(name);
        gold.fetch();
        let proxy = gold.proxy(move |call, _| {
            let pair = call.arguments["ExpressionAttributeValues"][":pair"]["S"].as_str();
            if call.operation == "Query" && pair == Some("EUR/SEK") { refusal.clone() } else { Way::Through }
        });
        let outcome = gold.through(&proxy, "sync-dynamodb").outcome();
        let outputs = outcome.expect(6);
        assert_eq!(outputs["unread_pairs"], json!(["EUR/SEK"]), "{outputs}");
        assert_eq!((&outputs["written"], &outputs["failed"]), (&outputs["candidates"], &0.into()), "{outputs}");
        assert!(outcome.error().contains("1 pair not compared, and left alone (EUR/SEK)"));
        let pairs: Vec<_> = gold.items().into_keys().map(|(pair, _)| pair).collect();
        assert!(pairs.contains(&"USD/ZMW".to_owned()) && !pairs.contains(&"EUR/SEK".to_owned()));
        gold.through(&proxy, "sync-dynamodb").args("diff").outcome().expect(6);
        assert_eq!(gold.sync("")["written"], 2, "its day and its LATEST");
        gold.assert_equal_to_silver("");
    }
}

/// No permission, no table: the others would be refused too.
#[test]
fn a_table_that_may_not_be_read_ends_the_sync_at_once() {
    let gold = gold("unreadable2");
    gold.fetch();
    let proxy = gold
        .proxy(|call, _| if call.operation == "Query" { Way::refused("AccessDeniedException") } else { Way::Through });
    let outcome = gold.through(&proxy, "sync-dynamodb").outcome();
    assert_eq!(outcome.expect(6)["written"], 0);
    assert!(proxy.count("Query") <= 40, "{} queries", proxy.count("Query"));
}

/// Whether it is one of the krona's items: they stand beside each other in a transaction.
fn is_unfit(key: &str) -> bool {
    key.starts_with("EUR/SEK")
}

#[test]
fn items_that_are_refused_cost_no_other_one() {
    // DynamoDB names the actions that are to blame, or refuses the request as a whole.
    assert_costs_no_other("named", |call| {
        let codes = puts(call).into_iter().map(|key| if is_unfit(&key) { "ValidationError" } else { "None" });
        Way::cancelled(&[vec!["None"], codes.collect()].concat())
    });
    assert_costs_no_other("whole", |_| Way::refused("ValidationException"));
}

fn assert_costs_no_other(name: &str, refusal: impl Fn(&Call) -> Way + Send + Sync + 'static) {
    let gold = gold(name);
    gold.world.run("extract-frankfurter").args("--from 2026-09-23 --to 2026-09-28 --no-panel").ok();
    gold.world.run("transform").ok();
    let proxy = gold
        .proxy(move |call, _| if puts(call).iter().any(|key| is_unfit(key)) { refusal(call) } else { Way::Through });
    let outcome = gold.through(&proxy, "sync-dynamodb").outcome();
    let outputs = outcome.expect(6);
    let keys = ["2026-09-23", "2026-09-24", "2026-09-25", "2026-09-28", "LATEST"];
    assert_eq!(outputs["failed_keys"], json!(keys.map(|key| format!("EUR/SEK {key}"))), "{name}");
    let candidates = outputs["candidates"].as_u64().expect("a count is a number");
    assert_eq!(outputs["written"].as_u64(), Some(candidates - 5), "{name}");
    assert_eq!(gold.items().len() as u64, candidates - 5);
    assert_eq!(gold.sync("")["written"], 5);
}

#[test]
fn a_table_that_may_not_be_written_ends_the_sync_at_once() {
    let gold = gold("denied");
    gold.fetch();
    let proxy = gold.proxy(
        |call, _| {
            if call.operation == WRITE { Way::refused("AccessDeniedException") } else { Way::Through }
        },
    );
    let outcome = gold.through(&proxy, "sync-dynamodb").outcome();
    assert_eq!(outcome.expect(6)["written"], 0);
    assert!(outcome.stderr.contains("AccessDeniedException"), "{}", outcome.stderr);
    assert_eq!(proxy.count(WRITE), 1);
}
