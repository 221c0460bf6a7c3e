//! The table `api_quota_tracker`: its keys, and the small writes that everything else of the tracker is made of.

use super::period::{Period, limits};
use super::settings::{CircuitBreaker, Quota};
use crate::clock::format_instant;
use crate::dynamodb::{QUOTA_TRACKER, TableError, Tables, attribute};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_domain::dates::RateDate;
use makerates_domain::source::Source;
use std::collections::HashMap;

pub(super) const TABLE: &str = QUOTA_TRACKER.name;

/// The sort key of a source's state: what holds beyond a day.
pub(super) const STATE: &str = "STATE";

/// An item as the SDK gives it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// The tracker of all sources.
#[derive(Debug, Clone, Copy)]
pub struct Tracker<'a> {
    pub(super) tables: &'a Tables,
    pub(super) quota: &'a Quota,
    /// So many failures in a row open a circuit.
    pub(super) failures_max: u64,
}

/// What a conditional write found.
#[derive(Debug)]
pub(super) enum Written {
    /// The condition held.
    Yes,
    /// It did not: the item as it was, and none when there is no item.
    No(Option<Item>),
}

impl<'a> Tracker<'a> {
    /// The tracker in `tables`, with these limits.
    #[must_use]
    pub fn new(tables: &'a Tables, quota: &'a Quota, circuit: &CircuitBreaker) -> Self {
        Self { tables, quota, failures_max: circuit.failures_max }
    }

    /// The end of the period after which the source's own count begins anew: the billing month, else the day.
    #[must_use]
    pub fn period_end(&self, source: Source, now: Timestamp) -> Timestamp {
        limits(source, self.quota, now).iter().map(|limit| limit.period.ends_at()).max().unwrap_or(now)
    }

    /// Notes, for people, how a source stands on a day; `failover_to` is the source that took over.
    pub async fn set_status(
        &self,
        source: Source,
        day: RateDate,
        status: &str,
        failover_to: Option<Source>,
    ) -> Result<(), TableError> {
        let to = failover_to.map_or("", |_| ", failover_to = :to");
        // A day that is noted before its first request needs an end too.
        let expression = format!("SET #status = :status, #ttl = if_not_exists(#ttl, :ttl){to}");
        let day = Period::Day(day);
        let mut request = self
            .update(source, &day.key())
            .update_expression(expression)
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":status", attribute(status))
            .expression_attribute_values(":ttl", AttributeValue::N(day.expires_at().to_string()));
        if let Some(to) = failover_to {
            request = request.expression_attribute_values(":to", AttributeValue::S(to.to_string()));
        }
        request.send().await.map(drop).map_err(|error| TableError::of("noting a status", TABLE, &error))
    }

    /// One of a source's items; none when it is not there.
    pub(super) async fn item(&self, source: Source, key: &str) -> Result<Option<Item>, TableError> {
        let request = self.tables.client.get_item().table_name(TABLE).consistent_read(true);
        let request = request.key("api_source", attribute(source.name())).key("tracking_date", attribute(key));
        let answer = request.send().await.map_err(|error| TableError::of("reading a quota", TABLE, &error))?;
        Ok(answer.item)
    }

    /// A source's items of days and billing months, the oldest first: those of a month or so, for they expire.
    pub(super) async fn periods(&self, source: Source) -> Result<Vec<Item>, TableError> {
        let request = self.tables.client.query().table_name(TABLE).consistent_read(true);
        let request = request
            // Days sort before `STATE`.
            .key_condition_expression("api_source = :source AND tracking_date < :state")
            .expression_attribute_values(":source", attribute(source.name()))
            .expression_attribute_values(":state", attribute(STATE));
        let items = request.into_paginator().items().send().collect::<Result<_, _>>().await;
        items.map_err(|error| TableError::of("reading the days of a quota", TABLE, &error))
    }

    /// An update of one of a source's items.
    pub(super) fn update(&self, source: Source, key: &str) -> UpdateItemFluentBuilder {
        let request = self.tables.client.update_item().table_name(TABLE);
        request.key("api_source", attribute(source.name())).key("tracking_date", attribute(key))
    }
}

/// Writes if the condition holds, and says what stood there when it did not.
pub(super) async fn write_if(request: UpdateItemFluentBuilder, what: &str) -> Result<Written, TableError> {
    match request.return_values_on_condition_check_failure("ALL_OLD".into()).send().await {
        Ok(_) => Ok(Written::Yes),
        Err(error) => match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => Ok(Written::No(failed.item.clone())),
            _ => Err(TableError::of(what, TABLE, &error)),
        },
    }
}

/// A whole number as an attribute.
pub(super) fn whole(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// An instant as an attribute: text that sorts like time, so that conditions can compare it.
pub(super) fn instant(instant: Timestamp) -> AttributeValue {
    AttributeValue::S(format_instant(instant))
}

/// A whole number of an item; an attribute that is not there counts as 0.
pub(super) fn number(item: Option<&Item>, name: &str) -> Result<u64, TableError> {
    let Some(value) = item.and_then(|item| item.get(name)) else { return Ok(0) };
    let wrong = || TableError::Item { key: TABLE.to_owned(), reason: format!("{name} is {value:?}") };
    value.as_n().map_err(|_| wrong())?.parse().map_err(|_| wrong())
}

/// A text of an item.
pub(super) fn text(item: Option<&Item>, name: &str) -> Option<String> {
    item.and_then(|item| item.get(name)).and_then(|value| value.as_s().ok()).cloned()
}
