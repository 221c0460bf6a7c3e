//! The shapes of which an answer of the panel is made.

use crate::answers::fault::AnswerFault;
use crate::excerpt::excerpt;
use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What of a record must be known to tell whether a batch ends before it.
#[derive(Deserialize)]
pub(super) struct Place<'a> {
    #[serde(borrow, default, deserialize_with = "unquoted")]
    pub date: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "unquoted")]
    pub quote: Cow<'a, str>,
}

/// A record, with what it has of each bank. Only its base must be there: which day it is of tell the banks, too, and of what a
/// bank's rates are that say nothing of their currency is told in the quarantine.
#[derive(Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
pub(super) struct Record<'a, E> {
    #[serde(borrow, default, deserialize_with = "unquoted")]
    pub date: Cow<'a, str>,
    #[serde(borrow)]
    pub base: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "unquoted")]
    pub quote: Cow<'a, str>,
    #[serde(borrow)]
    pub rate: Option<&'a RawValue>,
    pub providers: Option<Vec<E>>,
}

/// Whose a rate is of which nobody is named.
const UNNAMED: &str = "unnamed";

/// What a bank says. Whatever stands in the place of its date or rate, the other banks are worth reading.
#[derive(Deserialize)]
pub(super) struct Entry<'a> {
    /// Empty where nobody is named.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// The text, or whatever stands in its place.
    #[serde(borrow, default, deserialize_with = "unquoted")]
    pub date: Cow<'a, str>,
    #[serde(borrow)]
    pub rate: Option<&'a RawValue>,
}

/// An object in the place of a list: an error of the API itself is `{"status","message"}`.
#[derive(Default)]
pub(super) struct ErrorBody {
    pub has_status: bool,
    pub message: Option<String>,
}

impl ErrorBody {
    pub fn fault(self) -> AnswerFault {
        match self.message {
            Some(message) if self.has_status => AnswerFault::SourceError(excerpt(&message)),
            _ => AnswerFault::WrongShape("an object instead of a list of rates".to_owned()),
        }
    }
}

impl<'a, E> Record<'a, E> {
    /// The same record, with other entries.
    pub fn with<O>(self, entries: Vec<O>) -> Record<'a, O> {
        let Self { date, base, quote, rate, .. } = self;
        Record { date, base, quote, rate, providers: Some(entries) }
    }
}

impl<'a> Record<'a, Entry<'a>> {
    pub fn entries(&self) -> &[Entry<'a>] {
        self.providers.as_deref().unwrap_or_default()
    }

    /// The entries that count.
    pub fn heard(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries().iter().filter(|entry| !self.has_main_table_of(entry))
    }

    /// Whether an entry is of another table of a bank whose main one is there: `NBP.B` beside `NBP`. A bank speaks once.
    fn has_main_table_of(&self, entry: &Entry<'_>) -> bool {
        entry.key != entry.bank() && self.entries().iter().any(|other| other.key == entry.bank())
    }
}

impl<'a> Entry<'a> {
    /// What stands in a list of banks; of a bank's key alone that.
    pub fn read(text: &'a RawValue) -> Result<Self, Cow<'a, str>> {
        let named = text.get().starts_with('"').then(|| plain(text)).filter(|key| !Self::bank_of(key).is_empty());
        if let Some(key) = named {
            return Err(key);
        }
        let nobody = || Self { key: Cow::Borrowed(""), date: Cow::Borrowed(""), rate: Some(text) };
        Ok(serde_json::from_str(text.get()).unwrap_or_else(|_| nobody()))
    }

    /// The bank of a key: that of another table of the same one has a dot.
    pub fn bank_of(key: &str) -> &str {
        key.split_once('.').map_or(key, |(bank, _)| bank)
    }

    /// Whose it is.
    pub fn bank(&self) -> &str {
        if self.is_unnamed() { UNNAMED } else { Self::bank_of(&self.key) }
    }

    pub fn is_unnamed(&self) -> bool {
        Self::bank_of(&self.key).is_empty()
    }
}

/// What stands in the place of a text, without the quotes of one.
fn unquoted<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    Ok(Option::<&RawValue>::deserialize(deserializer)?.map_or(Cow::Borrowed("null"), plain))
}

/// The text that is written, or the value as it is.
fn plain(value: &RawValue) -> Cow<'_, str> {
    let raw = value.get();
    let borrowed = serde_json::from_str(raw).map(Cow::Borrowed);
    borrowed.or_else(|_| serde_json::from_str(raw).map(Cow::Owned)).unwrap_or(Cow::Borrowed(raw))
}
