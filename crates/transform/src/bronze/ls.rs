//! `bronze ls`: which requests were made.

use makerates_core::bronze::{BronzeError, BronzeStore, Receipt, ReceiptName};
use makerates_core::cli::{Success, table};
use makerates_core::clock::format_instant;
use makerates_core::failure::Failure;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Source;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const OF_DAYS: [&str; 3] = ["source", "day", "requests"];
const OF_REQUESTS: [&str; 9] =
    ["fetched_at", "source", "endpoint", "parameters", "outcome", "status", "bytes", "sha256", "why"];

/// The digits of a hash that a terminal shows: enough for `bronze cat`.
const HASH_SHOWN: usize = 12;

pub async fn run(bronze: &BronzeStore, source: Option<Source>, date: Option<RateDate>) -> Result<Success, Failure> {
    let sources = Source::ALL.into_iter().filter(|known| source.is_none_or(|source| source == *known));
    let mut rows = Vec::new();
    for source in sources {
        match date {
            Some(day) => rows.extend(requests(bronze, source, day).await?),
            None => rows.extend(days(bronze, source).await?),
        }
    }
    rows.sort();
    let columns: &[&str] = if date.is_some() { &OF_REQUESTS } else { &OF_DAYS };
    let mut shown = table(columns);
    for row in &rows {
        let is_hash = |(index, _): &(usize, &String)| columns[*index] == "sha256";
        let cells = row.iter().enumerate().map(|cell| {
            let length = if is_hash(&cell) { HASH_SHOWN } else { usize::MAX };
            cell.1.chars().take(length).collect::<String>()
        });
        shown.add_row(cells);
    }
    let object = |row: &Vec<String>| -> Value {
        columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect::<Map<_, _>>().into()
    };
    let outputs = [("rows", rows.iter().map(object).collect::<Value>())];
    let text = if rows.is_empty() { "no request".to_owned() } else { shown.to_string() };
    Ok(Success::new(outputs).with_text(text))
}

/// The names of the receipts tell: none of them is read.
async fn days(bronze: &BronzeStore, source: Source) -> Result<Vec<Vec<String>>, BronzeError> {
    let mut counts: BTreeMap<RateDate, usize> = BTreeMap::new();
    for name in bronze.receipt_paths(source).await?.iter().filter_map(|path| ReceiptName::parse(path)) {
        *counts.entry(utc_day(name.fetched_at)).or_default() += 1;
    }
    Ok(counts.into_iter().map(|(day, count)| vec![source.to_string(), day.to_string(), count.to_string()]).collect())
}

async fn requests(bronze: &BronzeStore, source: Source, day: RateDate) -> Result<Vec<Vec<String>>, BronzeError> {
    let mut rows = Vec::new();
    for (path, receipt) in bronze.receipts(bronze.receipt_paths_of(source, day).await?).await {
        match receipt {
            Ok(receipt) => rows.push(row(receipt)),
            Err(error @ BronzeError::Receipt(..)) => tracing::warn!("{path} is left out: {error}"),
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}

fn row(receipt: Receipt) -> Vec<String> {
    vec![
        format_instant(receipt.fetched_at),
        receipt.source.to_string(),
        receipt.endpoint.to_string(),
        receipt.parameters,
        receipt.outcome.name().to_owned(),
        receipt.http_status.map(|status| status.to_string()).unwrap_or_default(),
        receipt.bytes.to_string(),
        receipt.sha256.unwrap_or_default(),
        receipt.reason,
    ]
}
