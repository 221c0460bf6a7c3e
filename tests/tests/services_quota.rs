//! The same quotas on DynamoDB Local: races, lost answers, kills, and the items themselves.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use makerates_core::dynamodb::{QUOTA_TRACKER, Tables};
use makerates_tests::proxy::{Proxy, Way};
use makerates_tests::race::{assert_granted_and_refused, at_once, rounds, wait_for};
use makerates_tests::services::DynamoDbLocal;
use makerates_tests::{Outcome, Run, World, tables, tracker};
use serde_json::{Value, json};
use std::sync::OnceLock;
use tokio::runtime::Runtime;

const NOW: &str = "2026-09-29T06:00:00Z";
const TABLE: &str = "api_quota_tracker";
const REGION: &str = "eu-central-1";

/// A world whose tables are in DynamoDB Local, under an access key of its own: to the server that is another account.
struct Services {
    world: World,
    key: &'static str,
    endpoint: String,
}

impl Services {
    fn new(key: &'static str) -> Self {
        // One server for all tests: it takes seconds to start, and ends with the test program.
        static SERVER: OnceLock<DynamoDbLocal> = OnceLock::new();
        let endpoint = SERVER.get_or_init(DynamoDbLocal::start).endpoint.clone();
        let services = Self { world: World::at(NOW), key, endpoint };
        services.run("quota-gate").args("init").ok();
        // The recorded day is long past, so the server would delete its items while the test looks at them.
        runtime().block_on(tables::keep_expired_items(&services.client(), TABLE, "ttl"));
        services
    }

    fn run(&self, tool: &str) -> Run {
        self.through(&self.world, tool, &self.endpoint)
    }

    fn through(&self, world: &World, tool: &str, endpoint: &str) -> Run {
        let run = world.run(tool).env("AWS_ENDPOINT_URL_DYNAMODB", endpoint).env("AWS_REGION", REGION);
        run.env("AWS_ACCESS_KEY_ID", self.key).env("AWS_SECRET_ACCESS_KEY", "secret")
    }

    fn client(&self) -> Client {
        tables::client(&self.endpoint, self.key, "secret", REGION)
    }

    fn usage(&self, source: usize) -> Value {
        self.run("quota-gate").args("check").ok()["sources"][source].clone()
    }

