//! The record of runs: table `pipeline_observability`, an item a run, kept for 90 days.
//!
//! It is for people and for `quota-gate health`. No step decides by it, and no run fails for want of it.

use crate::clock::{format_instant, later};
use crate::dynamodb::{RUNS, TableError, Tables, attribute};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// A run is expected every morning; two hours later it is missing.
pub const EXPECTED_EVERY: SignedDuration = SignedDuration::from_hours(26);

/// The step that ends a good morning.
pub const LAST_STEP: &str = "sync-dynamodb";

/// What it measures of the items that it leaves.
pub const LATEST_AGE: &str = "oldest_latest_age_days";

/// What an extractor measures of its answers: the days since the newest market day of which they speak.
pub const NEWEST_RATE_AGE: &str = "newest_rate_age_days";

/// The partition of all our runs.
const PIPELINE: &str = "makerates";

/// How long a run is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How far a record gives way to one of the same run, step and instant, and how often.
const A_MOMENT: SignedDuration = SignedDuration::from_millis(1);
const SAME_INSTANT_MAX: i32 = 1_000;

/// A run that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// When it ended, by the logical clock.
    pub at: Timestamp,
    /// The identity of the run that it was part of.
    pub run_id: String,
    /// What was run, such as `transform-quality`.
    pub step: String,
    /// How it ended, in a word ([`crate::failure::Exit::name`], or `ok`).
    pub outcome: String,
    /// 0 to 6: the numbers of [`Exit`](crate::failure::Exit).
    pub exit_code: u8,
    /// Its metrics by name; of one that has several sources or periods, by name and those: `quota_used.frankfurter.day`.
    pub counts: BTreeMap<String, f64>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What failed and why; empty when nothing did.
    pub error: String,
    /// The version of the executable.
    pub tool_version: String,
    /// The silver that it built or published; empty when it did neither.
    pub silver_version: String,
}

impl RunRecord {
    /// Writes the record, and overwrites none: where one of the same run, step and millisecond is, as of the days of a
    /// backfill or under a clock that stands still, this one comes a millisecond later. Two of them may be alike in all that
    /// they tell, so each has an identity of its own. A table of the embedded file is made when it is missing.
    pub async fn write(&self, tables: &Tables) -> Result<(), TableError> {
        tables.ensure_embedded(&RUNS).await?;
        let fault = |error| TableError::of("recording the run".to_owned(), RUNS.name, &error);
        let mut record = self.clone();
        for _ in 0..SAME_INSTANT_MAX {
            let item = record.to_item();
            let request = tables
                .client
                .put_item()
                .table_name(RUNS.name)
                .set_item(Some(item.clone()))
                .condition_expression("attribute_not_exists(execution_timestamp)")
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
            let Err(error) = request.send().await else { return Ok(()) };
            match error.as_service_error() {
                // An answer was lost, and the SDK has written it again.
                Some(PutItemError::ConditionalCheckFailedException(there)) if there.item() == Some(&item) => {
                    return Ok(());
                }
                Some(PutItemError::ConditionalCheckFailedException(_)) => record.at = later(record.at, A_MOMENT),
                _ => return Err(fault(error)),
            }
        }
        let reason = format!("{SAME_INSTANT_MAX} runs of {} ended at the same instant", self.step);
        Err(TableError::Request { operation: "recording the run".to_owned(), reason })
    }

    /// Whether the run did what it is for. A sync that a newer one has superseded publishes nothing, and then does not say
    /// how old the items are.
    #[must_use]
    pub fn has_succeeded(&self) -> bool {
        self.exit_code == 0 && (self.step != LAST_STEP || self.counts.contains_key(LATEST_AGE))
    }

