//! What an answer of the whole panel spares its banks, each by how long it takes to publish.

use super::*;
use crate::summary::RunSummary;
use crate::{BankQuestion, MarketDays, Plan};
use makerates_core::bronze::{BronzeStore, Outcome, Receipt, ReceiptName, SCHEMA_VERSION};
use makerates_core::cli::Context;
use makerates_core::clock::Clock;
use makerates_core::config::{Config, Format};
use makerates_domain::source::Source;
use std::path::Path;
use std::sync::Arc;

const NOW: &str = "2024-06-14T06:00:00Z";
/// The days that each bank is asked for, and those that the whole panel was asked for.
const DAYS: (&str, &str) = ("2024-04-01", "2024-05-31");

fn day(text: &str) -> RateDate {
    text.parse().unwrap()
}

fn context(home: &Path) -> Context {
    Context {
        config: Config { home: home.to_owned(), ..Config::default() },
        clock: Clock::At(NOW.parse().unwrap()),
        run_id: "run".to_owned(),
        key: None,
        format: Format::Json,
        is_verbose: false,
    }
}

/// Keeps an answer of the whole panel, in which the ECB speaks on each of its days.
async fn keep_whole_panel(bronze: &BronzeStore, fetched_at: &str) {
    let record = |day: &RateDate| {
        format!(
            r#"{{"date":"{day}","base":"USD","quote":"EUR","providers":[{{"key":"ECB","date":"{day}","rate":0.93}}]}}"#
        )
    };
    let days = MarketDays::of(day(DAYS.0), day(DAYS.1)).of_ecb;
    let body = format!("[{}]", days.iter().map(record).collect::<Vec<_>>().join(","));
    let sha256 = makerates_core::bronze::sha256_hex(body.as_bytes());
    let endpoint = Endpoint::V2;
    let receipt = Receipt {
        schema_version: SCHEMA_VERSION,
        source: Source::Frankfurter,
        endpoint,
        parameters: format!("{}..{}", DAYS.0, DAYS.1),
        fetched_at: fetched_at.parse().unwrap(),
        http_status: Some(200),
        etag: None,
        sha256: Some(sha256.clone()),
        bytes: body.len() as u64,
        outcome: Outcome::New,
        reason: String::new(),
        attempts: 1,
        run_id: "run".to_owned(),
        tool_version: String::new(),
    };
    let (fetched_at, parameters) = (receipt.fetched_at, receipt.parameters.clone());
    let name = ReceiptName { fetched_at, endpoint, parameters, random: "00ff".to_owned() };
    bronze.put(&BronzeKey::Answer { endpoint, sha256 }, body.as_bytes()).await.unwrap();
    bronze.put(&BronzeKey::Receipt(name), &serde_json::to_vec(&receipt).unwrap()).await.unwrap();
}

fn of_bank(bank: &str, published_after_days: i32) -> Series<'static> {
    let question = BankQuestion {
        bank: bank.into(),
        published_after_days,
        url: Arc::new(|_, _| String::new()),
        last_day_of_panel: |_| None,
    };
    Series::of_bank(question, MarketDays::of(day(DAYS.0), day(DAYS.1)).weekdays)
}

#[tokio::test]
async fn what_the_whole_panel_told_is_asked_again_of_a_bank_that_had_not_published_it_yet() {
    let folder = tempfile::tempdir().unwrap();
    let context = context(folder.path());
    let extraction = Extraction::open(&context, Source::Frankfurter, "http://127.0.0.1:9", "").await.unwrap();
    keep_whole_panel(&extraction.bronze, "2024-06-10T06:00:00Z").await;
    let earlier = ReceiptIndex::of_all_days(&extraction.bronze, Source::Frankfurter).await.unwrap();
    let series = [of_bank("DAILY", 7), of_bank("WEEKLY", 14), of_bank("MONTHLY", 62)];

    let covered = extraction.covered_by_panel(&series, &earlier).await.unwrap();
    let last = |after: i32| covered[&after].last().map(ToString::to_string).unwrap_or_default();
    assert_eq!([7, 14, 62].map(last), ["2024-05-31", "2024-05-27", "2024-04-09"]);

    let mut summary = RunSummary::new(Source::Frankfurter, &Plan::default());
    let requests = extraction.unanswered(&series, &earlier, &mut summary).await.unwrap();
    let asked: Vec<String> = requests.into_iter().map(|request| request.parameters).collect();
    assert_eq!(asked, ["2024-04-10..2024-05-31_MONTHLY", "2024-05-28..2024-05-31_WEEKLY"]);
    extraction.tables.close().await;
}
