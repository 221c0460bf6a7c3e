//! Whether this machine's clock and the table agree: a clock that is days ahead would count on days whose quota is
//! still whole, one that is behind on days that are used up.
use super::tracker::{Item, STATE, TABLE, Tracker, whole};
use crate::clock::format_instant;
use crate::dynamodb::TableError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Source;

impl Tracker<'_> {
    /// The newest day on which anything was counted for a source: a day, or the first day of a billing month.
    pub async fn newest_day(&self, source: Source) -> Result<Option<RateDate>, TableError> {
        Ok(self.counted(source).await?.first().and_then(|key| day(key)))
    }

    /// The keys under which a clock that was ahead counted.
    pub(super) async fn counted_after(&self, source: Source, today: RateDate) -> Result<Vec<String>, TableError> {
        let mut keys = self.counted(source).await?;
        keys.retain(|key| day(key).is_some_and(|day| day > today));
        Ok(keys)
    }

    /// The keys of the days and billing months that have a count, the newest first: those of a month at most, for they expire.
    async fn counted(&self, source: Source) -> Result<Vec<String>, TableError> {
        let request = self.tables.client.query().table_name(TABLE).consistent_read(true);
        let request = request
            // Days sort before `STATE`.
            .key_condition_expression("api_source = :source AND tracking_date < :state")
            .filter_expression("request_count > :zero")
            .expression_attribute_values(":source", AttributeValue::S(source.to_string()))
            .expression_attribute_values(":state", AttributeValue::S(STATE.to_owned()))
            .expression_attribute_values(":zero", whole(0))
            .scan_index_forward(false);
        let answer =
            request.send().await.map_err(|error| TableError::of("looking for the newest day", TABLE, &error))?;
        let key = |item: &Item| item.get("tracking_date").and_then(|key| key.as_s().ok()).cloned();
        Ok(answer.items().iter().filter_map(key).collect())
    }
}

fn day(key: &str) -> Option<RateDate> {
    key.get(..10)?.parse().ok()
}

/// What to tell a person when the table's newest entry is more than a day off this machine's clock.
#[must_use]
pub fn clock_warning(newest: RateDate, now: Timestamp) -> Option<String> {
    let days = newest.days_since(utc_day(now));
    let now = format_instant(now);
    match days {
        2.. => Some(format!(
            "the clock stands at {now}, but the quota tracker has an entry of {newest}, {days} days later: this \
             machine's clock is behind, or one that counted there was ahead; until that is mended requests are booked on \
             the wrong day"
        )),
        ..=-2 => Some(format!(
            "the clock stands at {now}, {} days after the quota tracker's newest entry, of {newest}: either nothing was \
             asked since, or this machine's clock is ahead",
            -days
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_day_off_is_told() {
        let now: Timestamp = "2026-09-29T06:00:00Z".parse().unwrap();
        let warning = |newest: &str| clock_warning(newest.parse().unwrap(), now);
        for near in ["2026-09-28", "2026-09-29", "2026-09-30"] {
            assert_eq!(warning(near), None, "{near}");
        }
        assert!(warning("2026-10-01").unwrap().contains("2 days later: this machine's clock is behind"));
        assert!(warning("2026-09-27").unwrap().contains("2 days after"));
    }
}
