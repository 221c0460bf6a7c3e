//! A bucket of its own for a test, all of them on one server.

use makerates_tests::s3_proxy::S3Proxy;
use makerates_tests::services::S3Server;
use makerates_tests::{Outcome, Run, World};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub const NOW: &str = "2026-09-29T06:00:00Z";

/// The object by which a store is tried out.
pub const CHECK: &str = "write-once-check";

/// One server for all tests: it ends with the test program.
pub fn server() -> &'static S3Server {
    static SERVER: OnceLock<S3Server> = OnceLock::new();
    SERVER.get_or_init(S3Server::start)
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime starts")
}

/// A world whose bronze is a bucket; its tables are embedded.
pub struct Bucket {
    pub world: World,
    pub name: &'static str,
}

impl Bucket {
    pub fn new(name: &'static str) -> Self {
        server().create_bucket(name);
        Self::missing(name)
    }

    /// A world whose bucket is not there yet.
    pub fn missing(name: &'static str) -> Self {
        Self { world: World::at(NOW), name }
    }

    pub fn is_there(&self) -> bool {
        server().bucket(self.name).is_dir()
    }

    pub fn run(&self, tool: &str) -> Run {
        self.at(&server().endpoint, tool)
    }

    pub fn through(&self, proxy: &S3Proxy, tool: &str) -> Run {
        self.at(&proxy.url, tool)
    }

    pub fn at(&self, endpoint: &str, tool: &str) -> Run {
        let server = server();
        self.world
            .run(tool)
            .env("MAKERATES_BRONZE__LOCATION", format!("s3://{}", self.name))
            .env("AWS_ENDPOINT_URL_S3", endpoint)
            .env("AWS_ACCESS_KEY_ID", &server.access_key)
            .env("AWS_SECRET_ACCESS_KEY", &server.secret_key)
            .env("AWS_REGION", &server.region)
    }

    /// Every object of the bucket, as the server gives it to another client.
    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let client = server().client();
        runtime().block_on(async {
            let mut objects = BTreeMap::new();
            let mut pages = client.list_objects_v2().bucket(self.name).into_paginator().send();
            while let Some(page) = pages.next().await {
                for object in page.expect("the bucket can be listed").contents() {
                    let key = object.key().expect("an object has a key");
                    let answer = client.get_object().bucket(self.name).key(key).send().await;
                    let body = answer.expect("an object can be read").body.collect().await;
                    objects.insert(key.to_owned(), body.expect("it is whole").to_vec());
                }
            }
            objects
        })
    }

    /// The objects below a prefix.
    pub fn objects_of(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let objects = self.objects().into_iter();
        objects.filter(|(key, _)| key.starts_with(prefix)).collect()
    }

    /// The bodies of the answers.
    pub fn answers(&self) -> Vec<Vec<u8>> {
        self.objects_of("answers/").into_values().collect()
    }

    /// The outcomes that the receipts tell, in the order of their names.
    pub fn outcomes(&self) -> Vec<String> {
        let outcome = |bytes: &Vec<u8>| -> String {
            let receipt: Value = serde_json::from_slice(bytes).expect("a receipt is JSON");
            receipt["outcome"].as_str().expect("an outcome is text").to_owned()
        };
        self.objects_of("receipts/").values().map(outcome).collect()
    }

    /// The body that the source sends for the first question that was asked.
    pub fn body(&self) -> Vec<u8> {
        let request = &self.world.replay.requests()[0];
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let (path, query) = (text("path"), text("query"));
        self.world.replay.body(&if query.is_empty() { path } else { format!("{path}?{query}") })
    }

    /// Requests to either source that were counted.
    pub fn counted(&self) -> u64 {
        let usage = self.world.run("quota-gate").args("check").ok();
        let sources = usage["sources"].as_array().expect("sources are a list");
        sources.iter().map(|source| source["request_count"].as_u64().expect("a count is a number")).sum()
    }

    /// The run failed on the store before a request was made: one line says what, where and what to do.
    pub fn assert_refused(&self, outcome: &Outcome, words: &[&str]) {
        self.assert_storage_failed(outcome, words);
        self.assert_nothing_asked();
    }

    /// The stores were found out about first.
    pub fn assert_nothing_asked(&self) {
        assert!(self.world.replay.requests().is_empty(), "no request whose answer would be lost");
        assert_eq!(self.counted(), 0, "no quota is spent");
    }

    /// The run failed on the store: one line says what, where and what to do.
    pub fn assert_storage_failed(&self, outcome: &Outcome, words: &[&str]) {
        self.assert_says(outcome, &[&["check the bucket, the credentials and the endpoint"], words].concat());
    }

    /// The same, with another next step.
    pub fn assert_says(&self, outcome: &Outcome, words: &[&str]) {
        outcome.expect(6);
        let errors = outcome.stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert_eq!((errors, outcome.error().starts_with("error: ")), (1, true), "{}", outcome.stderr);
        assert!(!outcome.error().contains('{'), "no value of a program in: {}", outcome.error());
        let place = format!("s3://{}/", self.name);
        let common = [place.as_str(), "bronze failed"];
        for word in common.iter().chain(words) {
            assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
        }
    }
}