    fn reset(&self) {
        self.run("quota-gate").args("reset --all --yes").ok();
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime starts")
}

#[test]
fn of_fifty_processes_exactly_as_many_as_the_limit_are_granted() {
    let services = Services::new("day");
    for _ in 0..rounds() {
        services.reset();
        let outcomes = at_once(50, || {
            let run = services.run("quota-gate").args("reserve --source frankfurter");
            run.env("MAKERATES_QUOTA__FRANKFURTER__DAILY", "30")
        });
        assert_granted_and_refused(&outcomes, 30, 20);
        assert_eq!(services.usage(0)["request_count"], 30);
    }
}

#[test]
fn the_month_is_a_limit_of_its_own() {
    let services = Services::new("month");
    for _ in 0..rounds() {
        services.reset();
        let outcomes = at_once(50, || {
            let run = services.run("quota-gate").args("reserve --source exchangerate");
            run.env("MAKERATES_QUOTA__EXCHANGERATE__MONTHLY", "30")
        });
        assert_granted_and_refused(&outcomes, 30, 20);
        let usage = services.usage(1);
        assert_eq!((&usage["request_count"], &usage["month_request_count"]), (&json!(30), &json!(30)));
    }
}

#[test]
fn of_twenty_callers_exactly_one_is_the_probe() {
    let mut services = Services::new("probe");
    for _ in 0..rounds() {
        services.world.set_clock(NOW);
        services.reset();
        services.world.replay.set_faults(&json!([{"source": "frankfurter", "kind": "status", "status": 500}]));
        services
            .run("extract-frankfurter")
            .arg("--no-panel")
            .env("MAKERATES_CIRCUIT__FAILURES_MAX", "1")
            .outcome()
            .expect(4);
        let due = services.usage(0)["retry_at"].as_str().expect("an open circuit says until when").to_owned();
        services.world.set_clock(&due);
        let outcomes = at_once(20, || services.run("quota-gate").args("reserve --source frankfurter"));
        assert_granted_and_refused(&outcomes, 1, 19);
        assert_eq!(services.usage(0)["circuit"], "half_open");
    }
}

#[test]
fn the_items_have_the_attributes_of_the_contract_and_no_others() {
    let services = Services::new("items");
    let run = |world: &World, tool: &str| services.through(world, tool, &services.endpoint);
    let items = |_: &World| runtime().block_on(tables::scan(&services.client(), TABLE));
    tracker::check_items(&mut World::at(NOW), run, items);
}

#[test]
fn the_same_token_twice_counts_once_on_both_stores() {
    let services = Services::new("token");
    runtime().block_on(async {
        assert_counts_once(&services.client()).await;
        let embedded = Tables::connect(Some(&services.world.home().join("dynamodb.sqlite"))).await.expect("it opens");
        embedded.ensure_embedded(&QUOTA_TRACKER).await.expect("the table is made");
        assert_counts_once(&embedded.client).await;
        embedded.close().await;
    });
}

async fn assert_counts_once(client: &Client) {
    let key = |name: &str| AttributeValue::S(name.to_owned());
    for (token, count) in [("the-token", "1"), ("the-token", "1"), ("another-token", "2")] {
        let update = Update::builder()
            .table_name(TABLE)
            .key("api_source", key("frankfurter"))
            .key("tracking_date", key("2026-09-29"))
            .update_expression("ADD request_count :one")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
        let item = TransactWriteItem::builder().update(update.build().expect("it is whole")).build();
        let request = client.transact_write_items().transact_items(item).client_request_token(token);
        request.send().await.expect("the transaction is accepted");
        let items = tables::scan(client, TABLE).await;
        assert_eq!(items[0]["request_count"], AttributeValue::N(count.to_owned()), "{token}");
    }
}

#[test]
fn a_reservation_whose_answer_is_lost_is_counted_once() {
    let services = Services::new("lost");
    let lossy = Proxy::start(&services.endpoint, |call, bent| {
        if call.operation == "TransactWriteItems" && bent < 2 { Way::AnswerLost } else { Way::Through }
    });
    let run = services.through(&services.world, "quota-gate", &lossy.url);
    assert_eq!(run.args("reserve --source exchangerate --requests 3").ok()["reserved"], 3);
    assert_eq!(lossy.bent(), 2, "the SDK sent it again, twice");
    let usage = services.usage(1);
    assert_eq!((&usage["request_count"], &usage["month_request_count"]), (&json!(3), &json!(3)));
}

#[test]
fn without_an_answer_of_the_tracker_nothing_is_sent() {
    let services = Services::new("failclosed");
    let lossy = Proxy::start(&services.endpoint, |call, _| {
        if call.operation == "TransactWriteItems" { Way::AnswerLost } else { Way::Through }
    });
    let outcome = services.through(&services.world, "extract-frankfurter", &lossy.url).arg("--no-panel").outcome();
    assert_eq!(outcome.expect(6)["requests"], 0);
    assert!(services.world.replay.requests().is_empty());
    assert_eq!(services.usage(0)["request_count"], 1, "counted, because nobody can tell, and not sent");
    services.run("extract-frankfurter").arg("--no-panel").ok();
}

#[test]
fn killed_between_the_answer_and_its_outcome() {
    let services = Services::new("killed");
    let holding =
        Proxy::start(
            &services.endpoint,
            |call, _| {
                if call.operation == "UpdateItem" { Way::Held } else { Way::Through }
            },
        );
    let mut run = services.through(&services.world, "extract-frankfurter", &holding.url).arg("--no-panel").spawn();
    wait_for("the outcome", || (holding.bent() > 0).then_some(()));
    assert_eq!(services.world.replay.requests().len(), 1, "the source has answered");
    run.kill().expect("a child can be killed");
    assert_eq!(Outcome::of(run).code, None, "it was killed");
    let usage = services.usage(0);
    let counts = ["request_count", "success_count", "failure_count"].map(|name| &usage[name]);
    assert_eq!(counts, [&json!(1), &json!(0), &json!(0)]);
    services.run("extract-frankfurter").arg("--no-panel").ok();
    assert_eq!((&services.usage(0)["request_count"], services.world.replay.requests().len()), (&json!(2), 2));
}
