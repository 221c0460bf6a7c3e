//! What a path asks of ExchangeRate-API.

use jiff::civil::Date;

/// One of the service's faces.
#[derive(Debug, PartialEq, Eq)]
pub enum Call<'a> {
    /// `/v6/latest/USD`, without a key
    Open { base: &'a str },
    /// `/v6/KEY/…`
    Keyed { key: &'a str, call: KeyedCall<'a> },
    /// No face has this path.
    Unknown,
}

/// The calls behind a key.
#[derive(Debug, PartialEq, Eq)]
pub enum KeyedCall<'a> {
    /// `latest/USD`
    Latest { base: &'a str },
    /// `quota`
    Quota,
    /// `history/USD/2026/10/30`; no date when the numbers are none
    History { base: &'a str, date: Option<Date> },
    /// Anything else.
    Unknown,
}

impl<'a> Call<'a> {
    /// Reads a path. The faces overlap: with `latest` first and one segment more, it is open access, never a key.
    pub fn parse(path: &'a str) -> Self {
        let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        match segments[..] {
            ["v6", "latest", base] => Self::Open { base },
            ["v6", key, ref rest @ ..] if !key.is_empty() => Self::Keyed { key, call: KeyedCall::parse(rest) },
            _ => Self::Unknown,
        }
    }
}

impl<'a> KeyedCall<'a> {
    fn parse(segments: &[&'a str]) -> Self {
        match *segments {
            ["latest", base] => Self::Latest { base },
            ["quota"] => Self::Quota,
            ["history", base, year, month, day] => Self::History { base, date: date(year, month, day) },
            _ => Self::Unknown,
        }
    }
}

/// The text that stands where a key belongs, right or wrong.
pub fn key_in(path: &str) -> Option<&str> {
    match Call::parse(path) {
        Call::Keyed { key, .. } => Some(key),
        _ => None,
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_faces_apart() {
        assert_eq!(Call::parse("/v6/latest/USD"), Call::Open { base: "USD" });
        assert_eq!(Call::parse("/v6/latest/quota"), Call::Open { base: "quota" });
        let keyed = |call| Call::Keyed { key: "k", call };
        assert_eq!(Call::parse("/v6/k/latest/USD"), keyed(KeyedCall::Latest { base: "USD" }));
        assert_eq!(Call::parse("/v6/k/quota"), keyed(KeyedCall::Quota));
        assert_eq!(Call::parse("/v6/k/pair/USD/EUR"), keyed(KeyedCall::Unknown));
        assert_eq!(Call::parse("/v6/"), Call::Unknown);
    }

    #[test]
    fn reads_a_history_date_with_and_without_leading_zeros() {
        let date_of = |path| match Call::parse(path) {
            Call::Keyed { call: KeyedCall::History { date, .. }, .. } => date,
            other => panic!("no history: {other:?}"),
        };
        assert_eq!(date_of("/v6/k/history/USD/2026/9/5"), date_of("/v6/k/history/USD/2026/09/05"));
        assert!(date_of("/v6/k/history/USD/2026/9/5").is_some());
        assert_eq!(date_of("/v6/k/history/USD/2026/2/30"), None);
    }
}
