//! Reading values that may come as a number (from the file) or as text (from the environment).
//!
//! The environment has text only, and guessing its type would lose facts: a run id `0199` is no number 199.

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// A value that is written as text or as a number.
pub fn number<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Scalar(PhantomData))
}

/// The same, where there may be none; empty text is none.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Text(#[serde(deserialize_with = "number")] String);
    let given = Option::<Text>::deserialize(deserializer)?;
    Ok(given.map(|Text(text)| text).filter(|text| !text.is_empty()))
}

/// A list, written as one or as text with commas.
pub fn list<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct List<T>(PhantomData<T>);
    impl<'de, T: FromStr<Err: fmt::Display>> Visitor<'de> for List<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a list, or text with commas")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            non_empty(items.map(|item| item.parse().map_err(E::custom)).collect::<Result<_, _>>()?)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = sequence.next_element::<String>()? {
                items.push(item.parse().map_err(A::Error::custom)?);
            }
            non_empty(items)
        }
    }
    deserializer.deserialize_any(List(PhantomData))
}

fn non_empty<T, E: Error>(items: Vec<T>) -> Result<Vec<T>, E> {
    if items.is_empty() { Err(E::custom("the list is empty")) } else { Ok(items) }
}

struct Scalar<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.trim().parse().map_err(|error| E::custom(format!("`{text}`: {error}")))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }
}
