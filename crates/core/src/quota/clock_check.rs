//! Whether this machine's clock and the table agree: a clock that is days ahead would count on days whose quota is
//! still whole, one that is behind on days that are used up.
use super::tracker::{Item, Tracker, number, text};
use crate::clock::format_instant;
use crate::dynamodb::TableError;
use jiff::Timestamp;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::Source;

impl Tracker<'_> {
    /// The newest day that a source has an entry of: a day, or the first day of a billing month. One of a day to come counts as
    /// long as something is counted on it.
    pub async fn newest_day(&self, source: Source, today: RateDate) -> Result<Option<RateDate>, TableError> {
        let entries = self.entries(source).await?;
        Ok(entries.iter().find(|entry| entry.day <= today || entry.count > 0).map(|entry| entry.day))
    }

    /// The keys under which a clock that was ahead counted.
    pub(super) async fn counted_after(&self, source: Source, today: RateDate) -> Result<Vec<String>, TableError> {
        let mut entries = self.entries(source).await?;
        entries.retain(|entry| entry.day > today && entry.count > 0);
        Ok(entries.into_iter().map(|entry| entry.key).collect())
    }

    /// The entries of days and billing months, the newest first.
    async fn entries(&self, source: Source) -> Result<Vec<Entry>, TableError> {
        Ok(self.periods(source).await?.iter().rev().filter_map(Entry::of).collect())
    }
}

/// A day's or a month's count.
struct Entry {
    key: String,
    day: RateDate,
    count: u64,
}

impl Entry {
    fn of(item: &Item) -> Option<Self> {
        let key = text(Some(item), "tracking_date")?;
        let day = key.get(..10)?.parse().ok()?;
        // A count that is no number is told by whoever reads it for its own sake.
        Some(Self { key, day, count: number(Some(item), "request_count").unwrap_or_default() })
    }
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
