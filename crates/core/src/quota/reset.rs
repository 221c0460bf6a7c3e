//! Resetting a source: for tests and emergencies.

use super::period::limits;
use super::tracker::{STATE, TABLE, Tracker, instant, whole};
use crate::dynamodb::TableError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_domain::source::Source;

impl Tracker<'_> {
    /// Sets a source's counts of today and of its month to 0, lifts its block and closes its circuit, and notes who
    /// did it. A probe under way finds its place gone, and its outcome changes nothing.
    pub async fn reset(&self, source: Source, by: &str, now: Timestamp) -> Result<(), TableError> {
        for limit in limits(source, self.quota, now) {
            let expression = "SET request_count = :zero, success_count = :zero, failure_count = :zero, \
                              latency_ms_total = :zero, quota_limit = :limit, #status = :active, #ttl = :ttl, \
                              reset_by = :by, reset_at = :now";
            let request = self
                .update(source, &limit.period.key())
                .update_expression(expression)
                .expression_attribute_names("#status", "status")
                .expression_attribute_names("#ttl", "ttl")
                .expression_attribute_values(":zero", whole(0))
                .expression_attribute_values(":limit", whole(limit.requests))
                .expression_attribute_values(":active", AttributeValue::S("active".to_owned()))
                .expression_attribute_values(":ttl", AttributeValue::N(limit.period.expires_at().to_string()))
                .expression_attribute_values(":by", AttributeValue::S(by.to_owned()))
                .expression_attribute_values(":now", instant(now));
            request.send().await.map_err(|error| TableError::of("resetting a quota", TABLE, &error))?;
        }
        let request = self
            .update(source, STATE)
            .update_expression(
                "SET circuit = :closed, consecutive_failures = :zero, open_count = :zero \
                 REMOVE blocked_until, blocked_reason, opened_at, retry_at, probe_id, probe_lease_until",
            )
            .expression_attribute_values(":closed", AttributeValue::S("closed".to_owned()))
            .expression_attribute_values(":zero", whole(0));
        request.send().await.map(drop).map_err(|error| TableError::of("lifting a block", TABLE, &error))
    }
}
