//! The same pipeline on other real servers: bronze in S3, the tables in DynamoDB Local.

use makerates_tests::services::{DynamoDbLocal, S3Server};
use makerates_tests::{Run, World, tables};

/// A world whose bronze is a bucket and whose tables are in DynamoDB Local.
struct Services {
    world: World,
    tables: DynamoDbLocal,
    objects: S3Server,
}

impl Services {
    fn at(now: &str) -> Self {
        let objects = S3Server::start();
        objects.create_bucket("bronze");
        Self { world: World::at(now), tables: DynamoDbLocal::start(), objects }
    }

    fn run(&self, tool: &str) -> Run {
        self.world
            .run(tool)
            .env("MAKERATES_BRONZE__LOCATION", "s3://bronze/rates")
            .env("AWS_ENDPOINT_URL_DYNAMODB", &self.tables.endpoint)
            .env("AWS_ENDPOINT_URL_S3", &self.objects.endpoint)
            .env("AWS_ACCESS_KEY_ID", &self.objects.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &self.objects.secret_key)
            .env("AWS_REGION", &self.objects.region)
    }

    /// The recorded day is long past, so the server would delete its items while the test looks at them.
    fn keep_expired_items(&self) {
        let objects = &self.objects;
        let client = tables::client(&self.tables.endpoint, &objects.access_key, &objects.secret_key, &objects.region);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        runtime.block_on(async {
            tables::keep_expired_items(&client, "api_quota_tracker", "ttl").await;
            tables::keep_expired_items(&client, "currency_rates", "expiration_timestamp").await;
        });
    }

    /// Every object of the bucket as key and content.
    fn objects(&self) -> Vec<(String, Vec<u8>)> {
        let mut objects = Vec::new();
        let mut folders = vec![self.objects.bucket("bronze")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("the bucket is a folder") {
                let path = entry.expect("it can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let key = path.strip_prefix(self.objects.bucket("bronze")).expect("it lies in the bucket");
                    objects.push((key.display().to_string(), std::fs::read(&path).expect("it can be read")));
                }
            }
        }
        objects.sort();
        objects
    }
}

#[test]
fn the_pipeline_runs_alike_on_s3_and_dynamodb_local_and_twice_is_once() {
    let services = Services::at("2026-09-29T06:00:00Z");
    let missing = services.run("extract-frankfurter").outcome();
    assert_eq!(missing.code, Some(6), "real tables are made by init only: {}", missing.stderr);
    assert!(missing.error().contains("quota-gate init"), "{}", missing.error());
    assert!(services.world.replay.requests().is_empty(), "no tracker, no request");

    for (tool, created) in
        [("quota-gate", true), ("sync-dynamodb", true), ("quota-gate", false), ("sync-dynamodb", false)]
    {
        assert_eq!(services.run(tool).args("init").ok()["created"], created, "{tool}");
    }
    services.keep_expired_items();
    let pipeline = || {
        services.run("extract-frankfurter").ok();
        services.run("extract-exchangerate").ok();
        let mut silver = services.run("transform").ok();
        // It counts the receipts.
        assert!(silver.as_object_mut().is_some_and(|outputs| outputs.remove("silver_version").is_some()));
        (silver, services.run("sync-dynamodb").ok())
    };
    let (silver, gold) = pipeline();
    let objects = services.objects();
    assert_eq!(objects.iter().filter(|(key, _)| key.starts_with("rates/answers/")).count(), 4);
    assert_eq!(objects.iter().filter(|(key, _)| key.starts_with("rates/receipts/")).count(), 4);
    assert_eq!(gold["written"], gold["candidates"]);

    let (again, gold) = pipeline();
    assert_eq!(again, silver);
    assert_eq!((&gold["written"], &gold["unchanged"]), (&0.into(), &gold["candidates"]));
    let later = services.objects();
    assert_eq!(later.len(), objects.len() + 3, "three receipts more, and nothing else");
    assert!(objects.iter().all(|object| later.contains(object)), "no object was changed");

    let there = services.run("sync-dynamodb").args("get EUR/USD").ok();
    let embedded = World::at("2026-09-29T06:00:00Z");
    embedded.pipeline();
    let here = embedded.run("sync-dynamodb").args("get EUR/USD").ok();
    assert_eq!(there["content_hash"], here["content_hash"], "the same item on both stores");
    assert_eq!(here["rate"], "1.1378");
    let usage = services.run("quota-gate").args("check").ok();
    assert_eq!(usage["sources"][0]["request_count"], 5, "twice the ECB and the panel, once its banks");
}
