//! The one place that spells the paths of bronze.

use crate::clock::format_instant;
use jiff::Timestamp;
use makerates_domain::source::{Endpoint, Source};
use sha2::{Digest, Sha256};

/// The SHA-256 of bytes, in lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// An object of bronze.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BronzeKey {
    /// The body of an answer, as received.
    Answer {
        /// The face that gave it.
        endpoint: Endpoint,
        /// The SHA-256 of the body.
        sha256: String,
    },
    /// What is known of one request.
    Receipt(ReceiptName),
    /// What could not be accepted: at most its first MiB.
    Rejected {
        /// The source that sent it.
        source: Source,
        /// The SHA-256 of the stored bytes.
        sha256: String,
    },
    /// A person's decision.
    Decision {
        /// When it was made.
        decided_at: Timestamp,
        /// Keeps two decisions of the same millisecond apart.
        random: String,
    },
}

/// The facts that a receipt's name holds, so that which days were asked is known without reading each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptName {
    /// The instant of the request.
    pub fetched_at: Timestamp,
    /// The face that was asked.
    pub endpoint: Endpoint,
    /// What was asked for: `latest`, a day, or `from..to`.
    pub parameters: String,
    /// Keeps two requests of the same millisecond apart.
    pub random: String,
}

impl BronzeKey {
    /// The path below the store's root.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Answer { endpoint, sha256 } => format!("answers/{}/{endpoint}/{sha256}.json", endpoint.source()),
            Self::Rejected { source, sha256 } => format!("rejected/{source}/{sha256}.bin"),
            Self::Decision { decided_at, random } => {
                let decided_at = format_instant(*decided_at);
                format!("decisions/date={}/{decided_at}-{random}.json", &decided_at[..10])
            }
            Self::Receipt(ReceiptName { fetched_at, endpoint, parameters, random }) => {
                let fetched_at = format_instant(*fetched_at);
                let (source, day) = (endpoint.source(), &fetched_at[..10]);
                format!("receipts/{source}/date={day}/{fetched_at}-{endpoint}-{parameters}-{random}.json")
            }
        }
    }
}

impl BronzeKey {
    /// The hash that the object's bytes must have; a receipt and a decision have none.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        match self {
            Self::Answer { sha256, .. } | Self::Rejected { sha256, .. } => Some(sha256),
            Self::Receipt(_) | Self::Decision { .. } => None,
        }
    }

    /// Reads a path; none when no object of bronze has such a one.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let key = match path.split('/').collect::<Vec<_>>()[..] {
            ["answers", _, endpoint, name] => {
                let (endpoint, sha256) = (endpoint.parse().ok()?, name.strip_suffix(".json")?.to_owned());
                Self::Answer { endpoint, sha256 }
            }
            ["rejected", source, name] => {
                Self::Rejected { source: source.parse().ok()?, sha256: name.strip_suffix(".bin")?.to_owned() }
            }
            ["receipts", ..] => Self::Receipt(ReceiptName::parse(path)?),
            ["decisions", _, name] => {
                let (decided_at, random) = name.strip_suffix(".json")?.split_at_checked(INSTANT_LENGTH)?;
                Self::Decision { decided_at: decided_at.parse().ok()?, random: random.strip_prefix('-')?.to_owned() }
            }
            _ => return None,
        };
        // Whatever is spelled otherwise, a receipt under another day or an answer of another source, is none of ours.
        (key.path() == path).then_some(key)
    }
}

impl ReceiptName {
    /// Reads a receipt's path; none when it is not one.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next()?.strip_suffix(".json")?;
        // `fetched_at` has hyphens of its own, but always the same length.
        let fetched_at = name.get(..INSTANT_LENGTH)?.parse().ok()?;
        let (endpoint, rest) = name.get(INSTANT_LENGTH..)?.strip_prefix('-')?.split_once('-')?;
        let (parameters, random) = rest.rsplit_once('-')?;
        Some(Self {
            fetched_at,
            endpoint: endpoint.parse().ok()?,
            parameters: parameters.to_owned(),
            random: random.to_owned(),
        })
    }
}

const INSTANT_LENGTH: usize = "2026-09-29T06:00:00.000Z".len();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_back_and_no_other_is_taken_for_one() {
        let sha256 = "0a".repeat(32);
        let answer = BronzeKey::Answer { endpoint: Endpoint::V2, sha256: sha256.clone() };
        let rejected = BronzeKey::Rejected { source: Source::ExchangeRate, sha256: sha256.clone() };
        for key in [answer, rejected] {
            assert_eq!(key.sha256(), Some(sha256.as_str()));
            assert_eq!(BronzeKey::parse(&key.path()), Some(key));
        }
        let receipt = "receipts/frankfurter/date=2026-09-29/2026-09-29T06:00:00.120Z-v1-latest-00ff.json";
        let decision = "decisions/date=2026-09-29/2026-09-29T06:00:00.120Z-00ff.json";
        for path in [receipt, decision] {
            assert_eq!(BronzeKey::parse(path).unwrap().path(), path);
        }
        let others = [
            format!("answers/exchangerate/v1/{sha256}.json"),
            format!("answers/frankfurter/v1/{sha256}.bin"),
            format!("rejected/nobody/{sha256}.bin"),
            receipt.replace("date=2026-09-29", "date=2026-09-28"),
            decision.replace("date=2026-09-29", "date=2026-09-28"),
            "notes.txt".to_owned(),
        ];
        for other in others {
            assert_eq!(BronzeKey::parse(&other), None, "{other}");
        }
    }

    #[test]
    fn a_receipt_name_is_read_back() {
        for parameters in ["latest", "2024-04-02", "1999-01-04..2026-09-29", "2024-04-02_BOC_ECB"] {
            let name = ReceiptName {
                fetched_at: "2026-09-29T06:00:00.120Z".parse().unwrap(),
                endpoint: Endpoint::V1,
                parameters: parameters.to_owned(),
                random: "00ff".to_owned(),
            };
            let path = BronzeKey::Receipt(name.clone()).path();
            assert_eq!(
                path,
                format!("receipts/frankfurter/date=2026-09-29/2026-09-29T06:00:00.120Z-v1-{parameters}-00ff.json")
            );
            assert_eq!(ReceiptName::parse(&path), Some(name));
        }
        assert_eq!(ReceiptName::parse("receipts/frankfurter/date=2026-09-29/.tmp123"), None);
        assert_eq!(ReceiptName::parse("ü"), None);
    }
}
