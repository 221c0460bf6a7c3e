//! Measures reservations: how many a second, and how long one takes, by 1, 4 and 16 callers at once, on the embedded
//! store and, where it is installed, on DynamoDB Local. `just bench` calls it.

use makerates_core::config::Config;
use makerates_core::dynamodb::{QUOTA_TRACKER, Tables, ensure};
use makerates_core::quota::Tracker;
use makerates_domain::source::Source;
use makerates_tests::executables::root;
use makerates_tests::services::DynamoDbLocal;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// Reservations of one measurement, shared by its callers.
const RESERVATIONS: usize = 480;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("embedded"), Some(file)) => measure("embedded", Some(PathBuf::from(file))).await,
        (Some("endpoint"), None) => measure("DynamoDB Local", None).await,
        _ => all_stores(),
    }
}

/// Each store in a process of its own: the endpoint of a server is a matter of the environment.
fn all_stores() {
    println!("| store | callers | reservations a second | p50 ms | p99 ms |\n|---|---|---|---|---|");
    let this = std::env::current_exe().expect("a program has a path");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let embedded = Command::new(&this).arg("embedded").arg(folder.path().join("dynamodb.sqlite")).status();
    assert!(embedded.expect("it starts").success());
    if !root().join(".tools/dynamodb-local").is_dir() {
        println!("\nDynamoDB Local is not installed (scripts/install-services): not measured.");
        return;
    }
    let server = DynamoDbLocal::start();
    let local = Command::new(&this)
        .arg("endpoint")
        .env("AWS_ENDPOINT_URL_DYNAMODB", &server.endpoint)
        .env("AWS_ACCESS_KEY_ID", "bench")
        .env("AWS_SECRET_ACCESS_KEY", "bench")
        .env("AWS_REGION", "eu-central-1")
        .status();
    assert!(local.expect("it starts").success());
}

async fn measure(store: &str, file: Option<PathBuf>) {
    let tables: &Tables = Box::leak(Box::new(Tables::connect(file.as_deref()).await.expect("the store opens")));
    ensure(&tables.client, &QUOTA_TRACKER).await.expect("the table is made");
    let config: &Config = Box::leak(Box::new(unlimited()));
    for callers in [1, 4, 16] {
        let started = Instant::now();
        let running: Vec<_> =
            (0..callers).map(|_| tokio::spawn(reserve(tables, config, RESERVATIONS / callers))).collect();
        let mut latencies = Vec::new();
        for caller in running {
            latencies.extend(caller.await.expect("a caller ends"));
        }
        let elapsed = started.elapsed();
        latencies.sort_unstable();
        let per_second = u128::try_from(latencies.len()).unwrap_or_default() * 1_000_000 / elapsed.as_micros().max(1);
        let (p50, p99) = (percentile(&latencies, 50), percentile(&latencies, 99));
        println!("| {store} | {callers} | {per_second} | {p50} | {p99} |");
    }
}

/// A limit that no measurement reaches.
fn unlimited() -> Config {
    let mut config = Config::default();
    config.quota.frankfurter.daily = u64::from(u32::MAX);
    config
}

async fn reserve(tables: &'static Tables, config: &'static Config, count: usize) -> Vec<Duration> {
    let tracker = Tracker::new(tables, &config.quota, &config.circuit);
    let now = makerates_core::clock::Clock::Real.now();
    let mut latencies = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        drop(tracker.reserve(Source::Frankfurter, 1, now).await.expect("the limit is far"));
        latencies.push(started.elapsed());
    }
    latencies
}

/// A percentile of sorted durations, in milliseconds with two decimals.
fn percentile(sorted: &[Duration], percent: usize) -> String {
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    let micros = sorted.get(index).map_or(0, Duration::as_micros);
    format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10)
}
