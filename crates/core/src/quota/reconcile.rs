//! Taking over the source's own count where it is higher than ours: someone else uses the same account.

use super::period::{Period, limits};
use super::tracker::{Tracker, Written, instant, whole, write_if};
use crate::dynamodb::TableError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_domain::source::Source;

impl Tracker<'_> {
    /// Raises the billing month's count so that no more is left than the source says; says whether it was raised.
    ///
    /// It is never lowered: the source's count lags behind by up to an hour, so a lower one may only be late. The
    /// condition keeps requests that were counted since the look.
    pub async fn raise_month(&self, source: Source, remaining: u64, now: Timestamp) -> Result<bool, TableError> {
        let limits = limits(source, self.quota, now);
        let Some(limit) = limits.iter().find(|limit| matches!(limit.period, Period::Month(..))) else {
            return Ok(false);
        };
        let used = limit.requests.saturating_sub(remaining);
        let request = self
            .update(source, &limit.period.key())
            .update_expression("SET request_count = :used, quota_limit = :limit, last_request_at = :now, #ttl = :ttl")
            .condition_expression("request_count < :used OR (attribute_not_exists(request_count) AND :used > :zero)")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":used", whole(used))
            .expression_attribute_values(":zero", whole(0))
            .expression_attribute_values(":limit", whole(limit.requests))
            .expression_attribute_values(":now", instant(now))
            .expression_attribute_values(":ttl", AttributeValue::N(limit.period.expires_at().to_string()));
        Ok(matches!(write_if(request, "taking over the source's count").await?, Written::Yes))
    }
}
