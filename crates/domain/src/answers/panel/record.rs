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
    #[serde(borrow)]
    pub date: Cow<'a, str>,
    #[serde(borrow)]
    pub quote: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    pub date: Cow<'a, str>,
    #[serde(borrow)]
    pub base: Cow<'a, str>,
    #[serde(borrow)]
    pub quote: Cow<'a, str>,
    #[serde(borrow)]
    pub rate: &'a RawValue,
    #[serde(borrow, default)]
    pub providers: Vec<Entry<'a>>,
}

/// A record of which only the banks' keys are told, and not what they say.
#[derive(Deserialize)]
pub(super) struct Named<'a> {
    #[serde(borrow)]
    pub date: Cow<'a, str>,
    #[serde(borrow)]
    pub base: Cow<'a, str>,
    #[serde(borrow)]
    pub quote: Cow<'a, str>,
    #[serde(borrow)]
    pub rate: &'a RawValue,
    #[serde(borrow, rename = "providers")]
    _keys: Vec<Cow<'a, str>>,
}

/// What a bank says. Whatever stands in the place of its date or rate, the other banks are worth reading.
#[derive(Deserialize)]
pub(super) struct Entry<'a> {
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

impl Record<'_> {
    /// Whether an entry is of another table of a bank whose main one is there: `NBP.B` beside `NBP`. A bank speaks once.
    pub fn has_main_table_of(&self, entry: &Entry<'_>) -> bool {
        entry.key != entry.bank() && self.providers.iter().any(|other| other.key == entry.bank())
    }
}

impl Entry<'_> {
    /// Whose it is: the key of another table of the same bank has a dot.
    pub fn bank(&self) -> &str {
        self.key.split_once('.').map_or(&*self.key, |(bank, _)| bank)
    }
}

/// What stands in the place of a text, without the quotes of one.
fn unquoted<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    let raw = Option::<&RawValue>::deserialize(deserializer)?.map_or("null", RawValue::get);
    Ok(Cow::Borrowed(serde_json::from_str(raw).unwrap_or(raw)))
}
