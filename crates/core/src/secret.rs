//! The API key: a value that cannot print itself.

use secrecy::{ExposeSecret, SecretString};

/// The API key of ExchangeRate-API. It lives in the path of a URL, so it must not reach a log, an error, an output,
/// a bronze object or a process argument; `Debug` shows that there is one, never what it is.
#[derive(Debug, Clone)]
pub struct ApiKey(SecretString);

/// A key that can't be one. The text itself is never shown.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the API key from {origin} holds characters other than letters, digits, `-` and `_`")]
pub struct InvalidApiKey {
    /// Where the key came from: the environment variable or the file.
    pub origin: String,
}

impl ApiKey {
    /// The key in `text`, or none when there is nothing but white space (an empty key is an absent one).
    pub fn parse(text: &str, origin: &str) -> Result<Option<Self>, InvalidApiKey> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !text.chars().all(plain) {
            return Err(InvalidApiKey { origin: origin.to_owned() });
        }
        Ok(Some(Self(SecretString::from(text))))
    }

    /// The key itself, for the path of a request and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether `bytes` hold the key: such bytes must not be stored or shown.
    #[must_use]
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let key = self.expose().as_bytes();
        bytes.windows(key.len()).any(|window| window == key)
    }
}

/// Looks for the key in a text that comes in pieces, also across their borders.
#[derive(Debug)]
pub struct KeyWatch {
    key: ApiKey,
    /// The end of what was seen: one byte shorter than the key.
    tail: Vec<u8>,
}

impl KeyWatch {
    /// A watch over a text of which nothing was seen yet.
    #[must_use]
    pub fn new(key: &ApiKey) -> Self {
        Self { key: key.clone(), tail: Vec::new() }
    }

    /// Whether the next piece, together with what came before it, holds the key.
    pub fn sees(&mut self, piece: &[u8]) -> bool {
        let overlap = self.key.expose().len() - 1;
        let beginning = &piece[..piece.len().min(overlap)];
        self.tail.extend_from_slice(beginning);
        if self.key.is_in(&self.tail) || self.key.is_in(piece) {
            return true;
        }
        if piece.len() > overlap {
            self.tail = piece[piece.len() - overlap..].to_vec();
        } else {
            let surplus = self.tail.len().saturating_sub(overlap);
            self.tail.drain(..surplus);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_prints_itself() {
        let key = ApiKey::parse(" s3cret-Key_1\n", "test").unwrap().unwrap();
        assert!(!format!("{key:?}").contains("s3cret"));
        assert!(key.is_in(b"{\"url\":\"/v6/s3cret-Key_1/latest\"}"));
        assert!(!key.is_in(b"s3cret"));
    }

    #[test]
    fn an_empty_key_is_an_absent_one_and_a_strange_one_is_refused_unseen() {
        assert!(ApiKey::parse(" \n", "test").unwrap().is_none());
        let error = ApiKey::parse("abc/../def", "the file key.txt").unwrap_err();
        assert!(!error.to_string().contains("abc"));
    }
}