    /// The runs of a time, the oldest first. An embedded table that is missing is made; elsewhere that is an error.
    pub async fn read(tables: &Tables, from: Timestamp, to: Timestamp) -> Result<Vec<Self>, TableError> {
        tables.ensure_embedded(&RUNS).await?;
        let request = tables
            .client
            .query()
            .table_name(RUNS.name)
            .key_condition_expression("pipeline_name = :pipeline and execution_timestamp between :from and :to")
            .expression_attribute_values(":pipeline", attribute(PIPELINE))
            .expression_attribute_values(":from", attribute(&format_instant(from)))
            // Above every character of a key; those that gave way to one of the same instant are there too.
            .expression_attribute_values(
                ":to",
                attribute(&format!("{}~", format_instant(later(to, A_MOMENT * SAME_INSTANT_MAX)))),
            );
        let items = request.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
        let items = items.map_err(|error| TableError::of("reading the runs".to_owned(), RUNS.name, &error))?;
        Ok(items.iter().filter_map(Self::of_item).collect())
    }

    fn to_item(&self) -> HashMap<String, AttributeValue> {
        let counts = self.counts.iter().map(|(name, value)| (name.clone(), number(value))).collect();
        let mut item = HashMap::from(
            [
                ("pipeline_name", attribute(PIPELINE)),
                (
                    "execution_timestamp",
                    attribute(&format!("{}#{}#{}", format_instant(self.at), self.run_id, self.step)),
                ),
                ("run_id", attribute(&self.run_id)),
                ("step", attribute(&self.step)),
                ("outcome", attribute(&self.outcome)),
                ("exit_code", number(&self.exit_code)),
                ("counts", AttributeValue::M(counts)),
                ("duration_ms", number(&self.duration_ms)),
                ("record_id", attribute(&uuid::Uuid::now_v7().to_string())),
                ("tool_version", attribute(&self.tool_version)),
                ("ttl", number(&later(self.at, KEPT).as_second())),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        for (name, value) in [("error", &self.error), ("silver_version", &self.silver_version)] {
            if !value.is_empty() {
                item.insert(name.to_owned(), attribute(value));
            }
        }
        item
    }

    /// A record that can't be read is passed over: another version of ours may have written it.
    fn of_item(item: &HashMap<String, AttributeValue>) -> Option<Self> {
        let word = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        let whole = |name: &str| item.get(name)?.as_n().ok()?.parse().ok();
        let at = word("execution_timestamp").split('#').next()?.parse().ok()?;
        let counts = item.get("counts").and_then(|value| value.as_m().ok()).into_iter().flatten();
        let counts = counts.filter_map(|(name, value)| Some((name.clone(), value.as_n().ok()?.parse().ok()?)));
        Some(Self {
            at,
            run_id: word("run_id"),
            step: word("step"),
            outcome: word("outcome"),
            exit_code: whole("exit_code").and_then(|code: u64| u8::try_from(code).ok())?,
            counts: counts.collect(),
            duration_ms: whole("duration_ms")?,
            error: word("error"),
            tool_version: word("tool_version"),
            silver_version: word("silver_version"),
        })
    }
}

fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let record = RunRecord {
            at: "2026-09-29T06:00:00.123Z".parse().unwrap(),
            run_id: "5SpU1wvt".to_owned(),
            step: "transform-quality".to_owned(),
            outcome: "quality".to_owned(),
            exit_code: 5,
            counts: BTreeMap::from([("requests.frankfurter".to_owned(), 3.0), ("deviation_pct_max".to_owned(), 0.25)]),
            duration_ms: 81,
            error: "a conflict".to_owned(),
            tool_version: "0.1.0".to_owned(),
            silver_version: String::new(),
        };
        let item = record.to_item();
        assert_eq!(item["execution_timestamp"], attribute("2026-09-29T06:00:00.123Z#5SpU1wvt#transform-quality"));
        assert_eq!(item["ttl"], number(&1_798_437_600_u64));
        assert!(!item.contains_key("silver_version"), "an empty text is no attribute");
        assert_ne!(item, record.to_item(), "another run that tells the same is another record");
        assert_eq!(RunRecord::of_item(&item), Some(record));
    }
}
