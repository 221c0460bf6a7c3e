//! Resetting a source: for tests and emergencies.

use super::period::limits;
use super::tracker::{STATE, TABLE, Tracker, instant, whole};
use crate::dynamodb::{TableError, attribute};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_domain::dates::utc_day;
use makerates_domain::source::Source;

impl Tracker<'_> {
    /// Sets a source's counts of today, of its month and of days to come (a clock was ahead) to 0, lifts its block and closes
    /// its circuit, and notes who did it. A probe under way finds its place gone, and its outcome changes nothing.
    pub async fn reset(&self, source: Source, by: &str, now: Timestamp) -> Result<(), TableError> {
        let forget = |key: &str, further: &str| {
            let expression = format!(
                "SET request_count = :zero, success_count = :zero, failure_count = :zero, latency_ms_total = :zero, \
                 #status = :active, reset_by = :by, reset_at = :now{further}"
            );
            self.update(source, key)
                .update_expression(expression)
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":zero", whole(0))
                .expression_attribute_values(":active", attribute("active"))
                .expression_attribute_values(":by", attribute(by))
                .expression_attribute_values(":now", instant(now))
        };
        let failed = |error| TableError::of("resetting a quota", TABLE, &error);
        for limit in limits(source, self.quota, now) {
            let request = forget(&limit.period.key(), ", quota_limit = :limit, #ttl = :ttl")
                .expression_attribute_names("#ttl", "ttl")
                .expression_attribute_values(":limit", whole(limit.requests))
                .expression_attribute_values(":ttl", AttributeValue::N(limit.period.expires_at().to_string()));
            request.send().await.map_err(failed)?;
        }
        for key in self.counted_after(source, utc_day(now)).await? {
            forget(&key, "").send().await.map_err(failed)?;
        }
        let request = self
            .update(source, STATE)
            .update_expression(
                "SET circuit = :closed, consecutive_failures = :zero, open_count = :zero \
                 REMOVE blocked_until, blocked_reason, opened_at, retry_at, probe_id, probe_lease_until",
            )
            .expression_attribute_values(":closed", attribute("closed"))
            .expression_attribute_values(":zero", whole(0));
        request.send().await.map(drop).map_err(|error| TableError::of("lifting a block", TABLE, &error))
    }
}
