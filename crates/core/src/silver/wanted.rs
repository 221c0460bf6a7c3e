//! Which build is wanted: "what did we believe on Monday?"

use super::{Manifest, SilverStoreError};
use crate::clock::format_instant;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::convert::Infallible;
use std::str::FromStr;

/// A build, as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The current one.
    Current,
    /// The last one that was built until an instant.
    Until(Timestamp),
    /// The one whose name begins so.
    Named(String),
}

impl FromStr for Wanted {
    type Err = Infallible;

    /// An instant (RFC 3339), a day (its end, in UTC), or the beginning of a build's name.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let end_of = |day: Date| day.at(23, 59, 59, 999_000_000).to_zoned(TimeZone::UTC).ok();
        let until = text.parse::<Timestamp>().ok();
        let until = until.or_else(|| end_of(text.parse().ok()?).map(|end| end.timestamp()));
        Ok(until.map_or_else(|| Self::Named(text.to_owned()), Self::Until))
    }
}

impl Wanted {
    /// The name of the build that is wanted, of those that are kept, the oldest first.
    pub(super) fn choose<'a>(
        &self,
        kept: impl DoubleEndedIterator<Item = &'a Manifest> + Clone,
    ) -> Result<String, SilverStoreError> {
        let found = match self {
            Self::Current => kept.clone().next_back(),
            Self::Until(until) => {
                let until = format_instant(*until);
                kept.clone().filter(|build| build.built_at <= until).max_by(|a, b| a.built_at.cmp(&b.built_at))
            }
            Self::Named(name) => {
                let mut named = kept.clone().filter(|build| build.build.starts_with(name.as_str()));
                named.next().filter(|_| named.next().is_none())
            }
        };
        found.map(|build| build.build.clone()).ok_or_else(|| self.not_kept(kept))
    }

    fn not_kept<'a>(&self, kept: impl Iterator<Item = &'a Manifest>) -> SilverStoreError {
        let kept: Vec<String> = kept.map(|build| format!("{} of {}", build.build, build.built_at)).collect();
        let (wanted, next) = match self {
            Self::Current => ("there is no build".to_owned(), "run `transform` first".to_owned()),
            Self::Until(until) => {
                let until = format_instant(*until);
                let next = format!(
                    "`transform --as-of {until} --out DIR` makes anew what was known then; look into it with \
                     MAKERATES_SILVER__LOCATION=DIR. `silver.builds_kept` says how many are kept"
                );
                (format!("no build of {until} or before is kept"), next)
            }
            Self::Named(name) => {
                let next = "give a day, an instant, or the beginning of one name of `transform builds`".to_owned();
                (format!("`{name}` is not the beginning of one build's name"), next)
            }
        };
        SilverStoreError::NotKept { wanted, kept: kept.join(", "), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(name: &str, built_at: &str) -> Manifest {
        let json = serde_json::json!({
            "build": name, "silver_version": built_at, "known_until": built_at, "built_at": built_at, "receipts": 1,
            "tool_version": "0", "configuration_sha256": "", "counts": {}
        });
        serde_json::from_value(json).unwrap()
    }

    fn chosen(wanted: &str) -> Result<String, String> {
        let kept = [
            build("0198-a", "2026-11-20T06:00:00.000Z"),
            build("0198-b", "2026-11-23T06:00:00.000Z"),
            build("0199-c", "2026-11-24T06:00:00.000Z"),
        ];
        wanted.parse::<Wanted>().unwrap().choose(kept.iter()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_day_an_instant_or_a_name_means_one_build() {
        let of = |wanted| chosen(wanted).unwrap();
        assert_eq!(of("2026-11-23"), "0198-b", "the day's last one");
        assert_eq!(of("2026-11-22"), "0198-a", "what was believed on a day without a build");
        assert_eq!(of("2026-11-23T05:59:59Z"), "0198-a");
        assert_eq!(of("2026-11-23T06:00:00Z"), "0198-b");
        assert_eq!(of("2030-01-01"), "0199-c");
        assert_eq!(of("0199"), "0199-c");
    }

    #[test]
    fn what_is_not_kept_or_not_clear_is_told_with_what_there_is() {
        assert!(
            chosen("2026-11-19")
                .unwrap_err()
                .starts_with("no build of 2026-11-19T23:59:59.999Z or before is kept (kept: 0198-a of ")
        );
        assert!(chosen("0198").unwrap_err().starts_with("`0198` is not the beginning of one build's name"));
        assert!(chosen("monday").is_err());
    }
}
